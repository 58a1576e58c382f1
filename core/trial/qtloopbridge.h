// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"

#include <QSocketNotifier>

namespace ilv {

/// Puts an IoLoop inside the Qt event loop of this thread, behind one QSocketNotifier: Qt sees one descriptor however
/// many sockets and timers there are (performance.md: per-socket notifiers cost O(n) in every turn).
class QtLoopBridge {
public:
    explicit QtLoopBridge(IoLoop& loop)
        : m_notifier(loop.fd(), QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [&loop] { loop.poll(0); });
    }

private:
    QSocketNotifier m_notifier;
};

} // namespace ilv
