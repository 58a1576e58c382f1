// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/stageedit.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace ilv::ui {

namespace {

constexpr std::string_view kList = "workload.stages[";

/// The index in "workload.stages[3].x-why", and what follows the bracket.
struct NotePath {
    std::size_t stage;
    std::string rest;
};

std::optional<NotePath> notePath(std::string_view path)
{
    if (path.substr(0, kList.size()) != kList)
        return std::nullopt;
    std::size_t index = 0;
    const char* begin = path.data() + kList.size();
    const auto [end, problem] = std::from_chars(begin, path.data() + path.size(), index);
    if (problem != std::errc() || end == path.data() + path.size() || *end != ']')
        return std::nullopt;
    return NotePath{ index, std::string(end + 1, path.data() + path.size()) };
}

std::string pathOf(std::size_t stage, const std::string& rest)
{
    return std::string(kList) + std::to_string(stage) + ']' + rest;
}

/// Every note on a stage is filed again under the index that `place` gives it.
template <typename Place> void renumber(std::map<std::string, std::string>& notes, Place place)
{
    std::map<std::string, std::string> filed;
    for (auto& [path, text] : notes) {
        const auto note = notePath(path);
        filed.emplace(note ? pathOf(place(note->stage), note->rest) : path, std::move(text));
    }
    notes = std::move(filed);
}

} // namespace

LooseStage takeStage(Experiment& experiment, std::size_t at)
{
    auto& stages = experiment.workload.stages;
    LooseStage taken{ std::move(stages[at]), {} };
    stages.erase(stages.begin() + static_cast<std::ptrdiff_t>(at));
    for (auto it = experiment.extra.begin(); it != experiment.extra.end();) {
        const auto note = notePath(it->first);
        if (note && note->stage == at) {
            taken.notes.emplace(note->rest, std::move(it->second));
            it = experiment.extra.erase(it);
        } else {
            ++it;
        }
    }
    renumber(experiment.extra, [at](std::size_t stage) { return stage > at ? stage - 1 : stage; });
    return taken;
}

void putStage(Experiment& experiment, std::size_t at, LooseStage stage)
{
    auto& stages = experiment.workload.stages;
    renumber(experiment.extra, [at](std::size_t other) { return other >= at ? other + 1 : other; });
    stages.insert(stages.begin() + static_cast<std::ptrdiff_t>(at), std::move(stage.stage));
    for (auto& [rest, text] : stage.notes)
        experiment.extra.emplace(pathOf(at, rest), std::move(text));
}

} // namespace ilv::ui
