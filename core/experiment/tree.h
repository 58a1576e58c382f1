// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "experiment/experiment.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ilv {

/// The experiment as the tree of its file (without places). With `defaults`, keys that hold their default are there
/// too: every number that a sweep can name (0 stands for "auto"); without, the canonical tree.
[[nodiscard]] json::Node experimentTree(const Experiment& experiment, bool defaults);
[[nodiscard]] json::Node workloadTree(const Workload& workload, bool defaults);
[[nodiscard]] json::Node modelsTree(const std::vector<ModelEntry>& models, bool defaults);

/// Two blanks a level; whatever fits into 110 columns stays on one line.
[[nodiscard]] std::string prettyText(const json::Node& tree);

/// One step of a path such as "workload.stages[1].units": a key, or a place in a list.
struct PathStep {
    std::string key = {};
    std::size_t index = 0; ///< counts only where the key is empty
};
/// Nothing when the text is no path.
[[nodiscard]] std::optional<std::vector<PathStep>> parsePath(std::string_view text);

/// Null when the path leads nowhere.
[[nodiscard]] const json::Node* findAt(const json::Node& tree, const std::vector<PathStep>& path);

/// Puts a value at a path, making the objects on the way (and an object of a model's name). False where a list has no
/// such entry, or something on the way is neither list nor object.
[[nodiscard]] bool putAt(json::Node& tree, const std::vector<PathStep>& path, json::Node value);

/// Values of a tree. A number without a fraction is written without one.
[[nodiscard]] json::Node objectNode();
[[nodiscard]] json::Node arrayNode();
[[nodiscard]] json::Node node(double value);
[[nodiscard]] json::Node node(std::int64_t value);
[[nodiscard]] json::Node node(std::uint64_t value);
[[nodiscard]] json::Node node(int value);
[[nodiscard]] json::Node node(bool value);
[[nodiscard]] json::Node node(std::string_view text);
[[nodiscard]] json::Node node(const char* text) = delete; // would be a bool
[[nodiscard]] json::Node node(const std::vector<std::string>& texts);

} // namespace ilv
