// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/trust.h"

#include "base/hex.h"
#include "experiment/experimentfile.h"
#include "experiment/url.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nettle/sha2.h>

namespace ilv {
namespace {

template <typename T> void addOnce(std::vector<T>& list, T value)
{
    if (std::find(list.begin(), list.end(), value) == list.end())
        list.push_back(std::move(value));
}

} // namespace

TrustNeeds trustNeeds(const Experiment& experiment)
{
    TrustNeeds needs;
    for (const Stage& stage : experiment.workload.stages) {
        if (const auto* command = std::get_if<CommandStage>(&stage)) {
            std::vector<std::string> argv{ command->program };
            argv.insert(argv.end(), command->args.begin(), command->args.end());
            addOnce(needs.commands, std::move(argv));
        } else if (const auto* call = std::get_if<CallStage>(&stage)) {
            addOnce(needs.commands, { "python", call->target });
        } else if (const auto* request = std::get_if<RequestStage>(&stage);
                   request != nullptr && !request->url.empty()) {
            std::string host = urlShape(request->url).host;
            if (!isLoopback(host))
                addOnce(needs.hosts, std::move(host));
        }
    }
    return needs;
}

bool reachesOutside(const Stage& stage)
{
    const auto* request = std::get_if<RequestStage>(&stage);
    return std::holds_alternative<CommandStage>(stage) || std::holds_alternative<CallStage>(stage)
        || (request && !request->url.empty() && !isLoopback(urlShape(request->url).host));
}

bool reachesNoFurther(const Experiment& edited, const Experiment& source)
{
    const auto sameReach = [](const Stage& a, const Stage& b) {
        const auto *left = std::get_if<RequestStage>(&a), *right = std::get_if<RequestStage>(&b);
        return left && right ? left->url == right->url : a == b;
    };
    const auto& known = source.workload.stages;
    return std::all_of(edited.workload.stages.begin(), edited.workload.stages.end(), [&](const Stage& stage) {
        return !reachesOutside(stage)
            || std::any_of(known.begin(), known.end(), [&](const Stage& other) { return sameReach(stage, other); });
    });
}

std::string experimentHash(const Experiment& experiment)
{
    const std::string text = writeExperiment(experiment);
    sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&context, digest.size(), digest.data());
    return hexOf(digest);
}

} // namespace ilv
