// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"

#include <QSocketNotifier>

namespace ilv::test {

/// Puts an IoLoop inside the Qt event loop that a test has already, behind one QSocketNotifier. (A host's event loop is
/// the IoLoop: LoopDispatcher.)
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

} // namespace ilv::test
