// SPDX-License-Identifier: GPL-3.0-or-later
// interleave-service: the other end of the I/O, in a process of its own so that its work is not measured as the
// model's.

#include "base/error.h"
#include "base/hex.h"
#include "net/httpservice.h"
#include "net/ioloop.h"
#include "workload/task.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace {

using namespace ilv;

constexpr const char* kHelp
    = "Usage: interleave-service [--prefix P] [--port N] [--help] [--version]\n"
      "\n"
      "Answers HTTP on 127.0.0.1 the way each request's path asks for:\n"
      "  GET P/r?ns=LATENCY&bytes=SIZE&v=VARIANT[&fault=reset|close|garbage|status]\n"
      "\n"
      "  --prefix P   begin of every path that is answered, like /abc (default: random)\n"
      "  --port N     port to listen on (default: a free one)\n"
      "\n"
      "Prints one line of JSON with port, prefix and pid when it is ready. Ends when its standard input does, or on\n"
      "SIGTERM or SIGINT.\n";

struct Arguments {
    std::string prefix;
    std::uint16_t port = 0;
};

ExitCode complain(ExitCode code, const std::string& what)
{
    std::fprintf(stderr, "interleave-service: %s\n", what.c_str());
    return code;
}

bool validPrefix(std::string_view prefix)
{
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || std::string_view("/-._~").find(c) != std::string_view::npos;
    };
    return prefix.starts_with('/') && prefix.size() > 1 && prefix.size() <= 256 && !prefix.ends_with('/')
        && std::all_of(prefix.begin(), prefix.end(), plain);
}

/// Nobody else on this machine shall guess it and disturb a measurement.
std::string randomPrefix()
{
    std::array<unsigned char, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        throw std::system_error(errno, std::generic_category(), "getrandom");
    return "/" + ilv::hexOf(bytes);
}

/// Empty: `exit` says how to end.
std::optional<Arguments> parseArguments(int argc, char** argv, ExitCode& exit)
{
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--help" || option == "--version") {
            std::fputs(option == "--help" ? kHelp : "interleave-service " ILV_VERSION "\n", stdout);
            exit = ExitCode::Pass;
            return std::nullopt;
        }
        if ((option != "--prefix" && option != "--port") || i + 1 == argc) {
            exit = complain(ExitCode::BadCommandLine,
                std::string(option) + (i + 1 == argc && option.starts_with("--p") ? " needs a value" : " is not known")
                    + "; see --help");
            return std::nullopt;
        }
        const std::string_view value = argv[++i];
        if (option == "--prefix") {
            if (!validPrefix(value)) {
                exit = complain(ExitCode::BadCommandLine,
                    "--prefix must be like /abc: letters, digits, - . _ ~ and / inside, at most 256 characters");
                return std::nullopt;
            }
            arguments.prefix = value;
        } else if (const auto [stop, failure]
                   = std::from_chars(value.data(), value.data() + value.size(), arguments.port);
                   failure != std::errc() || stop != value.data() + value.size()) {
            exit = complain(ExitCode::BadCommandLine, "--port must be a number from 0 (a free one) to 65535");
            return std::nullopt;
        }
    }
    if (arguments.prefix.empty())
        arguments.prefix = randomPrefix();
    return arguments;
}

void raiseOpenFiles()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return; // the default is then what there is; accept() deals with reaching it
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Stops the loop when its descriptor says so: a signal came, or standard input ended.
class EndWatcher final : IoLoop::Watcher {
public:
    EndWatcher(IoLoop& loop, int fd)
        : m_loop(loop)
        , m_fd(fd)
    {
        m_loop.add(m_fd, EPOLLIN, *this);
    }
    ~EndWatcher() { m_loop.remove(m_fd, *this); }
    EndWatcher(const EndWatcher&) = delete;
    EndWatcher& operator=(const EndWatcher&) = delete;

private:
    void ready(std::uint32_t) override
    {
        std::array<char, 512> said;
        if (m_fd != STDIN_FILENO || ::read(m_fd, said.data(), said.size()) <= 0)
            m_loop.stop();
    }

    IoLoop& m_loop;
    const int m_fd;
};

int openSignals()
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigprocmask(SIG_BLOCK, &ending, nullptr);
    const int fd = ::signalfd(-1, &ending, SFD_CLOEXEC);
    if (fd < 0)
        throw std::system_error(errno, std::generic_category(), "signalfd");
    return fd;
}

/// A plain file or /dev/null can never say later that it ended.
bool endCanBeNoticed(int fd)
{
    struct stat status { };
    return ::fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || ::isatty(fd) == 1);
}

ExitCode serve(const Arguments& arguments)
{
    if (!endCanBeNoticed(STDIN_FILENO))
        return complain(
            ExitCode::Environment, "standard input must be a pipe, a socket or a terminal: its end ends the service");
    raiseOpenFiles();
    IoLoop loop;
    HttpService service(loop,
        { .prefix = arguments.prefix,
            .port = arguments.port,
            .fill = [](std::uint32_t variant, std::span<std::byte> body) {
                TaskRecipe::fillOutput(TaskRecipe::contentSeed(variant), body);
            } });
    if (const Status status = service.listen(); !status)
        return complain(ExitCode::Environment, status.error().message + " " + status.error().hint);
    const EndWatcher signals(loop, openSignals());
    const EndWatcher input(loop, STDIN_FILENO);
    std::printf("{\"port\":%u,\"prefix\":\"%s\",\"pid\":%ld}\n", static_cast<unsigned>(service.port()),
        arguments.prefix.c_str(), static_cast<long>(::getpid()));
    if (std::fflush(stdout) != 0)
        return complain(ExitCode::Environment, "standard output cannot be written");
    loop.run();
    return ExitCode::Pass;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        ExitCode exit = ExitCode::Pass;
        const std::optional<Arguments> arguments = parseArguments(argc, argv, exit);
        return static_cast<int>(arguments ? serve(*arguments) : exit);
    } catch (const std::system_error& failure) {
        return static_cast<int>(complain(ExitCode::Environment, failure.what()));
    }
}
