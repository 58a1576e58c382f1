// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runnames.h"

#include "model/changes.h"
#include "model/modelnames.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace ilv::ui {

namespace {

constexpr qsizetype kMostChanges = 2; ///< in a name; the rest is counted
constexpr int kMostRuns = 999; ///< numbers above belong to the experiment's own name ("Mixed (2024)"): not continued

/// The number a kept name wears: "Mixed" and "Mixed: …" 1, "Mixed (3)" 3; 0: another experiment's.
int numberIn(std::string_view kept, std::string_view name)
{
    if (kept.substr(0, name.size()) != name)
        return 0;
    kept.remove_prefix(name.size());
    if (kept.empty() || kept.substr(0, 2) == ": ")
        return 1;
    int number = 0;
    if (kept.substr(0, 2) != " (")
        return 0;
    const auto [end, problem] = std::from_chars(kept.data() + 2, kept.data() + kept.size(), number);
    return problem == std::errc() && end < kept.data() + kept.size() && *end == ')' ? number : 0;
}

} // namespace

std::string runName(const std::vector<HistoryEntry>& kept, const Experiment& experiment, const Experiment* before)
{
    int most = 0;
    std::set<int> taken;
    for (const HistoryEntry& entry : kept) {
        const int number = numberIn(entry.name, experiment.name);
        taken.insert(number);
        if (number <= kMostRuns)
            most = std::max(most, number);
    }
    std::string name = experiment.name;
    if (most > 0) {
        int next = most + 1;
        while (taken.contains(next))
            ++next;
        name += " (" + std::to_string(next) + ')';
    }
    if (!before || before->name != experiment.name)
        return name;
    QStringList changes = changesBetween(*before, experiment);
    if (const auto more = changes.size() - kMostChanges; more > 0)
        changes = changes.mid(0, kMostChanges) << QStringLiteral("+ %1").arg(more);
    return changes.isEmpty() ? name : name + ": " + changes.join(QStringLiteral(", ")).toStdString();
}

} // namespace ilv::ui
