// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/poolstate.h"
#include "pool/processpool.h"
#include "pool/workerlink.h"
#include "pool/zygoteclient.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

/// The shell around PoolState: it carries events in and actions out, between worker links, the loop and the caller.
/// Nothing happens in the middle of something else: what comes in only changes the state; settle() then does all that
/// follows from it, once, at the end of the loop's turn or of the call from outside.
class ProcessPool::Parts final : public WorkerLink::Owner, public IoLoop::Timer {
public:
    Parts(IoLoop& loop, PoolOptions options, Events events);
    ~Parts() override;

    void begin();
    void submit(PoolJob& job);
    void cancelQueued();
    void killAll();
    void shutdown(std::function<void()> closed);
    void settle();

    [[nodiscard]] const PoolOptions& options() const { return m_options; }
    [[nodiscard]] const PoolState& state() const { return m_state; }
    [[nodiscard]] const PoolCounters& counters() const;
    [[nodiscard]] std::vector<WorkerStates> workerStates() const;
    [[nodiscard]] std::vector<int> pids() const;

private:
    void fire() override;
    void linkSaidHello(WorkerLink& link) override;
    void linkIsReady(WorkerLink& link) override;
    bool linkResult(WorkerLink& link, std::uint64_t sequence, const ResultBody& result,
        std::span<const std::byte> output, Nanos arrived) override;
    void linkBroke(WorkerLink& link, Code code, const std::string& message) override;
    void linkClosed(WorkerLink& link) override;
    void linkWaits(WorkerLink& link) override;
    void linkRoom(WorkerLink& link) override;
    void linkEnded(WorkerLink& link) override;

    void stamp(JobStamps& stamps, const WorkerLink& link, const ResultBody& result, Nanos arrived) const;
    void enterTurn();
    void settleSoon();
    [[nodiscard]] bool owns(const WorkerLink& link) const { return m_links[slotOf(link)].get() == &link; }
    [[nodiscard]] static std::size_t slotOf(const WorkerLink& link) { return static_cast<std::size_t>(link.slot()); }
    void startLink(int slot);
    void bury(Nanos at);
    void mourn(const WorkerLink& link, Nanos at);
    void performAll(Nanos at);
    void perform(const PoolAction& action, Nanos at);
    void release(int slot, Nanos at);
    void deliver();
    void dispatch(Nanos at);
    void flushLink(int slot);
    [[nodiscard]] bool allEnded() const;
    void arm();
    void linger();
    void noteProgress(Nanos at);
    void inspect(Nanos at);
    void explain(const WorkerLink& link);
    void forget(const WorkerLink& link, Nanos at);
    [[nodiscard]] Error failure(Code code) const;
    [[nodiscard]] static WorkerStates statesOf(const WorkerLink& link, Nanos end);
    static void addLife(std::optional<WorkerStates>& lives, WorkerStates life);

    IoLoop& m_loop;
    PoolOptions m_options;
    Events m_events;
    LinkOptions m_linkOptions;
    std::unique_ptr<ZygoteClient> m_zygote; ///< with start method forkserver; outlives the links
    WorkerLink::Launcher m_launcher;
    PoolState m_state;
    mutable PoolCounters m_counters; ///< those that PoolState and links count are fetched when asked for
    std::vector<std::unique_ptr<WorkerLink>> m_links; ///< by slot
    std::vector<std::unique_ptr<WorkerLink>> m_leaving; ///< released: they end by themselves
    std::vector<WorkerLink*> m_dead; ///< not yet buried
    std::vector<Nanos> m_diedAt; ///< by slot; 0: nobody is missed
    std::vector<std::optional<WorkerStates>> m_ended; ///< by slot: all lives that are over
    std::vector<Code> m_killedFor; ///< by slot: what its worker was killed for
    std::uint64_t m_buriedIn = 0, m_buriedOut = 0; ///< bytes of links that are no more
    std::function<void()> m_closed;
    std::shared_ptr<Parts*> m_anchor; ///< for the loop's hook, which outlives the pool
    std::string m_problem; ///< the last thing that went wrong with a worker, for people
    Nanos m_clock = 0; ///< of the batch being handled
    Nanos m_inspectAt = 0; ///< when the system is next asked how the workers are
    Nanos m_zygoteBy = 0; ///< when the fork server, told to end, is killed; 0: not told
    bool m_inTurn = false; ///< the loop serves one of our links: its hook will settle
    const bool m_mayLinger; ///< there is a core for the loop beside those of the workers
    int m_misses = 0; ///< of linger(), in a row
    int m_sitOut = 0;
    bool m_settling = false;
    bool m_told = false; ///< of a job, with done(), since `more` was last called
    bool m_dirty = false;
    bool m_blocked = false; ///< some slot was refused for want of room
    bool m_allClosed = false; ///< the state is closed
};

} // namespace ilv
