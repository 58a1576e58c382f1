// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"

#include "base/codes.h"
#include "base/plant.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {
namespace {

std::string quoted(const std::string& path)
{
    return "\"" + path + "\"";
}

Error placed(Code code, const std::string& path, const std::string& what)
{
    Error e = error(code, what + ": " + quoted(path));
    e.file = path;
    return e;
}

/// What a failed system call on an output means for the run.
Error writeError(const std::string& path, const char* what, int number)
{
    const bool full = number == ENOSPC || number == EDQUOT;
    const bool device = number == EIO || number == EFBIG || number == EINVAL || number == 0;
    const Code code = full ? Code::OutDiskFull : device ? Code::OutIo : Code::OutUnwritable;
    const std::string reason = number != 0 ? std::strerror(number) : "the system took nothing and gave no reason";
    Error e = placed(code, path, std::string(what) + " failed (" + reason + ")");
    if (full)
        e.hint = "Free some space on this disk, or choose another output folder.";
    else if (code == Code::OutUnwritable)
        e.hint = "Choose a folder that you may write to.";
    return e;
}

/// 0 when every byte was taken, else the errno of the call that failed (0 bytes taken counts as EIO). `taken` says how
/// many bytes went out before: a short write is the first sign of a full disk (trap Q1).
int writeAll(int fd, std::string_view bytes, std::size_t& taken)
{
    taken = 0;
    while (taken < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.data() + taken, bytes.size() - taken);
        if (n > 0)
            taken += static_cast<std::size_t>(n);
        else if (n == 0)
            return EIO;
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

/// 0, or the errno. Pipes and devices cannot be synced, and need not be.
int syncFile(int fd)
{
    while (::fsync(fd) != 0) {
        if (errno == EINTR)
            continue;
        return errno == EINVAL || errno == EROFS || errno == ENOTSUP ? 0 : errno;
    }
    return 0;
}

std::string folderOf(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

int syncFolder(const std::string& folder)
{
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES ? 0 : errno; // a folder one may write but not list: the rename still stands
    const int failed = syncFile(fd);
    ::close(fd);
    return failed;
}

/// Creates a new file beside `path`, never an existing one.
int openBeside(const std::string& path, mode_t mode, std::string& name)
{
    for (int tries = 0; tries < 100; ++tries) {
        name = path + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(tries);
        const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/// The file a symbolic link stands for, so that replacing a linked file keeps the link.
std::string resolved(const std::string& path)
{
    struct stat link { };
    if (::lstat(path.c_str(), &link) != 0 || !S_ISLNK(link.st_mode))
        return path;
    char buffer[PATH_MAX];
    return ::realpath(path.c_str(), buffer) != nullptr ? std::string(buffer) : path;
}

} // namespace

Status atomicWrite(const std::string& path, std::string_view bytes)
{
    const std::string target = resolved(path);
    struct stat old { };
    const bool exists = ::stat(target.c_str(), &old) == 0;
    if (exists && !S_ISREG(old.st_mode))
        return placed(Code::OutUnwritable, path, "Only a regular file can be replaced, and this is none");

    std::string name;
    const int fd = openBeside(target, exists ? (old.st_mode & 0777) | S_IWUSR : 0666, name);
    if (fd < 0)
        return writeError(path, "Creating the file", errno);

    std::size_t taken = 0;
    const char* step = "Writing the file";
    int failed = writeAll(fd, bytes, taken);
    if (planted(Plant::IgnoreAShortWrite))
        failed = 0;
    if (failed == 0) {
        step = "Bringing the file to the disk";
        failed = syncFile(fd);
    }
    if (::close(fd) != 0 && failed == 0)
        failed = errno; // some file systems report a full disk only here
    if (failed == 0) {
        step = "Putting the file in its place";
        failed = ::rename(name.c_str(), target.c_str()) == 0 ? 0 : errno;
    }
    if (failed != 0) {
        ::unlink(name.c_str());
        return writeError(path, step, failed);
    }
    if (const int number = syncFolder(folderOf(target)); number != 0)
        return writeError(path, "Bringing the folder to the disk", number);
    return {};
}

Result<std::string> readFile(const std::string& path, std::size_t limit)
{
    const auto unreadable = [&path](int number) {
        Error e
            = placed(Code::FileUnreadable, path, std::string("Cannot read the file (") + std::strerror(number) + ")");
        e.hint
            = number == ENOENT ? "Check the spelling of the path." : "Check what the path names and who may read it.";
        return e;
    };
    struct stat info { };
    if (::stat(path.c_str(), &info) != 0)
        return unreadable(errno);
    const auto refuseKind = [&path](mode_t mode) {
        const char* kind = S_ISDIR(mode) ? "a folder" : S_ISFIFO(mode) ? "a named pipe" : "a device or socket";
        return placed(Code::FileUnreadable, path, std::string("Only a regular file can be read, and this is ") + kind);
    };
    if (!S_ISREG(info.st_mode)) // asked before opening: opening a device may already do something
        return refuseKind(info.st_mode);
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return unreadable(errno);
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        return refuseKind(info.st_mode);
    }

    const auto tooLarge = [&] {
        return placed(Code::FileTooLarge, path, "The file is larger than " + std::to_string(limit) + " bytes");
    };
    if (info.st_size > 0 && static_cast<std::uintmax_t>(info.st_size) > limit) {
        ::close(fd);
        return tooLarge();
    }
    std::string text;
    text.reserve(static_cast<std::size_t>(info.st_size));
    char buffer[64 * 1024];
    int failed = 0;
    while (text.size() <= limit) { // the size may lie (files of /proc) or change under us
        const ssize_t n = ::read(fd, buffer, sizeof buffer);
        if (n > 0)
            text.append(buffer, static_cast<std::size_t>(n));
        else if (n == 0)
            break;
        else if (errno != EINTR) {
            failed = errno;
            break;
        }
    }
    ::close(fd);
    if (failed != 0)
        return unreadable(failed);
    if (text.size() > limit)
        return tooLarge();
    return text;
}

AppendFile::~AppendFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Status AppendFile::open(const std::string& path)
{
    if (m_fd >= 0) {
        if (Status closed = close(); !closed)
            return closed;
    }
    m_path = path;
    m_fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
    if (m_fd < 0)
        return writeError(path, "Creating the file", errno);
    return {};
}

Status AppendFile::append(std::string_view bytes)
{
    if (m_fd < 0)
        return writeError(m_path, "Appending to a file that is not open", EBADF);
    std::size_t taken = 0;
    const int failed = writeAll(m_fd, bytes, taken);
    if (failed == 0)
        return {};
    // Take the torn piece back, so that the file still ends with a whole line.
    struct stat info { };
    if (taken > 0 && ::fstat(m_fd, &info) == 0 && S_ISREG(info.st_mode)
        && ::ftruncate(m_fd, info.st_size - static_cast<off_t>(taken)) != 0)
        return writeError(m_path, "Taking back a torn line", errno);
    return writeError(m_path, "Appending to the file", failed);
}

Status AppendFile::close()
{
    if (m_fd < 0)
        return {};
    int failed = syncFile(m_fd);
    if (::close(m_fd) != 0 && failed == 0)
        failed = errno;
    m_fd = -1;
    if (failed != 0)
        return writeError(m_path, "Bringing the file to the disk", failed);
    return {};
}

} // namespace ilv
