// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/eventloopexecutor.h"

#include "executor/poolwork.h"
#include "workload/fault.h"

#include <algorithm>

namespace ilv {

struct EventLoopExecutor::Client {
    std::vector<std::unique_ptr<HttpConnection>> connections; // by stage
    std::string path;
    std::vector<std::byte> output;
    OffloadedWork work;
    Gate wake;
    Strand strand; // last: destroyed first, while what it uses still lives
};

namespace {
bool allIo(const std::vector<Stage>& stages) { return std::all_of(stages.begin(), stages.end(), isIo); }
} // namespace

EventLoopExecutor::EventLoopExecutor(const ExecutorContext& context,
    std::unique_ptr<Offloader> (*offload)(const ExecutorContext&))
    : m_context(context)
    , m_feed(context)
    , m_lane(context.loop, context.recorder, !offload && allIo(context.recipe.spec().stages))
    , m_offloader(offload ? offload(context) : nullptr)
    , m_books(context.recipe.stageCount())
    , m_runner(context.recipe, 0)
{
    if (m_offloader)
        m_offloader->failed = [this](Error error) { failed(std::move(error)); };
}

EventLoopExecutor::~EventLoopExecutor()
{
    m_context.loop.cancel(*this);
    if (m_offloader)
        m_offloader->kill();
}

void EventLoopExecutor::addClient()
{
    m_clients.push_back(std::make_unique<Client>());
    auto& client = *m_clients.back();
    client.connections.resize(m_context.recipe.stageCount());
    client.output.resize(static_cast<std::size_t>(m_context.recipe.spec().outputBytes));
}

HttpConnection& EventLoopExecutor::connectionFor(Client& client, std::size_t stage)
{
    auto& connection = client.connections[stage];
    if (!connection) {
        const auto& spec = m_context.recipe.spec();
        const auto& request = std::get<RequestStage>(spec.stages[stage]);
        Url url { .host = "127.0.0.1", .port = spec.servicePort };
        if (!request.url.empty())
            url = parseUrl(request.url).take(); // validated with the experiment
        auto& book = m_books[stage];
        if (!book)
            book = makeAddressBook(m_context.loop, url);
        connection = std::make_unique<HttpConnection>(m_context.loop, std::move(url), book);
    }
    return *connection;
}

void EventLoopExecutor::prepare(std::function<void(Status)> ready)
{
    m_ready = std::move(ready);
    // One client each that may be in flight; an open load gets more as they are needed.
    const int clients = m_context.plan.load.mode == LoadMode::Closed ? m_context.plan.inFlight : 64;
    for (int i = 0; i < clients; ++i)
        addClient();
    ++m_connecting; // held until all have been started
    if (m_offloader) {
        ++m_connecting;
        m_offloader->prepare([this](Status status) {
            if (!status && m_connectStatus)
                m_connectStatus = status;
            clientConnected();
        });
    }
    for (auto& client : m_clients) {
        ++m_connecting;
        client->strand = warm(*client);
    }
    rehearse();
    clientConnected();
}

/// Has the memory for every client's coroutines made and touched before the clock starts: none of them runs.
void EventLoopExecutor::rehearse()
{
    TaskLife nobody;
    std::vector<Co<AttemptEnd>> tasks;
    std::vector<Co<StageResult>> stages;
    std::vector<Strand> strands;
    for (auto& client : m_clients) {
        strands.push_back(serve(*client)); // waits to be woken
        tasks.push_back(runTask(*client, nobody));
        stages.push_back(runIo(*client, nobody, 0, 0));
    }
}

Strand EventLoopExecutor::warm(Client& client)
{
    const auto& stages = m_context.recipe.spec().stages;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        // A connection that fails here fails again with the task that needs it, and is counted there.
        if (std::holds_alternative<RequestStage>(stages[i]))
            (void)co_await connectionFor(client, i).connect(now() + 5 * kSecond);
    }
    clientConnected();
}

void EventLoopExecutor::clientConnected()
{
    if (--m_connecting == 0) {
        if (auto ready = std::exchange(m_ready, nullptr))
            ready(m_connectStatus);
    }
}

void EventLoopExecutor::run(std::function<void(Status)> finished)
{
    m_finished = std::move(finished);
    m_lane.start(now());
    // All of them wait for the loop's next turn: what a client does is part of a turn, and is seen as such.
    for (auto& client : m_clients) {
        client->strand = serve(*client);
        m_parked.push_back(client.get());
    }
    m_context.loop.arm(*this, 0);
}

Strand EventLoopExecutor::serve(Client& client)
{
    co_await client.wake;
    for (Nanos at = now();;) {
        // Tasks that never wait keep the loop to themselves: nobody else could tell of a cancel meanwhile.
        if (m_context.cancelLevel.load(std::memory_order_relaxed) > 0 && !m_context.scheduler.cancelled())
            m_context.scheduler.cancel();
        auto* life = m_feed.next(at);
        if (!life) {
            m_parked.push_back(&client);
            endIfOver(at);
            co_await client.wake;
            at = now();
            continue;
        }
        if (life->start.kind != Scheduler::Kind::Run) {
            m_feed.dismiss(m_lane.recorder(), *life, at);
            continue;
        }
        const auto end = co_await runTask(client, *life);
        at = now();
        m_feed.finish(m_lane.recorder(), *life, end, at);
    }
}

Co<AttemptEnd> EventLoopExecutor::runTask(Client& client, TaskLife& life)
{
    const auto& stages = m_context.recipe.spec().stages;
    Nanos at = life.attemptBegin; // just now
    life.serviceBegin = at;
    life.clock.enter(Category::Compute, at);
    life.digest = m_context.recipe.beginDigest(m_context.recipe.input(TaskRecipe::variant(life.start.index)));
    Nanos deadline = m_feed.deadline(life);

    AttemptEnd end;
    bool offloaded = false;
    const auto fault = m_context.faultFor(0, life.start.index);
    if (fault != HandFault::None && fault != HandFault::Wrong) {
        const auto suffered = co_await suffer(life, fault);
        end = {suffered.outcome, suffered.code, life.digest};
        at = life.clock.last();
    }
    for (std::size_t i = 0; i < stages.size() && end.outcome == Outcome::Ok;) {
        StageResult result;
        Nanos offloadedUntil = 0;
        if (isIo(stages[i])) {
            result = co_await runIo(client, life, i, deadline);
            ++i;
        } else if (!m_offloader) {
            result = runHere(life, i, i + 1, deadline);
            ++i;
        } else {
            auto& work = client.work;
            work.life = &life;
            work.firstStage = i;
            while (i < stages.size() && !isIo(stages[i]))
                ++i;
            work.lastStage = i;
            const Nanos handedOver = now();
            work.timeout = deadline != 0 ? std::max<Nanos>(deadline - handedOver, 1) : 0;
            m_offloader->submit(work);
            co_await work.back;
            life.waited += work.beganAfter(handedOver); // for a worker: an attempt's time-out does not count that
            deadline = m_feed.deadline(life);
            WorkerSpans::addHandOver(m_lane.recorder(), work.job);
            result = {work.end.outcome, work.end.code, 0};
            life.digest = work.end.digest;
            life.clock.enter(Category::Compute, now());
            offloadedUntil = work.ended;
            offloaded = true;
        }
        end = {result.outcome, result.code, life.digest};
        at = life.clock.last();
        const Nanos stageEnd = offloadedUntil != 0 ? offloadedUntil : at; // the way back is not the stage's
        if (end.outcome == Outcome::Ok && deadline != 0 && stageEnd > deadline)
            end = {Outcome::Timeout, Code::TaskTimeout, life.digest};
    }
    if (fault == HandFault::Wrong) // not before: a worker begins with what it has received
        life.digest = ~life.digest;
    end.digest = life.digest;
    if (!client.output.empty() && !offloaded) {
        TaskRecipe::fillOutput(life.digest, client.output); // every model hands back the same payload
        at = now();
    }
    life.serviceEnd = at;
    life.clock.enter(Category::Transport, at);
    co_return end;
}

Co<StageResult> EventLoopExecutor::runIo(Client& client, TaskLife& life, std::size_t stage, Nanos deadline)
{
    const auto& recipe = m_context.recipe;
    const auto& what = recipe.spec().stages[stage];
    const auto index = life.start.index;
    const Nanos begun = life.clock.last(); // a stage begins where what went before it ended
    life.clock.enter(Category::IoWait, begun);
    StageResult result;
    if (std::holds_alternative<WaitStage>(what)) {
        life.digest = TaskRecipe::foldDigest(life.digest, 0);
        const Nanos due = begun + recipe.drawWait(index, stage);
        const bool late = deadline != 0 && due > deadline;
        co_await sleepUntil(m_context.loop, late ? deadline : due);
        life.clock.enter(Category::LoopBlocked, late ? deadline : due); // due, and the loop came round only now
        if (late)
            result = {Outcome::Timeout, Code::TaskTimeout, 0};
    } else if (const auto* request = std::get_if<RequestStage>(&what)) {
        auto& connection = connectionFor(client, stage);
        HttpReply reply;
        if (request->url.empty()) {
            recipe.requestPath(index, stage, client.path);
            reply = co_await connection.get(client.path, deadline);
        } else {
            const auto url = parseUrl(request->url).take();
            reply = co_await connection.get(url.target, deadline);
        }
        if (reply.readyAt > begun)
            life.clock.enter(Category::LoopBlocked, reply.readyAt);
        if (reply.code == Code::NetTimeout && deadline != 0 && now() >= deadline) // else it is the system's own
            result = {Outcome::Timeout, Code::TaskTimeout, 0};
        else if (reply.code != Code::None)
            result = {Outcome::Error, reply.code, 0};
        else if (request->url.empty())
            result.digest = TaskRecipe::bytesDigest(reply.body);
        life.digest = TaskRecipe::foldDigest(life.digest, result.digest);
    } else {
        // Regular files are always "ready" to a poller: reading one on the loop blocks it, and is counted as that.
        const auto file = m_runner.run(index, life.start.attempt, life.digest, stage, stage + 1, deadline);
        result = {file.outcome, file.code, 0};
        life.digest = file.digest;
        m_lane.ran(Category::IoWait, begun, now(), static_cast<int>(stage));
    }
    const Nanos ended = now();
    life.clock.enter(Category::Compute, ended);
    if (result.outcome != Outcome::Ok) // waiting well is not drawn on a loop that works meanwhile; a failure is
        m_lane.recorder().span({.begin = begun,
            .end = ended,
            .index = index,
            .lane = m_lane.recorder().lane(),
            .category = Category::IoWait,
            .outcome = result.outcome});
    co_return result;
}

/// A fault planted by hand, before the stages; a slow one waits as an I/O stage would, and only its own task with it.
Co<StageResult> EventLoopExecutor::suffer(TaskLife& life, HandFault fault)
{
    if (fault != HandFault::Slow)
        co_return runHere(life, 0, 0, 0, fault);
    const Nanos begun = life.clock.last();
    life.clock.enter(Category::IoWait, begun);
    co_await sleepUntil(m_context.loop, begun + kHandFaultDelay);
    life.clock.enter(Category::LoopBlocked, begun + kHandFaultDelay);
    life.clock.enter(Category::Compute, now());
    co_return StageResult {};
}

/// Stages [first, last), after the fault if there is one; the loop serves nobody else meanwhile.
StageResult EventLoopExecutor::runHere(
    TaskLife& life, std::size_t first, std::size_t last, Nanos deadline, HandFault fault)
{
    const int stage = fault == HandFault::None ? static_cast<int>(first) : -1;
    const Nanos begun = now();
    life.clock.enter(Category::Compute, begun);
    const auto result
        = m_runner.run(life.start.index, life.start.attempt, life.digest, first, last, deadline, fault);
    const Nanos ended = now();
    // Where the stage is long enough for its CPU time to have been read: the rest of it the thread was runnable only.
    const Nanos delayed = result.cpu >= 0 ? std::clamp<Nanos>(result.compute - result.cpu, 0, ended - begun) : 0;
    m_lane.ran(Category::RunDelay, begun, begun + delayed, stage);
    if (fault != HandFault::None || !std::holds_alternative<ComputeStage>(m_context.recipe.spec().stages[first]))
        m_lane.stoodStill(ended - begun - delayed);
    m_lane.ran(Category::Compute, begun + delayed, ended, stage);
    life.clock.enter(Category::Compute, ended);
    life.clock.transfer(Category::Compute, Category::RunDelay, delayed);
    m_lane.recorder().span({.begin = begun,
        .end = ended,
        .index = life.start.index,
        .lane = m_lane.recorder().lane(),
        .category = Category::Compute,
        .outcome = result.outcome});
    if (result.outcome == Outcome::Ok)
        life.digest = result.digest;
    return {result.outcome, result.code, 0};
}

void EventLoopExecutor::pump()
{
    const auto& scheduler = m_context.scheduler;
    for (Nanos at = now(); scheduler.ready(at) || scheduler.wakeAt() <= at; at = now()) {
        if (m_parked.empty()) {
            if (m_context.plan.load.mode == LoadMode::Closed)
                break; // every client is busy
            addClient();
            m_clients.back()->strand = serve(*m_clients.back());
            m_clients.back()->wake.notify();
        } else {
            auto* client = m_parked.back();
            m_parked.pop_back();
            client->wake.notify();
        }
    }
    endIfOver(now());
    const Nanos wakeAt = m_context.scheduler.wakeAt();
    if (wakeAt != Scheduler::kNever && m_finished)
        m_context.loop.arm(*this, wakeAt);
}

void EventLoopExecutor::endIfOver(Nanos at)
{
    if (!m_finished)
        return;
    if (m_feed.finished(at) && (!m_offloader || !m_offloader->failing || m_failure))
        finish(m_failure ? Status(*m_failure) : Status());
    else if (const Nanos wakeAt = m_context.scheduler.wakeAt(); wakeAt != Scheduler::kNever && !armed())
        m_context.loop.arm(*this, wakeAt); // a retry waits
}

/// The workers are no more. What they held has come back; what waits on the loop still ends there.
void EventLoopExecutor::failed(Error error)
{
    m_failure = std::move(error);
    m_context.scheduler.cancel();
    pump();
}

void EventLoopExecutor::finish(Status status)
{
    m_context.loop.cancel(*this);
    m_lane.stop(now());
    if (auto finished = std::exchange(m_finished, nullptr))
        finished(std::move(status));
}

void EventLoopExecutor::cancel(int level)
{
    m_context.scheduler.cancel();
    if (level >= 2) {
        if (m_offloader)
            m_offloader->kill();
        letGo();
        const Nanos at = now();
        m_feed.drop(m_lane.recorder(), at);
        while (auto* life = m_feed.next(at)) // what waits for a retry comes back as cancelled
            m_feed.dismiss(m_lane.recorder(), *life, at);
        finish({});
        return;
    }
    pump(); // and here
}

/// Ends every client where it stands.
void EventLoopExecutor::letGo()
{
    for (auto& client : m_clients)
        client->strand = Strand();
    m_parked.clear();
}

void EventLoopExecutor::close(std::function<void()> closed)
{
    m_context.loop.cancel(*this);
    letGo();
    if (m_offloader)
        m_offloader->close(std::move(closed));
    else
        closed();
}

ExecutorReport EventLoopExecutor::report() const
{
    ExecutorReport report;
    report.lanes = 1;
    if (m_offloader)
        m_offloader->report(report);
    report.loopLag = m_lane.lag();
    report.longestBlock = m_lane.longestBlock();
    report.longestBlockStage = m_lane.longestBlockStage();
    return report;
}

} // namespace ilv
