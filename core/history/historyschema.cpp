// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyschema.h"

#include "base/codes.h"
#include "history/sqlconnection.h"

namespace ilv::schema {
namespace {

constexpr const char* kTables[]{
    "CREATE TABLE runs ("
    " id TEXT PRIMARY KEY NOT NULL,"
    " name TEXT NOT NULL,"
    " started_at TEXT NOT NULL,"
    " status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'cancelled', 'aborted', 'interrupted')),"
    " verdict TEXT NOT NULL, model TEXT NOT NULL, sentence TEXT NOT NULL, folder TEXT NOT NULL,"
    " pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL, boot TEXT NOT NULL,"
    " finished_at TEXT NOT NULL DEFAULT ''"
    ") STRICT",
    "CREATE TABLE results ("
    " run TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    " packing TEXT NOT NULL CHECK (packing IN ('none', 'zlib')),"
    " bytes INTEGER NOT NULL," // of the text
    " data BLOB NOT NULL"
    ") STRICT",
    "CREATE INDEX runs_by_start ON runs (started_at)",
};

Status runAll(const SqlConnection& connection, const QStringList& statements)
{
    for (const QString& sql : statements) {
        if (Status done = connection.run(sql); !done)
            return done;
    }
    return {};
}

} // namespace

Status setUp(const SqlConnection& connection, bool wal)
{
    return runAll(connection,
        { QStringLiteral("PRAGMA trusted_schema = OFF"), QStringLiteral("PRAGMA foreign_keys = ON"),
            wal ? QStringLiteral("PRAGMA journal_mode = WAL") : QStringLiteral("PRAGMA journal_mode = DELETE"),
            QStringLiteral("PRAGMA synchronous = FULL") });
}

Status create(const SqlConnection& connection)
{
    SqlTransaction transaction(connection);
    if (!transaction.begun())
        return transaction.begun();
    for (const char* sql : kTables) {
        if (Status done = connection.run(QString::fromLatin1(sql)); !done)
            return done;
    }
    if (Status done = runAll(connection,
            { QStringLiteral("PRAGMA application_id = %1").arg(kApplicationId),
                QStringLiteral("PRAGMA user_version = %1").arg(kVersion) });
        !done)
        return done;
    return transaction.commit();
}

Status quickCheck(const SqlConnection& connection)
{
    const auto answer = connection.value(QStringLiteral("PRAGMA quick_check(1)"));
    if (!answer)
        return answer.error();
    const std::string said = answer->toString().toStdString();
    if (said == "ok")
        return {};
    return error(Code::DbCorrupt, "The history file is damaged: " + said);
}

} // namespace ilv::schema
