// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <string>
#include <vector>

namespace ilv {

/// What an experiment would reach outside itself: programs and hosts that are not this machine's loopback (§2.10).
struct TrustNeeds {
    std::vector<std::vector<std::string>> commands; ///< exact argv
    std::vector<std::string> hosts;
    [[nodiscard]] bool empty() const { return commands.empty() && hosts.empty(); }
};

[[nodiscard]] TrustNeeds trustNeeds(const Experiment& experiment);

/// SHA-256 (hex) of the canonical text: what `--trust` pins.
[[nodiscard]] std::string experimentHash(const Experiment& experiment);

} // namespace ilv
