// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/reporter.h"

#include "trial/crashguard.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace ilv {
namespace {
constexpr Nanos kPeriod = 100 * kMilli;
constexpr std::size_t kMaxCommand = 4096;

/// Of the calling thread.
Nanos ownCpu()
{
    timespec used {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * kSecond + used.tv_nsec;
}
}

Reporter::Reporter(int in, int out, Callbacks callbacks)
    : m_in(in)
    , m_out(out)
    , m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_callbacks(std::move(callbacks))
{
}

Reporter::~Reporter()
{
    stop();
    ::close(m_wake);
}

void Reporter::start()
{
    guardAgainstCrashes(m_wake, m_flushed);
    m_thread = std::thread([this] { loop(); });
}

void Reporter::stop()
{
    if (!m_thread.joinable())
        return;
    eventfd_write(m_wake, 1);
    m_thread.join();
}

double Reporter::cpuSeconds()
{
    clockid_t clock {};
    timespec used {};
    if (!m_thread.joinable() || pthread_getcpuclockid(m_thread.native_handle(), &clock) != 0
        || clock_gettime(clock, &used) != 0)
        return -1;
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

void Reporter::write(const HostEvent& event)
{
    const std::string line = encode(event);
    const std::scoped_lock lock(m_writeMutex);
    for (std::size_t done = 0; done < line.size();) {
        const auto n = ::write(m_out, line.data() + done, line.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) { // nobody listens any more
            m_callbacks.orphaned();
            return;
        }
        done += static_cast<std::size_t>(n);
    }
}

void Reporter::listen()
{
    char buffer[1024];
    const auto n = ::read(m_in, buffer, sizeof buffer);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n <= 0) {
        m_callbacks.orphaned();
        m_in = -1;
        return;
    }
    m_heard.append(buffer, static_cast<std::size_t>(n));
    for (auto end = m_heard.find('\n'); end != std::string::npos; end = m_heard.find('\n')) {
        const auto command = json::parse(std::string_view(m_heard).substr(0, end));
        m_heard.erase(0, end + 1);
        if (command && command->str("cmd") == "cancel")
            m_callbacks.cancel();
        else if (command && command->str("cmd") == "fault")
            m_callbacks.fault(command->str("lane"), command->str("fault"));
    }
    if (m_heard.size() > kMaxCommand)
        m_heard.clear();
}

void Reporter::tell()
{
    for (const auto& event : m_callbacks.tick())
        write(event);
    const Nanos before = ownCpu();
    write(m_callbacks.live());
    m_liveCpu.fetch_add(ownCpu() - before, std::memory_order_relaxed);
}

void Reporter::loop()
{
    Nanos due = now() + kPeriod;
    Nanos beat = m_callbacks.beat && m_callbacks.every > 0 ? now() + m_callbacks.every : INT64_MAX;
    for (;;) {
        pollfd fds[] { {m_wake, POLLIN, 0}, {m_in, POLLIN, 0} };
        const Nanos wait = std::max<Nanos>(0, std::min(due, beat) - now());
        const timespec limit { static_cast<time_t>(wait / kSecond), static_cast<long>(wait % kSecond) };
        ::ppoll(fds, 2, &limit, nullptr);
        if (fds[0].revents != 0) {
            eventfd_t why = 0;
            eventfd_read(m_wake, &why);
            if (why < kCrashed)
                return;
            tell();
            m_flushed = true;
            continue;
        }
        if (fds[1].revents != 0)
            listen();
        const Nanos at = now();
        if (at >= beat) {
            m_callbacks.beat(at);
            beat += (1 + (at - beat) / m_callbacks.every) * m_callbacks.every; // those that were missed stay so
        }
        if (at < due)
            continue;
        tell();
        due = std::max(due + kPeriod, now());
    }
}

} // namespace ilv
