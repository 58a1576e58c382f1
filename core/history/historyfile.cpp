// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyfile.h"

#include "base/codes.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <thread>

namespace ilv::historyfile {
namespace {

namespace fs = std::filesystem;

fs::path folderOf(const std::string& path)
{
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

Error failed(const std::string& what, const std::string& path, int number)
{
    const bool readOnly = number == EACCES || number == EROFS || number == EPERM;
    const bool full = number == ENOSPC || number == EDQUOT;
    Error e = error(readOnly ? Code::DbReadonly
            : full           ? Code::DbFull
                             : Code::DbIo,
        what + " (" + std::strerror(number) + "): \"" + path + '"',
        readOnly ? "Choose a file that you may write, with --db." : "");
    e.file = path;
    return e;
}

/// 0 or the errno. Only what is made here is made private: a folder that was there is its owner's business.
int makePrivate(const fs::path& folder)
{
    if (::mkdir(folder.c_str(), 0700) == 0)
        return 0;
    if (errno == EEXIST)
        return 0;
    if (errno != ENOENT || !folder.has_parent_path() || folder.parent_path() == folder)
        return errno;
    if (const int number = makePrivate(folder.parent_path()); number != 0)
        return number;
    return ::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST ? 0 : errno;
}

/// "STEM<middle>.EXT" in the same folder.
std::string named(const std::string& path, const std::string& middle)
{
    const fs::path old(path);
    return (old.parent_path() / (old.stem().string() + middle + old.extension().string())).string();
}

std::string utcStamp()
{
    const std::time_t at = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&at, &parts);
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts));
}

constexpr const char* kCompanions[]{ "-wal", "-shm", "-journal" };

} // namespace

Status prepare(const std::string& path)
{
    const fs::path folder = folderOf(path);
    if (const int number = makePrivate(folder); number != 0)
        return failed("The folder of the history cannot be made", folder.string(), number);
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
        return failed("The folder of the history may not be written", folder.string(), errno);
    struct stat info { };
    if (::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
        Error e = error(Code::DbIo, "The history must be a regular file: \"" + path + '"');
        e.file = path;
        return e;
    }
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd < 0)
        return failed("The history may not be written", path, errno);
    int number = 0;
    if (::fstat(fd, &info) == 0 && info.st_uid == ::geteuid() && (info.st_mode & 0777) != 0600)
        number = ::fchmod(fd, 0600) == 0 ? 0 : errno;
    ::close(fd);
    if (number != 0)
        return failed("The history cannot be made private", path, number);
    return {};
}

Result<std::string> setAside(const std::string& path)
{
    std::string target = named(path, ".quarantine-" + utcStamp());
    for (int n = 2; fs::exists(fs::symlink_status(target)); ++n)
        target = named(path, ".quarantine-" + utcStamp() + '-' + std::to_string(n));
    if (::rename(path.c_str(), target.c_str()) != 0)
        return failed("The damaged history cannot be set aside", path, errno);
    for (const char* companion : kCompanions) {
        const std::string from = path + companion;
        if (::rename(from.c_str(), (target + companion).c_str()) != 0 && errno != ENOENT)
            return failed("A part of the damaged history cannot be set aside", from, errno);
    }
    return target;
}

std::string backupOf(const std::string& path, int version)
{
    const fs::path old(path);
    return (old.parent_path() / (old.stem().string() + ".v" + std::to_string(version) + ".bak")).string();
}

std::string besideNewer(const std::string& path, int version)
{
    return named(path, ".v" + std::to_string(version));
}

bool onNetwork(const std::string& path)
{
    struct statfs info { };
    if (::statfs(folderOf(path).c_str(), &info) != 0)
        return false;
    switch (static_cast<std::uint32_t>(info.f_type)) {
    case 0x6969: // NFS
    case 0x517B: // SMB
    case 0xFE534D42: // SMB 2
    case 0xFF534D42: // CIFS
    case 0x01021997: // 9P
    case 0x5346414F: // AFS
    case 0x00C36400: // Ceph
        return true;
    default:
        return false;
    }
}

Guard::~Guard()
{
    if (m_fd >= 0)
        ::close(m_fd); // gives the lock back
}

Status Guard::take(const std::string& path, std::chrono::milliseconds patience)
{
    using Clock = std::chrono::steady_clock;
    const std::string folder = folderOf(path).string();
    m_fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m_fd < 0)
        return failed("The folder of the history cannot be opened", folder, errno);
    const auto end = Clock::now() + patience;
    while (::flock(m_fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return failed("The folder of the history cannot be locked", folder, errno);
        if (Clock::now() >= end)
            return error(Code::DbBusy,
                "Another program is opening the history and did not finish in time: \"" + path + '"',
                "Try again when the other program is done.");
        std::this_thread::sleep_for(std::chrono::milliseconds(10)); // flock() has no time-out of its own
    }
    return {};
}

} // namespace ilv::historyfile
