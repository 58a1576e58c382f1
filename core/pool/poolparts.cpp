// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/poolparts.h"

#include "base/processstat.h"
#include "base/usablecores.h"
#include "pool/workerhealth.h"

#include <algorithm>
#include <csignal>
#include <utility>

namespace ilv {

namespace {

PoolRules rulesOf(const PoolOptions& options)
{
    PoolRules rules;
    rules.workers = options.workers;
    rules.chunk = options.chunk;
    rules.freshProcessPerJob = options.freshProcessPerJob;
    rules.maxTasksPerWorker = options.maxTasksPerWorker;
    rules.killGrace = options.killGrace;
    rules.helloTimeout = options.helloTimeout;
    rules.stallTimeout = options.stallTimeout;
    rules.memoryGrowth = options.memoryGrowth;
    return rules;
}

LinkOptions linkOptionsOf(const PoolOptions& options)
{
    LinkOptions link;
    link.transport = options.transport;
    // A fresh arena for each process would cost more than the pipe (performance.md, A): payloads then travel inline.
    link.arenas = !options.freshProcessPerJob || options.transport == Transport::SharedMemory;
    link.pings = options.freshProcessPerJob ? 0 : 8;
    link.maySpin = options.maySpin && !options.freshProcessPerJob && options.workers <= usableCores();
    link.setup = options.setup;
    link.maxOutput = options.maxOutput;
    return link;
}

/// A process for each task may mean millions of them.
void keep(std::vector<Nanos>& samples, Nanos value)
{
    if (samples.size() < PoolCounters::kMostSamples)
        samples.push_back(value);
}

/// What an earlier use of the job may have left. Each field by itself: clearing the whole struct, most of which is
/// about to be written anyway, took a twentieth of the parent's time.
void resetOutcome(PoolJob& job)
{
    JobStamps& stamps = job.stamps;
    stamps.spawned = stamps.encodeBegin = stamps.sent = stamps.up = stamps.received = stamps.begun = stamps.ended = 0;
    stamps.flushed = stamps.arrived = stamps.decoded = stamps.io = 0;
    stamps.cpu = -1;
    job.fault = HandFault::None;
    job.exitCode = -1;
    job.signal = 0;
    job.worker = 0;
    job.output = {};
}

JobStatus statusOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Ok:
        return JobStatus::Ok;
    case Outcome::Timeout:
        return JobStatus::Timeout;
    case Outcome::Cancelled:
        return JobStatus::Cancelled;
    default:
        return JobStatus::Error;
    }
}

} // namespace

ProcessPool::Parts::Parts(IoLoop& loop, PoolOptions options, Events events)
    : m_loop(loop)
    , m_options(std::move(options))
    , m_events(std::move(events))
    , m_linkOptions(linkOptionsOf(m_options))
    , m_launcher(startByExec)
    , m_state(rulesOf(m_options))
    , m_links(static_cast<std::size_t>(std::max(m_options.workers, 1)))
    , m_diedAt(m_links.size())
    , m_ended(m_links.size())
    , m_killedFor(m_links.size())
    , m_anchor(std::make_shared<Parts*>(this))
    , m_mayLinger(m_linkOptions.maySpin && m_options.workers < usableCores())
{
    if (m_options.start == StartMethod::ForkServer) {
        m_zygote = std::make_unique<ZygoteClient>(m_loop, m_options.program, [this] { settleSoon(); });
        m_launcher = [this](const WorkerStart& start, WorkerProcess::Listener& listener) {
            return m_zygote->fork(start, listener);
        };
    }
    m_loop.addTurnHook([anchor = m_anchor] {
        if (Parts* parts = *anchor; parts && std::exchange(parts->m_inTurn, false) | parts->m_dirty)
            parts->settle();
    });
}

ProcessPool::Parts::~Parts()
{
    *m_anchor = nullptr;
    m_settling = true; // whatever the dying workers still say is heard by nobody
    // All are killed before the first is waited for.
    for (auto* group : { &m_links, &m_leaving }) {
        for (auto& link : *group) {
            if (link)
                link->signal(SIGKILL);
        }
    }
}

void ProcessPool::Parts::begin()
{
    if (m_zygote)
        m_zygote->start();
    m_state.start(now());
    m_loop.arm(*this, 0); // events come from the loop, never from inside start()
}

void ProcessPool::Parts::submit(PoolJob& job)
{
    resetOutcome(job);
    job.stamps.submitted = m_inTurn || m_settling ? m_clock : now();
    m_state.submit(job);
    m_dirty = true;
    if (!m_inTurn && !m_settling && (m_state.hasIdle() || m_state.ended()))
        settle();
}

void ProcessPool::Parts::cancelQueued()
{
    m_state.cancelQueued();
    m_dirty = true;
    settle();
}

void ProcessPool::Parts::killAll()
{
    const Nanos at = now();
    noteProgress(at); // whose jobs were running
    m_state.killAll(at);
    m_dirty = true;
    settle();
}

void ProcessPool::Parts::shutdown(std::function<void()> closed)
{
    m_closed = std::move(closed);
    m_state.shutdown(now());
    m_dirty = true;
    settle();
}

// --- what comes in

void ProcessPool::Parts::enterTurn()
{
    m_inTurn = !m_settling; // else it is settle() that has the link read its last
    m_dirty = true;
}

void ProcessPool::Parts::linkSaidHello(WorkerLink& link)
{
    enterTurn();
    if (!owns(link))
        return;
    keep(m_counters.startUp, link.helloAt() - link.spawnedAt());
    if (const Nanos died = std::exchange(m_diedAt[slotOf(link)], 0); died != 0)
        keep(m_counters.recovery, link.helloAt() - died);
    m_state.hello(link.slot());
}

void ProcessPool::Parts::linkIsReady(WorkerLink& link)
{
    enterTurn();
    if (!owns(link))
        return;
    if (m_linkOptions.pings > 0)
        m_counters.clockOffset.push_back(link.clockOffset());
    m_state.ready(link.slot(), now());
}

bool ProcessPool::Parts::linkResult(WorkerLink& link, std::uint64_t sequence, const ResultBody& result,
    std::span<const std::byte> output, Nanos arrived)
{
    m_clock = arrived;
    enterTurn();
    if (!owns(link))
        return true;
    const Nanos spent = result.outcome == Outcome::Cancelled ? -1 : std::max<Nanos>(result.ended - result.begun, 0);
    PoolJob* job = nullptr;
    const PoolState::Answer answer = m_state.result(link.slot(), sequence, spent, arrived, job);
    if (answer != PoolState::Answer::Accepted)
        return answer == PoolState::Answer::Late;

    link.releaseInput(*job);
    job->status = statusOf(result.outcome);
    job->code = result.outcome == Outcome::Cancelled ? Code::RunCancelled : result.code;
    job->resultDigest = result.digest;
    job->output = output;
    stamp(job->stamps, link, result, arrived);
    m_told = true;
    m_events.done(*job);
    return true;
}

void ProcessPool::Parts::stamp(JobStamps& stamps, const WorkerLink& link, const ResultBody& result, Nanos arrived) const
{
    const Nanos offset = link.clockOffset();
    stamps.received = result.received - offset;
    if (result.outcome != Outcome::Cancelled) { // else it never began
        stamps.begun = result.begun - offset;
        stamps.ended = result.ended - offset;
    }
    stamps.flushed = result.flushed - offset;
    stamps.arrived = stamps.decoded = arrived;
    stamps.io = result.io;
    stamps.cpu = result.cpu;
    if (m_options.freshProcessPerJob) {
        stamps.spawned = link.spawnedAt();
        stamps.up = link.page()->bornAt.load(std::memory_order_relaxed) - offset;
    }
}

void ProcessPool::Parts::linkBroke(WorkerLink& link, Code code, const std::string& message)
{
    enterTurn();
    ++m_counters.protocolErrors;
    m_problem = message.empty()
        ? "worker " + std::to_string(link.slot()) + " broke the protocol: " + std::string(name(code))
        : message;
    if (!owns(link))
        return;
    if (code == Code::WorkerVersionMismatch)
        m_state.fail(code, now());
    else
        m_state.violation(link.slot(), code, now());
}

void ProcessPool::Parts::linkClosed(WorkerLink& link)
{
    enterTurn();
    if (!owns(link))
        return;
    // Who is dying already is told of as dead, however long a busy system takes to get there: that is no fault of the
    // protocol. A fresh process that has given its answer just ends, and needs no look.
    const bool hasAnswered = m_options.freshProcessPerJob && m_state.held(link.slot()) == 0;
    const auto stat = hasAnswered ? std::nullopt : processStat(link.pid());
    if (!stat || !stat->isDead)
        m_state.channelClosed(link.slot(), now());
}

void ProcessPool::Parts::linkWaits(WorkerLink& link)
{
    enterTurn();
    if (owns(link))
        m_state.partial(now());
}

void ProcessPool::Parts::linkRoom(WorkerLink&)
{
    enterTurn();
}

void ProcessPool::Parts::linkEnded(WorkerLink& link)
{
    // Not here: it may be a signal of the very QProcess that burying it deletes.
    m_dead.push_back(&link);
    settleSoon();
}

void ProcessPool::Parts::settleSoon()
{
    m_dirty = true;
    if (!m_settling)
        m_loop.arm(*this, 0);
}

void ProcessPool::Parts::fire()
{
    const Nanos at = now();
    if (allEnded() && m_closed) {
        std::exchange(m_closed, nullptr)(); // `this` may be gone now
        return;
    }
    if (m_zygoteBy != 0 && at >= m_zygoteBy) {
        m_zygote->kill();
        m_zygoteBy = at + kSecond;
    }
    inspect(at);
    noteProgress(at);
    m_state.tick(at);
    for (auto& link : m_leaving) {
        if (link->leaveBy <= at) {
            link->signal(SIGKILL);
            link->leaveBy = at + kSecond;
        }
    }
    m_dirty = true; // the loop's hook settles
}

/// Asks the system, about once a second, for what a worker cannot say itself: that it is stopped, how large it is.
void ProcessPool::Parts::inspect(Nanos at)
{
    if (at < m_inspectAt)
        return;
    m_inspectAt = at + kSecond;
    for (const auto& link : m_links) {
        if (!link || link->ended() || link->pid() <= 0)
            continue;
        const WorkerHealth health = healthOf(link->pid());
        link->stoppedSince = !health.stopped ? 0 : link->stoppedSince != 0 ? link->stoppedSince : at;
        m_state.memory(link->slot(), health.resident);
    }
}

void ProcessPool::Parts::noteProgress(Nanos at)
{
    for (std::size_t i = 0; i < m_links.size(); ++i) {
        if (m_links[i])
            m_state.progress(static_cast<int>(i), m_links[i]->progress(), at);
    }
}

} // namespace ilv
