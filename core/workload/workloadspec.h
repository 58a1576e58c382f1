// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/json.h"
#include "base/stage.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ilv {

/// All that decides what task i does, resolved: every compute stage has units, the service has an address, files have
/// a folder. The same value goes to the host and to each worker, so that every lane does the same work.
struct WorkloadSpec {
    std::vector<Stage> stages;
    std::uint64_t seed = 1;
    std::int64_t inputBytes = 0;
    std::int64_t outputBytes = 0;
    std::uint16_t servicePort = 0; ///< loopback service on 127.0.0.1; 0: none needed
    std::string servicePrefix; ///< unguessable path prefix of the service ("/1f3a…")
    std::string folder; ///< private folder for read, write and command stages; empty: none needed
    friend bool operator==(const WorkloadSpec&, const WorkloadSpec&) = default;
};

[[nodiscard]] json::Out toJson(const Stage& stage); ///< as in the experiment file (also used by its writer)
[[nodiscard]] json::Out toJson(const WorkloadSpec& spec);
/// For our own wire only: trusts the shape it finds (files from a person go through experiment/experimentfile.h).
[[nodiscard]] Result<WorkloadSpec> workloadFromJson(const json::Node& node);

} // namespace ilv
