// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/trialrun.h"

#include "base/codes.h"
#include "run/buildinfo.h"
#include "run/runplan.h"

#include <chrono>
#include <csignal>

namespace ilv {
namespace {

using namespace std::chrono_literals;

std::string seconds(Nanos span) { return std::to_string((span + kSecond / 2) / kSecond); }

bool runsTasksItself(Model model)
{
    return model == Model::Sequential || model == Model::Async || model == Model::Threads;
}

Error otherVersion(const std::string& version)
{
    return error(Code::WorkerVersionMismatch,
        "The host is version " + version + " and this program is " + std::string(buildVersion()) + '.',
        "Build or install all four programs together.");
}

/// The last line of what a process wrote to stderr: where programs say why they end.
std::string lastLine(const std::string& text)
{
    const auto end = text.find_last_not_of(" \t\r\n");
    if (end == std::string::npos)
        return {};
    const auto begin = text.find_last_of('\n', end);
    return text.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

} // namespace

TrialRun::TrialRun(const TrialPlan& plan, const TrialPatience& patience, QObject* parent)
    : QObject(parent)
    , m_follower(plan)
    , m_patience(patience)
    , m_order(encode(plan))
    , m_trialLimit(trialLimit(plan))
    , m_inProcess(runsTasksItself(plan.model) || (plan.model == Model::Hybrid && plan.settings.offload == Offload::Threads))
{
    if (m_patience.stuck == 0)
        m_patience.stuck = stuckLimit(plan);
    connect(&m_host, &HostProcess::said, this, &TrialRun::take);
    connect(&m_host, &HostProcess::brokeProtocol, this,
        [this](const Error& error) { give({TrialStatus::Failed, error, false}); });
    connect(&m_host, &HostProcess::ended, this, &TrialRun::conclude);
    connect(&m_watch, &QTimer::timeout, this, &TrialRun::watch);
}

void TrialRun::start(const std::string& hostProgram)
{
    m_startedAt = m_progressAt = now();
    m_watch.start(100ms);
    m_host.start(hostProgram, m_order);
}

void TrialRun::cancel()
{
    if (m_cancelledAt != 0)
        return;
    m_cancelledAt = now();
    m_host.requestCancel();
}

void TrialRun::plantFault(const std::string& lane, HandFault fault)
{
    m_asked.push_back({ now(), lane, std::string(name(fault)),
        error(Code::FaultRefused, "The trial ended before the fault could be planted.") });
    m_host.plantFault(lane, fault);
}

void TrialRun::kill()
{
    give({TrialStatus::Cancelled, std::nullopt, false});
}

void TrialRun::fail(const Error& error)
{
    give({TrialStatus::Failed, error, false});
}

void TrialRun::give(const TrialEnding& ending)
{
    if (!m_ending && !m_follower.hasEnded()) {
        m_host.tellOutcomes(); // which may end it by itself
        if (!m_ending)
            m_ending = ending;
    }
    m_host.kill();
}

void TrialRun::take(const HostEvent& event)
{
    if (m_ending || m_follower.hasEnded())
        return;
    std::visit(
        Overloaded {
            [this](const PhaseEvent& phase) {
                m_follower.phase(phase);
                Q_EMIT changed();
            },
            [this](const LiveEvent& live) {
                m_follower.live(live);
                Q_EMIT changed();
            },
            [this](const OutcomesEvent& outcomes) {
                if (const auto taken = m_follower.outcomes(outcomes); !taken)
                    give({TrialStatus::Failed, taken.error(), false});
                else
                    Q_EMIT rows(outcomes);
            },
            [this](const FaultEvent& answer) {
                m_follower.fault(answer);
                if (!m_asked.empty())
                    m_asked.pop_front();
                Q_EMIT faultAnswered(answer);
            },
            [this](const EndEvent& end) {
                m_follower.end(end);
                m_endedAt = now();
            },
            [this](const ErrorEvent& refusal) {
                // It has said why it cannot; its exit follows and is not a crash.
                m_ending = TrialEnding {TrialStatus::Failed, refusal.error, false};
                m_endedAt = now();
            },
            [this](const HelloEvent& hello) {
                if (hello.version != buildVersion())
                    give({TrialStatus::Failed, otherVersion(hello.version), false});
            },
            [this](const ProbeEvent&) {
                give({TrialStatus::Failed, error(Code::HostProtocol, "The host answered a trial with a probe."), false});
            },
        },
        event);
}

void TrialRun::watch()
{
    const Nanos at = now();
    if (m_endedAt != 0) {
        if (at - m_endedAt > m_patience.afterEnd)
            m_host.kill();
        return;
    }
    if (m_cancelledAt != 0 && at - m_cancelledAt > m_patience.afterCancel) {
        kill();
        return;
    }
    if (const auto progress = m_follower.finishedTasks(); progress != m_progress) {
        m_progress = progress;
        m_progressAt = at;
    }
    const auto tooLong = [this](const std::string& what) {
        give({TrialStatus::Failed, error(Code::HostCrashed, "The host was killed: " + what + '.',
            "A task that never ends needs settings.timeout_ms."), false});
    };
    if (at - m_host.lastHeard() > m_patience.silence)
        tooLong("it said nothing for " + seconds(m_patience.silence) + " seconds");
    else if (at - m_progressAt > m_patience.stuck)
        tooLong("no task ended for " + seconds(m_patience.stuck) + " seconds");
    else if (m_trialLimit > 0 && at - m_startedAt > m_trialLimit)
        tooLong("the trial took more than " + seconds(m_trialLimit) + " seconds");
}

TrialEnding TrialRun::deathOf(const ProcessEnd& end) const
{
    if (m_cancelledAt != 0)
        return {TrialStatus::Cancelled, std::nullopt, false};
    std::string message = "The host of this trial " + inWords(end);
    if (end.clean())
        message = "The host of this trial ended without its result";
    if (!m_follower.phaseName().empty())
        message += " in the phase “" + std::string(m_follower.phaseName()) + "”";
    if (const auto words = lastLine(end.lastWords); !words.empty())
        message += "; it said: " + words;
    const auto phase = m_follower.phaseName();
    const bool byTask = m_inProcess && end.started && !end.clean() && (phase == "measure" || phase == "warm-up");
    return {TrialStatus::Failed,
        error(Code::HostCrashed, message + '.',
            byTask ? "In this model a task that crashes takes the whole trial with it; a process pool survives it." : ""),
        byTask};
}

void TrialRun::conclude(const ProcessEnd& end)
{
    m_watch.stop();
    const TrialEnding ending = m_ending ? *m_ending : deathOf(end);
    auto result = m_follower.conclude(ending);
    if (m_follower.hasEnded() && end.signal != 0 && end.signal != SIGKILL)
        result.disturbed.emplace_back(name(Code::HostCrashed)); // after its last word: the figures stand
    if (const auto rest = m_follower.missing(result, result.error ? result.error->code : std::string()); !rest.rows.empty())
        Q_EMIT rows(rest);
    for (const auto& unanswered : std::exchange(m_asked, {}))
        Q_EMIT faultAnswered(unanswered);
    Q_EMIT concluded(std::make_shared<const TrialResult>(std::move(result)));
}

} // namespace ilv
