// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "history/historyfile.h"
#include "history/historyschema.h"
#include "history/sqlconnection.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <unistd.h>

namespace ilv::schema {
namespace {

/// From the version of its place (from 1) to the next.
constexpr const char* kSteps[]{
    "ALTER TABLE runs ADD COLUMN finished_at TEXT NOT NULL DEFAULT ''",
};
static_assert(std::size(kSteps) == kVersion - 1);

Error failed(const std::string& path, int from, const Error& why)
{
    if (why.code == name(Code::DbBusy) || why.code == name(Code::DbFull))
        return why;
    Error e = error(Code::DbMigrationFailed,
        "The history could not be brought from version " + std::to_string(from) + " to " + std::to_string(kVersion)
            + ", and is as it was: " + why.message,
        "Name another file with --db; a copy of this one is beside it.");
    e.file = path;
    return e;
}

/// Whole or not there: made under another name first.
Status backUp(const SqlConnection& connection, const std::string& path, int from)
{
    const std::string backup = historyfile::backupOf(path, from);
    const std::string part = backup + ".part";
    ::unlink(part.c_str()); // of an earlier try that was killed
    const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); // SQLite fills an empty file
    if (fd < 0)
        return error(Code::DbIo,
            "The copy of the history cannot be made (" + std::string(std::strerror(errno)) + "): \"" + part + '"');
    ::close(fd);
    if (Status copied = connection.run(QStringLiteral("VACUUM INTO ?"), { QString::fromStdString(part) }); !copied)
        return copied;
    if (std::rename(part.c_str(), backup.c_str()) != 0)
        return error(Code::DbIo,
            "The copy of the history cannot be put in its place (" + std::string(std::strerror(errno)) + "): \""
                + backup + '"');
    return {};
}

} // namespace

Status migrate(const SqlConnection& connection, const std::string& path, int from)
{
    if (Status copied = backUp(connection, path, from); !copied)
        return failed(path, from, copied.error());
    SqlTransaction transaction(connection);
    if (!transaction.begun())
        return failed(path, from, transaction.begun().error());
    for (int version = from; version < kVersion; ++version) {
        if (Status done = connection.run(QString::fromLatin1(kSteps[version - 1])); !done)
            return failed(path, from, done.error());
    }
    if (Status done = connection.run(QStringLiteral("PRAGMA user_version = %1").arg(kVersion)); !done)
        return failed(path, from, done.error());
    if (Status sound = quickCheck(connection); !sound)
        return failed(path, from, sound.error());
    if (Status done = transaction.commit(); !done)
        return failed(path, from, done.error());
    return {};
}

} // namespace ilv::schema
