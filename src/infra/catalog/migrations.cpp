#include "infra/catalog/migrations.h"

#include "infra/errors/error.h"

namespace tl::catalog {

namespace {

/// "TLCK", as SQLite keeps it in the file's header. **Source:** sqlite.org/pragma.html.
constexpr const char* kMark = "1414284107";

bool hasTable(Database& database, const std::string& name) {
    const char* const sql =
        database.dialect() == Dialect::Sqlite
            ? "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
            : "SELECT count(*) FROM information_schema.tables WHERE table_schema = "
              "current_schema() AND table_name = ?";
    return numberIn(database.query(sql, {name}, {CellType::Number})[0][0]) > 0;
}

/// Whether something else keeps tables here.
bool isForeign(Database& database) {
    if (database.dialect() == Dialect::Postgresql) return hasTable(database, "operations");
    const auto mark = database.query("SELECT * FROM pragma_application_id", {}, {CellType::Number});
    const auto tables =
        database.query("SELECT count(*) FROM sqlite_schema", {}, {CellType::Number});
    return numberIn(mark[0][0]) != 0 || numberIn(tables[0][0]) != 0;
}

std::string numbered(std::int64_t version) {
    return "version " + std::to_string(version);
}

const std::vector<Migration>& migrationList() {
    static const std::vector<Migration> list{
        {{
            "CREATE TABLE repositories (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT NULL, "
            "location TEXT NOT NULL, password_kind TEXT NOT NULL, password_reference TEXT NOT "
            "NULL, "
            "key_hint TEXT NOT NULL, options TEXT NOT NULL)",
            "CREATE TABLE pattern_groups (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT "
            "NULL, includes TEXT NOT NULL, excludes TEXT NOT NULL, ignores_case BIGINT NOT NULL)",
            "CREATE TABLE targets (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT NULL, "
            "machine TEXT NOT NULL, paths TEXT NOT NULL, repositories TEXT NOT NULL, "
            "pattern_groups TEXT NOT NULL, includes TEXT NOT NULL, excludes TEXT NOT NULL, "
            "excludes_ignoring_case TEXT NOT NULL, exclude_if_present TEXT NOT NULL, "
            "excludes_caches BIGINT NOT NULL, exclude_larger_than BIGINT NOT NULL, one_file_system "
            "BIGINT NOT NULL, skips_if_unchanged BIGINT NOT NULL, tags TEXT NOT NULL)",
            "CREATE TABLE retention_policies (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT "
            "NULL, scope TEXT NOT NULL, subject TEXT NOT NULL, rules TEXT NOT NULL, is_paused "
            "BIGINT NOT NULL)",
            "CREATE TABLE schedules (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT NULL, "
            "action TEXT NOT NULL, subject TEXT NOT NULL, timing TEXT NOT NULL, run_window TEXT "
            "NOT NULL, conditions TEXT NOT NULL, settings TEXT NOT NULL, retry_count BIGINT NOT "
            "NULL, skips_missed BIGINT NOT NULL, is_paused BIGINT NOT NULL)",
            "CREATE TABLE notification_channels (name TEXT NOT NULL PRIMARY KEY, description TEXT "
            "NOT NULL, kind TEXT NOT NULL, events TEXT NOT NULL, settings TEXT NOT NULL, secrets "
            "TEXT NOT NULL, quiet_hours TEXT NOT NULL, message_template TEXT NOT NULL, is_paused "
            "BIGINT NOT NULL)",
            "CREATE TABLE users (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT NULL, role "
            "TEXT NOT NULL, password_hash TEXT NOT NULL, is_blocked BIGINT NOT NULL)",
            "CREATE TABLE tokens (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT NULL, "
            "user_name TEXT NOT NULL, scopes TEXT NOT NULL, hash TEXT NOT NULL, created_at BIGINT "
            "NOT NULL, expires_at BIGINT NOT NULL, last_used_at BIGINT NOT NULL)",
            "CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
            "CREATE TABLE operations (id TEXT NOT NULL PRIMARY KEY, run_key TEXT NOT NULL UNIQUE, "
            "kind TEXT NOT NULL, target TEXT NOT NULL, repository TEXT NOT NULL, machine TEXT NOT "
            "NULL, actor TEXT NOT NULL, state TEXT NOT NULL, attempt BIGINT NOT NULL, attempts_max "
            "BIGINT NOT NULL, due_at BIGINT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT "
            "NOT NULL, runner TEXT NOT NULL, claim_number BIGINT NOT NULL, lease_until BIGINT NOT "
            "NULL, cancel_requested_at BIGINT NOT NULL, cancel_requested_by TEXT NOT NULL, "
            "progress TEXT NOT NULL, figures TEXT NOT NULL, snapshot TEXT NOT NULL, message TEXT "
            "NOT NULL)",
            "CREATE INDEX operations_by_state ON operations (state, due_at)",
            "CREATE INDEX operations_by_time ON operations (due_at)",
            "CREATE INDEX operations_by_target ON operations (target, repository, due_at)",
            "CREATE TABLE operation_log (operation TEXT NOT NULL, number BIGINT NOT NULL, at "
            "BIGINT "
            "NOT NULL, level TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (operation, number))",
            "CREATE TABLE checks (id TEXT NOT NULL PRIMARY KEY, operation TEXT NOT NULL, "
            "repository TEXT NOT NULL, at BIGINT NOT NULL, coverage TEXT NOT NULL, error_count "
            "BIGINT NOT NULL, broken_packs TEXT NOT NULL)",
            "CREATE INDEX checks_by_repository ON checks (repository, at)",
            "CREATE TABLE storage_figures (id TEXT NOT NULL PRIMARY KEY, operation TEXT NOT NULL, "
            "repository TEXT NOT NULL, at BIGINT NOT NULL, source TEXT NOT NULL, figures TEXT NOT "
            "NULL)",
            "CREATE INDEX storage_figures_by_repository ON storage_figures (repository, at)",
        }},
        {{
            "ALTER TABLE targets ADD COLUMN hook_before TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE targets ADD COLUMN hook_after TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE targets ADD COLUMN hook_on_error TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE targets ADD COLUMN hook_plugins TEXT NOT NULL DEFAULT '[]'",
            "ALTER TABLE targets ADD COLUMN hook_time_limit BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE targets ADD COLUMN verify_after TEXT NOT NULL DEFAULT ''",
        }},
        {{
            "ALTER TABLE repositories ADD COLUMN region_rule TEXT NOT NULL DEFAULT ''",
        }},
    };
    return list;
}

}  // namespace

std::span<const Migration> allMigrations() {
    return migrationList();
}

std::int64_t versionOf(Database& database) {
    if (!hasTable(database, "catalog_version")) {
        if (isForeign(database))
            throw Error{ErrorKind::Corrupted,
                        "this database is no catalog of TimeLocker: something else keeps its "
                        "tables there; name another place with --catalog"};
        return 0;
    }
    const auto rows = database.query("SELECT version FROM catalog_version", {}, {CellType::Number});
    if (rows.size() != 1)
        throw Error{ErrorKind::Corrupted, "the catalog is damaged: it does not say its version"};
    return numberIn(rows[0][0]);
}

void migrate(Database& database, std::span<const Migration> migrations) {
    const auto newest = static_cast<std::int64_t>(migrations.size());
    const auto requireKnown = [newest](std::int64_t version) {
        if (version > newest)
            throw Error{ErrorKind::Unsupported, "the catalog was made by a newer TimeLocker (" +
                                                    numbered(version) + ", this one knows " +
                                                    numbered(newest) + "): use that one"};
        if (version < 0)
            throw Error{ErrorKind::Corrupted,
                        "the catalog is damaged: it says to be of " + numbered(version)};
        return version;
    };
    if (requireKnown(versionOf(database)) == newest) return;
    database.transaction([&] {
        // Another process may have done it meanwhile.
        const std::int64_t version = requireKnown(versionOf(database));
        if (version == newest) return;
        if (version == 0) {
            if (database.dialect() == Dialect::Sqlite)
                database.execute(std::string{"PRAGMA application_id = "} + kMark, {});
            database.execute("CREATE TABLE catalog_version (version BIGINT NOT NULL)", {});
            database.execute("INSERT INTO catalog_version (version) VALUES (0)", {});
        }
        for (const Migration& migration : migrations.subspan(static_cast<std::size_t>(version)))
            for (const std::string& statement : migration.statements)
                database.execute(statement, {});
        database.execute("UPDATE catalog_version SET version = ?", {newest});
    });
}

}  // namespace tl::catalog
