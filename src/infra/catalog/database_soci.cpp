// SOCI, and what SQLite and PostgreSQL say through it, seen by nobody else.

#include <deque>
#include <exception>
#include <mutex>
#include <utility>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "infra/catalog/database.h"
#include "infra/errors/assert.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"

namespace tl::catalog {

namespace {

constexpr const char* kLockWaitMilliseconds = "10000";
/// Any number will do, as long as all of TimeLocker uses the same: "TLCK".
constexpr const char* kPostgresqlLock = "1414284107";

ErrorKind kindOfSqlite(int result) {
    constexpr int kPrimaryCode = 0xff;  // What stands above are details.
    switch (result & kPrimaryCode) {
        case 3:   // SQLITE_PERM
        case 8:   // SQLITE_READONLY
        case 14:  // SQLITE_CANTOPEN
        case 23:  // SQLITE_AUTH
            return ErrorKind::PermissionDenied;
        case 5:  // SQLITE_BUSY
        case 6:  // SQLITE_LOCKED
            return ErrorKind::Locked;
        case 7:   // SQLITE_NOMEM
        case 13:  // SQLITE_FULL
        case 18:  // SQLITE_TOOBIG
            return ErrorKind::ResourceExhausted;
        case 10:  // SQLITE_IOERR
            return ErrorKind::Unavailable;
        case 19:  // SQLITE_CONSTRAINT
            return ErrorKind::AlreadyExists;
        default:  // SQLITE_CORRUPT, _NOTADB, and _ERROR: a table or column that is not as it was
                  // made.
            return ErrorKind::Corrupted;
    }
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

ErrorKind kindOfPostgresql(const soci::soci_error& error) {
    const std::string text = error.what();
    if (holds(text, "authentication failed") || holds(text, "no password supplied") ||
        holds(text, "no pg_hba.conf entry") || holds(text, "permission denied"))
        return ErrorKind::PermissionDenied;
    switch (error.get_error_category()) {
        case soci::soci_error::constraint_violation:
            return ErrorKind::AlreadyExists;
        case soci::soci_error::invalid_statement:
            return ErrorKind::Corrupted;
        case soci::soci_error::no_privilege:
            return ErrorKind::PermissionDenied;
        case soci::soci_error::system_error:
            return ErrorKind::ResourceExhausted;
        default:
            return ErrorKind::Unavailable;
    }
}

const char* adviceFor(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Locked:
            return "another program keeps the catalog for too long; try again";
        case ErrorKind::Corrupted:
            return "the catalog is damaged, or no catalog of TimeLocker. No backup is affected: "
                   "move it aside and make the definitions anew, with `tl config apply` if you "
                   "have exported them";
        case ErrorKind::PermissionDenied:
            return "the catalog may not be opened or written";
        case ErrorKind::ResourceExhausted:
            return "there is no room for the catalog";
        case ErrorKind::AlreadyExists:
            return "the catalog has an entry of this name already";
        default:
            return "the catalog cannot be reached";
    }
}

/// The first line of what the database says: SOCI adds our SQL behind it.
std::string firstLine(const std::string& text) {
    std::string line = text.substr(0, text.find('\n'));
    for (const char* marker : {" while preparing ", " while executing "})
        line = line.substr(0, line.find(marker));
    return withoutControls(line);
}

[[noreturn]] void fail(ErrorKind kind, const std::string& details, const CatalogPlace& place) {
    throw Error{kind, adviceFor(kind), {{"catalog", place.text()}, {"reason", details}}};
}

/// `?` of our SQL as SOCI wants it.
std::string withNames(const std::string& sql) {
    std::string named;
    int number = 0;
    for (const char c : sql)
        if (c == '?')
            named += ":v" + std::to_string(number++);
        else
            named += c;
    return named;
}

std::string connectString(const CatalogPlace& place) {
    std::string text;
    for (const auto& [key, value] : place.connection)
        text += key + "=" + value + " ";
    if (!place.connection.contains("connect_timeout")) text += "connect_timeout=10 ";
    // A line that was cut is noticed; nothing here runs for a minute.
    return text + "application_name=timelocker tcp_user_timeout=20000";
}

class SociDatabase final : public Database {
  public:
    explicit SociDatabase(const CatalogPlace& place) : place_{place} {
        guarded([this] {
            if (place_.isFile())
                openFile();
            else
                openServer();
        });
    }

    ~SociDatabase() override = default;

    [[nodiscard]] Dialect dialect() const override {
        return place_.isFile() ? Dialect::Sqlite : Dialect::Postgresql;
    }

    std::uint64_t execute(const std::string& sql, const Row& values) override {
        std::uint64_t changed = 0;
        const std::scoped_lock lock{mutex_};
        reconnectIfBroken();
        guarded([&] {
            soci::statement statement{session_};
            Values bound{values};
            prepare(statement, sql, bound);
            statement.execute(true);
            const long long rows = statement.get_affected_rows();
            changed = rows > 0 ? static_cast<std::uint64_t>(rows) : 0;
        });
        return changed;
    }

    [[nodiscard]] std::vector<Row> query(const std::string& sql,
                                         const Row& values,
                                         const std::vector<CellType>& columns) override {
        std::vector<Row> rows;
        const std::scoped_lock lock{mutex_};
        reconnectIfBroken();
        guarded([&] {
            Values bound{values};
            Row row;
            std::deque<long long> numbers;
            std::deque<std::string> texts;
            std::deque<soci::indicator> indicators;
            soci::statement statement{session_};
            for (const CellType type : columns) {
                indicators.emplace_back();
                if (type == CellType::Number)
                    statement.exchange(soci::into(numbers.emplace_back(), indicators.back()));
                else
                    statement.exchange(soci::into(texts.emplace_back(), indicators.back()));
            }
            prepare(statement, sql, bound);
            statement.execute();
            while (statement.fetch()) {
                for (const soci::indicator indicator : indicators)
                    if (indicator != soci::i_ok)
                        fail(ErrorKind::Corrupted, "a value is missing", place_);
                rows.push_back(takeRow(columns, numbers, texts));
            }
        });
        return rows;
    }

    void transaction(const std::function<void()>& work) override {
        const std::scoped_lock lock{mutex_};
        if (isInTransaction_) {
            work();
            return;
        }
        reconnectIfBroken();
        begin();
        isInTransaction_ = true;
        try {
            work();
            runPlain("COMMIT");
        } catch (...) {
            isInTransaction_ = false;
            rollBack();
            throw;
        }
        isInTransaction_ = false;
    }

  private:
    /// Values that stay where they are while a statement is bound to them.
    struct Values {
        explicit Values(const Row& row) {
            for (const Cell& cell : row)
                if (const auto* number = std::get_if<std::int64_t>(&cell))
                    numbers.push_back(*number);
                else
                    texts.push_back(std::get<std::string>(cell));
            cells = &row;
        }
        const Row* cells = nullptr;
        std::deque<long long> numbers;
        std::deque<std::string> texts;
    };

    static void prepare(soci::statement& statement, const std::string& sql, Values& values) {
        auto number = values.numbers.begin();
        auto text = values.texts.begin();
        for (const Cell& cell : *values.cells)
            if (std::holds_alternative<std::int64_t>(cell))
                statement.exchange(soci::use(*number++));
            else
                statement.exchange(soci::use(*text++));
        statement.alloc();
        statement.prepare(withNames(sql));
        statement.define_and_bind();
    }

    static Row takeRow(const std::vector<CellType>& columns,
                       const std::deque<long long>& numbers,
                       const std::deque<std::string>& texts) {
        Row row;
        auto number = numbers.begin();
        auto text = texts.begin();
        for (const CellType type : columns)
            if (type == CellType::Number)
                row.emplace_back(std::int64_t{*number++});
            else
                row.emplace_back(*text++);
        return row;
    }

    /// Runs `work` with SOCI's errors turned into ours.
    template <typename Work>
    void guarded(const Work& work) {
        try {
            work();
        } catch (const soci::sqlite3_soci_error& error) {
            fail(kindOfSqlite(error.result()), firstLine(error.what()), place_);
        } catch (const soci::soci_error& error) {
            if (holds(error.what(), "Failed to find shared library"))
                throw Error{ErrorKind::Unsupported,
                            "a catalog in PostgreSQL needs a library that is missing: install "
                            "Debian's libsoci-postgresql4.0"};
            // SOCI says this of SQLite without a number.
            const bool isFileError = place_.isFile();
            const ErrorKind kind =
                isFileError ? ErrorKind::PermissionDenied : kindOfPostgresql(error);
            isBroken_ = kind == ErrorKind::Unavailable;
            fail(kind,
                 withoutControls(isFileError ? firstLine(error.what())
                                             : std::string{error.what()}.substr(0, 400)),
                 place_);
        }
    }

    /// A server that was away may be back. What was under way when the connection broke is not
    /// repeated: nobody knows whether it was carried out. Within a transaction nothing is made
    /// anew, as its first half would be missing.
    void reconnectIfBroken() {
        if (!isBroken_ || isInTransaction_) return;
        guarded([this] {
            session_.close();
            openServer();
        });
        isBroken_ = false;
    }

    void runPlain(const char* sql) {
        guarded([this, sql] { session_.once << sql; });
    }

    void begin() {
        if (dialect() == Dialect::Sqlite) {
            runPlain("BEGIN IMMEDIATE");
            return;
        }
        runPlain("BEGIN");
        try {
            (void)query(std::string{"SELECT 1 FROM (SELECT pg_advisory_xact_lock("} +
                            kPostgresqlLock + ")) AS locked",
                        {}, {CellType::Number});
        } catch (...) {
            rollBack();
            throw;
        }
    }

    void rollBack() noexcept {
        try {
            session_.once << "ROLLBACK";
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
            // The database rolls back itself when the connection ends; the first error counts.
        }
    }

    void openFile() {
        const bool isMemory = place_.file == ":memory:";
        if (!isMemory) makeFile();
        session_.open("sqlite3", "dbname=\"" + place_.file + "\"");
        runPlain((std::string{"PRAGMA busy_timeout="} + kLockWaitMilliseconds).c_str());
        runPlain("PRAGMA trusted_schema=OFF");
        runPlain("PRAGMA cell_size_check=ON");
        if (isMemory) return;
        // The write-ahead log needs memory that all its users share, so one machine.
        runPlain(isOnLocalFileSystem(place_.file) ? "PRAGMA journal_mode=WAL"
                                                  : "PRAGMA journal_mode=DELETE");
        runPlain("PRAGMA synchronous=FULL");
    }

    void openServer() {
        session_.open("postgresql", connectString(place_));
        runPlain("SET client_min_messages = warning");  // libpq would print the others.
    }

    /// For this user alone, which SQLite would not see to.
    void makeFile() {
        constexpr std::uint32_t kOwnFolder = 0700;
        constexpr std::uint32_t kOwnFile = 0600;
        if (exists(place_.file)) return;
        const std::size_t slash = place_.file.rfind('/');
        if (slash > 0) makeDirectories(place_.file.substr(0, slash), kOwnFolder);
        try {
            (void)File::createNew(place_.file, kOwnFile);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::AlreadyExists) throw;  // Another process was faster.
        }
    }

    const CatalogPlace place_;
    /// Recursive: what runs in a transaction calls execute() and query() under it.
    std::recursive_mutex mutex_;
    soci::session session_;
    bool isInTransaction_ = false;
    bool isBroken_ = false;  ///< Of PostgreSQL: the connection is of no use any more.
};

}  // namespace

std::unique_ptr<Database> openDatabase(const CatalogPlace& place) {
    static const bool isRegistered = [] {
        soci::register_factory_sqlite3();
        return true;
    }();
    TL_ASSERT(isRegistered);
    return std::make_unique<SociDatabase>(place);
}

std::int64_t numberIn(const Cell& cell) {
    TL_ASSERT(std::holds_alternative<std::int64_t>(cell));
    return std::get<std::int64_t>(cell);
}

const std::string& textIn(const Cell& cell) {
    TL_ASSERT(std::holds_alternative<std::string>(cell));
    return std::get<std::string>(cell);
}

}  // namespace tl::catalog
