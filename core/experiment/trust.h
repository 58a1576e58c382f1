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
[[nodiscard]] bool reachesOutside(const Stage& stage); ///< has a part in trustNeeds()
/// Each command line, call and foreign address of `edited` stands in `source` too, word for word.
[[nodiscard]] bool reachesNoFurther(const Experiment& edited, const Experiment& source);

/// SHA-256 (hex) of the canonical text: what `--trust` pins.
[[nodiscard]] std::string experimentHash(const Experiment& experiment);

} // namespace ilv
