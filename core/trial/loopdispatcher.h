// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"

#include <QAbstractEventDispatcher>

#include <memory>

namespace ilv {

/// Qt's event loop on an IoLoop: one epoll set for everything, so that a turn costs one system call to wait and none to
/// look twice (nested behind a notifier, a round trip at depth 1 took half as long again). What Qt needs besides
/// (socket notifiers, timers, posted events, wake-ups from other threads) is served from the same set.
///
/// To be installed with QCoreApplication::setEventDispatcher() before the application is made; the loop must outlive
/// it. No nested event loop may be run from inside what the IoLoop serves: it would hear nothing of the set.
class LoopDispatcher final : public QAbstractEventDispatcher {
public:
    explicit LoopDispatcher(IoLoop& loop);
    ~LoopDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier* notifier) override;
    void unregisterSocketNotifier(QSocketNotifier* notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject* object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject* object) override;
    QList<TimerInfo> registeredTimers(QObject* object) const override;
    int remainingTime(int timerId) override;

    void wakeUp() override; ///< any thread
    void interrupt() override; ///< any thread

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
