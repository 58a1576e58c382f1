// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QString>
#include <QVariant>

#include <chrono>
#include <initializer_list>
#include <string>

class QSqlDatabase;
class QSqlError;
class QSqlQuery;

namespace ilv {

/// One connection to one SQLite file under a name of its own, closed and forgotten when the value dies. One thread.
class SqlConnection {
public:
    enum class Mode : std::uint8_t { ReadOnly, ReadWrite };

    SqlConnection();
    ~SqlConnection();
    SqlConnection(const SqlConnection&) = delete;
    SqlConnection& operator=(const SqlConnection&) = delete;

    /// How long a statement waits for another program's lock before it says DB_BUSY is `patience`.
    [[nodiscard]] Status open(const std::string& path, Mode mode, std::chrono::milliseconds patience);

    [[nodiscard]] Status run(const QString& sql, std::initializer_list<QVariant> values = {}) const;
    /// The rows of a query, to be walked with next(). Errors that come while walking: see errorOf().
    [[nodiscard]] Result<QSqlQuery> query(const QString& sql, std::initializer_list<QVariant> values = {}) const;
    /// First column of the first row; an invalid value where there is no row.
    [[nodiscard]] Result<QVariant> value(const QString& sql) const;

    /// What an SQLite error means for us: DB_BUSY, DB_READONLY, DB_FULL, DB_CORRUPT or DB_IO.
    [[nodiscard]] Error errorOf(const QSqlError& failed) const;

private:
    [[nodiscard]] QSqlDatabase database() const;

    QString m_name;
    std::string m_path;
};

/// All or nothing: rolled back unless commit() succeeded. Takes the write lock at once, so that it cannot fail half way
/// for want of it.
class SqlTransaction {
public:
    explicit SqlTransaction(const SqlConnection& connection);
    ~SqlTransaction();
    SqlTransaction(const SqlTransaction&) = delete;
    SqlTransaction& operator=(const SqlTransaction&) = delete;
    [[nodiscard]] const Status& begun() const { return m_begun; }
    [[nodiscard]] Status commit();

private:
    const SqlConnection& m_connection;
    Status m_begun;
    bool m_open = false;
};

} // namespace ilv
