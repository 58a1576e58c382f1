// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workerlink.h"

#include "base/plant.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <utility>

// The part of WorkerLink that makes, ends and writes. The other: linkinput.cpp.

namespace ilv {

namespace {

constexpr int kPipeSize = 1 << 20;
constexpr std::size_t kUnsentLimit = 1u << 20; ///< no more jobs are encoded for a worker that does not read
constexpr std::size_t kDrainLimit = 64u << 20; ///< a grandchild may hold the channel open and go on writing

void makeNonBlocking(int fd)
{
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

} // namespace

WorkerLink::WorkerLink(IoLoop& loop, Owner& owner, const LinkOptions& options, int slot)
    : m_loop(loop)
    , m_owner(owner)
    , m_options(options)
    , m_slot(slot)
    , m_errors(loop)
    , m_reader(options.maxOutput + kFrameSlack)
{
}

WorkerLink::~WorkerLink()
{
    m_process.reset();
    closeInput();
    waitForRoom(false);
}

bool WorkerLink::makeChannel(WorkerStart& start)
{
    int toWorker[2];
    int fromWorker[2];
    if (oneSocket()) {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, toWorker) != 0)
            return false;
        for (const int end : toWorker)
            ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &kPipeSize, sizeof kPipeSize);
        m_readEnd = Descriptor(toWorker[0]);
        m_childEnds[0] = Descriptor(toWorker[1]);
        makeNonBlocking(toWorker[0]);
        start.descriptors.in = start.descriptors.out = toWorker[1];
        return true;
    }
    if (::pipe2(toWorker, O_CLOEXEC) != 0)
        return false;
    m_childEnds[0] = Descriptor(toWorker[0]);
    m_writeEnd = Descriptor(toWorker[1]);
    if (::pipe2(fromWorker, O_CLOEXEC) != 0)
        return false;
    m_readEnd = Descriptor(fromWorker[0]);
    m_childEnds[1] = Descriptor(fromWorker[1]);
    makeNonBlocking(m_writeEnd.get());
    makeNonBlocking(m_readEnd.get());
    start.onStdio = m_options.transport == Transport::Stdio;
    if (!start.onStdio) { // a larger pipe is a favour of the system, not a need
        ::fcntl(m_writeEnd.get(), F_SETPIPE_SZ, kPipeSize);
        ::fcntl(m_readEnd.get(), F_SETPIPE_SZ, kPipeSize);
    }
    start.descriptors.in = toWorker[0];
    start.descriptors.out = fromWorker[1];
    return true;
}

bool WorkerLink::makeMemory(WorkerStart& start)
{
    m_childEnds[2] = Descriptor(SharedPageMap::createFile());
    start.descriptors.page = m_childEnds[2].get();
    if (!m_childEnds[2] || !m_page.map(m_childEnds[2].get()))
        return false;
    if (m_options.arenas) {
        m_inputArenaFile = Descriptor(Arena::createFile());
        m_outputArenaFile = Descriptor(Arena::createFile());
        start.descriptors.inputArena = m_inputArenaFile.get();
        start.descriptors.outputArena = m_outputArenaFile.get();
        return m_inputArenaFile && m_outputArenaFile;
    }
    return true;
}

void WorkerLink::start(const std::string& program, const Launcher& launcher)
{
    m_spawnedAt = now();
    WorkerStart start;
    start.program = program;
    m_childEnds[3] = Descriptor(m_errors.open());
    start.errors = m_childEnds[3].get();
    if (start.errors < 0 || !makeChannel(start) || !makeMemory(start)) {
        WorkerDeath death;
        death.failedToStart = death.transient = true;
        processEnded(death, std::string("no channel for a worker: ") + std::strerror(errno));
        return;
    }
    m_loop.add(m_readEnd.get(), EPOLLIN, m_input);
    if (m_options.pings == 0)
        putSetup();
    auto process = launcher(start, *this);
    for (Descriptor& end : m_childEnds)
        end.close();
    m_process = std::move(process);
}

int WorkerLink::pid() const
{
    return m_process ? m_process->pid() : 0;
}

void WorkerLink::signal(int number)
{
    if (m_process && !m_ended)
        m_process->signal(number);
}

void WorkerLink::processEnded(const WorkerDeath& death, const std::string& message)
{
    m_ended = true;
    m_death = death;
    m_deathMessage = message;
    m_owner.linkEnded(*this);
}

void WorkerLink::drainAndClose()
{
    for (std::size_t before = 0; m_readEnd && m_bytesIn - before <= kDrainLimit;) {
        const std::uint64_t seen = m_bytesIn;
        readable();
        if (m_bytesIn == seen)
            break;
    }
    m_silent = true;
    m_errors.drainAndClose();
    waitForRoom(false);
    if (planted(Plant::LeakADescriptor))
        (void)::fcntl(m_readEnd.get(), F_DUPFD_CLOEXEC, 3);
    closeInput();
    m_writeEnd.close();
    m_inputArenaFile.close();
    m_outputArenaFile.close();
}

WorkerProgress WorkerLink::progress() const
{
    WorkerProgress progress;
    if (m_page) {
        progress.startedSeq = m_page->startedSeq.load(std::memory_order_acquire);
        progress.startedAt = m_page->startedAt.load(std::memory_order_relaxed) - m_clockOffset;
        progress.finishedSeq = m_page->finishedSeq.load(std::memory_order_acquire);
    }
    progress.partialSince = m_partialSince;
    progress.stoppedSince = stoppedSince;
    progress.unread = m_waitsForRoom;
    return progress;
}

bool WorkerLink::viaArena(std::size_t size) const
{
    return m_options.arenas && (size > kInlineLimit || (size > 0 && m_options.transport == Transport::SharedMemory));
}

bool WorkerLink::accepts(const PoolJob& job)
{
    if (m_out.size() >= kUnsentLimit)
        return false;
    const std::size_t size = job.input.size();
    if (!viaArena(size) || m_inputRing.fit(size))
        return true;
    if (!m_inputRing.empty())
        return false;
    const std::size_t wanted = Arena::capacityFor(size);
    if (!m_inputArena.map(m_inputArenaFile.get(), wanted, true))
        return true; // no memory for it: inline then
    m_inputRing.resize(wanted);
    GrowBody grow;
    grow.capacity = wanted;
    putFrame(m_out, 0, grow);
    return true;
}

void WorkerLink::putJob(PoolJob& job, std::uint64_t sequence)
{
    JobBody body;
    body.firstStage = job.firstStage;
    body.lastStage = job.lastStage;
    body.attempt = job.attempt;
    body.fault = job.fault;
    body.index = job.index;
    body.digest = job.digest;
    job.arenaEnd = 0;
    m_lastSeq = sequence;
    const std::size_t size = job.input.size();
    const auto position = viaArena(size) ? m_inputRing.fit(size) : std::nullopt;
    if (position) {
        m_inputRing.take(*position, size);
        job.arenaEnd = m_inputRing.head();
        std::memcpy(m_inputArena.at(*position, size).data(), job.input.data(), size);
        body.flags = kInArena;
        body.position = *position;
        body.size = size;
        putFrame(m_out, sequence, body);
        m_bytesOut += size;
    } else {
        std::byte* place = putFrame(m_out, sequence, body, size);
        if (size > 0)
            std::memcpy(place, job.input.data(), size);
    }
}

void WorkerLink::releaseInput(const PoolJob& job)
{
    if (job.arenaEnd != 0)
        m_inputRing.setTail(job.arenaEnd);
}

void WorkerLink::putShutdown()
{
    putFrame(m_out, 0, ShutdownBody{});
}

bool WorkerLink::write()
{
    const Descriptor& end = oneSocket() ? m_readEnd : m_writeEnd;
    while (!m_out.empty() && end) {
        const ssize_t n = oneSocket() ? ::send(end.get(), m_out.data(), m_out.size(), MSG_NOSIGNAL)
                                      : ::write(end.get(), m_out.data(), m_out.size());
        if (n > 0) {
            m_out.consume(static_cast<std::size_t>(n));
            m_bytesOut += static_cast<std::uint64_t>(n);
            if (m_out.empty())
                m_page->postedSeq.store(m_lastSeq, std::memory_order_relaxed);
            m_page->parentCpu.store(::sched_getcpu(), std::memory_order_relaxed);
            m_page->posted.store(++m_posted, std::memory_order_release);
        } else if (errno == EAGAIN) {
            waitForRoom(true);
            return false;
        } else if (errno != EINTR) {
            m_out.clear(); // nobody reads any more: its death will follow and say what became of the jobs
        }
    }
    return true;
}

void WorkerLink::waitForRoom(bool wait)
{
    if (wait == m_waitsForRoom)
        return;
    m_waitsForRoom = wait;
    if (oneSocket()) {
        if (m_readEnd)
            m_loop.modify(m_readEnd.get(), wait ? EPOLLIN | EPOLLOUT : EPOLLIN, m_input);
    } else if (m_writeEnd && wait) {
        m_loop.add(m_writeEnd.get(), EPOLLOUT, m_output);
    } else if (m_writeEnd) {
        m_loop.remove(m_writeEnd.get(), m_output);
    }
}

void WorkerLink::writable()
{
    if (!write())
        return;
    waitForRoom(false);
    m_owner.linkRoom(*this);
}

} // namespace ilv
