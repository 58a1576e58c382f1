// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/exporters.h"

#include "base/codes.h"
#include "base/files.h"
#include "report/csvexport.h"
#include "report/htmlexport.h"
#include "report/resultfile.h"

#include <algorithm>

namespace ilv {
namespace {

std::string known()
{
    std::string words;
    for (const auto& exporter : exporters())
        words += (words.empty() ? "" : ", ") + std::string(exporter.format);
    return words;
}

Error refusal(std::string_view word)
{
    return error(
        Code::FileEnum, "This version does not write \"" + std::string(word) + "\", it writes " + known() + '.');
}

} // namespace

const std::vector<Exporter>& exporters()
{
    // The data is in "report.json" here, because result.json is the run's own and is written last.
    static const std::vector<Exporter> all{ { "html", "report.html", report::writeHtml },
        { "csv", "report.csv", report::writeCsv }, { "json", "report.json", writeResult } };
    return all;
}

Result<std::vector<Exporter>> exportersFromList(std::string_view list)
{
    std::vector<Exporter> chosen;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        std::string_view word = list.substr(at, comma - at);
        while (word.starts_with(' '))
            word.remove_prefix(1);
        while (word.ends_with(' '))
            word.remove_suffix(1);
        at = comma + 1;
        const auto& all = exporters();
        const auto found = std::find_if(all.begin(), all.end(), [&](const Exporter& e) { return e.format == word; });
        if (found == all.end())
            return refusal(word);
        if (std::none_of(chosen.begin(), chosen.end(), [&](const Exporter& e) { return e.format == word; }))
            chosen.push_back(*found);
    }
    return chosen;
}

Result<std::vector<std::string>> writeReports(const std::vector<Exporter>& formats, const RunResult& run,
    const std::vector<ModelSummary>& models, const Verdict& verdict, const std::string& folder)
{
    std::vector<std::string> paths;
    for (const auto& format : formats) {
        std::string path = folder + '/' + std::string(format.fileName);
        if (Status written = atomicWrite(path, format.write(run, models, verdict)); !written)
            return written.error();
        paths.push_back(std::move(path));
    }
    return paths;
}

} // namespace ilv
