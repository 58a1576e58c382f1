// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ioloop.h"

#include "net/timerheap.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <limits>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ilv {

namespace {

constexpr std::uint64_t kTimerTag = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kBatch = 512;
constexpr Nanos kNever = std::numeric_limits<Nanos>::max();

/// With more timers than this, wake-ups stand at least kSpacing apart: a thousand waits that end within one
/// millisecond then cost twenty turns instead of a thousand. A few timers are served each at its own time.
constexpr std::size_t kCrowd = 64;
constexpr Nanos kSpacing = 50 * kMicro;

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

timespec toTimespec(Nanos ns)
{
    return timespec{ .tv_sec = static_cast<time_t>(ns / kSecond), .tv_nsec = static_cast<long>(ns % kSecond) };
}

int wait(int set, epoll_event* events, Nanos timeout)
{
    if (timeout <= 0)
        return ::epoll_wait(set, events, static_cast<int>(kBatch), timeout < 0 ? -1 : 0);
    const timespec limit = toTimespec(timeout);
    const int count = ::epoll_pwait2(set, events, static_cast<int>(kBatch), &limit, nullptr);
    if (count >= 0 || errno != ENOSYS)
        return count;
    const Nanos ms = std::min<Nanos>((timeout + kMilli - 1) / kMilli, std::numeric_limits<int>::max());
    return ::epoll_wait(set, events, static_cast<int>(kBatch), static_cast<int>(ms));
}

} // namespace

struct IoLoop::Parts {
    /// Who watches a descriptor. The generation changes with every add and remove, and travels with the kernel's
    /// event: one that was queued for an earlier owner of the same number matches nobody.
    struct Seat {
        Watcher* watcher = nullptr;
        std::uint32_t generation = 0;
    };

    int set = -1;
    int alarm = -1;
    std::vector<Seat> seats;
    std::array<epoll_event, kBatch> events;
    TimerHeap timers;
    Nanos alarmAt = kNever; ///< what the timerfd is set to; kNever: not set
    Nanos batch = 0;
    Nanos waited = 0;
    Nanos left = 0; ///< when the last turn ended: from there to the next batch the thread waited (here or in Qt's loop)
    std::vector<std::function<void()>> hooks; ///< by token; an empty one was removed
    bool serving = false;
    bool stopped = false;

    void control(int operation, int fd, std::uint32_t wanted)
    {
        epoll_event event{};
        event.events = wanted;
        event.data.u64 = (static_cast<std::uint64_t>(seats[static_cast<std::size_t>(fd)].generation) << 32)
            | static_cast<std::uint32_t>(fd);
        if (::epoll_ctl(set, operation, fd, &event) != 0)
            fail("epoll_ctl");
    }

    void setAlarm(Nanos at)
    {
        // Setting it also clears an expiry that was not read.
        itimerspec spec{};
        if (at != kNever)
            spec.it_value = toTimespec(std::max<Nanos>(at, 1));
        if (::timerfd_settime(alarm, TFD_TIMER_ABSTIME, &spec, nullptr) != 0)
            fail("timerfd_settime");
        alarmAt = at;
    }

    /// Keeps the promise of fd(). An alarm that is set too early is left alone: a deadline that is cancelled and armed
    /// anew with every request would otherwise cost a system call each.
    void followTop()
    {
        const Nanos top = timers.empty() ? kNever : timers.top();
        const Nanos wanted = timers.size() > kCrowd && top != kNever ? std::max(top, batch + kSpacing) : top;
        if (wanted < alarmAt || alarmAt <= batch)
            setAlarm(wanted);
    }

    int serveDescriptors(int count)
    {
        int served = 0;
        for (int i = 0; i < count; ++i) {
            const epoll_event event = events[static_cast<std::size_t>(i)];
            if (event.data.u64 == kTimerTag)
                continue;
            const Seat seat = seats[static_cast<std::uint32_t>(event.data.u64)];
            if (!seat.watcher || seat.generation != static_cast<std::uint32_t>(event.data.u64 >> 32))
                continue;
            seat.watcher->ready(event.events);
            ++served;
        }
        return served;
    }

    int serveTimers()
    {
        int served = 0;
        const std::uint64_t limit = timers.nextTicket(); // one armed by these belongs to the next turn
        while (Timer* timer = timers.takeDue(batch, limit)) {
            timer->fire(); // may have destroyed the timer
            ++served;
        }
        return served;
    }
};

IoLoop::Timer::~Timer()
{
    if (armed())
        m_loop->cancel(*this);
}

IoLoop::IoLoop()
    : m_parts(std::make_unique<Parts>())
{
    m_parts->set = ::epoll_create1(EPOLL_CLOEXEC);
    if (m_parts->set < 0)
        fail("epoll_create1");
    m_parts->alarm = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kTimerTag;
    if (m_parts->alarm < 0 || ::epoll_ctl(m_parts->set, EPOLL_CTL_ADD, m_parts->alarm, &event) != 0) {
        const int reason = errno;
        ::close(m_parts->set);
        ::close(m_parts->alarm);
        errno = reason;
        fail("timerfd");
    }
}

IoLoop::~IoLoop()
{
    m_parts->timers.clear();
    ::close(m_parts->alarm);
    ::close(m_parts->set);
}

int IoLoop::fd() const
{
    return m_parts->set;
}

void IoLoop::add(int fd, std::uint32_t epollEvents, Watcher& watcher)
{
    const auto index = static_cast<std::size_t>(fd);
    if (index >= m_parts->seats.size())
        m_parts->seats.resize(std::max(index + 1, m_parts->seats.size() * 2));
    Parts::Seat& seat = m_parts->seats[index];
    ++seat.generation;
    seat.watcher = &watcher;
    m_parts->control(EPOLL_CTL_ADD, fd, epollEvents);
}

void IoLoop::modify(int fd, std::uint32_t epollEvents, Watcher& watcher)
{
    m_parts->seats.at(static_cast<std::size_t>(fd)).watcher = &watcher;
    m_parts->control(EPOLL_CTL_MOD, fd, epollEvents);
}

void IoLoop::remove(int fd, Watcher& watcher)
{
    const auto index = static_cast<std::size_t>(fd);
    if (index >= m_parts->seats.size() || m_parts->seats[index].watcher != &watcher)
        return;
    m_parts->seats[index].watcher = nullptr;
    ++m_parts->seats[index].generation;
    ::epoll_ctl(m_parts->set, EPOLL_CTL_DEL, fd, nullptr); // already gone when the descriptor was closed before
}

void IoLoop::arm(Timer& timer, Nanos due)
{
    if (timer.armed() && timer.m_loop != this)
        timer.m_loop->cancel(timer);
    timer.m_loop = this;
    timer.m_due = due;
    m_parts->timers.put(timer, std::max(due, m_parts->batch));
    if (!m_parts->serving)
        m_parts->followTop();
}

void IoLoop::cancel(Timer& timer)
{
    if (timer.armed() && timer.m_loop == this)
        m_parts->timers.remove(timer);
}

int IoLoop::poll(Nanos timeout)
{
    Parts& parts = *m_parts;
    if (parts.serving)
        return 0; // the batch being served is not to be overwritten
    int count = wait(parts.set, parts.events.data(), timeout);
    const int reason = errno;
    parts.batch = now();
    if (parts.left != 0)
        parts.waited += parts.batch - parts.left;
    if (count < 0 && reason != EINTR) {
        errno = reason;
        fail("epoll_wait");
    }

    parts.serving = true;
    int served = parts.serveDescriptors(count);
    // What is ready goes before timers, even when it did not fit one batch; bounded, since a descriptor may stay ready.
    for (std::size_t rounds = parts.seats.size() / kBatch + 1; count == static_cast<int>(kBatch) && rounds > 0;
         --rounds) {
        count = wait(parts.set, parts.events.data(), 0);
        served += parts.serveDescriptors(count);
    }
    served += parts.serveTimers();
    if (served > 0) {
        for (std::size_t i = 0; i < parts.hooks.size(); ++i) {
            if (parts.hooks[i])
                parts.hooks[i]();
        }
    }
    parts.serving = false;
    parts.followTop();
    parts.left = now();
    return served;
}

void IoLoop::run()
{
    m_parts->stopped = false;
    while (!m_parts->stopped)
        poll(-1);
}

void IoLoop::stop()
{
    m_parts->stopped = true;
}

Nanos IoLoop::batchTime() const
{
    return m_parts->batch;
}

Nanos IoLoop::waited() const
{
    return m_parts->waited;
}

Nanos IoLoop::idleSince() const
{
    return m_parts->left;
}

std::size_t IoLoop::addTurnHook(std::function<void()> hook)
{
    m_parts->hooks.push_back(std::move(hook));
    return m_parts->hooks.size() - 1;
}

void IoLoop::removeTurnHook(std::size_t token)
{
    m_parts->hooks.at(token) = nullptr;
}

} // namespace ilv
