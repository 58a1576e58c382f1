// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/command.h"

#include "base/plant.h"
#include "base/removetree.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ilv {
namespace {

constexpr rlim_t kMostOutput = 8u << 20;

struct Limit {
    __rlimit_resource what;
    rlim_t most;
};
constexpr Limit kLimits[]{ { RLIMIT_AS, rlim_t{ 8 } << 30 }, { RLIMIT_CPU, 600 }, { RLIMIT_NOFILE, 256 },
    { RLIMIT_NPROC, 4096 }, { RLIMIT_FSIZE, kMostOutput }, { RLIMIT_CORE, 0 } };

void setLimits()
{
    for (const Limit& limit : kLimits) {
        rlimit now{};
        ::getrlimit(limit.what, &now);
        now.rlim_max = std::min(now.rlim_max, limit.most);
        now.rlim_cur = std::min(now.rlim_cur, now.rlim_max);
        ::setrlimit(limit.what, &now);
    }
}

/// The few names that programs need and that cannot change what they load or run.
std::vector<char*> harmlessEnvironment()
{
    constexpr std::string_view names[]{ "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM",
        "SHELL", "INTERLEAVE_TRIAL" };
    std::vector<char*> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::string_view key = text.substr(0, text.find('='));
        if (key.starts_with("LC_") || std::find(std::begin(names), std::end(names), key) != std::end(names))
            kept.push_back(*entry);
    }
    kept.push_back(nullptr);
    return kept;
}

/// What happens in the child, which borrows our memory until it execs: system calls only.
[[noreturn]] void become(const char* path, const char* folder, char* const* argv, char* const* environment, int output,
    pid_t parent, volatile int& failure)
{
    ::setsid();
    if (!planted(Plant::NoParentDeathSignal))
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (::getppid() != parent)
        ::_exit(127);
    const int null = ::open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; ++fd) {
        if (::dup2(fd == 0 || output < 0 ? null : output, fd) < 0) {
            failure = errno;
            ::_exit(127);
        }
    }
    if (*folder != '\0' && ::chdir(folder) != 0) {
        failure = errno;
        ::_exit(127);
    }
    ::close_range(3, ~0U, 0);
    setLimits();
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(path, argv, environment);
    failure = errno;
    ::_exit(127);
}

/// Why not posix_spawn: it cannot set the parent-death signal, and a program must not outlive a killed worker.
/// vfork, because a fork of a process with a large payload takes milliseconds. -1 or a pid; `failure`: execve's errno.
[[gnu::noinline]] pid_t launch(const char* path, const char* folder, char* const* argv, char* const* environment,
    int output, volatile int& failure)
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before); // no handler of ours may run in the child
    const pid_t parent = ::getpid();
    const pid_t pid = ::vfork();
    if (pid == 0)
        become(path, folder, argv, environment, output, parent, failure);
    const int number = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = number;
    return pid;
}

struct Ending {
    int status = 0;
    bool killed = false;
    Nanos cpu = 0;
};

Nanos nanos(const timeval& time)
{
    return time.tv_sec * kSecond + time.tv_usec * kMicro;
}

/// Waits until the process ends or the deadline comes, then takes it away. False with errno.
bool reap(pid_t pid, Nanos deadline, Ending& ending)
{
    if (deadline != 0) {
        // By its number: glibc 2.36 declares pidfd_open without extern "C".
        const FileHandle watch(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
        while (true) {
            const Nanos left = std::max<Nanos>(deadline - now(), 0);
            const timespec wait{ .tv_sec = left / kSecond, .tv_nsec = left % kSecond };
            pollfd entry{ .fd = watch.get(), .events = POLLIN, .revents = 0 };
            const int ready = watch.isOpen() ? ::ppoll(&entry, 1, &wait, nullptr) : 0;
            if (ready > 0)
                break;
            if (ready < 0 && errno == EINTR)
                continue;
            // Its time is up (or nobody can watch it, and it must not run without a limit).
            ending.killed = true;
            ::kill(-pid, SIGKILL);
            break;
        }
    }
    siginfo_t over{};
    while (::waitid(P_PID, static_cast<id_t>(pid), &over, WEXITED | WNOWAIT) != 0 && errno == EINTR) { }
    ::kill(-pid, SIGKILL); // what it left behind in its session; its number is not free yet
    if (planted(Plant::NoReaping)) {
        ending.status = over.si_code == CLD_EXITED ? over.si_status << 8 : over.si_status;
        return true;
    }
    rusage usage{};
    while (::wait4(pid, &ending.status, 0, &usage) < 0) {
        if (errno != EINTR)
            return false;
    }
    ending.cpu = nanos(usage.ru_utime) + nanos(usage.ru_stime);
    return true;
}

StageResult failed(Code code)
{
    return { .outcome = Outcome::Error, .code = code };
}

} // namespace

bool isProgram(const std::string& path)
{
    struct stat status { };
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::string findProgram(const std::string& program)
{
    if (program.find('/') != std::string::npos)
        return isProgram(program) ? program : std::string();
    const char* variable = std::getenv("PATH");
    std::string_view rest = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
        if (folder.empty())
            continue; // an empty entry would mean the current folder: a trap
        const std::string path = std::string(folder) + "/" + program;
        if (isProgram(path))
            return path;
    }
    return {};
}

Command::Command(const CommandStage& stage, std::string folder)
    : m_stage(stage)
    , m_folder(std::move(folder))
{
}

Command::~Command()
{
    if (!m_folder.empty())
        (void)removeTree(m_folder); // what is left of it goes with the run's folder
}

/// Whatever the task before left in it is gone. False with errno. One that is empty stays: looking takes 6 µs, making
/// it anew took 900 on a disk here.
bool Command::makeFolder()
{
    struct stat info { };
    std::error_code problem;
    if (::lstat(m_folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && (info.st_mode & S_IRWXU) == S_IRWXU
        && std::filesystem::is_empty(m_folder, problem) && !problem)
        return true;
    (void)removeTree(m_folder); // what cannot be removed is in the way of mkdir
    return ::mkdir(m_folder.c_str(), 0700) == 0;
}

/// The end of what it printed, safe to show; empty when there is none.
std::string Command::lastWords() const
{
    char text[200];
    const off_t size = ::lseek(m_output.get(), 0, SEEK_END);
    const off_t from = std::max<off_t>(0, size - static_cast<off_t>(sizeof text));
    const ssize_t n = ::pread(m_output.get(), text, sizeof text, from);
    std::string words;
    for (ssize_t i = 0; i < n; ++i) {
        const char c = text[i];
        words += c >= ' ' && c <= '~' ? c : c == '\n' ? ' ' : '?'; // it may be anything but text
    }
    words.erase(words.find_last_not_of(' ') + 1);
    return words.empty() ? words : " It printed: " + words;
}

StageResult Command::run(Nanos deadline, Nanos& cpu, std::string& message)
{
    if (m_path.empty()) {
        const std::string found = findProgram(m_stage.program);
        m_path = found.empty() ? found : std::filesystem::absolute(found).string();
    }
    if (m_path.empty()) {
        message = "There is no program \"" + m_stage.program + "\" that can be run.";
        return failed(Code::TaskNotFound);
    }
    std::vector<char*> argv;
    argv.reserve(m_stage.args.size() + 2);
    argv.push_back(const_cast<char*>(m_stage.program.c_str()));
    for (const std::string& argument : m_stage.args)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    if (!m_output.isOpen())
        m_output = FileHandle(::memfd_create("output", MFD_CLOEXEC));
    if (!m_output.isOpen() || ::ftruncate(m_output.get(), 0) != 0 || ::lseek(m_output.get(), 0, SEEK_SET) != 0) {
        message = "There is no memory for what \"" + m_stage.program + "\" prints: " + std::strerror(errno);
        return failed(Code::TaskError);
    }
    if (!m_folder.empty() && !makeFolder()) {
        message = "No folder could be made for \"" + m_stage.program + "\" to run in: " + std::strerror(errno);
        return failed(Code::TaskError);
    }
    static const std::vector<char*> environment = harmlessEnvironment();
    volatile int failure = 0;
    const pid_t pid
        = launch(m_path.c_str(), m_folder.c_str(), argv.data(), environment.data(), m_output.get(), failure);
    if (pid < 0) {
        message = "No process could be started for \"" + m_stage.program + "\": " + std::strerror(errno);
        return failed(Code::TaskError);
    }
    Ending ending;
    if (!reap(pid, failure != 0 ? 0 : deadline, ending)) {
        message = "The end of \"" + m_stage.program + "\" could not be learnt: " + std::strerror(errno);
        return failed(Code::TaskError);
    }
    cpu += ending.cpu;
    if (failure != 0) {
        message = "\"" + m_path + "\" cannot be run: " + std::strerror(failure);
        return failed(Code::TaskNotFound);
    }
    if (ending.killed) {
        message = "\"" + m_stage.program + "\" was killed when the task's time was up.";
        return { .outcome = Outcome::Timeout, .code = Code::TaskTimeout };
    }
    if (WIFSIGNALED(ending.status) && WTERMSIG(ending.status) == SIGXFSZ) {
        message = "\"" + m_stage.program + "\" wrote more than 8 MiB and was ended.";
        return failed(Code::OutputLimit);
    }
    if (WIFSIGNALED(ending.status)) {
        message = "\"" + m_stage.program + "\" was ended by signal " + std::to_string(WTERMSIG(ending.status)) + "."
            + lastWords();
        return failed(Code::TaskExitNonzero);
    }
    if (const int code = WEXITSTATUS(ending.status); code != 0) {
        message = "\"" + m_stage.program + "\" ended with exit code " + std::to_string(code) + "." + lastWords();
        return failed(Code::TaskExitNonzero);
    }
    return {};
}

} // namespace ilv
