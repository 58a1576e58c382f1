// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/loopdispatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <system_error>

namespace ilv {
namespace {

/// The notifiers of one descriptor, by QSocketNotifier::Type; level-triggered, as Qt means them.
class Socket final : public IoLoop::Watcher {
public:
    Socket(IoLoop& loop, int fd)
        : m_loop(loop)
        , m_fd(fd)
    {
    }
    ~Socket() { set(0); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    void put(QSocketNotifier::Type type, QSocketNotifier* notifier)
    {
        m_notifiers[static_cast<std::size_t>(type)] = notifier;
        std::uint32_t wanted = 0;
        for (std::size_t i = 0; i < kWanted.size(); ++i)
            wanted |= m_notifiers[i] != nullptr ? kWanted[i] : 0;
        set(wanted);
    }
    [[nodiscard]] bool unused() const { return m_wanted == 0; }

    void ready(std::uint32_t events) override
    {
        constexpr std::uint32_t ended = EPOLLHUP | EPOLLERR;
        for (std::size_t i = 0; i < kWanted.size(); ++i) { // one may unregister the other
            if (m_notifiers[i] != nullptr && (events & (kWanted[i] | ended)) != 0) {
                QEvent event(QEvent::SockAct);
                QCoreApplication::sendEvent(m_notifiers[i], &event);
            }
        }
    }

private:
    static constexpr std::array<std::uint32_t, 3> kWanted{ EPOLLIN, EPOLLOUT, EPOLLPRI };

    void set(std::uint32_t wanted)
    {
        if (m_wanted == wanted)
            return;
        if (m_wanted == 0)
            m_loop.add(m_fd, wanted, *this);
        else if (wanted == 0)
            m_loop.remove(m_fd, *this);
        else
            m_loop.modify(m_fd, wanted, *this);
        m_wanted = wanted;
    }

    IoLoop& m_loop;
    const int m_fd;
    std::array<QSocketNotifier*, 3> m_notifiers{};
    std::uint32_t m_wanted = 0;
};

class Timer final : public IoLoop::Timer {
public:
    Timer(IoLoop& loop, QAbstractEventDispatcher::TimerInfo info, QObject* object)
        : m_loop(loop)
        , m_info(info)
        , m_object(object)
    {
        loop.arm(*this, now() + m_info.interval * kMilli);
    }
    [[nodiscard]] const QAbstractEventDispatcher::TimerInfo& info() const { return m_info; }
    [[nodiscard]] QObject* object() const { return m_object; }

private:
    void fire() override
    {
        // Armed first, since its object may unregister it; a beat that was missed is not made up for.
        m_loop.arm(*this, std::max(due() + m_info.interval * kMilli, now()));
        QTimerEvent event(m_info.timerId);
        QCoreApplication::sendEvent(m_object, &event); // `this` may be gone now
    }

    IoLoop& m_loop;
    QAbstractEventDispatcher::TimerInfo m_info;
    QObject* m_object;
};

} // namespace

struct LoopDispatcher::Parts final : IoLoop::Watcher {
    explicit Parts(IoLoop& ioLoop)
        : loop(ioLoop)
        , wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        if (wake < 0)
            throw std::system_error(errno, std::generic_category(), "eventfd");
        loop.add(wake, EPOLLIN, *this);
    }
    ~Parts()
    {
        timers.clear();
        forgotten.clear();
        sockets.clear();
        loop.remove(wake, *this);
        ::close(wake);
    }
    void ready(std::uint32_t) override
    {
        eventfd_t value = 0;
        eventfd_read(wake, &value);
        woken.store(false); // whoever wakes from now on is heard in the next turn
    }

    IoLoop& loop;
    int wake;
    std::atomic<bool> woken{ false };
    std::atomic<bool> interrupted{ false };
    std::map<int, std::unique_ptr<Socket>> sockets; // by descriptor
    std::vector<std::unique_ptr<Socket>> forgotten; // unused; may be on the stack until the turn is over
    std::map<int, std::unique_ptr<Timer>> timers; // by Qt's number
};

LoopDispatcher::LoopDispatcher(IoLoop& loop)
    : m_parts(std::make_unique<Parts>(loop))
{
}

LoopDispatcher::~LoopDispatcher() = default;

bool LoopDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_parts->interrupted = false;
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();
    if (m_parts->interrupted)
        return true;
    const bool wait = flags.testFlag(QEventLoop::WaitForMoreEvents);
    if (wait)
        Q_EMIT aboutToBlock();
    // An event posted since then has woken the descriptor of wakeUp().
    const bool served = m_parts->loop.poll(wait ? -1 : 0) > 0;
    m_parts->forgotten.clear();
    return served;
}

void LoopDispatcher::registerSocketNotifier(QSocketNotifier* notifier)
{
    const int fd = static_cast<int>(notifier->socket());
    auto& socket = m_parts->sockets[fd];
    if (!socket)
        socket = std::make_unique<Socket>(m_parts->loop, fd);
    socket->put(notifier->type(), notifier);
}

void LoopDispatcher::unregisterSocketNotifier(QSocketNotifier* notifier)
{
    const auto found = m_parts->sockets.find(static_cast<int>(notifier->socket()));
    if (found == m_parts->sockets.end())
        return;
    found->second->put(notifier->type(), nullptr);
    if (found->second->unused()) {
        m_parts->forgotten.push_back(std::move(found->second));
        m_parts->sockets.erase(found);
    }
}

void LoopDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject* object)
{
    m_parts->timers[timerId]
        = std::make_unique<Timer>(m_parts->loop, TimerInfo(timerId, static_cast<int>(interval), timerType), object);
}

bool LoopDispatcher::unregisterTimer(int timerId)
{
    return m_parts->timers.erase(timerId) > 0;
}

bool LoopDispatcher::unregisterTimers(QObject* object)
{
    return std::erase_if(m_parts->timers, [object](const auto& timer) { return timer.second->object() == object; }) > 0;
}

QList<QAbstractEventDispatcher::TimerInfo> LoopDispatcher::registeredTimers(QObject* object) const
{
    QList<TimerInfo> found;
    for (const auto& [id, timer] : m_parts->timers) {
        if (timer->object() == object)
            found.append(timer->info());
    }
    return found;
}

int LoopDispatcher::remainingTime(int timerId)
{
    const auto found = m_parts->timers.find(timerId);
    if (found == m_parts->timers.end())
        return -1;
    return static_cast<int>(std::max<Nanos>(0, found->second->due() - now()) / kMilli);
}

void LoopDispatcher::wakeUp()
{
    if (!m_parts->woken.exchange(true))
        eventfd_write(m_parts->wake, 1);
}

void LoopDispatcher::interrupt()
{
    m_parts->interrupted = true;
    wakeUp();
}

} // namespace ilv
