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
