// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/frame.h"

#include <algorithm>

namespace ilv {

namespace {

constexpr std::size_t kReadSize = 64u << 10;

} // namespace

std::span<std::byte> FrameReader::space()
{
    m_bytes.consume(m_handed);
    m_handed = 0;
    // A frame larger than a read doubles the queue as it arrives.
    return m_bytes.makeSpace(std::max(kReadSize, m_bytes.size()));
}

FrameReader::Found FrameReader::next(Frame& frame)
{
    m_bytes.consume(m_handed);
    m_handed = 0;
    const std::size_t size = m_bytes.size();
    FrameHeader header;
    std::memcpy(&header, m_bytes.data(), std::min(size, sizeof header));
    const std::size_t known = std::min(size, sizeof header.magic);
    if (std::memcmp(&header.magic, &kFrameMagic, known) != 0)
        return Found::BadMagic;
    if (size < offsetof(FrameHeader, sequence))
        return Found::Nothing;
    if (header.length > m_maxBody)
        return Found::TooLarge;
    if (header.length == 0)
        return Found::Empty;
    if (size < sizeof header + header.length)
        return Found::Nothing;
    frame.sequence = header.sequence;
    frame.body = { m_bytes.data() + sizeof header, header.length };
    m_handed = sizeof header + header.length;
    return Found::Frame;
}

Code codeOf(FrameReader::Found found)
{
    switch (found) {
    case FrameReader::Found::BadMagic:
        return Code::ProtoBadMagic;
    case FrameReader::Found::TooLarge:
        return Code::ProtoFrameTooLarge;
    case FrameReader::Found::Empty:
        return Code::ProtoBadBody;
    case FrameReader::Found::Nothing:
    case FrameReader::Found::Frame:
        break;
    }
    return Code::None;
}

} // namespace ilv
