// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/vocabulary.h"

#include <cstdint>
#include <memory>

namespace ilv {

/// Memory a kernel works in, kept by a lane between tasks so that a task allocates nothing.
class KernelScratch {
public:
    KernelScratch();
    ~KernelScratch();
    KernelScratch(const KernelScratch&) = delete;
    KernelScratch& operator=(const KernelScratch&) = delete;
    struct Buffers;
    [[nodiscard]] Buffers& buffers() { return *m_buffers; }

private:
    std::unique_ptr<Buffers> m_buffers;
};

/// Does `units` inner steps of a kernel and returns a digest of what it computed: a pure function of (kernel, units,
/// salt), the same with every compiler. Mix with salt 0 is the reference chain of science §17.
[[nodiscard]] std::uint64_t runKernel(Kernel kernel, std::uint64_t units, std::uint64_t salt, KernelScratch& scratch);

/// The reference chain: mixChain(1000) == 414588231.
[[nodiscard]] std::uint32_t mixChain(std::uint64_t n, std::uint32_t start = 0x811C9DC5u);

} // namespace ilv
