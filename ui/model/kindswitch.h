// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <optional>
#include <string>
#include <vector>

namespace ilv::ui {

/// What the segmented switch at the top of the form shows: which kinds of stage a task has.
enum class WorkloadKind : std::uint8_t { Io, Cpu, Mixed };
[[nodiscard]] WorkloadKind kindOf(const Workload& workload);

/// Takes stages out of a workload and puts them back where they stood, so that "I/O", "CPU" and "Mixed" can be tried
/// without losing what the file said. One value per experiment.
class KindSwitch {
public:
    void apply(WorkloadKind wanted, Experiment& experiment);

private:
    struct Parked {
        std::size_t index;
        Stage stage;
    };
    using Takes = bool (*)(const Stage&);
    void park(Takes takes, std::vector<Stage>& stages);
    bool unpark(Takes takes, std::vector<Stage>& stages);
    void parkWhatBelongsToStages(Experiment& experiment);

    std::vector<Parked> m_parked;
    std::string m_golden;
    std::optional<Sweep> m_sweep;
};

} // namespace ilv::ui
