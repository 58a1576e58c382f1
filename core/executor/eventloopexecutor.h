// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/looplane.h"
#include "executor/offloader.h"
#include "executor/tasklife.h"
#include "net/httpclient.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace ilv {

/// Async and hybrid: each client is a coroutine on the loop that takes one task after another. I/O stages wait on the
/// loop, many at once; compute stages run on the loop too (async: which blocks it) or with an offloader (hybrid).
class EventLoopExecutor final : public Executor, private IoLoop::Timer {
public:
    /// Without an offloader: async.
    EventLoopExecutor(const ExecutorContext& context, std::unique_ptr<Offloader> (*offload)(const ExecutorContext&));
    ~EventLoopExecutor() override;
    void prepare(std::function<void(Status)> ready) override;
    void run(std::function<void(Status)> finished) override;
    void cancel(int level) override;
    void close(std::function<void()> closed) override;
    [[nodiscard]] ExecutorReport report() const override;

private:
    struct Client; // a coroutine and what it keeps from task to task

    [[nodiscard]] Strand serve(Client& client);
    [[nodiscard]] Strand warm(Client& client);
    void rehearse();
    [[nodiscard]] Co<AttemptEnd> runTask(Client& client, TaskLife& life);
    [[nodiscard]] Co<StageResult> runIo(Client& client, TaskLife& life, std::size_t stage, Nanos deadline);
    [[nodiscard]] Co<StageResult> suffer(TaskLife& life, HandFault fault);
    [[nodiscard]] StageResult runHere(
        TaskLife& life, std::size_t first, std::size_t last, Nanos deadline, HandFault fault = HandFault::None);
    [[nodiscard]] HttpConnection& connectionFor(Client& client, std::size_t stage);
    void addClient();
    void clientConnected();
    void pump();
    void fire() override
    {
        m_context.scheduler.woke(m_context.loop.batchTime(), m_context.loop.idleSince());
        pump();
    }
    void endIfOver(Nanos at);
    void letGo();
    void failed(Error error);
    void finish(Status status);

    ExecutorContext m_context;
    TaskFeed m_feed;
    LoopLane m_lane;
    std::unique_ptr<Offloader> m_offloader;
    std::vector<std::shared_ptr<AddressBook>> m_books; // by stage: a host is looked up once for all clients
    BlockingTaskRunner m_runner; // file I/O and, for async, computation: on the loop's own thread
    std::deque<std::unique_ptr<Client>> m_clients;
    std::vector<Client*> m_parked;
    std::optional<Error> m_failure; // of the offloader
    std::function<void(Status)> m_ready, m_finished;
    std::size_t m_connecting = 0;
    Status m_connectStatus;
};

} // namespace ilv
