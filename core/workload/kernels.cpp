// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/kernels.h"

#include "base/rng.h"
#include "workload/kernelparts.h"

namespace ilv {

KernelScratch::KernelScratch()
    : m_buffers(std::make_unique<Buffers>())
{
}

KernelScratch::~KernelScratch() = default;

std::uint32_t mixChain(std::uint64_t n, std::uint32_t start)
{
    // Each step needs the one before it, so no compiler can vectorise or shorten it (science §17).
    std::uint32_t a = start;
    for (std::uint64_t i = 0; i < n; ++i) {
        a = (a ^ static_cast<std::uint32_t>(i)) * 0x9E3779B1u;
        a ^= a >> 15;
    }
    return a;
}

std::uint64_t runKernel(Kernel kernel, std::uint64_t units, std::uint64_t salt, KernelScratch& scratch)
{
    switch (kernel) {
    case Kernel::Mix:
        // mix64(0) is 0, so that salt 0 is the reference chain.
        return mixChain(units, 0x811C9DC5u ^ static_cast<std::uint32_t>(mix64(salt)));
    case Kernel::Sha256:
        return kernels::sha256(units, salt, scratch.buffers());
    case Kernel::Primes:
        return kernels::primes(units, salt);
    case Kernel::Mandelbrot:
        return kernels::mandelbrot(units, salt);
    case Kernel::Sort:
        return kernels::sort(units, salt, scratch.buffers());
    case Kernel::Json:
        return kernels::json(units, salt, scratch.buffers());
    case Kernel::Compress:
        return kernels::compress(units, salt, scratch.buffers());
    case Kernel::Matmul:
        return kernels::matmul(units, salt, scratch.buffers());
    }
    return 0;
}

} // namespace ilv
