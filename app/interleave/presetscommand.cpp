// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "console.h"
#include "experiment/presets.h"

#include <algorithm>

namespace ilv::cli {
namespace {

ExitCode list()
{
    std::size_t columns = 0;
    for (const auto& preset : ilv::presets())
        columns = std::max(columns, width(preset.name));
    for (const auto& preset : ilv::presets())
        print(padRight(preset.name, columns) + "  " + std::string(preset.summary) + '\n');
    return ExitCode::Pass;
}

} // namespace

ExitCode presets(const QStringList& arguments)
{
    CommandLine line(QStringLiteral("presets"),
        QStringLiteral("Lists the experiments that come with the program, or shows one as a file to begin from."),
        {QStringLiteral("[list|show]"), QStringLiteral("[NAME]")});
    if (const auto over = line.parse(arguments))
        return *over;
    const auto what = line.words().value(0, QStringLiteral("list"));
    if (what == QLatin1String("list"))
        return line.words().size() > 1 ? line.refuse(QStringLiteral("list takes no name.")) : list();
    if (what != QLatin1String("show"))
        return line.refuse(QStringLiteral("“%1” is neither list nor show.").arg(what));
    if (line.words().size() < 2)
        return line.refuse(QStringLiteral("show needs a name."));
    const auto* preset = findPreset(line.word(1));
    if (!preset)
        return line.refuse(QStringLiteral("there is no preset “%1”; interleave presets lists them.").arg(line.words().at(1)));
    print(preset->text);
    return ExitCode::Pass;
}

} // namespace ilv::cli
