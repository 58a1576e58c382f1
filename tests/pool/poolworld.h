// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/poolstate.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

namespace ilv {

/// A PoolState with a shell that has no processes, a clock that stands still until it is moved, and workers that do
/// what the test says. Every promise of PoolState that can be broken at a step is checked at that step: the first
/// breach is kept in `breach`.
class PoolWorld {
public:
    struct Worker {
        bool lives = false;
        bool greeted = false;
        bool isReady = false;
        bool killed = false; ///< SIGKILL was sent: it can only die
        bool terminated = false;
        bool shutDown = false;
        bool outgrown = false; ///< leaves when it holds nothing; until somebody looks it may stand idle
        std::deque<std::uint64_t> inbox; ///< given, not begun
        std::deque<std::pair<std::uint64_t, bool>> outbox; ///< not yet told; whether it ran, or was revoked
        std::uint64_t started = 0, finished = 0, revoked = 0;
        Nanos startedAt = 0;
        Nanos stoppedSince = 0; ///< does nothing since then
        [[nodiscard]] bool busy() const { return started > finished; }
    };

    PoolWorld(const PoolRules& rules, std::size_t jobCount)
        : state(rules)
        , workers(static_cast<std::size_t>(rules.workers))
        , jobs(jobCount)
        , places(jobCount, Place::Outside)
        , m_rules(rules)
        , m_requeues(jobCount)
    {
        for (std::size_t i = 0; i < jobCount; ++i)
            jobs[i].index = i;
    }

    void start()
    {
        state.start(at);
        settle();
    }
    void submit(std::size_t i)
    {
        expect(places[i] == Place::Outside, "I3: a job is submitted twice");
        places[i] = Place::Queued;
        ++m_open;
        m_requeues[i] = 0;
        state.submit(jobs[i]);
    }

    /// A job that has ended goes in again, as another attempt.
    void submitAgain(std::size_t i)
    {
        expect(places[i] == Place::Outside || places[i] == Place::Ended, "I3: a job is submitted while it is held");
        places[i] = Place::Outside;
        submit(i);
    }

    /// All that the real shell does after anything happened.
    void settle()
    {
        bool more = true;
        while (more) {
            more = false;
            PoolAction action;
            while (state.takeAction(action)) {
                perform(action);
                more = true;
            }
            while (PoolJob* job = state.takeFinished()) {
                end(*job);
                more = true;
            }
            dispatch();
        }
        checkStill();
    }

    // What workers do.
    void greet(int slot)
    {
        worker(slot).greeted = true;
        state.hello(slot);
    }
    void beReady(int slot)
    {
        worker(slot).isReady = true;
        state.ready(slot, at);
    }
    void comeUp(int slot)
    {
        greet(slot);
        beReady(slot);
        settle();
    }
    void begin(int slot)
    {
        Worker& w = worker(slot);
        const std::uint64_t seq = w.inbox.front();
        w.inbox.pop_front();
        if (seq <= w.revoked) {
            w.outbox.emplace_back(seq, false);
            return;
        }
        w.started = seq;
        w.startedAt = at;
    }
    void complete(int slot)
    {
        Worker& w = worker(slot);
        w.finished = w.started;
        w.outbox.emplace_back(w.started, true);
    }
    void tell(int slot, Nanos spent = 1000)
    {
        Worker& w = worker(slot);
        const auto [seq, ran] = w.outbox.front();
        w.outbox.pop_front();
        PoolJob* job = nullptr;
        const PoolState::Answer answer = state.result(slot, seq, ran ? spent : -1, at, job);
        expect(answer != PoolState::Answer::Unexpected, "a right answer was not expected");
        expect((job != nullptr) == (answer == PoolState::Answer::Accepted), "an accepted answer has a job");
        if (job) {
            job->status = ran ? JobStatus::Ok : JobStatus::Cancelled;
            end(*job);
        }
        m_row = 0;
        if (w.shutDown && w.inbox.empty() && w.outbox.empty() && !w.busy())
            die(slot, { .exitCode = 0 });
    }
    /// Begins, finishes and tells the next job.
    void serve(int slot, Nanos spent)
    {
        begin(slot);
        at += spent;
        complete(slot);
        tell(slot, spent);
        settle();
    }
    void look(int slot)
    {
        const Worker& w = worker(slot);
        state.progress(slot, { w.started, w.finished, w.startedAt, 0, w.stoppedSince, false }, at);
    }
    void die(int slot, const WorkerDeath& death)
    {
        look(slot);
        m_row += worker(slot).killed || worker(slot).terminated ? 0 : 1; // ours do not count
        worker(slot) = {};
        for (auto seq = state.frontSequence(slot); death.failedToStart && seq < state.nextSequence(slot); ++seq) {
            if (const PoolJob* job = state.heldJob(slot, seq))
                places[job->index] = Place::Queued; // comes back, and is not charged with it
        }
        state.died(slot, death, at);
    }
    void dieAndSettle(int slot, const WorkerDeath& death)
    {
        die(slot, death);
        settle();
    }
    void passTo(Nanos when)
    {
        at = when;
        for (int i = 0; i < m_rules.workers; ++i)
            look(i);
        state.tick(at);
        settle();
    }
    /// As the real timer would: a tick at each due time on the way.
    void pass(Nanos duration)
    {
        const Nanos until = at + duration;
        while (state.due() <= until && !breach)
            passTo(std::max(at, state.due()));
        at = until;
    }

    [[nodiscard]] Worker& worker(int slot) { return workers[static_cast<std::size_t>(slot)]; }
    [[nodiscard]] std::size_t ended() const { return m_ended; }
    void expect(bool right, const char* what)
    {
        if (!right && !breach)
            breach = what;
    }

    enum class Place : std::uint8_t { Outside, Queued, Held, Ended };

    PoolState state;
    Nanos at = kSecond;
    std::vector<Worker> workers;
    std::vector<PoolJob> jobs;
    std::vector<Place> places;
    std::vector<PoolAction> seen; ///< all actions so far
    const char* breach = nullptr;
    int spawns = 0;
    std::function<void(PoolJob&)> onEnd; ///< a job has come back
    bool isReady = false;
    bool closed = false;
    Code failure = Code::None;

private:
    void perform(const PoolAction& action)
    {
        seen.push_back(action);
        using Kind = PoolAction::Kind;
        switch (action.kind) {
        case Kind::Spawn:
            expect(!state.ended(), "I6: a worker is started after the end");
            spawn(action.slot);
            break;
        case Kind::Release:
            expect(worker(action.slot).lives && worker(action.slot).inbox.empty(), "a worker is released with work");
            worker(action.slot) = {};
            break;
        case Kind::Terminate:
            worker(action.slot).terminated = true;
            break;
        case Kind::Kill:
            worker(action.slot).killed = true;
            break;
        case Kind::Shutdown:
            worker(action.slot).shutDown = true;
            break;
        case Kind::Revoke:
            worker(action.slot).revoked = state.nextSequence(action.slot) - 1;
            break;
        case Kind::Ready:
            expect(!isReady, "ready is told twice");
            isReady = true;
            break;
        case Kind::Fail:
            expect(failure == Code::None, "failure is told twice");
            failure = action.code;
            break;
        case Kind::Closed:
            expect(!closed, "closed is told twice");
            closed = true;
            for (const Worker& w : workers)
                expect(!w.lives, "closed while a worker lives");
            break;
        }
    }

    void spawn(int slot)
    {
        expect(!worker(slot).lives, "I7: a slot has two workers");
        worker(slot) = {};
        worker(slot).lives = true;
        ++spawns;
        expect(m_row < 15 + 2 * std::max(5, 2 * m_rules.workers) + 6 * m_rules.workers || m_rules.freshProcessPerJob,
            "I11: workers are started again and again without a task finished");
    }

    void dispatch()
    {
        for (int slot = state.pick(at); slot >= 0; slot = state.pick(at)) {
            expect(!state.ended(), "I6: a job is given out after the end");
            const PoolJob& next = state.front();
            std::uint64_t sequence = 0;
            const int before = state.held(slot);
            PoolJob& job = state.take(slot, at, sequence);
            expect(&job == &next, "the job in front is not the one taken");
            const bool cameBack = job.requeued > m_requeues[job.index];
            expect(places[job.index] == (cameBack ? Place::Held : Place::Queued),
                "I3: a job is given out that is not queued");
            m_requeues[job.index] = job.requeued;
            places[job.index] = Place::Held;
            if (m_rules.freshProcessPerJob)
                spawn(slot);
            const int cap = m_rules.chunk > 0 ? 2 * m_rules.chunk : 256;
            expect(before < cap, "I12: a worker holds more than it may");
            if (job.timeout > 0 && job.timeout < 50 * kMilli)
                expect(before == 0, "a job with a short time-out is prefetched");
            worker(slot).inbox.push_back(sequence);
        }
    }

    void end(PoolJob& job)
    {
        expect(places[job.index] == Place::Queued || places[job.index] == Place::Held, "I5: a job ends twice");
        places[job.index] = Place::Ended;
        ++m_ended;
        --m_open;
        if (onEnd)
            onEnd(job);
    }

    /// What must hold whenever nothing is left to do.
    void checkStill()
    {
        std::uint64_t held = 0;
        for (int i = 0; i < m_rules.workers; ++i) {
            for (std::uint64_t seq = state.frontSequence(i); seq < state.nextSequence(i); ++seq)
                held += state.heldJob(i, seq) ? 1 : 0;
            const SlotPhase phase = state.phase(i);
            expect(worker(i).lives == (phase != SlotPhase::Dead && phase != SlotPhase::Parked), "a phase is wrong");
            if (phase == SlotPhase::Spawning || phase == SlotPhase::Handshake || phase == SlotPhase::Killing)
                expect(state.due() != PoolState::kNever, "I9: nobody will look at a worker that is in between");
            if (phase == SlotPhase::Busy)
                expect(state.due() != PoolState::kNever, "I9: nobody will look at a worker with work");
            if (phase == SlotPhase::Idle && state.queued() > 0 && !state.ended() && m_rules.maxTasksPerWorker == 0
                && !worker(i).outgrown)
                expect(false, "I8: a worker idles beside a queue");
        }
        expect(m_open == held + state.queued(), "I1: a job is lost, or there twice");
    }

    PoolRules m_rules;
    std::vector<std::uint8_t> m_requeues; ///< by job: as last seen
    std::size_t m_ended = 0;
    std::uint64_t m_open = 0; ///< places that are Queued or Held
    int m_row = 0; ///< deaths since a task was finished
};

} // namespace ilv
