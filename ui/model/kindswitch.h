// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/stageedit.h"

#include <optional>
#include <string>
#include <vector>

namespace ilv::ui {

/// What the segmented switch at the top of the form shows: which kinds of stage a task has. A program or function of
/// the user's own may wait or compute, nobody knows: with one among its stages a task is none of the three.
enum class WorkloadKind : std::uint8_t { Io, Cpu, Mixed, Own };
[[nodiscard]] WorkloadKind kindOf(const Experiment& experiment); ///< of its work: planted faults do not count

/// Takes stages out of a workload and puts them back where they stood, so that "I/O", "CPU" and "Mixed" can be tried
/// without losing what the file said. What the user has not set of a preset becomes what the preset of the other kind
/// says (kindpresets.h). One value per experiment.
class KindSwitch {
public:
    void apply(WorkloadKind wanted, Experiment& experiment); ///< nothing changes where the kind is Own, or is to be

private:
    struct Parked {
        std::size_t index; ///< among the stages that are work
        LooseStage stage;
    };
    using Takes = bool (*)(const Stage&);
    void park(Takes takes, Experiment& experiment);
    bool unpark(Takes takes, Experiment& experiment);
    void parkWhatBelongsToStages(Experiment& experiment);

    std::vector<Parked> m_parked;
    std::string m_golden;
    std::optional<Sweep> m_sweep;
};

} // namespace ilv::ui
