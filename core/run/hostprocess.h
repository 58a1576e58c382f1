// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "run/childsession.h"
#include "trial/events.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>

#include <limits>

namespace ilv {

/// One host process: gets its order as one line, says events as lines. Reads in bounded memory: a line may be as long
/// as the last word of a large trial, and no longer. Where outcomes come by the thousand a second they are kept as they
/// came and told once the load is over or calmer: reading them would take from the tasks measured some of the machine.
/// One order a value. Lives on the runner's thread.
class HostProcess : public QObject {
    Q_OBJECT

public:
    explicit HostProcess(QObject* parent = nullptr);
    ~HostProcess() override; ///< a host still running is killed with its session and reaped

    void start(const std::string& program, const std::string& orderLine);
    void requestCancel(); ///< says so on its stdin; the host ends by itself
    void plantFault(const std::string& lane, HandFault fault); ///< asks for one on its stdin; a FaultEvent answers
    void kill(); ///< its whole session, now; ended() follows
    void tellOutcomes(); ///< says now what was kept, for who will not listen any longer
    [[nodiscard]] Nanos lastHeard() const { return m_lastHeard; } ///< when anything came, or it was started
    [[nodiscard]] qint64 pid() const { return m_process.processId(); } ///< 0: does not run

Q_SIGNALS:
    void said(const ilv::HostEvent& event);
    void brokeProtocol(const ilv::Error& error); ///< at most once; it is being killed
    void ended(const ilv::ProcessEnd& end); ///< exactly once after start(), after its last event

private:
    void readEvents();
    void readLine(std::string_view line);
    void readEvent(std::string_view line);
    void refuse(const Error& error);
    void keepLastWords();
    void finish(int exitCode, QProcess::ExitStatus status);
    void failToStart();
    void markAndKeep();
    void clearUp();
    void say(const json::Out& command); // to a host that runs

    QProcess m_process;
    QByteArray m_unread; // the beginning of a line whose end has not come yet
    qsizetype m_searched = 0; // no line ends before here
    QByteArray m_outcomes; // lines not yet told
    QByteArray m_lastWords;
    qint64 m_pid = 0;
    std::int64_t m_born = std::numeric_limits<std::int64_t>::max(); // ProcessStat::startTicks; never: not started
    std::string m_mark; // an entry of its environment
    Nanos m_lastHeard = 0;
    bool m_refused = false;
    bool m_ended = false;
};

} // namespace ilv
