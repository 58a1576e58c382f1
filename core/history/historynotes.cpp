// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historynotes.h"

#include "base/codes.h"
#include "history/sqlconnection.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>

#include <algorithm>

namespace ilv {
namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

/// The row it stands in is made where it is missing: most runs never get one.
Status put(const SqlConnection& connection, const std::string& run, const QString& columns, const QVariantList& values)
{
    auto known = connection.query(QStringLiteral("SELECT 1 FROM runs WHERE id = ?"), { text(run) });
    if (!known)
        return known.error();
    if (!known->next())
        return error(Code::FileUnreadable, "The history has no run \"" + run + "\".",
            "It was deleted meanwhile, here or in another window.");
    known->finish();
    SqlTransaction transaction(connection);
    if (!transaction.begun())
        return transaction.begun();
    if (Status made = connection.run(
            QStringLiteral("INSERT INTO notes (run, title, tags, text, star, discarded_at) VALUES (?, '', '', '', 0, "
                           "'') ON CONFLICT (run) DO NOTHING"),
            { text(run) });
        !made)
        return made;
    const QString sql = QStringLiteral("UPDATE notes SET ") + columns + QStringLiteral(" WHERE run = ?");
    const Status done = values.size() == 1
        ? connection.run(sql, { values[0], text(run) })
        : connection.run(sql, { values[0], values[1], values[2], values[3], text(run) });
    if (!done)
        return done;
    return transaction.commit();
}

} // namespace

std::vector<std::string> tagsFrom(std::string_view typed)
{
    std::vector<std::string> tags;
    const QString whole = QString::fromUtf8(typed.data(), static_cast<qsizetype>(typed.size()));
    for (const QString& part : whole.split(QLatin1Char(','))) {
        const std::string tag = part.simplified().toStdString();
        if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end())
            tags.push_back(tag);
    }
    return tags;
}

std::string tagText(const std::vector<std::string>& tags)
{
    std::string all;
    for (const std::string& tag : tags)
        all += (all.empty() ? "" : ", ") + tag;
    return all;
}

namespace notes {

Status prepare(const SqlConnection& connection)
{
    const auto there = connection.value(
        QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'notes'"));
    if (!there)
        return there.error();
    if (there->toInt() > 0)
        return {};
    return connection.run(QStringLiteral("CREATE TABLE IF NOT EXISTS notes ("
                                         " run TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
                                         " title TEXT NOT NULL, tags TEXT NOT NULL, text TEXT NOT NULL,"
                                         " star INTEGER NOT NULL CHECK (star IN (0, 1)),"
                                         " discarded_at TEXT NOT NULL"
                                         ") STRICT"));
}

Result<std::map<std::string, Kept>> all(const SqlConnection& connection)
{
    auto rows = connection.query(QStringLiteral("SELECT run, title, tags, text, star, discarded_at FROM notes"));
    if (!rows)
        return rows.error();
    std::map<std::string, Kept> kept;
    while (rows->next()) {
        const auto column = [&rows](int at) { return rows->value(at).toString().toStdString(); };
        Kept row;
        row.note = { column(1), tagsFrom(column(2)), column(3), rows->value(4).toInt() != 0 };
        row.discardedAt = column(5);
        kept.emplace(column(0), std::move(row));
    }
    if (rows->lastError().isValid())
        return connection.errorOf(rows->lastError());
    return kept;
}

Status write(const SqlConnection& connection, const std::string& run, const RunNote& note)
{
    return put(connection, run, QStringLiteral("title = ?, tags = ?, text = ?, star = ?"),
        { text(note.title), text(tagText(note.tags)), text(note.text), note.star ? 1 : 0 });
}

Status setDiscarded(const SqlConnection& connection, const std::string& run, const std::string& atUtc)
{
    return put(connection, run, QStringLiteral("discarded_at = ?"), { text(atUtc) });
}

Status purge(const SqlConnection& connection, const std::string& beforeUtc)
{
    return connection.run(
        QStringLiteral("DELETE FROM runs WHERE id IN (SELECT run FROM notes WHERE discarded_at <> '' AND "
                       "discarded_at < ?)"),
        { text(beforeUtc) });
}

} // namespace notes
} // namespace ilv
