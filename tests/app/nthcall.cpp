// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a whole run: in `interleave` itself, the NTH_CALL-th call that writes below the folder NTH_BELOW fails
// with the error NTH_ERROR; that it did is noted by a file NTH_NOTE, with the name of the call.
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <string>

namespace {

struct Plan {
    std::string below;
    const char* note = nullptr;
    int number = 0;
    std::atomic<int> countdown{ 0 };

    Plan()
    {
        char name[32] = {};
        const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, "/proc/self/comm", O_RDONLY | O_CLOEXEC));
        const char* nth = std::getenv("NTH_CALL");
        if (fd >= 0) {
            const bool itself
                = ::syscall(SYS_read, fd, name, sizeof name - 1) > 0 && std::strcmp(name, "interleave\n") == 0;
            ::syscall(SYS_close, fd);
            if (itself && nth != nullptr) {
                below = std::getenv("NTH_BELOW");
                note = std::getenv("NTH_NOTE");
                number = std::atoi(std::getenv("NTH_ERROR"));
                countdown = std::atoi(nth);
            }
        }
    }
};

Plan& plan()
{
    static auto* const one = new Plan; // for as long as anybody may call
    return *one;
}

/// Whether this call is the one.
bool fails(const char* call, const char* path)
{
    if (plan().countdown <= 0 || std::strncmp(path, plan().below.c_str(), plan().below.size()) != 0
        || --plan().countdown != 0)
        return false;
    const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, plan().note, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    ::syscall(SYS_write, fd, call, std::strlen(call));
    ::syscall(SYS_close, fd);
    errno = plan().number;
    return true;
}

bool fails(const char* call, int fd)
{
    if (plan().countdown <= 0)
        return false;
    char path[4096] = {};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    return ::syscall(SYS_readlinkat, AT_FDCWD, link.c_str(), path, sizeof path - 1) > 0 && fails(call, path);
}

template <typename Function> Function* real(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool writes(int flags)
{
    return (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0;
}

} // namespace

#define FAILS_FIRST(Return, call, declared, given, what)                                                               \
    Return call declared                                                                                               \
    {                                                                                                                  \
        static auto* const next = real<Return declared>(#call);                                                        \
        return fails(#call, what) ? Return{ -1 } : next given;                                                         \
    }

extern "C" {

FAILS_FIRST(ssize_t, write, (int fd, const void* bytes, size_t size), (fd, bytes, size), fd)
FAILS_FIRST(ssize_t, pwrite64, (int fd, const void* bytes, size_t size, off64_t at), (fd, bytes, size, at), fd)
FAILS_FIRST(int, fsync, (int fd), (fd), fd)
FAILS_FIRST(int, fdatasync, (int fd), (fd), fd)
FAILS_FIRST(int, ftruncate64, (int fd, off64_t size), (fd, size), fd)

int rename(const char* from, const char* to) noexcept
{
    static auto* const next = real<int(const char*, const char*)>("rename");
    return fails("rename", to) ? -1 : next(from, to);
}

int open(const char* path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, int) : 0;
    va_end(more);
    static auto* const next = real<int(const char*, int, ...)>("open");
    return writes(flags) && fails("open", path) ? -1 : next(path, flags, mode);
}

int open64(const char* path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, int) : 0;
    va_end(more);
    static auto* const next = real<int(const char*, int, ...)>("open64");
    return writes(flags) && fails("open64", path) ? -1 : next(path, flags, mode);
}
}
