// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workerlink.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/epoll.h>
#include <utility>

// The part of WorkerLink that reads: from bytes to what they mean. The other: workerlink.cpp.

namespace ilv {

void WorkerLink::channelReady(std::uint32_t events)
{
    if ((events & EPOLLOUT) != 0)
        writable();
    if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && m_readEnd)
        readable();
}

void WorkerLink::closeInput()
{
    if (m_readEnd)
        m_loop.remove(m_readEnd.get(), m_input);
    m_readEnd.close();
}

void WorkerLink::readable()
{
    const std::span<std::byte> space = m_reader.space();
    const ssize_t n = ::read(m_readEnd.get(), space.data(), space.size());
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        closeInput();
        if (!m_silent && !m_ended)
            m_owner.linkClosed(*this);
        return;
    }
    m_bytesIn += static_cast<std::uint64_t>(n);
    m_reader.filled(static_cast<std::size_t>(n));
    consume(now());
}

void WorkerLink::consume(Nanos at)
{
    Frame frame;
    FrameReader::Found found = FrameReader::Found::Nothing;
    bool any = false;
    while (!m_silent && (found = m_reader.next(frame)) == FrameReader::Found::Frame) {
        any = true;
        handle(frame, at);
    }
    if (m_silent)
        return;
    if (const Code code = codeOf(found); code != Code::None)
        return broke(code);
    if (m_reader.pending() == 0) {
        m_partialSince = 0;
    } else if (any || m_partialSince == 0) {
        m_partialSince = at;
        m_owner.linkWaits(*this);
    }
}

void WorkerLink::handle(const Frame& frame, Nanos at)
{
    const FrameType type = frame.type();
    if (type == FrameType::Result && m_isReady)
        return handleResult(frame, at);
    if (type == FrameType::Hello && !m_saidHello)
        return handleHello(frame, at);
    if (type == FrameType::Pong && m_saidHello && !m_setUp)
        return handlePong(frame, at);
    if (type == FrameType::Grow && m_isReady)
        return handleGrow(frame);
    if (type == FrameType::Ready && m_setUp && m_saidHello && !m_isReady) {
        m_isReady = true;
        return m_owner.linkIsReady(*this);
    }
    broke(Code::ProtoUnexpected);
}

void WorkerLink::handleHello(const Frame& frame, Nanos at)
{
    HelloBody hello;
    if (!readBody(frame, hello))
        return broke(Code::ProtoBadBody);
    hello.build[sizeof hello.build - 1] = '\0';
    if (hello.protocol != kProtocolVersion || std::string_view(hello.build) != kBuildVersion) {
        return broke(Code::WorkerVersionMismatch,
            "the worker speaks protocol " + std::to_string(hello.protocol) + " of version \"" + hello.build
                + "\", this program protocol " + std::to_string(kProtocolVersion) + " of version \"" + kBuildVersion
                + '"');
    }
    m_saidHello = true;
    m_helloAt = at;
    m_owner.linkSaidHello(*this);
    if (m_options.pings > 0)
        putPing();
}

void WorkerLink::putPing()
{
    putFrame(m_out, ++m_pings, PingBody{});
    m_pingSent = now();
    write();
}

void WorkerLink::handlePong(const Frame& frame, Nanos at)
{
    PongBody pong;
    if (!readBody(frame, pong))
        return broke(Code::ProtoBadBody);
    if (frame.sequence != m_pings)
        return broke(Code::ProtoUnexpected);
    // Cristian's method (science §0.1): the quickest round trip bounds the error by half of itself.
    const Nanos trip = (at - m_pingSent) - (pong.sent - pong.received);
    const Nanos offset = ((pong.received - m_pingSent) + (pong.sent - at)) / 2;
    if (m_pings == 1 || trip < m_bestTrip) {
        m_bestTrip = trip;
        m_clockOffset = std::abs(offset) <= trip / 2 ? 0 : offset;
    }
    if (m_pings < static_cast<std::uint64_t>(m_options.pings))
        return putPing();
    putSetup();
    write();
}

void WorkerLink::putSetup()
{
    SetupBody body;
    body.maySpin = m_options.maySpin ? 1 : 0;
    body.arenaAlways = m_options.transport == Transport::SharedMemory ? 1 : 0;
    body.maxOutput = m_options.maxOutput;
    std::byte* place = putFrame(m_out, 0, body, m_options.setup.size());
    std::memcpy(place, m_options.setup.data(), m_options.setup.size());
    m_setUp = true;
}

void WorkerLink::handleGrow(const Frame& frame)
{
    GrowBody grow;
    if (!readBody(frame, grow) || grow.output != 1 || grow.capacity > Arena::capacityFor(m_options.maxOutput)
        || !m_outputArenaFile || !m_outputArena.map(m_outputArenaFile.get(), grow.capacity, false))
        broke(Code::ProtoBadBody);
}

void WorkerLink::handleResult(const Frame& frame, Nanos at)
{
    ResultBody result;
    if (!readBody(frame, result))
        return broke(Code::ProtoBadBody);
    std::span<const std::byte> output = payloadOf<ResultBody>(frame);
    const bool inArena = (result.flags & kInArena) != 0;
    if (inArena) {
        if (!output.empty() || result.size == 0)
            return broke(Code::ProtoBadBody);
        output = m_outputArena.at(result.position, result.size);
        if (output.empty())
            return broke(Code::ProtoBadBody);
        m_bytesIn += output.size();
    }
    if (output.size() > m_options.maxOutput)
        return broke(Code::ProtoFrameTooLarge);
    const bool known = result.outcome == Outcome::Ok || result.outcome == Outcome::Error
        || result.outcome == Outcome::Timeout || result.outcome == Outcome::Cancelled;
    if (!known || (result.code != Code::None && name(result.code).empty()))
        return broke(Code::ProtoBadBody);
    if (!m_owner.linkResult(*this, frame.sequence, result, output, at))
        return broke(Code::ProtoUnexpected);
    if (inArena)
        m_page->outputRead.store(result.position + ArenaRing::rounded(result.size), std::memory_order_release);
}

void WorkerLink::broke(Code code, const std::string& message)
{
    if (std::exchange(m_silent, true))
        return;
    m_owner.linkBroke(*this, code, message);
}

} // namespace ilv
