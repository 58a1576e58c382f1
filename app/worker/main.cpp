// SPDX-License-Identifier: GPL-3.0-or-later
// interleave-worker: one worker of a process pool. Plain C++: no Qt, for it costs four times the start-up.
#include "base/json.h"
#include "pool/workerloop.h"
#include "workload/task.h"

#include <cstdio>
#include <memory>
#include <unistd.h>

namespace {

class StageTask final : public ilv::WorkerTask {
public:
    explicit StageTask(ilv::WorkloadSpec spec)
        : m_recipe(std::move(spec))
        , m_runner(m_recipe, static_cast<int>(::getpid()))
    {
    }

    ilv::WorkerAnswer run(const ilv::WorkerJob& job) override
    {
        const auto digest = job.firstStage == 0 ? ilv::TaskRecipe::beginDigest(job.input) : job.digest;
        const auto result = m_runner.run(job.index, job.attempt, digest, job.firstStage, job.lastStage, 0, job.fault);
        return { result.outcome, result.code, result.digest, result.io, result.cpu };
    }

    [[nodiscard]] std::size_t outputSize() const override
    {
        return static_cast<std::size_t>(m_recipe.spec().outputBytes);
    }

    void fillOutput(std::uint64_t digest, std::span<std::byte> out) override
    {
        ilv::TaskRecipe::fillOutput(digest, out);
    }

private:
    ilv::TaskRecipe m_recipe;
    ilv::BlockingTaskRunner m_runner;
};

std::unique_ptr<ilv::WorkerTask> makeTask(std::string_view setup)
{
    const auto node = ilv::json::parse(setup);
    auto spec = node ? ilv::workloadFromJson(*node) : node.error();
    if (spec)
        return std::make_unique<StageTask>(spec.take());
    std::fprintf(stderr, "the workload cannot be read: %s\n", spec.error().message.c_str());
    return nullptr;
}

} // namespace

int main(int argc, char** argv)
{
    return ilv::workerMain(argc, argv, &makeTask);
}
