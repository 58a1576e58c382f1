// SPDX-License-Identifier: GPL-3.0-or-later
#include "display.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace ilv::cli {
namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// Somebody listens at the other end. A path that begins with a zero byte is an abstract address.
bool answers(const std::string& path)
{
    sockaddr_un address {};
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return false;
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    const auto length = offsetof(sockaddr_un, sun_path) + path.size() + (path.front() == '\0' ? 0 : 1);
    const bool open = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(length)) == 0;
    ::close(fd);
    return open;
}

bool answersX(const std::string& display)
{
    const auto colon = display.rfind(':');
    if (colon == std::string::npos)
        return false;
    if (colon > 0 && display.substr(0, colon) != "unix")
        return true; // another machine, as over ssh: not asked
    const auto number = display.substr(colon + 1, display.find('.', colon) - colon - 1);
    const std::string path = "/tmp/.X11-unix/X" + number;
    return answers(path) || answers(std::string(1, '\0') + path);
}

} // namespace

Display findDisplay()
{
    if (const auto platform = variable("QT_QPA_PLATFORM"); !platform.empty() && platform.rfind("xcb", 0) != 0 && platform.rfind("wayland", 0) != 0)
        return {true, "QT_QPA_PLATFORM " + platform};
    const auto x = variable("DISPLAY");
    if (!x.empty() && answersX(x))
        return {true, "DISPLAY " + x};
    const auto wayland = variable("WAYLAND_DISPLAY");
    if (!wayland.empty() && answers(wayland.front() == '/' ? wayland : variable("XDG_RUNTIME_DIR") + '/' + wayland))
        return {true, "WAYLAND_DISPLAY " + wayland};
    if (x.empty() && wayland.empty())
        return {false, "neither DISPLAY nor WAYLAND_DISPLAY is set"};
    return {false, "nobody answers at " + (x.empty() ? "WAYLAND_DISPLAY " + wayland : "DISPLAY " + x)};
}

} // namespace ilv::cli
