// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workerside.h"

#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {

namespace {

constexpr std::string_view kWorkerArgument = "--worker=";

/// Frames that travel on stdin or stdout are moved to descriptors of their own, so that whatever a task prints or
/// reads cannot meet them; and no descriptor of the channel is inherited by a command that a task starts.
int secured(int fd)
{
    if (fd > STDERR_FILENO) {
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        return fd;
    }
    return fd < 0 ? fd : ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

void secure(WorkerDescriptors& descriptors)
{
    const bool stdio = descriptors.in == STDIN_FILENO || descriptors.out == STDOUT_FILENO;
    const bool both = descriptors.in == descriptors.out;
    descriptors.in = secured(descriptors.in);
    descriptors.out = both ? descriptors.in : secured(descriptors.out);
    descriptors.page = secured(descriptors.page);
    descriptors.inputArena = secured(descriptors.inputArena);
    descriptors.outputArena = secured(descriptors.outputArena);
    if (!stdio)
        return;
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null >= 0) {
        ::dup2(null, STDIN_FILENO);
        ::close(null);
    }
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

std::optional<int> number(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool isOpen(int fd)
{
    return ::fcntl(fd, F_GETFD) >= 0;
}

} // namespace

std::string WorkerDescriptors::argument() const
{
    std::string text(kWorkerArgument);
    for (const int fd : { in, out, page, inputArena, outputArena })
        text += std::to_string(fd) + ':';
    text.pop_back();
    return text;
}

std::optional<WorkerDescriptors> WorkerDescriptors::fromArgument(std::string_view argument)
{
    if (!argument.starts_with(kWorkerArgument))
        return std::nullopt;
    argument.remove_prefix(kWorkerArgument.size());
    WorkerDescriptors descriptors;
    int* const fields[]{ &descriptors.in, &descriptors.out, &descriptors.page, &descriptors.inputArena,
        &descriptors.outputArena };
    for (int* field : fields) {
        const std::size_t colon = std::min(argument.find(':'), argument.size());
        const auto value = number(argument.substr(0, colon));
        if (!value)
            return std::nullopt;
        *field = *value;
        argument.remove_prefix(std::min(colon + 1, argument.size()));
    }
    return argument.empty() ? std::optional(descriptors) : std::nullopt;
}

int workerMain(int argc, char** argv, const WorkerFactory& factory)
{
    const std::string_view argument = argc == 2 ? argv[1] : "";
    if (argument.starts_with(kZygoteArgument)) {
        const auto socket = number(argument.substr(kZygoteArgument.size()));
        if (socket && isOpen(*socket))
            return runZygote(*socket, factory);
    }
    auto descriptors = WorkerDescriptors::fromArgument(argument);
    if (!descriptors || !isOpen(descriptors->in) || !isOpen(descriptors->out) || !isOpen(descriptors->page)) {
        std::fputs(
            "This program is a worker of Interleave's process pool; it is started by it, not by hand.\n", stderr);
        return kExitUsage;
    }
    secure(*descriptors);
    return runWorker(*descriptors, factory);
}

} // namespace ilv
