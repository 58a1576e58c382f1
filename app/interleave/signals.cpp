// SPDX-License-Identifier: GPL-3.0-or-later
#include "signals.h"

#include <QSocketNotifier>

#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace ilv::cli {
namespace {

constexpr int kSignals[] { SIGINT, SIGTERM, SIGHUP };

// A signal handler can reach nothing else than what lives as long as the program. A self-pipe and not a signalfd:
// that would need the signals blocked, and the processes we start would inherit it.
int s_pipe[2] { -1, -1 };
volatile sig_atomic_t s_count = 0;

void handle(int signal)
{
    s_count = s_count + 1;
    if (s_count >= 3)
        _exit(128 + signal);
    const int keep = errno;
    const auto byte = static_cast<unsigned char>(signal);
    [[maybe_unused]] const auto written = ::write(s_pipe[1], &byte, 1);
    errno = keep;
}

} // namespace

Signals::Signals(QObject* parent)
    : QObject(parent)
{
    if (::pipe2(s_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("interleave: no pipe for signals");
    auto* notifier = new QSocketNotifier(s_pipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] { read(); });
    struct sigaction action {};
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    for (const int signal : kSignals)
        ::sigaction(signal, &action, nullptr);
}

Signals::~Signals()
{
    for (const int signal : kSignals)
        ::signal(signal, SIG_IGN);
    ::close(s_pipe[0]);
    ::close(s_pipe[1]);
}

void Signals::read()
{
    unsigned char byte = 0;
    while (::read(s_pipe[0], &byte, 1) == 1) {
        if (m_first == 0)
            m_first = byte;
        Q_EMIT came(byte);
    }
}

} // namespace ilv::cli
