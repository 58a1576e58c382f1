// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "commandline.h"
#include "console.h"
#include "history/history.h"
#include "resulttable.h"
#include "storedrun.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ilv::cli {
namespace {

json::Out toJson(const HistoryEntry& e)
{
    return { {"id", e.id}, {"name", e.name}, {"started_at", e.startedAtUtc}, {"status", e.status},
        {"verdict", e.verdict}, {"model", e.model}, {"sentence", e.sentence}, {"folder", e.folder} };
}

void list(const std::vector<HistoryEntry>& entries, bool asJson)
{
    if (asJson) {
        auto all = json::Out::array();
        for (const auto& entry : entries)
            all.push_back(toJson(entry));
        print(all.dump(2, ' ', false, json::Out::error_handler_t::replace) + '\n');
        return;
    }
    if (entries.empty())
        print("No runs yet.\n");
    std::size_t names = 0;
    for (const auto& entry : entries)
        names = std::max(names, std::min<std::size_t>(width(entry.name), 40));
    for (const auto& e : entries) {
        print(e.id + "  " + padRight(cut(e.name, 40), names) + "  " + padRight(e.status, 11) + "  "
            + padRight(e.verdict, 12) + "  " + e.model + '\n');
    }
}

ExitCode show(const std::string& id, const std::string& database, bool asJson, const ErrorPrinter& printer)
{
    const auto stored = loadRun(id, database);
    if (!stored) {
        printer.error(stored.error());
        return exitFor(stored.error());
    }
    if (asJson) {
        print(stored->text);
        return ExitCode::Pass;
    }
    const auto& run = stored->run;
    print(run.id + "  " + run.experiment.name + "  " + run.environment.startedAtUtc + "  "
        + std::string(name(run.status)) + "\n\n" + resultTable(stored->models) + verdictText(stored->verdict));
    return ExitCode::Pass;
}

} // namespace

ExitCode history(const QStringList& arguments)
{
    const auto db = QStringLiteral("db"), json = QStringLiteral("json");
    CommandLine line(QStringLiteral("history"), QStringLiteral("Lists finished runs, shows one, or deletes one."),
        {QStringLiteral("[list|show|delete]"), QStringLiteral("[ID]")});
    line.option(json, QStringLiteral("As JSON."));
    line.option(db, QStringLiteral("History database, instead of the user's."), QStringLiteral("FILE"));
    line.option(QStringLiteral("json-errors"), QStringLiteral("Errors as one JSON object a line."));
    if (const auto over = line.parse(arguments))
        return *over;
    const auto what = line.words().value(0, QStringLiteral("list"));
    const bool one = what == QLatin1String("show") || what == QLatin1String("delete");
    if (!one && what != QLatin1String("list"))
        return line.refuse(QStringLiteral("“%1” is neither list, show nor delete.").arg(what));
    if (one != (line.words().size() == 2))
        return line.refuse(one ? QStringLiteral("%1 needs an id.").arg(what) : QStringLiteral("list takes no id."));
    const ErrorPrinter printer(line.isSet(QStringLiteral("json-errors")));
    if (what == QLatin1String("show"))
        return show(line.word(1), line.value(db), line.isSet(json), printer);

    const auto failed = [&printer](const Error& error) {
        printer.error(error);
        return exitFor(error);
    };
    auto opened = History::open(line.isSet(db) ? line.value(db) : History::defaultPath());
    if (!opened)
        return failed(opened.error());
    if (const auto& notice = (*opened)->notice(); !notice.empty())
        printer.remark(notice);
    if (one) {
        const auto removed = (*opened)->remove(line.word(1));
        return removed ? ExitCode::Pass : failed(removed.error());
    }
    const auto entries = (*opened)->list();
    if (!entries)
        return failed(entries.error());
    list(*entries, line.isSet(json));
    return ExitCode::Pass;
}

} // namespace ilv::cli
