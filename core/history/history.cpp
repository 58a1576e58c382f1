// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/history.h"

#include "base/codes.h"
#include "history/historyfile.h"
#include "history/historyschema.h"
#include "history/programmark.h"
#include "history/sqlconnection.h"

#include <QDateTime>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>

#include <limits>

namespace ilv {
namespace {

constexpr std::size_t kPackFrom = 4096; ///< bytes; smaller results gain nothing

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string column(const QSqlQuery& row, int at)
{
    return row.value(at).toString().toStdString();
}

Error unknownRun(const std::string& id, const std::string& what)
{
    return error(Code::FileUnreadable, what + " \"" + id + "\".", "\"interleave history\" lists the runs there are.");
}

/// "2026-11-21T11:42:33Z", so long ago; sorts as text.
std::string utcNow(std::chrono::seconds ago)
{
    return QDateTime::currentDateTimeUtc().addSecs(-ago.count()).toString(Qt::ISODate).toStdString();
}

} // namespace

struct History::Parts {
    SqlConnection connection;
    std::string path;
    std::string notice;

    void tell(const std::string& sentence) { notice += (notice.empty() ? "" : " ") + sentence; }
    /// Looks at the file, and leaves one at `path` that may be opened as ours, or empty.
    [[nodiscard]] Status choose(std::chrono::milliseconds patience);
};

Status History::Parts::choose(std::chrono::milliseconds patience)
{
    for (;;) {
        if (Status ready = historyfile::prepare(path); !ready)
            return ready;
        const auto kind = historyfile::inspect(path, patience);
        if (!kind)
            return kind.error();
        switch (*kind) {
        case historyfile::Kind::New:
        case historyfile::Kind::Ours:
        case historyfile::Kind::Older:
            return {};
        case historyfile::Kind::Newer: {
            const std::string beside = historyfile::besideNewer(path, schema::kVersion);
            tell("The history \"" + path + "\" is from a newer version of Interleave and is left alone; runs go to \""
                + beside + "\" (" + std::string(name(Code::DbSchemaNewer)) + ").");
            path = beside;
            break;
        }
        case historyfile::Kind::Foreign:
        case historyfile::Kind::Damaged: {
            const auto aside = historyfile::setAside(path);
            if (!aside)
                return aside.error();
            const bool foreign = *kind == historyfile::Kind::Foreign;
            tell(std::string(foreign ? "The history file belonged to another program" : "The history file was damaged")
                + " and is kept as \"" + *aside + "\" ("
                + std::string(name(foreign ? Code::DbWrongApp : Code::DbCorrupt)) + "); a new one was started.");
            break;
        }
        }
    }
}

History::History()
    : m_parts(std::make_unique<Parts>())
{
}
History::~History() = default;

std::string History::defaultPath()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return folder.toStdString() + "/interleave/history.db";
}

Result<std::unique_ptr<History>> History::open(const std::string& path, std::chrono::milliseconds patience)
{
    std::unique_ptr<History> history(new History);
    Parts& parts = *history->m_parts;
    parts.path = path;
    if (Status ready = historyfile::prepare(path); !ready) // the guard needs the folder
        return ready.error();
    historyfile::Guard guard;
    if (Status taken = guard.take(path, patience); !taken)
        return taken.error();
    if (Status chosen = parts.choose(patience); !chosen)
        return chosen.error();
    if (Status opened = parts.connection.open(parts.path, SqlConnection::Mode::ReadWrite, patience); !opened)
        return opened.error();
    const auto version = parts.connection.value(QStringLiteral("PRAGMA user_version"));
    if (!version)
        return version.error();
    if (version->toInt() == 0) { // before write-ahead logging begins: then the mark is in the file's own first page
        if (Status made = schema::create(parts.connection); !made)
            return made.error();
    } else if (version->toInt() < schema::kVersion) {
        if (Status done = schema::migrate(parts.connection, parts.path, version->toInt()); !done)
            return done.error();
    }
    const bool wal = !historyfile::onNetwork(parts.path);
    if (!wal)
        parts.tell("The history is on a network file system: it is kept without write-ahead logging, which is slower.");
    if (Status ready = schema::setUp(parts.connection, wal); !ready)
        return ready.error();
    if (Status noted = notes::prepare(parts.connection); !noted)
        return noted.error();
    return history;
}

const std::string& History::path() const
{
    return m_parts->path;
}
const std::string& History::notice() const
{
    return m_parts->notice;
}

Status History::begin(const HistoryEntry& entry)
{
    const ProgramMark self = thisProgram();
    return m_parts->connection.run(
        QStringLiteral("INSERT INTO runs (id, name, started_at, status, verdict, model, sentence, folder, pid, "
                       "start_ticks, boot) VALUES (?, ?, ?, 'running', '', '', '', ?, ?, ?, ?)"),
        { text(entry.id), text(entry.name), text(entry.startedAtUtc), text(entry.folder), QVariant::fromValue(self.pid),
            QVariant::fromValue(self.startTicks), text(self.boot) });
}

Status History::finish(const HistoryEntry& entry, std::string_view resultJson)
{
    if (resultJson.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) / 2)
        return error(
            Code::DbFull, "The result is too large for the history.", "Keep it in an output folder with --out.");
    const auto plain = QByteArray::fromRawData(resultJson.data(), static_cast<qsizetype>(resultJson.size()));
    const bool pack = resultJson.size() >= kPackFrom;
    const QByteArray data = pack ? qCompress(plain) : plain;
    const ProgramMark self = thisProgram();
    const SqlConnection& connection = m_parts->connection;

    SqlTransaction transaction(connection);
    if (!transaction.begun())
        return transaction.begun();
    if (Status done = connection.run(
            QStringLiteral("INSERT INTO runs (id, name, started_at, status, verdict, model, sentence, folder, pid, "
                           "start_ticks, boot, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
                           "(id) DO UPDATE SET "
                           "name = excluded.name, started_at = excluded.started_at, status = excluded.status, "
                           "verdict = excluded.verdict, model = excluded.model, sentence = excluded.sentence, "
                           "folder = excluded.folder, finished_at = excluded.finished_at"),
            { text(entry.id), text(entry.name), text(entry.startedAtUtc), text(entry.status), text(entry.verdict),
                text(entry.model), text(entry.sentence), text(entry.folder), QVariant::fromValue(self.pid),
                QVariant::fromValue(self.startTicks), text(self.boot), text(utcNow(std::chrono::seconds(0))) });
        !done)
        return done;
    if (Status done = connection.run(
            QStringLiteral("INSERT OR REPLACE INTO results (run, packing, bytes, data) VALUES (?, ?, ?, ?)"),
            { text(entry.id), pack ? QStringLiteral("zlib") : QStringLiteral("none"),
                QVariant::fromValue(static_cast<qlonglong>(resultJson.size())), data });
        !done)
        return done;
    return transaction.commit();
}

Result<std::vector<HistoryEntry>> History::list() const
{
    auto rows = m_parts->connection.query(QStringLiteral(
        "SELECT id, name, started_at, status, verdict, model, sentence, folder, pid, start_ticks, boot, finished_at "
        "FROM runs ORDER BY started_at DESC, rowid DESC"));
    if (!rows)
        return rows.error();
    auto added = notes::all(m_parts->connection);
    if (!added)
        return added.error();
    std::vector<HistoryEntry> entries;
    std::vector<std::string> dead;
    while (rows->next()) {
        HistoryEntry entry{ column(*rows, 0), column(*rows, 1), column(*rows, 2), column(*rows, 3), column(*rows, 4),
            column(*rows, 5), column(*rows, 6), column(*rows, 7) };
        entry.finishedAtUtc = column(*rows, 11);
        if (entry.status == "running"
            && !isAlive({ rows->value(8).toLongLong(), rows->value(9).toLongLong(), column(*rows, 10) })) {
            entry.status = "interrupted";
            dead.push_back(entry.id);
        }
        if (const auto found = added->find(entry.id); found != added->end()) {
            if (!found->second.discardedAt.empty())
                continue;
            entry.note = std::move(found->second.note);
        }
        entries.push_back(std::move(entry));
    }
    if (rows->lastError().isValid())
        return m_parts->connection.errorOf(rows->lastError());
    rows->finish(); // or the updates below would meet our own read lock
    for (const std::string& id : dead) {
        const Status marked = m_parts->connection.run(
            QStringLiteral("UPDATE runs SET status = 'interrupted' WHERE id = ? AND status = 'running'"), { text(id) });
        // Busy: the next listing finds it out again, and what is returned here is right already.
        if (!marked && marked.error().code != name(Code::DbBusy))
            return marked.error();
    }
    return entries;
}

Result<std::string> History::resultJson(const std::string& id) const
{
    auto rows = m_parts->connection.query(
        QStringLiteral(
            "SELECT packing, bytes, data, status, folder, pid, start_ticks, boot FROM runs LEFT JOIN results "
            "ON run = id WHERE id = ?"),
        { text(id) });
    if (!rows)
        return rows.error();
    if (!rows->next()) {
        if (rows->lastError().isValid())
            return m_parts->connection.errorOf(rows->lastError());
        return unknownRun(id, "The history has no run");
    }
    if (rows->value(0).isNull()) {
        const bool begun = column(*rows, 3) == "running" || column(*rows, 3) == "interrupted";
        if (!begun || isAlive({ rows->value(5).toLongLong(), rows->value(6).toLongLong(), column(*rows, 7) }))
            return unknownRun(id, "The history has no result of run");
        const std::string folder = column(*rows, 4);
        return error(Code::RunInterrupted, "Run \"" + id + "\" was interrupted: the program ended before it did.",
            folder.empty() ? "Run it again." : "What had ended by then stands in " + folder + "/outcomes.jsonl.");
    }
    const QByteArray data = rows->value(2).toByteArray();
    const QByteArray plain = column(*rows, 0) == "zlib" ? qUncompress(data) : data;
    if (plain.size() != rows->value(1).toLongLong())
        return error(Code::DbCorrupt, "The stored result of run \"" + id + "\" is damaged.");
    return plain.toStdString();
}

Status History::remove(const std::string& id)
{
    const auto gone = m_parts->connection.query(QStringLiteral("DELETE FROM runs WHERE id = ?"), { text(id) });
    if (!gone)
        return gone.error();
    if (gone->numRowsAffected() == 0)
        return unknownRun(id, "The history has no run");
    return {};
}

Status History::annotate(const std::string& id, const RunNote& note)
{
    return notes::write(m_parts->connection, id, note);
}

Status History::discard(const std::string& id)
{
    return notes::setDiscarded(m_parts->connection, id, utcNow(std::chrono::seconds(0)));
}

Status History::restore(const std::string& id)
{
    return notes::setDiscarded(m_parts->connection, id, {});
}

Status History::purge(std::chrono::seconds discardedLongerAgoThan)
{
    return notes::purge(m_parts->connection, utcNow(discardedLongerAgoThan));
}

} // namespace ilv
