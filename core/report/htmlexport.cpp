// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/htmlexport.h"

#include "report/htmlsections.h"
#include "report/markup.h"
#include "report/svg.h"

namespace ilv::report {
namespace {

std::string documentHead(const RunResult& run)
{
    // Nothing may be fetched or run, whatever a name in the data tries.
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
           "img-src data:\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"Interleave "
        + escaped(run.environment.version) + "\">\n<title>" + escaped(run.experiment.name)
        + " – Interleave report</title>\n<style>" + std::string(styleSheet()) + "</style>\n</head>\n";
}

} // namespace

std::string writeHtml(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict)
{
    const Page page{ run, models, verdict, chartOrder(models), tableOrder(models) };
    std::string out = documentHead(run) + "<body>\n" + hatchDefinition() + "<main>\n";
    for (const auto section :
        { headSection, verdictSection, goalsSection, resultsSection, figuresSection, outcomesSection, ledgerSection,
            checksSection, rolesSection, methodSection, environmentSection, limitationsSection, checklistSection, againSection })
        out += section(page);
    return out + "</main>\n</body>\n</html>\n";
}

} // namespace ilv::report
