// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rng.h"
#include "workload/kernelparts.h"
#include "workload/payload.h"

#include <algorithm>

/// The kernels that only calculate: no memory beyond a cache line or, for matmul, the first-level cache.
namespace ilv::kernels {
namespace {

/// Smallest divisor of an odd n above 1 (n itself when it is prime), by trial.
std::uint32_t leastFactor(std::uint32_t n)
{
    for (std::uint32_t d = 3; d * d <= n; d += 2) {
        if (n % d == 0)
            return d;
    }
    return n;
}

constexpr std::uint64_t kOrder = 32; ///< matrices are 32 × 32
constexpr std::uint64_t kCells = kOrder * kOrder;

/// row := row · b, all modulo 2^64. Returns the sum of the new row.
std::uint64_t multiplyRow(std::uint64_t* row, const std::uint64_t* b)
{
    std::array<std::uint64_t, kOrder> product{};
    for (std::uint64_t k = 0; k < kOrder; ++k) {
        const std::uint64_t factor = row[k];
        const std::uint64_t* line = b + k * kOrder;
        for (std::uint64_t j = 0; j < kOrder; ++j)
            product[j] += factor * line[j];
    }
    std::uint64_t sum = 0;
    for (std::uint64_t j = 0; j < kOrder; ++j) {
        row[j] = product[j];
        sum += product[j];
    }
    return sum;
}

} // namespace

/// Unit: one odd number between 1,000,001 and 1,524,287 tested by trial division. The numbers go round, so that the
/// millionth costs what the first did.
std::uint64_t primes(std::uint64_t units, std::uint64_t salt)
{
    constexpr std::uint64_t kSpan = 1u << 18;
    const std::uint64_t offset = mix64(salt);
    std::uint64_t digest = mix64(salt);
    for (std::uint64_t i = 0; i < units; ++i) {
        const auto n = static_cast<std::uint32_t>(1'000'001 + 2 * ((offset + i) % kSpan));
        digest = digestStep(digest, static_cast<std::uint64_t>(leastFactor(n)) << 32 | n);
    }
    return digest;
}

/// Unit: one step z := z² + c in fixed point with 28 fractional bits, at most 256 for a point. |z| stays below 6.5, so
/// that no product leaves 63 bits.
std::uint64_t mandelbrot(std::uint64_t units, std::uint64_t salt)
{
    constexpr int kBits = 28;
    constexpr std::int64_t kFour = std::int64_t{ 4 } << kBits;
    constexpr std::int64_t kSide = std::int64_t{ 5 } << (kBits - 1); // 2.5
    std::uint64_t digest = mix64(salt);
    std::uint64_t left = units;
    for (std::uint64_t point = 0; left > 0; ++point) {
        const std::uint64_t random = draw(salt, point);
        const std::int64_t cr = (static_cast<std::int64_t>(random >> 32) * kSide >> 32) - (std::int64_t{ 2 } << kBits);
        const std::int64_t ci = (static_cast<std::int64_t>(random & 0xFFFFFFFFu) * kSide >> 32) - kSide / 2;
        const std::uint64_t limit = std::min<std::uint64_t>(left, 256);
        std::int64_t zr = 0;
        std::int64_t zi = 0;
        std::uint64_t n = 0;
        for (; n < limit; ++n) {
            const std::int64_t r2 = zr * zr >> kBits;
            const std::int64_t i2 = zi * zi >> kBits;
            if (r2 + i2 > kFour)
                break;
            zi = (zr * zi >> (kBits - 1)) + ci;
            zr = r2 - i2 + cr;
        }
        left -= n; // the first step of a point never escapes, so n >= 1
        digest = digestStep(digest, n ^ static_cast<std::uint64_t>(zr) ^ static_cast<std::uint64_t>(zi) << 20);
    }
    return digest;
}

/// Unit: one row times a 32 × 32 matrix (1,024 multiply-adds modulo 2^64); 32 units are a whole product, and the next
/// product starts from its result.
std::uint64_t matmul(std::uint64_t units, std::uint64_t salt, Buffers& buffers)
{
    if (buffers.matrices.empty()) {
        buffers.matrices.resize(3 * kCells);
        for (std::uint64_t i = 0; i < 2 * kCells; ++i)
            buffers.matrices[i] = draw(0, i);
    }
    const std::uint64_t* base = buffers.matrices.data();
    const std::uint64_t* b = base + kCells;
    std::uint64_t* a = buffers.matrices.data() + 2 * kCells;
    const std::uint64_t pattern = mix64(salt);
    for (std::uint64_t i = 0; i < kCells; ++i)
        a[i] = base[i] ^ pattern;
    std::uint64_t digest = pattern;
    for (std::uint64_t i = 0; i < units; ++i) {
        std::uint64_t* row = a + (i % kOrder) * kOrder;
        row[0] += i; // keeps the powers of b from settling into a cycle
        digest = digestStep(digest, multiplyRow(row, b));
    }
    return digest;
}

} // namespace ilv::kernels
