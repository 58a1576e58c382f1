// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/sqlconnection.h"

#include "base/codes.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

namespace ilv {
namespace {

/// SQLite's primary result codes; part of its file format's promise never to change.
enum : int { kBusy = 5, kLocked = 6, kReadOnly = 8, kCorrupt = 11, kFull = 13, kTooBig = 18, kNotADatabase = 26 };

struct Meaning {
    Code code;
    const char* what;
    const char* hint;
};

Meaning meaningOf(int primary)
{
    switch (primary) {
    case kBusy:
    case kLocked:
        return { Code::DbBusy, "Another program is writing to the history and did not finish in time",
            "Try again when the other program is done." };
    case kReadOnly:
        return { Code::DbReadonly, "The history may not be written", "Choose another file with --db." };
    case kCorrupt:
    case kNotADatabase:
        return { Code::DbCorrupt, "The history file is damaged",
            "When it is next opened it is set aside and a new one begun." };
    case kFull:
        return { Code::DbFull, "There is no space left for the history", "Free some space on this disk." };
    case kTooBig:
        return { Code::DbFull, "The result is too large for the history", "Keep it in an output folder with --out." };
    default:
        return { Code::DbIo, "The history could not be read or written", "" };
    }
}

} // namespace

SqlConnection::SqlConnection()
    : m_name(QUuid::createUuid().toString())
{
}

SqlConnection::~SqlConnection()
{
    {
        QSqlDatabase old = database();
        if (!old.isValid())
            return;
        old.close();
    } // Qt warns, and leaks, while any copy is alive
    QSqlDatabase::removeDatabase(m_name);
}

QSqlDatabase SqlConnection::database() const
{
    return QSqlDatabase::database(m_name, false);
}

Status SqlConnection::open(const std::string& path, Mode mode, std::chrono::milliseconds patience)
{
    m_path = path;
    QSqlDatabase fresh = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    if (!fresh.isValid())
        return error(Code::DbIo, "Qt's SQLite driver is not installed.", "Install the package libqt6sql6-sqlite.");
    fresh.setDatabaseName(QString::fromStdString(path));
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(patience.count());
    if (mode == Mode::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    fresh.setConnectOptions(options);
    if (!fresh.open())
        return errorOf(fresh.lastError());
    return {};
}

Result<QSqlQuery> SqlConnection::query(const QString& sql, std::initializer_list<QVariant> values) const
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return errorOf(query.lastError());
    for (const QVariant& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return errorOf(query.lastError());
    return query;
}

Status SqlConnection::run(const QString& sql, std::initializer_list<QVariant> values) const
{
    const auto done = query(sql, values);
    return done ? Status() : Status(done.error());
}

Result<QVariant> SqlConnection::value(const QString& sql) const
{
    auto rows = query(sql);
    if (!rows)
        return rows.error();
    if (rows->next())
        return rows->value(0);
    if (rows->lastError().isValid())
        return errorOf(rows->lastError());
    return QVariant();
}

Error SqlConnection::errorOf(const QSqlError& failed) const
{
    const int primary = failed.nativeErrorCode().toInt() & 0xff; // the rest says more than we need
    const Meaning meaning = meaningOf(primary);
    Error e = error(meaning.code,
        std::string(meaning.what) + " (" + failed.databaseText().toStdString() + "): \"" + m_path + '"', meaning.hint);
    e.file = m_path;
    return e;
}

SqlTransaction::SqlTransaction(const SqlConnection& connection)
    : m_connection(connection)
    , m_begun(connection.run(QStringLiteral("BEGIN IMMEDIATE")))
    , m_open(m_begun.ok())
{
}

SqlTransaction::~SqlTransaction()
{
    // What led here is already reported; an error of the rollback itself means that SQLite has rolled back on its own.
    if (m_open)
        static_cast<void>(m_connection.run(QStringLiteral("ROLLBACK")));
}

Status SqlTransaction::commit()
{
    Status done = m_connection.run(QStringLiteral("COMMIT"));
    if (done)
        m_open = false;
    return done;
}

} // namespace ilv
