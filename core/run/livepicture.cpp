// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/livepicture.h"

#include <algorithm>

namespace ilv {
namespace {

// Below this share of a trial its pace says little about the rest.
constexpr double kTellingProgress = 0.05;

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

LiveBoard::LiveBoard(const Experiment& experiment, std::string runId, std::vector<TrialSlot> order)
    : m_plannedTrialS(experiment.load.durationS)
    , m_runId(std::move(runId))
    , m_order(std::move(order))
    , m_took(experiment.models.size())
    , m_done(m_order.size())
{
    for (const auto& entry : experiment.models) {
        LiveModel model;
        model.label = entry.label;
        model.model = entry.model;
        model.runtime = entry.runtime;
        m_models.push_back(std::move(model));
    }
}

void LiveBoard::trialStarted(const TrialSlot& slot, Nanos at)
{
    auto& model = m_models[static_cast<std::size_t>(slot.entry)];
    model.state = LiveModel::State::Running;
    model.progress = 0;
    model.phase.clear();
    m_running = slot.entry;
    m_trialBegin = at;
    m_activity = "Running " + model.label + ", " + std::to_string(m_trialsDone + 1) + " of "
        + std::to_string(planned());
}

void LiveBoard::trialChanged(const TrialSlot& slot, const TrialFollower& follower)
{
    auto& model = m_models[static_cast<std::size_t>(slot.entry)];
    const auto& live = follower.lastLive();
    model.phase = follower.phaseName();
    model.progress = std::clamp(live.progress, 0.0, 1.0);
    model.inFlight = live.inFlight;
    model.queued = live.queued;
    model.current = follower.picture();
    model.sample = follower.sample();
}

void LiveBoard::trialDone(const TrialSlot& slot, std::shared_ptr<const TrialResult> result, Nanos at)
{
    const auto entry = static_cast<std::size_t>(slot.entry);
    auto& model = m_models[entry];
    if (result->status == TrialStatus::Completed) {
        ++model.roundsDone;
        m_took[entry].push_back(secondsFromNanos(at - m_trialBegin));
    }
    model.current.reset();
    model.sample.reset();
    model.inFlight = model.queued = 0;
    model.progress = 0;
    model.phase.clear();
    ++m_trialsDone;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        if (m_order[i].entry == slot.entry && m_order[i].round == slot.round)
            m_done[i] = true;
    }
    const bool more = std::any_of(m_order.begin(), m_order.end(), [&](const TrialSlot& other) {
        return other.entry == slot.entry && !m_done[static_cast<std::size_t>(&other - m_order.data())];
    });
    model.state = more ? LiveModel::State::Queued : LiveModel::State::Done;
    if (result->status == TrialStatus::Failed) {
        model.state = LiveModel::State::Failed;
        model.error = result->error;
    } else if (result->status == TrialStatus::Cancelled) {
        model.state = LiveModel::State::Done;
    }
    model.trials.push_back(std::move(result));
    m_running = -1;
    m_trialBegin = 0;
}

void LiveBoard::skip(int entry, const Error& why)
{
    auto& model = m_models[static_cast<std::size_t>(entry)];
    model.state = LiveModel::State::Skipped;
    model.error = why;
}

bool LiveBoard::failed(int entry) const
{
    const auto state = m_models[static_cast<std::size_t>(entry)].state;
    return state == LiveModel::State::Failed || state == LiveModel::State::Skipped;
}

int LiveBoard::planned() const
{
    int count = 0;
    for (std::size_t i = 0; i < m_order.size(); ++i)
        count += m_done[i] || !failed(m_order[i].entry);
    return count;
}

double LiveBoard::expectedTrial(int entry) const
{
    const auto& took = m_took[static_cast<std::size_t>(entry)];
    return took.empty() ? m_plannedTrialS : median(took);
}

double LiveBoard::expectedSeconds(Nanos at) const
{
    double sum = secondsFromNanos(at - m_begin);
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        const int entry = m_order[i].entry;
        if (m_done[i] || failed(entry))
            continue;
        if (entry == m_running) {
            // The running trial: by its own pace where that says something. Its later rounds count below.
            const auto first = std::find_if(m_order.begin(), m_order.end(), [&](const TrialSlot& other) {
                return other.entry == entry && !m_done[static_cast<std::size_t>(&other - m_order.data())];
            });
            const double spent = secondsFromNanos(at - m_trialBegin);
            const double progress = m_models[static_cast<std::size_t>(entry)].progress;
            const double byPace = progress > kTellingProgress ? spent / progress : 0;
            const double whole = byPace > 0 ? byPace : expectedTrial(entry);
            if (whole <= 0)
                return 0;
            sum += &*first == &m_order[i] ? std::max(0.0, whole - spent) : whole;
            continue;
        }
        const double whole = expectedTrial(entry);
        if (whole <= 0)
            return 0;
        sum += whole;
    }
    return sum;
}

std::shared_ptr<const LivePicture> LiveBoard::picture(Nanos at) const
{
    auto picture = std::make_shared<LivePicture>();
    picture->runId = m_runId;
    picture->models = m_models;
    picture->trialsDone = m_trialsDone;
    picture->trialsPlanned = planned();
    picture->elapsedS = m_begin ? secondsFromNanos(at - m_begin) : 0;
    picture->expectedS = m_begin ? expectedSeconds(at) : 0;
    picture->activity = m_activity;
    picture->warnings = m_warnings;
    return picture;
}

} // namespace ilv
