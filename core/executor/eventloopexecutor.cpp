// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/eventloopexecutor.h"

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

EventLoopExecutor::EventLoopExecutor(const ExecutorContext& context,
    std::unique_ptr<Offloader> (*offload)(const ExecutorContext&, const TaskFeed&))
    : m_context(context)
    , m_feed(context)
    , m_lane(context.loop, context.recorder)
    , m_offloader(offload ? offload(context, m_feed) : nullptr)
    , m_runner(context.recipe, 0)
{
    if (m_offloader)
        m_offloader->failed = [this](Error error) { finish(std::move(error)); };
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
        connection = std::make_unique<HttpConnection>(m_context.loop, std::move(url));
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
            clientConnected(Code::None);
        });
    }
    for (auto& client : m_clients) {
        ++m_connecting;
        client->strand = warm(*client);
    }
    clientConnected(Code::None);
}

Strand EventLoopExecutor::warm(Client& client)
{
    const auto& stages = m_context.recipe.spec().stages;
    Code code = Code::None;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        if (!std::holds_alternative<RequestStage>(stages[i]))
            continue;
        const auto reply = co_await connectionFor(client, i).connect(now() + 5 * kSecond);
        if (reply.code != Code::None)
            code = reply.code;
    }
    clientConnected(code);
}

void EventLoopExecutor::clientConnected(Code code)
{
    // A connection that fails here fails again with the task that needs it, and is counted there.
    (void)code;
    if (--m_connecting == 0) {
        if (auto ready = std::exchange(m_ready, nullptr))
            ready(m_connectStatus);
    }
}

void EventLoopExecutor::run(std::function<void(Status)> finished)
{
    m_finished = std::move(finished);
    m_lane.start(now());
    for (auto& client : m_clients)
        client->strand = serve(*client);
    pump();
}

Strand EventLoopExecutor::serve(Client& client)
{
    for (;;) {
        Nanos at = now();
        auto* life = m_feed.next(at);
        if (!life) {
            m_parked.push_back(&client);
            endIfOver(at);
            co_await client.wake;
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
    Nanos at = now();
    life.serviceBegin = at;
    life.clock.enter(Category::Compute, at);
    life.digest = m_context.recipe.beginDigest(m_context.recipe.input(TaskRecipe::variant(life.start.index)));
    const Nanos deadline = m_feed.deadline(life);

    AttemptEnd end;
    for (std::size_t i = 0; i < stages.size();) {
        StageResult result;
        if (isIo(stages[i])) {
            result = co_await runIo(client, life, i, deadline);
            ++i;
        } else if (!m_offloader) {
            result = runHere(life, i);
            ++i;
        } else {
            auto& work = client.work;
            work.life = &life;
            work.firstStage = i;
            while (i < stages.size() && !isIo(stages[i]))
                ++i;
            work.lastStage = i;
            m_offloader->submit(work);
            co_await work.back;
            result = {work.end.outcome, work.end.code, 0};
            life.digest = work.end.digest;
        }
        end = {result.outcome, result.code, life.digest};
        at = now();
        if (end.outcome == Outcome::Ok && deadline != 0 && at > deadline)
            end = {Outcome::Timeout, Code::TaskTimeout, life.digest};
        if (end.outcome != Outcome::Ok)
            break;
    }
    end.digest = life.digest;
    if (!client.output.empty() && !m_offloader) {
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
    const Nanos begun = now();
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
        if (reply.code != Code::None)
            result = {reply.code == Code::NetTimeout ? Outcome::Timeout : Outcome::Error,
                reply.code == Code::NetTimeout ? Code::TaskTimeout : reply.code, 0};
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
    life.clock.enter(Category::Compute, now());
    co_return result;
}

StageResult EventLoopExecutor::runHere(TaskLife& life, std::size_t stage)
{
    const Nanos begun = now();
    life.clock.enter(Category::Compute, begun);
    const auto result = m_runner.runCompute(life.start.index, life.start.attempt, stage);
    const Nanos ended = now();
    m_lane.ran(Category::Compute, begun, ended, static_cast<int>(stage));
    m_lane.recorder().span({.begin = begun,
        .end = ended,
        .index = life.start.index,
        .lane = m_lane.recorder().lane(),
        .category = Category::Compute,
        .outcome = result.outcome});
    life.digest = TaskRecipe::foldDigest(life.digest, result.digest);
    return result;
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
    if (m_finished && m_feed.finished(at))
        finish({});
    else if (const Nanos wakeAt = m_context.scheduler.wakeAt(); wakeAt != Scheduler::kNever && !armed())
        m_context.loop.arm(*this, wakeAt); // a retry waits
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
        for (auto& client : m_clients)
            client->strand = Strand();
        m_parked.clear();
        m_feed.drop(m_lane.recorder(), now());
        finish({});
        return;
    }
    pump(); // what waits for a retry comes back as cancelled
}

void EventLoopExecutor::close(std::function<void()> closed)
{
    for (auto& client : m_clients)
        client->strand = Strand();
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
