#include "infra/catalog/operations.h"

#include <algorithm>
#include <utility>

#include "infra/catalog/figures.h"
#include "infra/catalog/row_id.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/valid_utf8.h"

namespace tl::catalog {

namespace {

constexpr const char* kColumns =
    "id, run_key, kind, target, repository, machine, actor, state, attempt, attempts_max, due_at, "
    "started_at, ended_at, runner, claim_number, lease_until, cancel_requested_at, "
    "cancel_requested_by, progress, figures, snapshot, message";

const std::vector<CellType>& columnTypes() {
    constexpr CellType n = CellType::Number;
    constexpr CellType t = CellType::Text;
    static const std::vector<CellType> types{t, t, t, t, t, t, t, t, n, n, n,
                                             n, n, t, n, n, n, t, t, t, t, t};
    return types;
}

Operation toOperation(const Row& row) {
    std::size_t next = 0;
    const auto text = [&] { return textIn(row[next++]); };
    const auto number = [&] { return numberIn(row[next++]); };
    Operation one;
    one.id = text();
    one.runKey = text();
    one.kind = text();
    one.target = text();
    one.repository = text();
    one.machine = text();
    one.actor = text();
    const auto state = parseOperationState(text());
    if (!state)
        throw Error{ErrorKind::Corrupted,
                    "the catalog is damaged: an operation is in no known state",
                    {{"operation", one.id}}};
    one.state = *state;
    one.attempt = number();
    one.attemptsMax = number();
    one.dueAt = number();
    one.startedAt = number();
    one.endedAt = number();
    one.runner = text();
    one.claimNumber = number();
    one.leaseUntil = number();
    one.cancelRequestedAt = number();
    one.cancelRequestedBy = text();
    one.progress = figuresIn(text());
    one.figures = figuresIn(text());
    one.snapshot = text();
    one.message = text();
    return one;
}

/// Text from outside, such as the error of a server, as the catalog can hold it.
std::string holdable(const std::string& text) {
    return withoutControls(withValidUtf8(text));
}

std::string stateText(OperationState state) {
    return nameOf(state);
}

}  // namespace

std::string Operations::insert(const NewOperation& wanted,
                               OperationState state,
                               const std::string& runner) {
    const std::string id = newRowId(random_);
    const Microseconds now = time_.now();
    const bool isRunning = state == OperationState::Running;
    const std::string none = toColumn(Figures{});
    const std::int64_t first = isRunning ? 1 : 0;  // Attempt, and number of the claim.
    database_.execute(
        std::string{"INSERT INTO operations ("} + kColumns +
            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {id,
         wanted.runKey.empty() ? id : wanted.runKey,
         wanted.kind,
         wanted.target,
         wanted.repository,
         wanted.machine,
         holdable(wanted.actor),
         stateText(state),
         first,
         std::max<std::int64_t>(wanted.attemptsMax, 1),
         wanted.dueAt == 0 ? now : wanted.dueAt,
         isRunning ? now : 0,
         std::int64_t{0},
         runner,
         first,
         isRunning ? now + kLease : 0,
         std::int64_t{0},
         std::string{},
         none,
         none,
         std::string{},
         std::string{}});
    return id;
}

std::optional<std::string> Operations::enqueue(const NewOperation& wanted) {
    try {
        return insert(wanted, OperationState::Waiting, "");
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::AlreadyExists) return std::nullopt;
        throw;
    }
}

Claim Operations::start(const NewOperation& wanted, const std::string& runner) {
    return {.id = insert(wanted, OperationState::Running, runner), .number = 1};
}

std::optional<Claim> Operations::claimNext(const ClaimWish& wish) {
    const Microseconds now = time_.now();
    // Rows that another process is just claiming are passed over, not waited for; SQLite has one
    // writer at a time anyhow.
    const char* const skip =
        database_.dialect() == Dialect::Postgresql ? " FOR UPDATE SKIP LOCKED" : "";
    const auto rows = database_.query(
        std::string{"UPDATE operations SET state = 'running', attempt = attempt + 1, claim_number "
                    "= claim_number + 1, started_at = ?, runner = ?, lease_until = ? WHERE id = "
                    "(SELECT id FROM operations WHERE state = 'waiting' AND due_at <= ? AND "
                    "(machine = '' OR machine = ?) ORDER BY due_at, id LIMIT 1"} +
            skip + ") RETURNING id, claim_number",
        {now, wish.runner, now + kLease, now, wish.machine}, {CellType::Text, CellType::Number});
    if (rows.empty()) return std::nullopt;
    return Claim{.id = textIn(rows[0][0]), .number = numberIn(rows[0][1])};
}

Renewal Operations::renew(const Claim& claim, const Figures& progress) {
    const auto rows = database_.query(
        "UPDATE operations SET lease_until = ?, progress = ? WHERE id = ? AND claim_number = ? AND "
        "state = 'running' RETURNING cancel_requested_at",
        {time_.now() + kLease, toColumn(progress), claim.id, claim.number}, {CellType::Number});
    if (rows.empty()) return {};
    return {.isOurs = true, .isCancelRequested = numberIn(rows[0][0]) != 0};
}

bool Operations::finish(const Claim& claim, const OperationResult& result) {
    return database_.execute(
               "UPDATE operations SET state = ?, ended_at = ?, lease_until = 0, figures = ?, "
               "snapshot = ?, message = ? WHERE id = ? AND claim_number = ? AND state = 'running'",
               {stateText(result.state), time_.now(), toColumn(result.figures), result.snapshot,
                holdable(result.message), claim.id, claim.number}) > 0;
}

bool Operations::putBack(const Claim& claim, Microseconds dueAt, const std::string& why) {
    return database_.execute(
               "UPDATE operations SET state = 'waiting', due_at = ?, lease_until = 0, message = ? "
               "WHERE id = ? AND claim_number = ? AND state = 'running'",
               {dueAt, holdable(why), claim.id, claim.number}) > 0;
}

bool Operations::requestCancel(const std::string& id, const std::string& actor) {
    const Microseconds now = time_.now();
    const std::string who = holdable(actor);
    bool isStopping = false;
    database_.transaction([&] {
        const Operation one = load(id);
        if (database_.execute("UPDATE operations SET state = 'cancelled', ended_at = ?, "
                              "cancel_requested_at = ?, cancel_requested_by = ? WHERE id = ? AND "
                              "state = 'waiting'",
                              {now, now, who, one.id}) > 0)
            isStopping = true;
        else
            isStopping = database_.execute(
                             "UPDATE operations SET cancel_requested_at = ?, "
                             "cancel_requested_by = ? WHERE id = ? AND state = 'running'",
                             {now, who, one.id}) > 0;
    });
    return isStopping;
}

Abandoned Operations::releaseAbandoned() {
    const Microseconds now = time_.now();
    Abandoned abandoned;
    abandoned.queuedCount = database_.execute(
        "UPDATE operations SET state = 'waiting', claim_number = claim_number + 1, lease_until = 0 "
        "WHERE state = 'running' AND lease_until < ? AND attempt < attempts_max AND "
        "cancel_requested_at = 0",
        {now});
    for (const Row& row : database_.query(
             "UPDATE operations SET state = 'interrupted', claim_number = claim_number + 1, "
             "ended_at = lease_until, lease_until = 0, message = ? WHERE state = 'running' AND "
             "lease_until < ? RETURNING id",
             {std::string{"whoever ran it has ended without a word"}, now}, {CellType::Text}))
        abandoned.interrupted.push_back(textIn(row[0]));
    return abandoned;
}

void Operations::renameTarget(const std::string& from, const std::string& to) {
    database_.execute("UPDATE operations SET target = ? WHERE target = ?", {to, from});
}

std::uint64_t Operations::erasePerson(const std::string& person) {
    const std::string nobody = "erased";
    std::uint64_t count = 0;
    database_.transaction([&] {
        database_.execute(
            "DELETE FROM operation_log WHERE operation IN (SELECT id FROM operations WHERE actor = "
            "? AND state NOT IN ('waiting', 'running'))",
            {person});
        // The cancelled ones first: those that the person began, too, would be counted twice.
        count = database_.execute(
            "UPDATE operations SET cancel_requested_by = ? WHERE cancel_requested_by = ? AND actor "
            "<> ? AND state NOT IN ('waiting', 'running')",
            {nobody, person, person});
        database_.execute(
            "UPDATE operations SET cancel_requested_by = ? WHERE cancel_requested_by = ? AND state "
            "NOT IN ('waiting', 'running')",
            {nobody, person});
        count += database_.execute(
            "UPDATE operations SET actor = ?, message = '' WHERE actor = ? AND state NOT IN "
            "('waiting', 'running')",
            {nobody, person});
    });
    return count;
}

std::vector<Operation> Operations::listOfPerson(const std::string& person) const {
    std::vector<Operation> found;
    for (const Row& row :
         database_.query(std::string{"SELECT "} + kColumns +
                             " FROM operations WHERE actor = ? OR "
                             "cancel_requested_by = ? ORDER BY due_at DESC, id DESC",
                         {person, person}, columnTypes()))
        found.push_back(toOperation(row));
    return found;
}

Microseconds Operations::lastSuccess(const std::string& kind,
                                     const std::string& target,
                                     const std::string& repository) const {
    const auto rows = database_.query(
        "SELECT COALESCE(MAX(ended_at), 0) FROM operations WHERE kind = ? AND target = ? AND "
        "repository = ? AND state IN ('succeeded', 'warned')",
        {kind, target, repository}, {CellType::Number});
    return numberIn(rows.at(0).at(0));
}

std::vector<Operation> Operations::list(const OperationQuery& query) const {
    std::string where;
    Row values;
    const auto require = [&](const std::string& condition, Cell value) {
        where += (where.empty() ? " WHERE " : " AND ") + condition;
        values.push_back(std::move(value));
    };
    const auto narrow = [&](const char* column, const std::string& value) {
        if (!value.empty()) require(std::string{column} + " = ?", value);
    };
    narrow("kind", query.kind);
    narrow("target", query.target);
    narrow("repository", query.repository);
    narrow("machine", query.machine);
    narrow("actor", query.actor);
    if (query.state) narrow("state", nameOf(*query.state));
    const std::string begun = "CASE WHEN started_at = 0 THEN due_at ELSE started_at END";
    if (query.from != 0) require(begun + " >= ?", query.from);
    if (query.before != 0) require(begun + " < ?", query.before);
    values.emplace_back(static_cast<std::int64_t>(query.countMax));
    std::vector<Operation> found;
    for (const Row& row : database_.query(std::string{"SELECT "} + kColumns + " FROM operations" +
                                              where + " ORDER BY due_at DESC, id DESC LIMIT ?",
                                          values, columnTypes()))
        found.push_back(toOperation(row));
    return found;
}

Operation Operations::load(const std::string& idPrefix) const {
    constexpr std::size_t kIdLength = 32;
    const bool isId = !idPrefix.empty() && idPrefix.size() <= kIdLength &&
                      idPrefix.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!isId)
        throw Error{ErrorKind::InvalidInput,
                    tl::quoted(idPrefix) + " is no ID of an operation; see `tl history`"};
    const auto rows = database_.query(
        std::string{"SELECT "} + kColumns + " FROM operations WHERE id LIKE ? ORDER BY id LIMIT 2",
        {idPrefix + "%"}, columnTypes());
    if (rows.empty())
        throw Error{ErrorKind::NotFound, "there is no operation " + tl::quoted(idPrefix)};
    if (rows.size() > 1)
        throw Error{ErrorKind::InvalidInput,
                    "several operations begin with " + tl::quoted(idPrefix)};
    return toOperation(rows[0]);
}

}  // namespace tl::catalog
