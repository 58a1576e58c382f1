// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/trialplan.h"
#include "trial/events.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ilv {

/// How a trial came to its end, as seen from outside the host.
struct TrialEnding {
    TrialStatus status = TrialStatus::Completed;
    std::optional<Error> error;
    bool taskCrashed = false; ///< the host died of a task it ran itself: one task in hand is `crashed`
};

/// What is known of one trial from what its host has said so far; makes the trial's final word when the host cannot.
/// Pure: no process, no clock. It also keeps which tasks have had their outcome reported (one bit a task, only where
/// rows are recorded), so that each planned task ends up with exactly one.
class TrialFollower {
public:
    explicit TrialFollower(const TrialPlan& plan);

    void phase(const PhaseEvent& event) { m_phase = event.phase; }
    void live(const LiveEvent& event);
    /// Takes rows in (hosts say nothing of warm-up tasks). HOST_PROTOCOL: the end of a task told twice, or of one that
    /// was never planned.
    [[nodiscard]] Status outcomes(const OutcomesEvent& event);
    void fault(const FaultEvent& event); ///< one was planted, or refused
    void end(const EndEvent& event);

    [[nodiscard]] bool hasEnded() const { return m_ended; }
    /// What the host does; it goes from warming up to measuring without a word, when the window opens.
    [[nodiscard]] std::string_view phaseName() const;
    [[nodiscard]] const LiveEvent& lastLive() const { return *m_live; }
    [[nodiscard]] std::shared_ptr<const TrialResult> picture() const; ///< of the last live event
    [[nodiscard]] std::shared_ptr<const TimelineSample> sample() const { return m_sample; } ///< so far; null: nothing yet
    [[nodiscard]] std::uint64_t finishedTasks() const; ///< with an outcome, warm-up included: grows while it lives

    /// The trial's final value. With an end event that one, checked: counts that do not add up, or do not agree with
    /// the rows, are INTERNAL_ACCOUNTING. Without: the last live picture, with every outcome that was reported, the
    /// task in hand crashed or those in flight cancelled as `ending` says, and the rest not_run.
    [[nodiscard]] TrialResult conclude(const TrialEnding& ending) const;

    /// Rows (attempt 0, last) for the tasks that `result` counts and no host row told of: crashed first, then
    /// cancelled, then not_run, by rising index. Empty where rows are not recorded.
    [[nodiscard]] OutcomesEvent missing(const TrialResult& result, const std::string& code) const;

private:
    [[nodiscard]] TrialResult lastWords(const TrialEnding& ending) const;
    void addFaults(TrialResult& result) const;
    void addSpans(TrialResult& live);
    [[nodiscard]] std::optional<Error> audit(const TrialResult& result) const;
    /// The host had said all the outcomes it may: what it has done since then has no rows.
    [[nodiscard]] bool rowsCut() const;
    [[nodiscard]] std::uint64_t fixedPlan() const; // tasks planned by number; 0: the load ends by time

    int m_trial, m_round;
    std::string m_label;
    Load m_load;
    bool m_recording;
    std::int64_t m_maxRows;
    std::string m_phase;
    std::shared_ptr<const LiveEvent> m_live;
    std::shared_ptr<const TimelineSample> m_sample;
    std::vector<PlantedByHand> m_faults; // as they were planted: whether they struck, the host says
    std::optional<TrialResult> m_end;
    bool m_ended = false;
    std::vector<bool> m_seen; // by task index
    std::array<std::uint64_t, kOutcomeCount> m_rows {}; // last rows seen, by outcome
};

} // namespace ilv
