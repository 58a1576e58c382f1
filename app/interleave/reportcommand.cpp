// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "commandline.h"
#include "console.h"
#include "report/exporters.h"
#include "storedrun.h"

namespace ilv::cli {

ExitCode report(const QStringList& arguments)
{
    const auto exportOption = QStringLiteral("export"), out = QStringLiteral("out"), db = QStringLiteral("db");
    CommandLine line(QStringLiteral("report"),
        QStringLiteral("Writes reports again from a stored run: RUN is an output folder or an id of the history."),
        {QStringLiteral("RUN")});
    line.option(exportOption, QStringLiteral("Reports to write, joined by commas."), QStringLiteral("LIST"));
    line.option(out, QStringLiteral("Where to write them."), QStringLiteral("DIR"));
    line.option(db, QStringLiteral("History database, instead of the user's."), QStringLiteral("FILE"));
    line.option(QStringLiteral("json-errors"), QStringLiteral("Errors as one JSON object a line."));
    if (const auto over = line.parse(arguments))
        return *over;
    for (const auto& needed : {exportOption, out}) {
        if (!line.isSet(needed))
            return line.refuse(QStringLiteral("--%1 is missing.").arg(needed));
    }
    const auto formats = exportersFromList(line.value(exportOption));
    if (!formats)
        return line.refuse(QString::fromStdString(formats.error().message + ' ' + formats.error().hint));
    const ErrorPrinter printer(line.isSet(QStringLiteral("json-errors")));
    const auto stored = loadRun(line.word(0), line.value(db));
    if (!stored) {
        printer.error(stored.error());
        return exitFor(stored.error());
    }
    const auto made = makeFolder(line.value(out));
    const auto written = made ? writeReports(*formats, stored->run, stored->models, stored->verdict, line.value(out))
                              : Result<std::vector<std::string>>(made.error());
    if (!written) {
        printer.error(written.error());
        return exitFor(written.error());
    }
    for (const auto& path : *written)
        print(path + '\n');
    return ExitCode::Pass;
}

} // namespace ilv::cli
