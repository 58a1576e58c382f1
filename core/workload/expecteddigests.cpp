// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/kernels.h"
#include "workload/task.h"

#include <algorithm>

namespace ilv {
namespace {

/// False for a stage whose result comes from outside: nobody can say beforehand what is right.
bool knowable(const Stage& stage)
{
    const auto* request = std::get_if<RequestStage>(&stage);
    const auto* read = std::get_if<ReadStage>(&stage);
    return !std::holds_alternative<CommandStage>(stage) && !std::holds_alternative<CallStage>(stage)
        && (request == nullptr || request->url.empty()) && (read == nullptr || read->path.empty());
}

std::uint64_t rightDigest(const Stage& stage, std::uint32_t variant, KernelScratch& scratch)
{
    if (const auto* request = std::get_if<RequestStage>(&stage))
        return TaskRecipe::responseDigest(variant, request->bytes);
    if (const auto* read = std::get_if<ReadStage>(&stage))
        return TaskRecipe::fileDigest(read->bytes);
    if (const auto* write = std::get_if<WriteStage>(&stage))
        return TaskRecipe::responseDigest(variant, write->bytes);
    if (const auto* compute = std::get_if<ComputeStage>(&stage))
        return runKernel(compute->kernel, compute->units, variant, scratch);
    return 0; // wait and fault: a task that goes well has nothing to show for them
}

} // namespace

std::vector<std::uint64_t> TaskRecipe::expectedDigests() const
{
    std::vector<std::uint64_t> digests(kVariants, 0);
    if (!std::all_of(m_spec.stages.begin(), m_spec.stages.end(), knowable))
        return digests;
    KernelScratch scratch;
    for (std::uint32_t v = 0; v < kVariants; ++v) {
        std::uint64_t digest = beginDigest(input(v));
        for (const Stage& stage : m_spec.stages)
            digest = foldDigest(digest, rightDigest(stage, v, scratch));
        digests[v] = digest;
    }
    return digests;
}

} // namespace ilv
