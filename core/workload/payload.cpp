// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/payload.h"

#include "base/rng.h"

#include <algorithm>
#include <bit>
#include <cstring>

static_assert(std::endian::native == std::endian::little, "content and digests are defined on little-endian words");

namespace ilv {
namespace {

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
constexpr std::size_t kStripe = 64;

/// At most one period.
void fillPeriod(std::uint64_t seed, std::byte* out, std::size_t size)
{
    std::uint64_t word = seed;
    std::size_t at = 0;
    for (; at + 8 <= size; at += 8) {
        word += kGolden;
        std::memcpy(out + at, &word, 8);
    }
    if (at < size) {
        word += kGolden;
        std::memcpy(out + at, &word, size - at);
    }
}

std::uint64_t word(const std::byte* at)
{
    std::uint64_t value;
    std::memcpy(&value, at, 8);
    return value;
}

/// Eight independent multiplications in flight, in eight variables so that they stay in registers.
void digestStripes(std::array<std::uint64_t, 8>& lanes, const std::byte* at, std::size_t stripes)
{
    auto [a, b, c, d, e, f, g, h] = lanes;
    for (const std::byte* end = at + stripes * kStripe; at != end; at += kStripe) {
        a = digestStep(a, word(at));
        b = digestStep(b, word(at + 8));
        c = digestStep(c, word(at + 16));
        d = digestStep(d, word(at + 24));
        e = digestStep(e, word(at + 32));
        f = digestStep(f, word(at + 40));
        g = digestStep(g, word(at + 48));
        h = digestStep(h, word(at + 56));
    }
    lanes = { a, b, c, d, e, f, g, h };
}

} // namespace

void fillContent(std::uint64_t seed, std::span<std::byte> out)
{
    const std::size_t head = std::min(out.size(), kContentPeriod);
    fillPeriod(seed, out.data(), head);
    for (std::size_t at = head; at < out.size(); at += kContentPeriod)
        std::memcpy(out.data() + at, out.data(), std::min(out.size() - at, kContentPeriod));
}

bool isContent(std::uint64_t seed, std::span<const std::byte> bytes)
{
    const std::size_t head = std::min(bytes.size(), kContentPeriod);
    std::uint64_t expected = seed;
    std::uint64_t difference = 0;
    std::size_t at = 0;
    for (; at + 8 <= head; at += 8) {
        expected += kGolden;
        difference |= expected ^ word(bytes.data() + at);
    }
    expected += kGolden;
    if (difference != 0 || (at < head && std::memcmp(bytes.data() + at, &expected, head - at) != 0))
        return false;
    // Each byte equals the one a period before it.
    return bytes.size() == head
        || std::memcmp(bytes.data() + kContentPeriod, bytes.data(), bytes.size() - kContentPeriod) == 0;
}

std::uint64_t contentDigest(std::uint64_t seed, std::uint64_t size)
{
    std::array<std::byte, kContentPiece> piece;
    fillContent(seed, std::span(piece).first(std::min<std::uint64_t>(size, kContentPiece)));
    DigestStream stream;
    for (std::uint64_t left = size; left > 0;) {
        const std::uint64_t part = std::min<std::uint64_t>(left, kContentPiece);
        stream.add(std::span(piece).first(part));
        left -= part;
    }
    return stream.finish();
}

DigestStream::DigestStream()
{
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        m_lanes[i] = (i + 1) * kGolden;
}

void DigestStream::add(std::span<const std::byte> bytes)
{
    const std::size_t stripes = bytes.size() / kStripe;
    const std::size_t rest = bytes.size() % kStripe;
    digestStripes(m_lanes, bytes.data(), stripes);
    if (rest != 0) {
        std::array<std::byte, kStripe> last{};
        std::memcpy(last.data(), bytes.data() + stripes * kStripe, rest);
        digestStripes(m_lanes, last.data(), 1);
    }
    m_size += bytes.size();
}

std::uint64_t DigestStream::finish() const
{
    std::uint64_t digest = m_size;
    for (const std::uint64_t lane : m_lanes)
        digest = mix64(digest * kGolden + lane);
    return digest;
}

} // namespace ilv
