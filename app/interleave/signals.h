// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ilv::cli {

/// SIGINT, SIGTERM and SIGHUP as a Qt signal, while a value lives; at most one at a time. The third of them ends the
/// program at once, whatever it is doing.
class Signals : public QObject {
    Q_OBJECT

public:
    explicit Signals(QObject* parent = nullptr);
    ~Signals() override; ///< from now on they are ignored: the exit code is decided

    [[nodiscard]] int first() const { return m_first; } ///< the first one that came; 0: none

Q_SIGNALS:
    void came(int signal);

private:
    void read();
    int m_first = 0;
};

} // namespace ilv::cli
