// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workload/kernels.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// Inside of workload/: the kernels behind runKernel, one function each.
namespace ilv {

/// Everything a lane keeps between tasks, grown at the first use of the kernel that needs it.
struct KernelScratch::Buffers {
    Buffers();
    ~Buffers();
    Buffers(const Buffers&) = delete;
    Buffers& operator=(const Buffers&) = delete;

    std::vector<std::uint64_t> words; ///< sort's block, sha256's message, compress's plain text
    std::vector<std::uint64_t> matrices; ///< two bases made once, and the product that is worked on
    std::string text; ///< json's document
    struct Zlib; ///< a deflate and an inflate stream, reset between pieces instead of made anew
    std::unique_ptr<Zlib> zlib;
};

namespace kernels {

using Buffers = KernelScratch::Buffers;

[[nodiscard]] std::uint64_t primes(std::uint64_t units, std::uint64_t salt);
[[nodiscard]] std::uint64_t mandelbrot(std::uint64_t units, std::uint64_t salt);
[[nodiscard]] std::uint64_t matmul(std::uint64_t units, std::uint64_t salt, Buffers& buffers);
[[nodiscard]] std::uint64_t sha256(std::uint64_t units, std::uint64_t salt, Buffers& buffers);
[[nodiscard]] std::uint64_t sort(std::uint64_t units, std::uint64_t salt, Buffers& buffers);
[[nodiscard]] std::uint64_t compress(std::uint64_t units, std::uint64_t salt, Buffers& buffers);
[[nodiscard]] std::uint64_t json(std::uint64_t units, std::uint64_t salt, Buffers& buffers);

/// Rough nanoseconds of one unit on a machine like the reference one. Only for decisions that need the order of
/// magnitude (is a CPU clock read worth it?), never for a result.
[[nodiscard]] double nominalNanos(Kernel kernel);

} // namespace kernels
} // namespace ilv
