// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "history/historyfile.h"
#include "history/historyschema.h"
#include "history/sqlconnection.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace ilv::historyfile {
namespace {

/// An SQLite file's first 100 bytes (sqlite.org/fileformat.html §1.3); numbers are big-endian.
using Header = std::array<unsigned char, 100>;
constexpr char kMagic[] = "SQLite format 3"; // with its closing 0: 16 bytes
constexpr std::size_t kApplicationIdAt = 68;

std::int32_t numberAt(const Header& header, std::size_t at)
{
    return static_cast<std::int32_t>(std::uint32_t{ header[at] } << 24 | std::uint32_t{ header[at + 1] } << 16
        | std::uint32_t{ header[at + 2] } << 8 | std::uint32_t{ header[at + 3] });
}

/// Bytes read, or -1 with errno.
ssize_t readHeader(const std::string& path, Header& header)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return -1;
    std::size_t have = 0;
    ssize_t n = 1;
    while (have < header.size() && n != 0) {
        n = ::read(fd, header.data() + have, header.size() - have);
        if (n > 0)
            have += static_cast<std::size_t>(n);
        else if (n < 0 && errno != EINTR)
            break;
    }
    const int number = errno;
    ::close(fd);
    errno = number;
    return n < 0 ? -1 : static_cast<ssize_t>(have);
}

Result<std::int64_t> integer(const SqlConnection& connection, const QString& sql)
{
    const auto value = connection.value(sql);
    if (!value)
        return value.error();
    return static_cast<std::int64_t>(value->toLongLong());
}

/// What SQLite itself says of a file with our mark or none.
Result<Kind> ask(const SqlConnection& connection)
{
    const auto application = integer(connection, QStringLiteral("PRAGMA application_id"));
    if (!application)
        return application.error();
    const auto tables = integer(connection, QStringLiteral("SELECT count(*) FROM sqlite_schema"));
    if (!tables)
        return tables.error();
    if (*application == 0 && *tables == 0)
        return Kind::New;
    if (*application != schema::kApplicationId)
        return Kind::Foreign;
    const auto version = integer(connection, QStringLiteral("PRAGMA user_version"));
    if (!version)
        return version.error();
    if (*version > schema::kVersion)
        return Kind::Newer;
    if (*version < 1) // there never was such a one: the mark alone was forged or torn
        return Kind::Damaged;
    if (const Status sound = schema::quickCheck(connection); !sound)
        return sound.error();
    return *version < schema::kVersion ? Kind::Older : Kind::Ours;
}

} // namespace

Result<Kind> inspect(const std::string& path, std::chrono::milliseconds patience)
{
    Header header{};
    const ssize_t size = readHeader(path, header);
    if (size < 0) {
        if (errno == ENOENT)
            return Kind::New;
        return error(errno == EACCES ? Code::DbReadonly : Code::DbIo,
            "The history cannot be read (" + std::string(std::strerror(errno)) + "): \"" + path + '"');
    }
    if (size == 0)
        return Kind::New;
    if (static_cast<std::size_t>(size) < header.size() || std::memcmp(header.data(), kMagic, sizeof kMagic) != 0)
        return Kind::Damaged;
    // Another program's file is not even opened as a database: that could replay or remove its log.
    if (const auto id = numberAt(header, kApplicationIdAt); id != 0 && id != schema::kApplicationId)
        return Kind::Foreign;

    // Read-only, because a connection that may write tidies up when it closes, and a damaged file is to keep its bytes.
    // A file that was left in mid-write can only be read after repair: then by one that may write.
    for (const auto mode : { SqlConnection::Mode::ReadOnly, SqlConnection::Mode::ReadWrite }) {
        SqlConnection connection;
        const Status opened = connection.open(path, mode, patience);
        const auto kind = opened ? ask(connection) : Result<Kind>(opened.error());
        if (kind)
            return kind;
        if (kind.error().code == name(Code::DbCorrupt))
            return Kind::Damaged;
        if (mode == SqlConnection::Mode::ReadWrite || kind.error().code == name(Code::DbBusy))
            return kind.error();
    }
    return error(Code::DbIo, "The history cannot be read: \"" + path + '"');
}

} // namespace ilv::historyfile
