// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/codes.h"
#include "base/faultbox.h"
#include "base/vocabulary.h"
#include "pool/bytequeue.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace ilv {

/// What travels between the pool and a worker: frames of a fixed header and a body of `length` bytes, which is a fixed
/// struct, whose first byte is the type, and for some types a payload behind it. Numbers lie as the machine has them
/// (both ends are one machine; the channel is private, so there is no checksum).
struct FrameHeader {
    std::uint32_t magic = 0;
    std::uint32_t length = 0; ///< of the body
    std::uint64_t sequence = 0; ///< of the job, or of the ping; 0 elsewhere
};
static_assert(sizeof(FrameHeader) == 16);

inline constexpr std::uint32_t kFrameMagic = 0x31564C49; ///< the bytes "ILV1"
inline constexpr std::uint32_t kProtocolVersion = 1;
inline constexpr const char* kBuildVersion = ILV_VERSION; ///< both ends are of one build
inline constexpr std::size_t kInlineLimit = 64u << 10; ///< larger payloads go through the arena
inline constexpr std::size_t kFrameSlack = 64u << 10; ///< a frame may be this much longer than the largest payload

enum class FrameType : std::uint8_t { Hello = 1, Ping, Pong, Setup, Ready, Job, Result, Grow, Shutdown };

/// Worker's first word. Both versions must be the parent's own.
struct HelloBody {
    FrameType type = FrameType::Hello;
    std::uint8_t pad[3]{};
    std::uint32_t protocol = kProtocolVersion;
    std::int32_t pid = 0;
    char build[20]{};
};

struct PingBody {
    FrameType type = FrameType::Ping;
    std::uint8_t pad[7]{};
};

struct PongBody {
    FrameType type = FrameType::Pong;
    std::uint8_t pad[7]{};
    Nanos received = 0;
    Nanos sent = 0;
};

/// The opaque setup text follows.
struct SetupBody {
    FrameType type = FrameType::Setup;
    std::uint8_t maySpin = 0; ///< there is a core to spare for a worker that waits a moment without sleeping
    std::uint8_t arenaAlways = 0; ///< answers of any size go through the arena (transport shared-memory)
    std::uint8_t pad[5]{};
    std::uint64_t maxOutput = 0; ///< a longer answer is refused by the worker itself: OUTPUT_LIMIT
};

struct ReadyBody {
    FrameType type = FrameType::Ready;
    std::uint8_t pad[7]{};
};

inline constexpr std::uint8_t kInArena = 1; ///< flag of a Job or Result: the payload lies in the arena

/// The payload follows, unless it lies in the arena at `position` with `size` bytes.
struct JobBody {
    FrameType type = FrameType::Job;
    std::uint8_t flags = 0;
    std::uint16_t firstStage = 0;
    std::uint16_t lastStage = 0;
    HandFault fault = HandFault::None; ///< to be done before the stages
    std::uint8_t pad = 0;
    std::uint32_t attempt = 0;
    std::uint32_t pad2 = 0;
    std::uint64_t index = 0;
    std::uint64_t digest = 0;
    std::uint64_t position = 0;
    std::uint64_t size = 0;
};

struct ResultBody {
    FrameType type = FrameType::Result;
    std::uint8_t flags = 0;
    Outcome outcome = Outcome::Ok; ///< Ok, Error, Timeout; Cancelled: was revoked before it began
    std::uint8_t pad = 0;
    Code code = Code::None;
    std::uint16_t pad2 = 0;
    std::uint64_t digest = 0;
    Nanos received = 0;
    Nanos begun = 0;
    Nanos ended = 0;
    Nanos flushed = 0;
    Nanos io = 0;
    Nanos cpu = -1;
    std::uint64_t position = 0;
    std::uint64_t size = 0;
};

/// An arena, empty at that moment, has become larger; the other side maps it anew.
struct GrowBody {
    FrameType type = FrameType::Grow;
    std::uint8_t output = 0; ///< 0: the parent's input arena, 1: the worker's output arena
    std::uint8_t pad[6]{};
    std::uint64_t capacity = 0;
};

struct ShutdownBody {
    FrameType type = FrameType::Shutdown;
    std::uint8_t pad[7]{};
};

/// Appends a frame whose payload of `payload` bytes the caller writes; returns where.
template <typename Body>
std::byte* putFrame(ByteQueue& out, std::uint64_t sequence, const Body& body, std::size_t payload = 0)
{
    static_assert(std::is_trivially_copyable_v<Body>);
    const FrameHeader header{ kFrameMagic, static_cast<std::uint32_t>(sizeof(Body) + payload), sequence };
    std::byte* place = out.extend(sizeof header + sizeof body + payload);
    std::memcpy(place, &header, sizeof header);
    std::memcpy(place + sizeof header, &body, sizeof body);
    return place + sizeof header + sizeof body;
}

/// A whole frame as found. `body` holds until the reader is given more bytes.
struct Frame {
    std::uint64_t sequence = 0;
    std::span<const std::byte> body;
    [[nodiscard]] FrameType type() const { return static_cast<FrameType>(body[0]); }
    [[nodiscard]] std::size_t wireSize() const { return sizeof(FrameHeader) + body.size(); }
};

/// The body's fixed part; false when it is too short. What follows it is the payload.
template <typename Body> [[nodiscard]] bool readBody(const Frame& frame, Body& body)
{
    if (frame.body.size() < sizeof(Body))
        return false;
    std::memcpy(&body, frame.body.data(), sizeof(Body));
    return true;
}
template <typename Body> [[nodiscard]] std::span<const std::byte> payloadOf(const Frame& frame)
{
    return frame.body.subspan(sizeof(Body));
}

/// Cuts a stream of bytes into frames. Pure: no descriptor, no clock. Its memory grows with what has arrived, never by
/// what a header claims; a bad magic or length is told as soon as its bytes are there, and is final.
class FrameReader {
public:
    enum class Found : std::uint8_t { Nothing, Frame, BadMagic, TooLarge, Empty };

    explicit FrameReader(std::size_t maxBody)
        : m_maxBody(maxBody)
    {
    }

    /// Where to put bytes that arrive, and how many were put there.
    [[nodiscard]] std::span<std::byte> space();
    void filled(std::size_t n) { m_bytes.added(n); }

    [[nodiscard]] Found next(Frame& frame);
    [[nodiscard]] std::size_t pending() const { return m_bytes.size() - m_handed; } ///< bytes of a frame not yet whole

private:
    ByteQueue m_bytes;
    std::size_t m_handed = 0; ///< length of the frame handed out last, still in front
    std::size_t m_maxBody;
};

/// PROTO_BAD_MAGIC, PROTO_FRAME_TOO_LARGE, PROTO_BAD_BODY.
[[nodiscard]] Code codeOf(FrameReader::Found found);

} // namespace ilv
