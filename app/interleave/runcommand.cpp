// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "base/json.h"
#include "commandline.h"
#include "experiment/trust.h"
#include "experimentsource.h"
#include "history/exacttext.h"
#include "history/truststore.h"
#include "runsession.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>
#include <cctype>

namespace ilv::cli {
namespace {

QString o(const char* name) { return QString::fromLatin1(name); }

void describe(CommandLine& line)
{
    line.option(o("out"), QStringLiteral("Write result.json, outcomes.jsonl and reports here."), o("DIR"));
    line.option(o("force"), QStringLiteral("Use DIR though it is not empty; an old result there is removed."));
    line.option(o("export"), QStringLiteral("Reports to write, joined by commas."), o("LIST"));
    line.option(o("only"), QStringLiteral("Only the models with these labels, joined by commas."), o("LABELS"));
    line.option(o("repeats"), QStringLiteral("Rounds, instead of the file's."), o("N"));
    line.option(o("db"), QStringLiteral("History database, instead of the user's."), o("FILE"));
    line.option(o("allow-commands"), QStringLiteral("Run the programs the experiment names."));
    line.option(o("allow-host"), QStringLiteral("Send requests to this host; may be given more than once."), o("HOST"));
    line.option(o("trust"), QStringLiteral("Trust exactly this experiment, by its hash."), o("SHA256"));
    line.option(o("json-errors"), QStringLiteral("Errors as one JSON object a line."));
    line.option(o("quiet"), QStringLiteral("No progress."));
}

/// --only and --repeats laid over the experiment. Text: why that cannot be.
std::optional<QString> narrow(const CommandLine& line, Experiment& experiment)
{
    if (line.isSet(o("repeats"))) {
        bool number = false;
        const int repeats = QString::fromStdString(line.value(o("repeats"))).toInt(&number);
        if (!number || repeats < 1 || repeats > 100)
            return QStringLiteral("--repeats takes a number from 1 to 100.");
        experiment.repeats = repeats;
    }
    if (!line.isSet(o("only")))
        return std::nullopt;
    std::vector<ModelEntry> kept;
    QStringList wanted = QString::fromStdString(line.value(o("only"))).split(QLatin1Char(','), Qt::SkipEmptyParts);
    QStringList known;
    for (const auto& entry : experiment.models) {
        const auto label = QString::fromStdString(entry.label);
        known += label;
        if (wanted.removeAll(label) > 0)
            kept.push_back(entry);
    }
    if (!wanted.isEmpty())
        return QStringLiteral("--only: there is no model “%1”; there are: %2.").arg(wanted.first(), known.join(QStringLiteral(", ")));
    if (kept.empty())
        return QStringLiteral("--only names no model.");
    experiment.models = std::move(kept);
    return std::nullopt;
}

/// Why an experiment that was trusted is asked about again, and what is another in it.
Error changedSince(const TrustAnswer& known, const std::string& hash)
{
    std::string message = known.onlyByName ? "You trusted another experiment of this name" : "The experiment is not the one that was trusted";
    for (const auto& change : known.changes)
        message += (&change == known.changes.data() ? ": " : " | ") + exactText(change);
    return error(Code::TrustChanged, message + '.', "Look at what it does now, then trust it with --trust " + hash);
}

/// Everything the experiment would reach outside itself and has no leave for (reliability §2.10). --trust is leave from
/// now on, as long as neither the experiment nor its programs change.
Errors distrust(const CommandLine& line, const Experiment& experiment, const ErrorPrinter& printer)
{
    const auto needs = trustNeeds(experiment);
    const auto hash = experimentHash(experiment);
    const TrustStore store(TrustStore::defaultFolder());
    if (line.isSet(o("trust"))) {
        auto given = line.value(o("trust"));
        std::transform(given.begin(), given.end(), given.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (given == hash) {
            if (const auto kept = needs.empty() ? Status() : store.trust(lookAt(experiment)); !kept)
                printer.warning(kept.error()); // for this run it holds all the same
            return {};
        }
        return {error(Code::TrustChanged, "The experiment is not the one that was trusted: its hash is " + hash + '.',
            "Look at what it does now, then trust that hash.")};
    }
    if (needs.empty())
        return {};
    const auto known = store.ask(experiment);
    if (known.trust == Trust::Trusted)
        return {};
    if (known.warning)
        printer.warning(*known.warning);
    Errors missing;
    const std::string pin = " or --trust " + hash;
    if (!line.isSet(o("allow-commands"))) {
        for (const auto& command : needs.commands) {
            // As JSON in ASCII: where each word ends is seen, and nothing in it is hidden.
            const auto words = json::Out(command).dump(-1, ' ', true, json::Out::error_handler_t::replace);
            missing.push_back(error(Code::TrustRequired, "The experiment would run the program " + words + '.', "Allow it with --allow-commands" + pin));
        }
    }
    const auto allowed = line.values(o("allow-host"));
    for (const auto& host : needs.hosts) {
        if (!allowed.contains(QString::fromStdString(host), Qt::CaseInsensitive))
            missing.push_back(error(Code::NetHostNotAllowed, "The experiment would send requests to " + exactWord(host) + '.', "Allow it with --allow-host " + exactWord(host) + pin));
    }
    if (!missing.empty() && known.trust == Trust::Changed)
        missing.insert(missing.begin(), changedSince(known, hash));
    return missing;
}

/// The history is a convenience unless a database was named: then it must be that one.
Result<std::unique_ptr<History>> openHistory(const CommandLine& line, const ErrorPrinter& errors)
{
    const bool named = line.isSet(o("db"));
    auto history = History::open(named ? line.value(o("db")) : History::defaultPath());
    if (history) {
        if (const auto& notice = (*history)->notice(); !notice.empty())
            errors.remark(notice);
        return history;
    }
    if (named)
        return history.error();
    errors.warning(history.error());
    return std::unique_ptr<History>();
}

ExitCode refuse(const ErrorPrinter& printer, const Error& error)
{
    printer.error(error);
    return exitFor(error);
}

} // namespace

ExitCode run(const QStringList& arguments)
{
    CommandLine line(o("run"),
        QStringLiteral("Runs an experiment and says which model to use. FILE may be preset:NAME."), {o("FILE")});
    describe(line);
    if (const auto over = line.parse(arguments))
        return *over;
    RunOrder order;
    order.jsonErrors = line.isSet(o("json-errors"));
    order.quiet = line.isSet(o("quiet")) || order.jsonErrors; // a program reads stderr: nothing but errors there
    const ErrorPrinter printer(order.jsonErrors);
    if (line.isSet(o("export"))) {
        auto formats = exportersFromList(line.value(o("export")));
        if (!formats)
            return line.refuse(QString::fromStdString(formats.error().message + ' ' + formats.error().hint));
        if (!line.isSet(o("out")))
            return line.refuse(QStringLiteral("--export needs --out."));
        order.exports = formats.take();
    }
    auto reading = loadExperiment(line.word(0));
    if (!reading.experiment) {
        printer.errors(reading.errors);
        return ExitCode::ExperimentRefused;
    }
    const Errors missing = distrust(line, *reading.experiment, printer);
    order.experiment = std::move(*reading.experiment);
    if (const auto why = narrow(line, order.experiment))
        return line.refuse(*why);
    if (!missing.empty()) {
        printer.errors(missing);
        return ExitCode::TrustRequired;
    }
    auto programs = locatePrograms(QCoreApplication::applicationDirPath().toStdString());
    if (!programs)
        return refuse(printer, programs.error());
    order.programs = programs.take();
    if (line.isSet(o("out"))) {
        std::vector<std::string> others;
        for (const auto& exporter : exporters())
            others.emplace_back(exporter.fileName);
        auto output = OutputFolder::open(line.value(o("out")), line.isSet(o("force")), others);
        if (!output)
            return refuse(printer, output.error());
        order.output = output.take();
    }
    auto history = openHistory(line, printer);
    if (!history) {
        if (order.output)
            order.output->freeReserve();
        return refuse(printer, history.error());
    }
    order.history = history.take();
    return RunSession(std::move(order)).carryOut();
}

} // namespace ilv::cli
