// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/job.h"

#include <bitset>
#include <cstdint>
#include <limits>
#include <vector>

namespace ilv {

struct PoolRules {
    int workers = 1;
    int chunk = 0; ///< 0: adapt (below)
    bool freshProcessPerJob = false;
    int maxTasksPerWorker = 0;
    std::uint64_t memoryGrowth = 300'000'000; ///< bytes; a worker that grew by more is replaced; 0: never
    Nanos killGrace = 200 * kMilli;
    Nanos helloTimeout = 5 * kSecond;
    Nanos stallTimeout = 5 * kSecond; ///< a worker that neither runs nor answers what it holds is given up after this
};

/// What a worker's shared page says, and since when a part of a frame has been waiting for its rest (0: none is).
struct WorkerProgress {
    std::uint64_t startedSeq = 0;
    std::uint64_t finishedSeq = 0;
    Nanos startedAt = 0;
    Nanos partialSince = 0;
    Nanos stoppedSince = 0; ///< its process has been stopped (SIGSTOP, a debugger) since then; 0: it is not
    bool unread = false; ///< it was sent something it has not read
};

/// How a worker process ended, or that it could not be started.
struct WorkerDeath {
    bool failedToStart = false;
    bool transient = false; ///< failedToStart: for want of resources, so trying again makes sense
    int exitCode = -1;
    int signal = 0;
};

enum class SlotPhase : std::uint8_t { Dead, Spawning, Handshake, Idle, Busy, Killing, Parked };

/// What the shell has to do, in order.
struct PoolAction {
    enum class Kind : std::uint8_t {
        Spawn, ///< start a process for the slot
        Terminate, ///< ask its group to end (SIGTERM)
        Kill, ///< end its group (SIGKILL); `code` says why, of Terminate as well
        Release, ///< its process has done its share: let it end by itself; the slot no longer knows it
        Shutdown, ///< tell its process to end after what it holds
        Revoke, ///< tell its process not to begin what it has not begun
        Ready, ///< all workers are up for the first time
        Fail, ///< the pool cannot go on, because of `code`
        Closed, ///< draining: no process is left in a slot
    };
    Kind kind;
    int slot = -1;
    Code code = Code::None;
};

/// All decisions of a process pool, and nothing else: no process, no descriptor, no clock (times are arguments).
/// The shell tells it what happened, then does the actions, hands back the finished jobs, and dispatches while pick()
/// names a slot. Dispatch and result allocate nothing.
///
/// Restart (reliability §2.3): a death is unproductive when the worker had finished no task; ours (time-out, cancel)
/// are not counted. Productive deaths are replaced at once; unproductive ones after 0, 50, 100, 200 … 2000 ms per slot;
/// max(5, 2 × workers) in a row without any task finished fail the pool. In a pool that has finished tasks the first 15
/// of a row are put down to the jobs that were held and could not be begun: each of those is given up after five.
/// With a process per job, one that had begun its
/// job counts as productive: what became of it was the job's doing.
class PoolState {
public:
    static constexpr Nanos kNever = std::numeric_limits<Nanos>::max();

    explicit PoolState(const PoolRules& rules);

    // Told from above.
    void start(Nanos now);
    void submit(PoolJob& job);
    void cancelQueued(); ///< queued jobs end as Cancelled; those a worker holds are revoked
    void killAll(Nanos now); ///< every job ends as Cancelled; no worker is started any more
    void shutdown(Nanos now); ///< no job is given out any more; workers end, by force in the end

    // Told from below.
    void hello(int slot); ///< it speaks, and the right version
    void ready(int slot, Nanos now); ///< it has been set up
    enum class Answer : std::uint8_t { Accepted, Late, Unexpected };
    /// The result of a job has come. Accepted: `job` is the one it belongs to, now out of the state's hands.
    /// `spent`: how long it ran, or -1 when it did not. Late: its time-out was declared before. Unexpected: a worker
    /// answers in order and each job once, so this is a violation.
    Answer result(int slot, std::uint64_t sequence, Nanos spent, Nanos now, PoolJob*& job);
    void violation(int slot, Code code, Nanos now); ///< kills it
    void channelClosed(int slot, Nanos now); ///< it cannot speak any more; its death should follow
    void progress(int slot, const WorkerProgress& progress, Nanos now); ///< before tick() and died()
    void died(int slot, const WorkerDeath& death, Nanos now);
    void memory(int slot, std::uint64_t resident); ///< bytes; to be told about once a second
    void fail(Code code, Nanos now); ///< what cannot get better by another try: version, program
    void partial(Nanos now) { dueAt(now + m_rules.stallTimeout); } ///< a part of a frame is waiting for its rest
    void tick(Nanos now); ///< to be called at due(), or earlier
    [[nodiscard]] Nanos due() const { return m_due; }

    // Dispatch: while pick() names a slot, either take() the job in front for it, or block() the slot.
    [[nodiscard]] int pick(Nanos now);
    [[nodiscard]] const PoolJob& front() const { return *m_head; }
    PoolJob& take(int slot, Nanos now, std::uint64_t& sequence);
    [[nodiscard]] bool chunkEnds() const { return m_grants == 0; } ///< after take(): the next job goes elsewhere
    void block(int slot) { m_slots[index(slot)].blocked = true, m_grants = 0; }
    void unblock(int slot) { m_slots[index(slot)].blocked = false; }

    // Out of it.
    [[nodiscard]] bool takeAction(PoolAction& action);
    [[nodiscard]] bool hasOutcome() const { return m_nextAction < m_actions.size() || m_finishedHead; }
    [[nodiscard]] PoolJob* takeFinished(); ///< jobs that ended by a decision, with status and code set

    [[nodiscard]] SlotPhase phase(int slot) const;
    [[nodiscard]] int held(int slot) const { return static_cast<int>(m_slots[index(slot)].held); }
    [[nodiscard]] std::uint64_t frontSequence(int slot) const { return m_slots[index(slot)].frontSeq(); }
    [[nodiscard]] std::uint64_t nextSequence(int slot) const { return m_slots[index(slot)].nextSeq; }
    [[nodiscard]] PoolJob* heldJob(int slot, std::uint64_t sequence) const; ///< null: not held, or timed out
    [[nodiscard]] std::uint64_t queued() const { return m_queued; }
    [[nodiscard]] Nanos meanTask() const { return static_cast<Nanos>(m_mean); } ///< 0: not known yet
    [[nodiscard]] int window() const { return static_cast<int>(m_window); }
    [[nodiscard]] int alive() const { return m_alive; } ///< workers that are up
    [[nodiscard]] bool hasIdle() const; ///< a slot would take a job and holds none
    [[nodiscard]] int idleRoom() const; ///< how many jobs slots would take beyond those queued
    [[nodiscard]] bool ended() const { return m_mode >= Mode::Draining; }
    [[nodiscard]] std::uint64_t lateResults() const { return m_late; }
    [[nodiscard]] std::uint64_t kills() const { return m_kills; }
    [[nodiscard]] std::uint64_t crashes() const { return m_crashes; }
    [[nodiscard]] std::uint64_t restarts() const { return m_restarts; }
    [[nodiscard]] std::uint64_t outgrown() const { return m_outgrown; } ///< workers replaced for their memory
    /// Worker time missing, in stretches of more than a second with fewer workers up than wanted (DEGRADED, §2.3).
    [[nodiscard]] Nanos missing(Nanos now) const;
    /// At least half of some 200 attempts in a row ended their worker (POOL_UNSTABLE, §2.3).
    [[nodiscard]] bool unstable() const { return m_unstable; }
    /// The whole program stood still so often that time-outs had to be put off (RUN_CLOCK_JUMP).
    [[nodiscard]] std::uint64_t gaps() const { return m_gaps; }

private:
    static constexpr Nanos kDrainGently = 1 * kSecond; ///< time to end by themselves
    static constexpr Nanos kCloseLimit = 200 * kMilli; ///< between the end of a worker's channel and its death

    enum class Mode : std::uint8_t { Starting, Running, Draining, Failed, Closed };
    enum class Cause : std::uint8_t { None, Timeout, Violation, Unresponsive, Start, Stop };

    struct Slot {
        SlotPhase phase = SlotPhase::Dead; ///< Idle stands for Busy too: held tells them apart
        Cause cause = Cause::None; ///< why we kill it
        Code code = Code::None; ///< what it did, for Cause::Violation
        bool blocked = false; ///< the shell has no room for it
        bool exclusive = false; ///< holds a job that wants none beside it
        bool killed = false; ///< SIGKILL was sent
        bool respawn = false; ///< the next start replaces a dead one
        bool outgrown = false; ///< takes no more jobs, and leaves when it holds none
        std::uint32_t held = 0, head = 0;
        std::uint64_t nextSeq = 1;
        std::uint64_t given = 0, finished = 0; ///< in this life
        std::uint64_t resident = 0; ///< bytes, when first looked at in this life
        int barren = 0; ///< unproductive deaths in a row
        int failedStarts = 0; ///< of these: start time-outs and exit code 3
        Nanos spawnedAt = 0, killAt = 0, restartAt = kNever, waitingSince = 0, closedAt = 0;
        WorkerProgress progress;
        std::uint64_t gapSeq = 0; ///< running when the whole program stood still,
        Nanos gap = 0; ///< for so long
        std::vector<PoolJob*> ring; ///< held jobs in order; null: its time-out was declared
        [[nodiscard]] std::uint64_t frontSeq() const { return nextSeq - held; }
    };

    static std::size_t index(int slot) { return static_cast<std::size_t>(slot); }
    PoolJob*& at(Slot& slot, std::uint64_t seq) const
    {
        return slot.ring[(slot.head + (seq - slot.frontSeq())) & m_mask];
    }
    [[nodiscard]] bool takes(const Slot& slot, Nanos now) const;
    [[nodiscard]] bool running(const Slot& slot) const;
    [[nodiscard]] static bool wantsExclusive(const PoolJob& job);
    [[nodiscard]] static bool live(const Slot& slot) { return slot.phase == SlotPhase::Idle; }
    [[nodiscard]] std::uint32_t limit() const; ///< how many jobs a slot may hold
    void setPhase(Slot& slot, SlotPhase phase);
    void grantsFor(const Slot& slot);
    void learn(Nanos spent);
    void act(PoolAction::Kind kind, int slot, Code code = Code::None) { m_actions.push_back({ kind, slot, code }); }
    void finish(PoolJob& job, JobStatus status, Code code);
    void finishQueued(JobStatus status, Code code);
    void requeue(Slot& slot, bool charge);
    void born(Slot& slot, Nanos now);
    void release(int slot, Nanos now);
    void kill(int slot, Cause cause, Code code, Nanos now, bool gently);
    void restart(int slot, bool productive, Nanos now);
    [[nodiscard]] bool takeBackSpawn(int slot);
    [[nodiscard]] bool anyLives() const; ///< a process, in a slot
    void endJobs(Slot& slot, JobStatus status, Code code, Nanos now);
    static void stampRun(PoolJob& job, const Slot& slot, Nanos now);
    void tickSlot(int slot, Nanos now);
    void tickLive(int slot, Nanos now);
    void allowForGap(Nanos now);
    void tickDraining(Nanos now);
    void countMissing(Nanos now);
    void countAttempt(bool crashed);
    void checkReady();
    void checkClosed();
    void dueAt(Nanos when) { m_due = when < m_due ? when : m_due; }

    PoolRules m_rules;
    std::vector<Slot> m_slots;
    std::uint32_t m_mask = 0;
    Mode m_mode = Mode::Starting;
    PoolJob* m_head = nullptr;
    PoolJob* m_tail = nullptr;
    std::uint64_t m_queued = 0;
    PoolJob* m_finishedHead = nullptr;
    PoolJob* m_finishedTail = nullptr;
    std::vector<PoolAction> m_actions;
    std::size_t m_nextAction = 0;
    // dispatch
    int m_grantSlot = -1;
    std::uint32_t m_grants = 0; ///< how many more jobs go to m_grantSlot before others are considered
    std::uint32_t m_window = 2; ///< how many jobs a worker may hold
    float m_mean = 0; ///< moving mean of a job's run time, ns; 0: not known yet
    // restart
    int m_barrenRow = 0;
    int m_blamedRow = 0; ///< deaths in a row that were put down to what the worker held, no task finished in between
    int m_alive = 0;
    bool m_everFinished = false; ///< a task
    bool m_proven = false; ///< some worker was once ready: the program itself is good
    bool m_closeWanted = false;
    Nanos m_emptySince = kNever;
    Nanos m_drainSince = 0;
    Nanos m_due = kNever;
    std::uint64_t m_late = 0, m_kills = 0, m_crashes = 0, m_restarts = 0, m_outgrown = 0, m_gaps = 0;
    // degraded
    int m_missing = 0; ///< workers, since m_missingAt
    Nanos m_missingAt = 0;
    Nanos m_shortSince = kNever; ///< this stretch began
    Nanos m_shortSum = 0; ///< worker time missing in this stretch
    Nanos m_degradedSum = 0; ///< in all that lasted
    // unstable
    static constexpr std::size_t kRecent = 200;
    std::bitset<kRecent> m_crashed; ///< of the last attempts
    std::size_t m_attempts = 0;
    bool m_unstable = false;
};

} // namespace ilv
