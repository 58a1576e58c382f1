// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workerloop.h"

#include "pool/arena.h"
#include "pool/frame.h"
#include "pool/spinner.h"
#include "pool/workeroutput.h"
#include "pool/workerside.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

namespace ilv {

namespace {

// When answers are sent back while there is still work to do. Each sending wakes the parent, which costs the two of
// them some 25 µs of CPU where all cores are busy; but a worker that sends too late runs dry before it is given more.
// With nothing left to do they go out at once, so an answer never waits for longer than the job behind it takes, once
// the limits below have passed.
constexpr std::size_t kFlushBytes = 64u << 10; ///< at once
constexpr Nanos kFlushAge = 50 * kMicro; ///< when the oldest answer is so old,
constexpr Nanos kReaction = 40 * kMicro; ///< and what is left to do takes no longer than the parent takes to send more
constexpr std::uint64_t kReserve = 1; ///< (or is so few jobs)
constexpr Nanos kFlushLimit = 1200 * kMicro; ///< in any case, once a job ends
constexpr std::size_t kLargeFill = 4u << 10; ///< filling an answer of this size deserves a clock read of its own
constexpr Nanos kInstant = 5 * kMicro; ///< a read that took no longer had not to wait: it only moved bytes
constexpr Nanos kCpuInterval = 10 * kMilli; ///< between updates of the CPU time in the shared page
constexpr std::size_t kMaxFrame = std::size_t{ 4 } << 30; ///< the parent's frames are trusted in size

Nanos nanosOf(const timeval& time)
{
    return time.tv_sec * kSecond + time.tv_usec * kMicro;
}

/// One worker's life: a blocking loop over frames. One clock read a task: the end of one is the beginning of the next.
class WorkerLoop {
public:
    WorkerLoop(const WorkerDescriptors& descriptors, SharedPage& page, const WorkerFactory& factory)
        : m_fds(descriptors)
        , m_page(page)
        , m_factory(factory)
        , m_reader(kMaxFrame)
        , m_output(descriptors.out, descriptors.outputArena, page)
    {
    }

    int run()
    {
        m_clock = now();
        m_page.bornAt.store(m_clock, std::memory_order_relaxed);
        m_lane.begin(m_page, m_clock);
        sayHello();
        while (!m_ended) {
            Frame frame;
            const FrameReader::Found found = m_reader.next(frame);
            if (found == FrameReader::Found::Frame)
                handle(frame);
            else if (found != FrameReader::Found::Nothing)
                end(kExitProtocol);
            else if (!flush() || !receive())
                end(0); // the parent is gone
        }
        flush();
        m_lane.enter(LaneState::Idle, m_clock);
        noteCpu();
        m_page.endedAt.store(m_clock, std::memory_order_release);
        return m_exitCode;
    }

private:
    void end(int exitCode)
    {
        m_ended = true;
        m_exitCode = exitCode;
    }

    void sayHello()
    {
        HelloBody hello;
        hello.pid = ::getpid();
        std::snprintf(hello.build, sizeof hello.build, "%s", kBuildVersion);
        m_output.put(0, hello);
    }

    void handle(const Frame& frame)
    {
        switch (frame.type()) {
        case FrameType::Job:
            return handleJob(frame);
        case FrameType::Ping:
            return handlePing(frame);
        case FrameType::Setup:
            return handleSetup(frame);
        case FrameType::Grow:
            return handleGrow(frame);
        case FrameType::Shutdown:
            return end(0);
        default:
            return end(kExitProtocol);
        }
    }

    void handlePing(const Frame& frame)
    {
        PongBody pong;
        pong.received = m_clock;
        pong.sent = now();
        m_output.put(frame.sequence, pong);
    }

    void handleSetup(const Frame& frame)
    {
        SetupBody setup;
        if (!readBody(frame, setup))
            return end(kExitProtocol);
        m_output.setUp(setup);
        m_spinner.allow(setup.maySpin != 0);
        const auto text = payloadOf<SetupBody>(frame);
        m_task = m_factory(std::string_view(reinterpret_cast<const char*>(text.data()), text.size()));
        if (!m_task)
            return end(kExitCannotWork);
        m_output.put(0, ReadyBody{});
        m_clock = now();
        m_lane.enter(LaneState::Transport, m_clock);
        m_received = m_clock;
    }

    void handleGrow(const Frame& frame)
    {
        GrowBody grow;
        if (!readBody(frame, grow) || !m_input.map(m_fds.inputArena, grow.capacity, false))
            return end(kExitProtocol);
        m_clock = now();
        m_lane.enter(LaneState::Transport, m_clock);
    }

    void handleJob(const Frame& frame)
    {
        JobBody body;
        if (!m_task || !readBody(frame, body))
            return end(kExitProtocol);
        WorkerJob job;
        job.index = body.index;
        job.attempt = body.attempt;
        job.fault = body.fault;
        job.firstStage = body.firstStage;
        job.lastStage = body.lastStage;
        job.digest = body.digest;
        job.input = payloadOf<JobBody>(frame);
        if ((body.flags & kInArena) != 0) {
            job.input = m_input.at(body.position, body.size);
            if (job.input.size() != body.size)
                return end(kExitProtocol);
        }
        if (frame.sequence <= m_page.revokedSeq.load(std::memory_order_relaxed))
            return revoked(frame.sequence);
        runJob(frame.sequence, job);
    }

    void revoked(std::uint64_t sequence)
    {
        ResultBody result;
        result.outcome = Outcome::Cancelled;
        result.received = result.begun = result.ended = m_clock;
        m_output.put(sequence, result);
    }

    void runJob(std::uint64_t sequence, const WorkerJob& job)
    {
        ResultBody result;
        result.received = m_received;
        result.begun = m_clock;
        m_lane.enter(LaneState::Compute, m_clock);
        m_page.startedAt.store(m_clock, std::memory_order_relaxed);
        m_page.startedSeq.store(sequence, std::memory_order_release);
        const WorkerAnswer answer = m_task->run(job);
        m_clock = now();
        m_page.finishedSeq.store(sequence, std::memory_order_release);

        result.ended = m_clock;
        result.outcome = answer.outcome;
        result.code = answer.code;
        result.digest = answer.digest;
        result.io = answer.io;
        result.cpu = answer.cpu;
        account(m_clock - result.begun, answer);
        if (m_output.putResult(sequence, result, *m_task) >= kLargeFill) {
            m_clock = now();
            m_lane.enter(LaneState::Serialize, m_clock);
        }
        flushIfDue(result.begun, sequence);
    }

    /// The execution was stamped as one; what of it was I/O, and what a wait for a CPU, is moved to its own state.
    void account(Nanos spent, const WorkerAnswer& answer)
    {
        m_lane.enter(LaneState::Serialize, m_clock);
        const Nanos io = std::clamp<Nanos>(answer.io, 0, spent);
        if (io > 0)
            m_lane.transfer(LaneState::Compute, LaneState::IoWait, io);
        if (answer.cpu >= 0 && answer.cpu < spent - io)
            m_lane.transfer(LaneState::Compute, LaneState::RunDelay, spent - io - answer.cpu);
        m_mean += (spent - m_mean) / 64;
    }

    void flushIfDue(Nanos begun, std::uint64_t sequence)
    {
        if (m_oldest == 0)
            m_oldest = begun;
        const Nanos age = m_clock - m_oldest;
        bool due = m_mean > kFlushLimit || age > kFlushLimit || m_output.pending() >= kFlushBytes;
        if (!due && age > kFlushAge) {
            const std::uint64_t left = m_page.postedSeq.load(std::memory_order_relaxed) - sequence;
            due = left <= kReserve || static_cast<Nanos>(left) * m_mean <= kReaction;
        }
        if (due && !flush())
            end(0);
    }

    bool flush()
    {
        if (m_output.pending() == 0)
            return true;
        m_oldest = 0;
        if (m_task)
            m_lane.enter(LaneState::Transport, m_clock);
        const bool flushed = m_output.flush(m_clock);
        m_clock = now();
        m_lane.enter(m_task ? LaneState::Transport : LaneState::StartUp, m_clock);
        return flushed;
    }

    bool receive()
    {
        const Nanos before = m_clock;
        if (m_task)
            m_lane.enter(LaneState::Idle, before);
        if (before - m_cpuNoted > kCpuInterval)
            noteCpu();
        m_spinner.wait(m_page, before);
        const std::span<std::byte> space = m_reader.space();
        ssize_t n = -1;
        do {
            n = ::read(m_fds.in, space.data(), space.size());
        } while (n < 0 && errno == EINTR);
        m_clock = m_received = now();
        if (n <= 0)
            return false;
        m_reader.filled(static_cast<std::size_t>(n));
        if (m_task) {
            m_lane.enter(LaneState::Transport, m_clock);
            if (m_clock - before < kInstant)
                m_lane.transfer(LaneState::Idle, LaneState::Transport, m_clock - before);
        }
        return true;
    }

    void noteCpu()
    {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        m_page.cpuUser.store(nanosOf(usage.ru_utime), std::memory_order_relaxed);
        m_page.cpuSystem.store(nanosOf(usage.ru_stime), std::memory_order_relaxed);
        m_cpuNoted = m_clock;
    }

    WorkerDescriptors m_fds;
    SharedPage& m_page;
    const WorkerFactory& m_factory;
    std::unique_ptr<WorkerTask> m_task;
    FrameReader m_reader;
    Arena m_input;
    WorkerOutput m_output;
    Spinner m_spinner;
    LaneClock m_lane;
    Nanos m_clock = 0; ///< the last clock read
    Nanos m_received = 0; ///< that of the last bytes' arrival
    Nanos m_oldest = 0; ///< beginning of the oldest job whose answer is not yet flushed; 0: none
    Nanos m_mean = 0; ///< moving mean of a job's run time
    Nanos m_cpuNoted = 0;
    bool m_ended = false;
    int m_exitCode = 0;
};

} // namespace

int runWorker(WorkerDescriptors descriptors, const WorkerFactory& factory)
{
    SharedPageMap page;
    if (!page.map(descriptors.page))
        return kExitUsage;
    ::close(descriptors.page);
    return WorkerLoop(descriptors, *page.operator->(), factory).run();
}

} // namespace ilv
