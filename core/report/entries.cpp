// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/entries.h"

#include <algorithm>
#include <array>

namespace ilv::report {

std::vector<Entry> chartOrder(const std::vector<ModelSummary>& models)
{
    std::vector<Entry> entries;
    for (const auto& model : models) {
        const bool plain = model.label.empty() || model.label == name(model.model);
        entries.push_back({ &model, plain ? std::string(displayName(model.model)) : model.label,
            plain ? std::string(shortName(model.model)) : model.label, 0 });
    }
    std::stable_sort(
        entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.model() < b.model(); });
    std::array<int, kModels.size()> seen{};
    for (auto& entry : entries)
        entry.variant = seen[static_cast<std::size_t>(entry.model())]++;
    return entries;
}

std::vector<Entry> tableOrder(const std::vector<ModelSummary>& models)
{
    auto entries = chartOrder(models);
    const auto rate = [](const Entry& e) { return e.measured() ? e.summary->throughput.median : -1; };
    std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) { return rate(a) > rate(b); });
    return entries;
}

std::string stateWord(const ModelSummary& model)
{
    switch (model.status) {
    case ModelStatus::Measured:
        return {};
    case ModelStatus::Partial:
        return "stopped";
    case ModelStatus::Failed:
        return "failed";
    case ModelStatus::NotRun:
        break;
    }
    return "not run";
}

} // namespace ilv::report
