// SPDX-License-Identifier: GPL-3.0-or-later
#include "experimentsource.h"

#include "base/codes.h"
#include "experiment/presets.h"
#include "workload/golden.h"

namespace ilv::cli {
namespace {

constexpr std::string_view kPreset = "preset:";

template <typename Names> std::string listed(const Names& names)
{
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

ExperimentReading readPreset(std::string_view name)
{
    if (const auto* preset = findPreset(name))
        return readExperiment(preset->text, preset->name);
    std::vector<std::string_view> names;
    for (const auto& preset : presets())
        names.push_back(preset.name);
    return {std::nullopt,
        {error(Code::FileUnreadable, "There is no preset “" + std::string(name) + "”.", "There are: " + listed(names) + '.')}};
}

} // namespace

ExperimentReading loadExperiment(const std::string& file)
{
    auto reading = file.starts_with(kPreset) ? readPreset(std::string_view(file).substr(kPreset.size()))
                                             : readExperimentFile(file);
    if (!reading.experiment)
        return reading;
    const auto& golden = reading.experiment->workload.golden;
    if (!golden.empty() && !findGolden(golden)) {
        auto missing = error(Code::FileGoldenMissing, "There is no golden output “" + golden + "”.",
            "There are: " + listed(goldenNames()) + '.');
        missing.file = file;
        missing.path = "workload.golden";
        return {std::nullopt, {std::move(missing)}};
    }
    return reading;
}

} // namespace ilv::cli
