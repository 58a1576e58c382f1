// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialhost.h"

#include <QCoreApplication>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace ilv {
namespace {

constexpr Nanos kGrace = kSecond; // running tasks get this much after the first cancel (reliability §2.4)
constexpr Nanos kForce = 2 * kSecond; // then the host ends by itself, whatever hangs
constexpr std::size_t kMaxSpans = 20'000;
constexpr std::size_t kMaxRows = 8'000'000; // of outcomes, a lane: 300 MB if they all come

RecorderLimits limitsFor(const TrialPlan& plan)
{
    RecorderLimits limits;
    limits.spans = 4000;
    if (plan.recordOutcomes) {
        // One lane may get every attempt of every task; room that is not used costs nothing.
        const auto tasks = plan.load.tasks > 0 ? static_cast<std::size_t>(plan.load.tasks) : kMaxRows;
        limits.attempts = std::min(tasks * static_cast<std::size_t>(std::max(plan.retry.maxAttempts, 1)), kMaxRows);
    }
    return limits;
}

Scheduler::Options schedulerOptions(const TrialPlan& plan)
{
    return {.load = plan.load,
        .inFlight = plan.inFlight,
        .retry = plan.retry,
        .warmupTasks = plan.warmupTasks,
        .seed = plan.workload.seed + static_cast<std::uint64_t>(plan.round)};
}

/// Time the machine spent suspended, as far as the two clocks tell (science §0.1).
Nanos suspended()
{
    timespec boot {};
    clock_gettime(CLOCK_BOOTTIME, &boot);
    return static_cast<Nanos>(boot.tv_sec) * kSecond + boot.tv_nsec - now();
}

} // namespace

TrialHost::TrialHost(TrialPlan plan, int in, int out)
    : m_plan(std::move(plan))
    , m_recipe(m_plan.workload)
    , m_recorder(limitsFor(m_plan))
    , m_scheduler(schedulerOptions(m_plan))
    , m_bridge(m_loop)
    , m_resources(getpid())
    , m_reporter(in, out,
          {.tick = [this] { return tick(); },
              .cancel = [this] { escalate(); },
              .orphaned = [] { ::_exit(static_cast<int>(ExitCode::Aborted)); }})
    , m_cancelEvent(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    m_loop.add(m_cancelEvent, EPOLLIN, *this);
}

TrialHost::~TrialHost()
{
    m_reporter.stop();
    m_executor.reset();
    m_loop.remove(m_cancelEvent, *this);
    ::close(m_cancelEvent);
}

void TrialHost::say(std::string phase) { m_reporter.write(PhaseEvent { std::move(phase), now() }); }

void TrialHost::start(std::function<void(int)> ended)
{
    m_ended = std::move(ended);
    m_reporter.write(HelloEvent { ILV_VERSION, getpid(), "native" });
    if (auto status = available(m_plan); !status) {
        fail(status.error());
        return;
    }
    say("start-up");
    m_suspendedBefore = suspended();
    m_begun = now();
    m_executor = makeExecutor({m_plan, m_recipe, m_recorder, m_scheduler, m_loop, m_cancelLevel});
    m_reporter.start();
    m_executor->prepare([this](Status status) { begin(std::move(status)); });
}

void TrialHost::begin(Status status)
{
    m_readyAt = now();
    if (!status) {
        m_error = status.error();
        m_scheduler.cancel();
        finished({});
        return;
    }
    // Queued, so that the load never starts on a stack that is still starting up.
    QMetaObject::invokeMethod(
        qApp,
        [this] {
            m_loadStarted = true;
            say(m_plan.warmupTasks > 0 ? "warm-up" : "measure");
            m_scheduler.begin(now());
            m_executor->run([this](Status ending) { finished(std::move(ending)); });
        },
        Qt::QueuedConnection);
}

void TrialHost::finished(Status status)
{
    m_finishedAt = now();
    if (!status)
        m_error = status.error();
    QMetaObject::invokeMethod(
        qApp,
        [this] {
            say("drain");
            m_executor->close([this] {
                QMetaObject::invokeMethod(qApp, [this] { closed(); }, Qt::QueuedConnection);
            });
        },
        Qt::QueuedConnection);
}

void TrialHost::closed()
{
    m_reporter.stop();
    m_resources.sample();
    auto result = collect();
    addFinal(result);
    auto outcomes = takeOutcomes();
    if (!outcomes.rows.empty())
        m_reporter.write(std::move(outcomes));
    if (!result.counts.addsUp() || m_scheduler.violations() > 0) {
        fail(error(Code::InternalAccounting, "The outcomes do not add up to the planned tasks.",
            "This is a defect of Interleave; please report it with the experiment file."));
        return;
    }
    m_reporter.write(EndEvent { std::move(result) });
    m_ended(static_cast<int>(ExitCode::Pass));
}

void TrialHost::fail(const Error& error)
{
    m_reporter.write(ErrorEvent { error });
    const auto code = error.code == name(Code::InternalAccounting) ? ExitCode::Internal : ExitCode::Environment;
    QMetaObject::invokeMethod(qApp, [this, code] { m_ended(static_cast<int>(code)); }, Qt::QueuedConnection);
}

TrialResult TrialHost::collect()
{
    auto seen = m_recorder.snapshot();
    const auto& gauge = m_scheduler.gauge();
    TrialResult result;
    result.trial = m_plan.trial;
    result.round = m_plan.round;
    result.label = m_plan.label;
    result.counts.by = seen.outcomes;
    result.counts.planned = m_plan.load.tasks > 0 && m_plan.load.durationS <= 0
        ? static_cast<std::uint64_t>(m_plan.load.tasks)
        : std::max(gauge.handed.load(std::memory_order_relaxed), result.counts.total());
    for (const auto n : seen.warmupOutcomes)
        result.warmupDone += n;
    result.attempts = seen.attempts;
    result.executed = seen.attempts;
    const Nanos readyAt = m_readyAt.load();
    result.startUp = readyAt != 0 ? readyAt - m_begun : 0;
    result.windowBegin = gauge.windowBegin.load(std::memory_order_relaxed);
    result.response = std::move(seen.response);
    result.service = std::move(seen.service);
    result.spent = seen.spent;
    result.okBins = std::move(seen.okBins);
    result.identityViolations = seen.identityViolations;
    result.resources = m_resources.use();
    if (result.windowBegin != 0)
        closeWindow(result, m_plan, m_finishedAt.load() != 0 ? m_finishedAt.load() : now());
    return result;
}

void TrialHost::closeWindow(TrialResult& result, const TrialPlan& plan, Nanos lastOutcome)
{
    constexpr Nanos bin = 100 * kMilli;
    result.windowEnd = std::max(lastOutcome, result.windowBegin);
    result.okInWindow = result.counts.of(Outcome::Ok);
    const auto wanted = static_cast<Nanos>(plan.load.durationS * 1e9);
    if (wanted < bin || result.windowEnd - result.windowBegin < wanted)
        return;
    // Ends by time: what was done in whole bins of the wanted time counts, the drain does not.
    const auto whole = static_cast<std::size_t>(wanted / bin);
    result.windowEnd = result.windowBegin + static_cast<Nanos>(whole) * bin;
    result.okInWindow = 0;
    for (std::size_t i = 0; i < std::min(whole, result.okBins.size()); ++i)
        result.okInWindow += result.okBins[i];
}

void TrialHost::addFinal(TrialResult& result)
{
    result.counts.planned = m_scheduler.planned();
    result.counts.by[static_cast<std::size_t>(Outcome::NotRun)] += m_scheduler.neverHanded();
    result.lanes = m_recorder.lanes(m_finishedAt);
    const auto report = m_executor->report();
    result.workers = report.lanes;
    result.loopLag = report.loopLag;
    result.longestBlock = report.longestBlock;
    result.longestBlockStage = report.longestBlockStage;
    result.spawned = report.pool.spawned;
    result.crashes = report.pool.crashes;
    result.restarts = report.pool.restarts;
    result.lateResults = report.pool.lateResults;
    result.protocolErrors = report.pool.protocolErrors;
    result.bytesOut = report.pool.bytesOut;
    result.bytesIn = report.pool.bytesIn;
    result.recovery = report.pool.recovery;
    result.workerStartUp = report.pool.startUp;
    result.spans = m_recorder.takeSpans();
    std::sort(result.spans.begin(), result.spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    if (result.spans.size() > kMaxSpans)
        result.spans.resize(kMaxSpans);
    if (m_error) {
        result.status = TrialStatus::Failed;
        result.error = m_error;
    } else if (m_cancelLevel.load() > 0 && result.counts.of(Outcome::NotRun) + result.counts.of(Outcome::Cancelled) > 0) {
        result.status = TrialStatus::Cancelled;
    } else if (m_cancelLevel.load() > 0 && m_plan.load.durationS > 0 && m_finishedAt < m_scheduler.windowEnd()) {
        result.status = TrialStatus::Cancelled; // cut short, though nothing planned was left out
    }
    if (result.crashes > 0)
        result.disturbed.emplace_back(name(Code::WorkerCrashed));
    if (result.longestBlock > kSecond)
        result.disturbed.emplace_back(name(Code::LoopBlocked));
    if (suspended() - m_suspendedBefore > kMilli)
        result.disturbed.emplace_back(name(Code::RunClockJump));
}

double TrialHost::progress(const TrialResult& result) const
{
    double part = 0;
    if (m_plan.load.tasks > 0)
        part = static_cast<double>(result.counts.total()) / static_cast<double>(m_plan.load.tasks);
    if (m_plan.load.durationS > 0 && result.windowBegin != 0)
        part = std::max(part, secondsFromNanos(now() - result.windowBegin) / m_plan.load.durationS);
    return std::clamp(part, 0.0, 1.0);
}

OutcomesEvent TrialHost::takeOutcomes()
{
    OutcomesEvent event;
    for (const auto& row : m_recorder.takeAttempts())
        event.rows.push_back({row.index, row.attempt, row.outcome, std::string(name(static_cast<Code>(row.code))),
            row.elapsed, row.last});
    return event;
}

std::vector<HostEvent> TrialHost::tick()
{
    if (const Nanos since = m_cancelledAt.load(); since != 0) {
        if (now() - since > kForce)
            forceEnd();
        if (now() - since > kGrace && m_cancelLevel.load() < 2)
            escalate();
    }
    m_resources.sample();
    std::vector<HostEvent> events;
    if (auto outcomes = takeOutcomes(); !outcomes.rows.empty())
        events.emplace_back(std::move(outcomes));
    const auto& gauge = m_scheduler.gauge();
    LiveEvent live;
    live.at = now();
    live.inFlight = gauge.handed.load(std::memory_order_relaxed) - gauge.finished.load(std::memory_order_relaxed);
    live.queued = gauge.queued.load(std::memory_order_relaxed);
    live.result = collect();
    live.progress = progress(live.result);
    events.emplace_back(std::move(live));
    return events;
}

void TrialHost::escalate()
{
    if (m_cancelLevel.fetch_add(1) == 0)
        m_cancelledAt = now();
    eventfd_write(m_cancelEvent, 1);
}

void TrialHost::ready(std::uint32_t)
{
    eventfd_t value = 0;
    eventfd_read(m_cancelEvent, &value);
    if (m_executor && m_loadStarted)
        m_executor->cancel(m_cancelLevel.load());
    else
        m_scheduler.cancel();
}

void TrialHost::forceEnd()
{
    // The main thread hangs in a task. What was recorded is kept; what it holds is cancelled; the rest never ran.
    auto result = collect();
    const auto known = result.counts.total();
    const auto& gauge = m_scheduler.gauge();
    const auto handed = gauge.handed.load(std::memory_order_relaxed);
    result.counts.by[static_cast<std::size_t>(Outcome::Cancelled)] += handed > known ? handed - known : 0;
    result.counts.planned = std::max(result.counts.planned, result.counts.total());
    result.counts.by[static_cast<std::size_t>(Outcome::NotRun)] += result.counts.planned - result.counts.total();
    result.status = TrialStatus::Cancelled;
    result.disturbed.emplace_back(name(Code::RunCancelled));
    m_reporter.write(EndEvent { std::move(result) });
    ::_exit(0);
}

} // namespace ilv
