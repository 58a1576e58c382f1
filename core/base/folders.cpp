// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "base/files.h"
#include "base/removetree.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {
namespace {

Error folderError(const std::string& path, int number)
{
    Error e = error(number == ENOSPC || number == EDQUOT ? Code::OutDiskFull : Code::OutUnwritable,
        "Cannot make the folder (" + std::string(std::strerror(number)) + "): \"" + path + "\"",
        "Choose a folder that you may write to.");
    e.file = path;
    return e;
}

bool isFolder(const std::string& path)
{
    struct stat info { };
    return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

void removeQuietly(const std::string& path)
{
    if (!path.empty())
        (void)removeTree(path); // a destructor has nobody to tell; the folder is private and in the temporary place
}

} // namespace

Status makeFolder(const std::string& path)
{
    if (path.empty())
        return folderError(path, ENOENT);
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        if (::mkdir(part.c_str(), 0755) != 0) {
            // On a read-only or foreign file system an existing parent may answer something else than EEXIST.
            const int number = errno;
            if (!isFolder(part))
                return folderError(path, number == EEXIST ? ENOTDIR : number);
        }
        if (end == std::string::npos)
            return {};
    }
}

TemporaryFolder::TemporaryFolder(std::string path)
    : m_path(std::move(path))
{
}

Result<TemporaryFolder> TemporaryFolder::create(std::string_view prefix)
{
    const char* place = std::getenv("TMPDIR");
    std::string path = place != nullptr && place[0] == '/' ? place : "/tmp";
    path += '/';
    path += prefix;
    path += "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr)
        return folderError(path, errno);
    return TemporaryFolder(std::move(path));
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {}))
{
}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept
{
    if (this != &other) {
        removeQuietly(m_path);
        m_path = std::exchange(other.m_path, {});
    }
    return *this;
}

TemporaryFolder::~TemporaryFolder()
{
    removeQuietly(m_path);
}

} // namespace ilv
