// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialhost.h"

#include "base/strays.h"

#include <QCoreApplication>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace ilv {
namespace {

constexpr Nanos kGrace = kSecond; // running tasks get this much after the first cancel (reliability §2.4)
constexpr Nanos kStandstill = 700 * kMilli; // between two ticks, which come every 100 ms: the whole program was stopped
constexpr std::size_t kLiveSpans = 500; // in one live event, about: shared out among the lanes
constexpr std::size_t kMaxRows = 8'000'000; // of outcomes, a lane, where it is known how many there will be
constexpr std::size_t kMostRows = 10'000; // in one event
constexpr std::size_t kBacklog = 1'000'000; // else so many at once: they are taken every 100 ms

RecorderLimits limitsFor(const TrialPlan& plan)
{
    RecorderLimits limits;
    limits.spans = kSampledOfLane;
    limits.bins = std::max(limits.bins, static_cast<std::size_t>(plan.load.durationS * 10) + 1);
    if (plan.recordOutcomes) {
        // One lane may get every attempt of every task; room that is not used costs nothing.
        auto tasks = plan.load.tasks > 0 ? static_cast<std::size_t>(plan.load.tasks) : kBacklog;
        if (plan.maxOutcomes > 0)
            tasks = std::min(tasks, std::max<std::size_t>(static_cast<std::size_t>(plan.maxOutcomes), 1000));
        limits.attempts = std::min(tasks * static_cast<std::size_t>(std::max(plan.retry.maxAttempts, 1)), kMaxRows);
    }
    return limits;
}

Scheduler::Options schedulerOptions(const TrialPlan& plan)
{
    return { .load = plan.load,
        .inFlight = plan.inFlight,
        .retry = plan.retry,
        .warmupTasks = plan.warmupTasks,
        .seed = plan.workload.seed + static_cast<std::uint64_t>(plan.round) };
}

/// For live events: eight neighbouring buckets as one (within 0.4 %, as good as two digits). A histogram of hours has
/// thousands, and writing them all ten times a second would cost more than the rest of the watching together. The
/// trial's end tells them all.
void coarsen(HistogramData& data)
{
    std::size_t used = 0;
    for (const auto& [bucket, times] : data.buckets) {
        const std::uint32_t middle = (bucket & ~7U) | 4U;
        if (used > 0 && data.buckets[used - 1].first == middle)
            data.buckets[used - 1].second += times;
        else
            data.buckets[used++] = { middle, times };
    }
    data.buckets.resize(used);
}

} // namespace

TrialHost::TrialHost(IoLoop& loop, TrialPlan plan, int in, int out)
    : m_plan(std::move(plan))
    , m_recipe(m_plan.workload)
    , m_recorder(limitsFor(m_plan))
    , m_scheduler(schedulerOptions(m_plan))
    , m_loop(loop)
    , m_watch(m_plan, m_scheduler, schedulerOptions(m_plan).seed)
    , m_resources(getpid())
    , m_reporter(in, out,
          { .tick = [this] { return tick(); },
              .live = [this] { return live(); },
              .beat = [this](Nanos at) { m_watch.look(at); },
              .every = FlightSampler::kBeat,
              .cancel = [this] { escalate(); },
              .fault = [this](std::string_view lane, std::string_view fault) { plantFault(lane, fault); },
              .orphaned = [] { ::_exit(static_cast<int>(ExitCode::Aborted)); } })
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

void TrialHost::say(std::string phase)
{
    m_reporter.write(PhaseEvent{ std::move(phase), now() });
}

void TrialHost::start(std::function<void(int)> ended)
{
    m_ended = std::move(ended);
    keepOrphans();
    m_reporter.write(HelloEvent{ ILV_VERSION, getpid(), "native" });
    if (auto status = available(m_plan); !status) {
        fail(status.error());
        return;
    }
    m_watch.before();
    say("start-up");
    m_suspendedBefore = suspendedTime();
    m_begun = now();
    m_executor = makeExecutor({ m_plan, m_recipe, m_recorder, m_scheduler, m_loop, m_cancelLevel, &m_faults });
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
            m_watch.loadBegins({ m_reporter.cpuSeconds(), m_reporter.liveCpuSeconds() });
            m_scheduler.begin(now());
            m_executor->run([this](Status ending) { finished(std::move(ending)); });
        },
        Qt::QueuedConnection);
}

void TrialHost::finished(Status status)
{
    m_finishedAt = now();
    if (m_loadStarted)
        m_watch.loadEnds({ m_reporter.cpuSeconds(), m_reporter.liveCpuSeconds() });
    if (!status)
        m_error = status.error();
    QMetaObject::invokeMethod(
        qApp,
        [this] {
            say("drain");
            m_executor->close([this] {
                QMetaObject::invokeMethod(
                    qApp, [this] { closed(); }, Qt::QueuedConnection);
            });
        },
        Qt::QueuedConnection);
}

void TrialHost::closed()
{
    killStrays({}); // whatever tasks left running: the executor has let go of all that is its own
    m_reporter.stop();
    m_resources.sample();
    m_watch.after();
    auto result = collect();
    auto outcomes = takeOutcomes();
    addFinal(result);
    for (auto& event : outcomes)
        m_reporter.write(std::move(event));
    if (!result.counts.addsUp() || m_scheduler.violations() > 0) {
        fail(error(Code::InternalAccounting, "The outcomes do not add up to the planned tasks.",
            "This is a defect of Interleave; please report it with the experiment file."));
        return;
    }
    const bool stuck = m_executor->report().abandonedThreads > 0;
    m_reporter.write(EndEvent{ std::move(result) });
    if (stuck)
        ::_exit(static_cast<int>(ExitCode::Pass)); // a thread is still inside a task, and may wake up at any time
    m_ended(static_cast<int>(ExitCode::Pass));
}

void TrialHost::fail(const Error& error)
{
    m_reporter.write(ErrorEvent{ error });
    const auto code = error.code == name(Code::InternalAccounting) ? ExitCode::Internal : ExitCode::Environment;
    QMetaObject::invokeMethod(
        qApp, [this, code] { m_ended(static_cast<int>(code)); }, Qt::QueuedConnection);
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
    const Nanos readyAt = m_readyAt.load();
    result.startUp = readyAt != 0 ? readyAt - m_begun : 0;
    result.windowBegin = gauge.windowBegin.load(std::memory_order_relaxed);
    result.response = std::move(seen.response);
    result.service = std::move(seen.service);
    result.spent = seen.spent;
    result.okBins = std::move(seen.okBins);
    result.identityViolations = seen.identityViolations;
    result.recorded = seen.recorded;
    result.residence = seen.residence;
    result.residenceInWindow = seen.residenceInWindow;
    result.resources = m_resources.use();
    result.hostUse = m_resources.root();
    result.workerUse = m_resources.below();
    if (m_plan.recordOutcomes && seen.attemptsDropped > 0)
        result.outcomesLeftOut = result.counts.total() > m_told ? result.counts.total() - m_told : 0;
    if (result.windowBegin != 0)
        closeWindow(result, m_plan, m_finishedAt.load() != 0 ? m_finishedAt.load() : now());
    addFaults(result);
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
    if (result.outcomesLeftOut > 0
        || (m_plan.maxOutcomes > 0 && m_told >= static_cast<std::uint64_t>(m_plan.maxOutcomes)))
        result.outcomesLeftOut = result.counts.total() - std::min(m_told, result.counts.total());
    result.lanes = m_recorder.lanes(m_finishedAt);
    addChecks(result);
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
    result.heat = m_recorder.heat();
    if (result.windowBegin != 0)
        result.warmUp = m_recorder.warmUp(result.windowBegin);
    result.spans = m_recorder.takeSpans();
    std::sort(result.spans.begin(), result.spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    if (result.spans.size() > kSampledInAll)
        result.spans.resize(kSampledInAll);
    if (m_error) {
        result.status = TrialStatus::Failed;
        result.error = m_error;
    } else if (m_cancelLevel.load() > 0
        && result.counts.of(Outcome::NotRun) + result.counts.of(Outcome::Cancelled) > 0) {
        result.status = TrialStatus::Cancelled;
    } else if (m_cancelLevel.load() > 0 && m_plan.load.durationS > 0 && m_finishedAt < m_scheduler.windowEnd()) {
        result.status = TrialStatus::Cancelled; // cut short, though nothing planned was left out
    }
    const auto disturbedIf = [&result](bool so, Code code) {
        if (so)
            result.disturbed.emplace_back(name(code));
    };
    disturbedIf(result.crashes > 0, Code::WorkerCrashed);
    disturbedIf(report.pool.missing > 0, Code::PoolDegraded);
    disturbedIf(report.pool.unstable, Code::PoolUnstable);
    disturbedIf(report.pool.outgrown > 0, Code::WorkerMemoryLimit);
    disturbedIf(report.abandonedThreads > 0, Code::ThreadsStuck);
    disturbedIf(m_scheduler.budgetExhausted(), Code::RetryBudgetExhausted);
    if (result.longestBlock > kSecond)
        result.disturbed.emplace_back(name(Code::LoopBlocked));
    result.clock.suspended = std::max<Nanos>(0, suspendedTime() - m_suspendedBefore);
    if (result.clock.suspended > kMilli || report.pool.gaps > 0 || m_stoodStill)
        result.disturbed.emplace_back(name(Code::RunClockJump));
}

/// The second instruments: clocks, in flight, the machine, the generator.
void TrialHost::addChecks(TrialResult& result) const
{
    m_watch.fill(result);
    result.residenceGap = result.residence - static_cast<Nanos>(m_scheduler.stepArea());
    if (result.windowEnd - result.windowBegin <= static_cast<Nanos>(RecorderLimits{}.fineBins) * FineBins::kWidth)
        result.fine = m_recorder.fineBins();
    const auto report = m_executor->report();
    for (const Nanos offset : report.pool.clockOffset) {
        ++result.clock.workers;
        result.clock.corrected += offset != 0;
        result.clock.worst = std::max(result.clock.worst, std::abs(offset));
    }
    if (m_plan.load.mode == LoadMode::Open) {
        result.slip = m_scheduler.slip();
        result.slipP99Ms = result.slip.count > 0 ? result.slip.percentile(0.99) / 1e6 : -1;
    }
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

std::vector<HostEvent> TrialHost::takeOutcomes()
{
    std::vector<HostEvent> events;
    OutcomesEvent event;
    const auto most = m_plan.maxOutcomes > 0 ? static_cast<std::uint64_t>(m_plan.maxOutcomes) : UINT64_MAX;
    for (const auto& row : m_recorder.takeAttempts()) {
        if (m_told >= most)
            break;
        m_told += row.last;
        event.rows.push_back({ row.index, row.attempt, row.outcome, std::string(name(static_cast<Code>(row.code))),
            row.elapsed, row.last });
        if (event.rows.size() == kMostRows)
            events.emplace_back(std::exchange(event, {}));
    }
    if (!event.rows.empty())
        events.emplace_back(std::move(event));
    return events;
}

std::vector<HostEvent> TrialHost::tick()
{
    if (const Nanos since = m_cancelledAt.load(); since != 0) {
        if (now() - since > kForcedEnd)
            forceEnd();
        if (now() - since > kGrace && m_cancelLevel.load() < 2)
            escalate();
    }
    if (const Nanos last = std::exchange(m_tickedAt, now()); last != 0 && m_tickedAt - last > kStandstill)
        m_stoodStill = true;
    m_resources.sample(m_samples++ % 10 == 0);
    return takeOutcomes();
}

/// The timeline's sample as it grows, until it is whole: then this costs nothing more.
void TrialHost::addNewSpans(TrialResult& result)
{
    if (m_spansTold >= kSampledInAll)
        return;
    const std::size_t lanes = std::max<std::size_t>(m_lanesTold.empty() ? m_recorder.lanes(now()).size() : m_lanesTold.size(), 1);
    result.spans = m_recorder.newSpans(m_lanesTold, std::max<std::size_t>(kLiveSpans / lanes, 4));
    m_spansTold += result.spans.size();
    if (result.spans.empty())
        return;
    result.lanes = m_recorder.lanes(now());
    for (LaneSummary& lane : result.lanes)
        lane = { lane.lane, lane.kind, std::move(lane.name), {}, 0, 0, 0 };
}

HostEvent TrialHost::live()
{
    const auto& gauge = m_scheduler.gauge();
    LiveEvent live;
    live.at = now();
    live.inFlight = gauge.handed.load(std::memory_order_relaxed) - gauge.finished.load(std::memory_order_relaxed);
    live.queued = gauge.queued.load(std::memory_order_relaxed);
    live.result = collect();
    if (const auto hung = hungFor(live.result.recorded))
        giveUpOn(*hung);
    coarsen(live.result.response);
    coarsen(live.result.service);
    live.progress = progress(live.result);
    addNewSpans(live.result);
    leaveOutToldBins(live, m_binsTold); // the reporter says every live event it asks for, in order
    return live;
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

} // namespace ilv
