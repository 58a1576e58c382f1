// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/history.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <sys/stat.h>

namespace historyrig {

using namespace ilv;

inline QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

/// SQL from outside, on a connection of its own.
class Outside {
public:
    explicit Outside(const QString& path)
        : m_name(QStringLiteral("outside %1").arg(reinterpret_cast<quintptr>(this)))
    {
        auto db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        db.setDatabaseName(path);
        db.open();
    }
    ~Outside()
    {
        QSqlDatabase::database(m_name).close();
        QSqlDatabase::removeDatabase(m_name);
    }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;
    QVariant ask(const QString& sql)
    {
        QSqlQuery query(QSqlDatabase::database(m_name));
        if (!query.exec(sql))
            qWarning("%s", qPrintable(query.lastError().text()));
        return query.next() ? query.value(0) : QVariant();
    }

private:
    QString m_name;
};

inline void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
}

inline QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline HistoryEntry entry(const std::string& id, const std::string& at = "2026-11-21T11:42:33Z")
{
    return { id, "Mixed \"I/O\"; DROP TABLE runs; -- é", at, "running", {}, {}, {}, "/tmp/out of \"it\"" };
}

inline HistoryEntry finished(const std::string& id, const std::string& at = "2026-11-21T11:42:33Z")
{
    auto done = entry(id, at);
    done.status = "completed";
    done.verdict = "pass";
    done.model = "threads";
    done.sentence = "38 times the tasks of sequential.";
    return done;
}

inline mode_t modeOf(const QString& path)
{
    struct stat info { };
    return ::stat(qPrintable(path), &info) == 0 ? info.st_mode & 0777 : 0;
}

} // namespace historyrig
