// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "run/childsession.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <cstdint>
#include <string>

namespace ilv {

/// The loopback service of a run: one process under an unguessable path prefix (128 random bits), from before the
/// first trial until after the last one. Lives on the runner's thread.
class ServiceProcess : public QObject {
    Q_OBJECT

public:
    explicit ServiceProcess(QObject* parent = nullptr);
    ~ServiceProcess() override; ///< killed if it still runs

    void start(const std::string& program);
    /// Its stdin is closed; if that does not end it, it is asked to end, then killed: 400 ms at most. stopped() follows.
    void stop();
    [[nodiscard]] const std::string& prefix() const { return m_prefix; } ///< "/3f…", 32 hex digits
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::int64_t pid() const { return m_process.processId(); } ///< 0: it does not run

Q_SIGNALS:
    void ready();
    void failed(const ilv::Error& error); ///< did not come up, or ended before stop()
    void stopped();

private:
    void readPort();
    void fail(const Error& error);
    void finish(int exitCode, QProcess::ExitStatus status);
    void press(); // the next, harder step of stopping

    QProcess m_process;
    QTimer m_timer;
    std::string m_prefix;
    std::uint16_t m_port = 0;
    int m_pressed = 0;
    bool m_stopping = false;
    bool m_failed = false;
};

} // namespace ilv
