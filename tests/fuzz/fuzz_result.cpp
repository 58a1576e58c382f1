// SPDX-License-Identifier: GPL-3.0-or-later
// A stored result, from a file or the history: any bytes are a run that can be judged, reported and written again, or an
// error with a code.
#include "target.h"

#include "analysis/verdict.h"
#include "report/csvexport.h"
#include "report/resultfile.h"

using namespace ilv;
using fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto run = readResult(fuzz::textOf(data, size), "fuzz");
    if (!run) {
        promise(!run.error().code.empty() && !run.error().message.empty(), "a refusal says why");
        return 0;
    }
    const auto models = summarise(*run);
    const auto verdict = judge(*run, models);
    promise(!report::writeCsv(*run, models, verdict).empty(), "a run that was read can be reported");
    promise(readResult(writeResult(*run, models, verdict)).ok(), "what is written can be read");
    return 0;
}
