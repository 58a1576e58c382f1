// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "commandline.h"
#include "console.h"
#include "experimentsource.h"

namespace ilv::cli {
namespace {

std::string summary(const std::string& file, const Experiment& experiment)
{
    const auto count = [](std::size_t n, const char* one, const char* many) {
        return formatCount(static_cast<std::int64_t>(n)) + ' ' + (n == 1 ? one : many);
    };
    std::string text = file + ": valid. “" + experiment.name + "”, "
        + count(experiment.models.size(), "model", "models") + ", "
        + count(static_cast<std::size_t>(experiment.repeats), "round", "rounds");
    const auto planned = plannedTasks(experiment);
    text += planned >= 0 ? ", " + formatCount(planned) + " tasks in all." : ", ends by time.";
    return text + '\n';
}

} // namespace

ExitCode validate(const QStringList& arguments)
{
    CommandLine line(QStringLiteral("validate"), QStringLiteral("Checks an experiment file and says every rule it breaks. Runs nothing."),
        {QStringLiteral("FILE")});
    line.option(QStringLiteral("json-errors"), QStringLiteral("Errors as one JSON object a line."));
    if (const auto over = line.parse(arguments))
        return *over;
    const auto reading = loadExperiment(line.word(0));
    if (!reading.experiment) {
        ErrorPrinter(line.isSet(QStringLiteral("json-errors"))).errors(reading.errors);
        return ExitCode::ExperimentRefused;
    }
    print(summary(line.word(0), *reading.experiment));
    return ExitCode::Pass;
}

} // namespace ilv::cli
