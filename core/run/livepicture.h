// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/schedule.h"
#include "run/runresult.h"
#include "run/trialfollower.h"

#include <memory>
#include <string>
#include <vector>

namespace ilv {

/// Keeps what is known of each model while the run goes on and makes the immutable pictures of it. Pure: times are
/// arguments.
class LiveBoard {
public:
    LiveBoard(const Experiment& experiment, std::string runId, std::vector<TrialSlot> order);

    void begin(Nanos at) { m_begin = at; }
    void setActivity(std::string text) { m_activity = std::move(text); }
    void warn(Error warning) { m_warnings.push_back(std::move(warning)); }

    void trialStarted(const TrialSlot& slot, Nanos at);
    void trialChanged(const TrialSlot& slot, const TrialFollower& follower);
    void trialDone(const TrialSlot& slot, std::shared_ptr<const TrialResult> result, Nanos at);
    void skip(int entry, const Error& why); ///< this model does not run at all

    [[nodiscard]] bool failed(int entry) const; ///< failed or skipped: no further rounds of it
    [[nodiscard]] const std::vector<LiveModel>& models() const { return m_models; }
    [[nodiscard]] std::shared_ptr<const LivePicture> picture(Nanos at) const;

private:
    /// Seconds of the whole run, from what has been measured; 0 while a model still to come is unknown.
    [[nodiscard]] double expectedSeconds(Nanos at) const;
    [[nodiscard]] double expectedTrial(int entry) const; // 0: not known
    [[nodiscard]] int planned() const; // trials done, and those still to come

    double m_plannedTrialS; // where the load ends by time; 0: it does not
    std::string m_runId;
    std::vector<TrialSlot> m_order;
    std::vector<LiveModel> m_models;
    std::vector<std::vector<double>> m_took; // seconds of finished trials, by entry
    std::vector<bool> m_done; // by position in m_order
    std::vector<Error> m_warnings;
    std::string m_activity;
    Nanos m_begin = 0;
    Nanos m_trialBegin = 0; // of the trial that runs; 0: none
    int m_running = -1; // its entry
    int m_trialsDone = 0;
};

} // namespace ilv
