// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/vocabulary.h"
#include "net/ioloop.h"
#include "pool/arena.h"
#include "pool/descriptor.h"
#include "pool/errortail.h"
#include "pool/frame.h"
#include "pool/job.h"
#include "pool/sharedpage.h"
#include "pool/workerprocess.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace ilv {

struct LinkOptions {
    Transport transport = Transport::Pipe;
    bool arenas = true; ///< large payloads may go through shared memory
    bool maySpin = false;
    int pings = 8; ///< clock comparisons before the set-up; 0: the set-up goes out before the worker says hello
    std::string setup;
    std::size_t maxOutput = 0;
};

/// Everything between the pool and one worker process: descriptors, frames both ways, shared page and arenas, stderr.
/// It keeps to the protocol and reports; it decides nothing.
class WorkerLink final : public WorkerProcess::Listener {
public:
    class Owner {
    public:
        virtual void linkSaidHello(WorkerLink& link) = 0;
        virtual void linkIsReady(WorkerLink& link) = 0;
        /// A well-formed result. `output` lives until the return. False: it answers nothing that was asked.
        virtual bool linkResult(WorkerLink& link, std::uint64_t sequence, const ResultBody& result,
            std::span<const std::byte> output, Nanos arrived)
            = 0;
        virtual void linkBroke(WorkerLink& link, Code code, const std::string& message) = 0; ///< a violation
        virtual void linkClosed(WorkerLink& link) = 0; ///< the worker's end of the channel is closed
        virtual void linkWaits(WorkerLink& link) = 0; ///< a part of a frame has come
        virtual void linkRoom(WorkerLink& link) = 0; ///< what was unsent is sent
        virtual void linkEnded(WorkerLink& link) = 0; ///< its process is gone: death() and deathMessage()

    protected:
        ~Owner() = default;
    };

    WorkerLink(IoLoop& loop, Owner& owner, const LinkOptions& options, int slot);
    ~WorkerLink(); ///< kills and reaps the process when it still lives
    WorkerLink(const WorkerLink&) = delete;
    WorkerLink& operator=(const WorkerLink&) = delete;

    using Launcher = std::function<std::unique_ptr<WorkerProcess>(const WorkerStart&, WorkerProcess::Listener&)>;
    /// Makes the descriptors and starts the process. False: none to be had (the death is reported as any other).
    void start(const std::string& program, const Launcher& launcher);
    void signal(int number);

    // Frames out; they travel with the next write().
    [[nodiscard]] bool accepts(const PoolJob& job); ///< room in pipe and arena
    void putJob(PoolJob& job, std::uint64_t sequence);
    void putShutdown();
    void revoke(std::uint64_t sequence) { m_page->revokedSeq.store(sequence, std::memory_order_relaxed); }
    [[nodiscard]] bool unsent() const { return !m_out.empty(); }
    bool write(); ///< true when nothing is left unsent
    void releaseInput(const PoolJob& job); ///< its payload has been consumed

    /// Reads what the dead worker had still written, hears no more after that, and closes the descriptors.
    void drainAndClose();
    void silence() { m_silent = true; } ///< nothing it says matters any more

    [[nodiscard]] int slot() const { return m_slot; }
    [[nodiscard]] int pid() const;
    [[nodiscard]] bool ended() const { return m_ended; }
    [[nodiscard]] const WorkerDeath& death() const { return m_death; }
    [[nodiscard]] const std::string& deathMessage() const { return m_deathMessage; }
    [[nodiscard]] const ErrorTail& errors() const { return m_errors; }
    [[nodiscard]] const SharedPage* page() const { return m_page.operator->(); } ///< null: could not be made
    [[nodiscard]] WorkerProgress progress() const;
    [[nodiscard]] Nanos spawnedAt() const { return m_spawnedAt; }
    [[nodiscard]] Nanos helloAt() const { return m_helloAt; }
    [[nodiscard]] Nanos clockOffset() const { return m_clockOffset; } ///< to be taken from the worker's stamps
    [[nodiscard]] std::uint64_t bytesIn() const { return m_bytesIn; }
    [[nodiscard]] std::uint64_t bytesOut() const { return m_bytesOut; }

    std::uint64_t unstampedSeq = 1; ///< the owner's: first job whose `sent` is not final
    Nanos leaveBy = 0; ///< the owner's: when a released worker must have ended
    Nanos stoppedSince = 0; ///< the owner's: its process was last seen stopped, since then

private:
    struct Input final : IoLoop::Watcher {
        explicit Input(WorkerLink& link)
            : m_link(link)
        {
        }
        void ready(std::uint32_t events) override { m_link.channelReady(events); }
        WorkerLink& m_link;
    };
    struct Output final : IoLoop::Watcher {
        explicit Output(WorkerLink& link)
            : m_link(link)
        {
        }
        void ready(std::uint32_t) override { m_link.writable(); }
        WorkerLink& m_link;
    };

    [[nodiscard]] bool makeChannel(WorkerStart& start);
    [[nodiscard]] bool makeMemory(WorkerStart& start);
    void channelReady(std::uint32_t events);
    void writable();
    void waitForRoom(bool wait);
    void readable();
    void consume(Nanos at);
    void handle(const Frame& frame, Nanos at);
    void handleHello(const Frame& frame, Nanos at);
    void handlePong(const Frame& frame, Nanos at);
    void handleGrow(const Frame& frame);
    void handleResult(const Frame& frame, Nanos at);
    void putPing();
    void putSetup();
    void broke(Code code, const std::string& message = {});
    void closeInput();
    void processEnded(const WorkerDeath& death, const std::string& message) override;
    [[nodiscard]] bool viaArena(std::size_t size) const;
    [[nodiscard]] bool oneSocket() const { return m_options.transport == Transport::Socket; }

    IoLoop& m_loop;
    Owner& m_owner;
    const LinkOptions& m_options;
    const int m_slot;
    Input m_input{ *this };
    Output m_output{ *this };
    Descriptor m_readEnd; ///< both directions with transport socket
    Descriptor m_writeEnd;
    Descriptor m_inputArenaFile;
    Descriptor m_outputArenaFile;
    Descriptor m_childEnds[5]; ///< closed once the child has them
    ErrorTail m_errors;
    SharedPageMap m_page;
    Arena m_inputArena;
    ArenaRing m_inputRing;
    Arena m_outputArena;
    FrameReader m_reader;
    ByteQueue m_out;
    std::unique_ptr<WorkerProcess> m_process;
    WorkerDeath m_death;
    std::string m_deathMessage;
    Nanos m_spawnedAt = 0;
    Nanos m_helloAt = 0;
    Nanos m_partialSince = 0;
    Nanos m_pingSent = 0;
    Nanos m_bestTrip = 0;
    Nanos m_clockOffset = 0;
    std::uint64_t m_pings = 0;
    std::uint64_t m_lastSeq = 0; ///< of the last job encoded
    std::uint32_t m_posted = 0;
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_bytesOut = 0;
    bool m_saidHello = false;
    bool m_setUp = false;
    bool m_isReady = false;
    bool m_waitsForRoom = false;
    bool m_silent = false;
    bool m_ended = false;
};

} // namespace ilv
