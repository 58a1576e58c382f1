// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ilv {

/// The content of payloads, response bodies and files, and the digest of bytes. Both must run at memory speed, because
/// a payload may have 64 MiB, and both are simple enough to be written again in Python.

/// Content is little-endian 64-bit words, word j = seed + (j + 1) · 0x9E3779B97F4A7C15, which starts again after 509
/// words. The period (4,072 bytes) is no power of two, so that a page in the wrong place is seen.
inline constexpr std::size_t kContentPeriod = 509 * 8;
/// The smallest multiple of both the period and a digest stripe: pieces of this size (or a multiple) all look alike.
inline constexpr std::size_t kContentPiece = 64 * 509;

void fillContent(std::uint64_t seed, std::span<std::byte> out);
[[nodiscard]] bool isContent(std::uint64_t seed, std::span<const std::byte> bytes);
/// Digest of `size` bytes of content, without making them all.
[[nodiscard]] std::uint64_t contentDigest(std::uint64_t seed, std::uint64_t size);

/// One step of every digest of words, also of the kernels': x = (digest xor value) · 0x9E3779B97F4A7C15, then
/// x xor (x >> 32). Order matters, and for each value it is a bijection of the digest.
[[nodiscard]] constexpr std::uint64_t digestStep(std::uint64_t digest, std::uint64_t value)
{
    const std::uint64_t x = (digest ^ value) * 0x9E3779B97F4A7C15ULL;
    return x ^ (x >> 32);
}

/// Digest of bytes that come in pieces. Eight lanes, lane k = (k + 1) · 0x9E3779B97F4A7C15 at first, take the eight
/// little-endian words of each 64-byte stripe: lane := digestStep(lane, word). A last stripe is filled up with zeros.
/// Then d = size, and for each lane in order d := mix64(d · 0x9E3779B97F4A7C15 + lane).
class DigestStream {
public:
    DigestStream();
    /// Every piece but the last must be a multiple of 64 bytes long.
    void add(std::span<const std::byte> bytes);
    [[nodiscard]] std::uint64_t finish() const;

private:
    std::array<std::uint64_t, 8> m_lanes;
    std::uint64_t m_size = 0;
};

} // namespace ilv
