// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/suggest.h"
#include "experiment/presets.h"
#include "experiment/sections.h"

#include <algorithm>

namespace ilv {
namespace {

void readStages(ObjectReader& reader, std::vector<Stage>& into)
{
    if (!reader.has("stages"))
        reader.missing("stages", "A workload has at least one stage.");
    const json::Node* stages = reader.array("stages", { 1, 64 }, "stages");
    for (std::size_t i = 0; stages != nullptr && i < stages->items.size(); ++i) {
        const json::Node& item = stages->items[i];
        const std::string path = reader.pathOf("stages[" + std::to_string(i) + "]");
        if (item.kind != json::Node::Kind::Object) {
            reader.problems().add(
                item, Code::FileType, path, "A stage is " + describe(item) + "; it must be an object.");
            into.push_back(WaitStage{});
            continue;
        }
        ObjectReader stage(item, path, reader.problems());
        into.push_back(readStage(stage));
    }
}

} // namespace

void readWorkload(ObjectReader& root, Workload& into)
{
    if (!root.has("workload"))
        root.missing("workload", "It describes what one task does.");
    const json::Node* node = root.object("workload");
    if (node == nullptr)
        return;
    ObjectReader reader(*node, root.pathOf("workload"), root.problems());
    readStages(reader, into.stages);
    reader.integer("input_bytes", into.inputBytes, kPayloadBytes);
    reader.integer("output_bytes", into.outputBytes, kPayloadBytes);
    if (reader.text("golden", into.golden, { .mayBeEmpty = true }) && !into.golden.empty()) {
        const std::vector<std::string_view>& known = goldenFileNames();
        if (std::find(known.begin(), known.end(), into.golden) == known.end()) {
            std::string hint = didYouMean(into.golden, known);
            reader.refuse("golden", Code::FileGoldenMissing, "There is no golden output named \"" + into.golden + "\".",
                hint.empty() ? "Known are " + listWords(known, "and") + "." : std::move(hint));
        }
    }
    reader.refuseUnknown("\"workload\"");
}

} // namespace ilv
