// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/hostprocess.h"
#include "run/trialfollower.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>
#include <string>

namespace ilv {

/// How long a host may take over what. The defaults are what a run uses; tests take less.
struct TrialPatience {
    Nanos silence = 60 * kSecond; ///< without any event
    Nanos afterCancel = 2 * kSecond; ///< to end by itself
    Nanos afterEnd = 5 * kSecond; ///< to exit once its last event is out
    Nanos stuck = 0; ///< without any task ending; 0: stuckLimit() of the plan
};

/// One trial in one host, from its start to its TrialResult, whatever happens in between. Lives on the runner's thread.
class TrialRun : public QObject {
    Q_OBJECT

public:
    TrialRun(const TrialPlan& plan, const TrialPatience& patience, QObject* parent = nullptr);

    void start(const std::string& hostProgram);
    void cancel(); ///< the host ends by itself, or is killed when its time for that is over
    void plantFault(const std::string& lane, HandFault fault); ///< faultAnswered() follows
    void kill(); ///< now; the trial ends as cancelled
    void fail(const Error& error); ///< something it needs is gone: killed, the trial ends as failed

    [[nodiscard]] const TrialFollower& follower() const { return m_follower; }
    [[nodiscard]] Nanos startedAt() const { return m_startedAt; }
    [[nodiscard]] qint64 hostPid() const { return m_host.pid(); }

Q_SIGNALS:
    void changed(); ///< the picture or the phase is another
    void rows(const ilv::OutcomesEvent& event); ///< outcomes; at the end also those the host could not tell
    void faultAnswered(const ilv::FaultEvent& answer); ///< once for each plantFault(), in their order
    void concluded(std::shared_ptr<const ilv::TrialResult> result); ///< exactly once after start(); the host is gone

private:
    void take(const HostEvent& event);
    void watch();
    void give(const TrialEnding& ending); // decides how it ends (the first reason counts) and kills the host
    void conclude(const ProcessEnd& end);
    [[nodiscard]] TrialEnding deathOf(const ProcessEnd& end) const;

    HostProcess m_host;
    QTimer m_watch;
    TrialFollower m_follower;
    TrialPatience m_patience;
    std::string m_order;
    Nanos m_trialLimit;
    bool m_inProcess; // tasks run inside the host itself
    Nanos m_startedAt = 0;
    Nanos m_progressAt = 0; // when a task last ended
    std::uint64_t m_progress = 0;
    Nanos m_cancelledAt = 0, m_endedAt = 0; // 0: not yet
    std::optional<TrialEnding> m_ending; // decided before the host's own end
    std::deque<FaultEvent> m_asked; // faults without an answer yet
};

} // namespace ilv
