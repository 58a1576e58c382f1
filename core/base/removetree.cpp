// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/removetree.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {
namespace {

struct Closer {
    void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, Closer>;

bool isFolder(int at, const char* name)
{
    struct stat info { };
    return ::fstatat(at, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

/// Null with errno.
Folder openUnlocked(int at, const char* name)
{
    struct stat info { };
    if (::fstatat(at, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && (info.st_mode & S_IRWXU) != S_IRWXU)
        ::fchmodat(at, name, S_IRWXU, AT_SYMLINK_NOFOLLOW);
    const int fd = ::openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    Folder folder(fd < 0 ? nullptr : ::fdopendir(fd));
    if (fd >= 0 && !folder)
        ::close(fd);
    return folder;
}

template <typename Visit> void forEachName(DIR* folder, Visit visit)
{
    ::rewinddir(folder);
    while (const dirent* entry = ::readdir(folder)) {
        if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
            visit(entry->d_name);
    }
}

/// Folders inside folders are moved up into `top`, so that no depth takes more than two descriptors.
class Emptying {
public:
    explicit Emptying(DIR* top)
        : m_top(top)
        , m_at(::dirfd(top))
    {
    }
    void run()
    {
        do {
            m_gone = m_left = 0;
            forEachName(m_top, [this](const char* name) { remove(name); });
        } while (m_left > 0 && m_gone > 0); // what was moved up may not have been seen
    }

private:
    void remove(const char* name)
    {
        const bool folder = isFolder(m_at, name);
        if (folder)
            flatten(name);
        ++(::unlinkat(m_at, name, folder ? AT_REMOVEDIR : 0) == 0 ? m_gone : m_left);
    }
    void flatten(const char* name)
    {
        const Folder inner = openUnlocked(m_at, name);
        if (!inner)
            return;
        const int from = ::dirfd(inner.get());
        forEachName(inner.get(), [&](const char* entry) {
            if (!isFolder(from, entry))
                m_gone += ::unlinkat(from, entry, 0) == 0 ? 1 : 0;
            else
                moveUp(from, entry);
        });
    }
    void moveUp(int from, const char* name)
    {
        (void)openUnlocked(from, name); // a folder that may not be written cannot be moved
        for (int tries = 0; tries < 1000; ++tries) {
            char fresh[32];
            std::snprintf(fresh, sizeof fresh, "moved-up-%llu", m_moved++);
            if (::renameat(from, name, m_at, fresh) == 0) {
                ++m_gone;
                ++m_left;
                return;
            }
            if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR)
                return;
        }
    }

    DIR* m_top;
    int m_at;
    unsigned long long m_moved = 0; ///< names given
    int m_gone = 0, m_left = 0; ///< in this pass: removed or moved; still in `top`
};

} // namespace

bool removeTree(const std::string& path)
{
    if (isFolder(AT_FDCWD, path.c_str())) {
        if (const Folder top = openUnlocked(AT_FDCWD, path.c_str()))
            Emptying(top.get()).run();
        return ::rmdir(path.c_str()) == 0;
    }
    return ::unlink(path.c_str()) == 0 || errno == ENOENT;
}

} // namespace ilv
