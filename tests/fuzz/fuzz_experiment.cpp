// SPDX-License-Identifier: GPL-3.0-or-later
// The experiment reader: any bytes are an experiment or a list of errors with places, and what was read can be written
// and read again as the same.
#include "target.h"

#include "experiment/experimentfile.h"

using namespace ilv;
using fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ExperimentReading reading = readExperiment(fuzz::textOf(data, size), "fuzz");
    promise(reading.experiment.has_value() == reading.errors.empty(), "either an experiment or errors");
    promise(reading.errors.size() <= 20, "at most 20 errors");
    for (const Error& error : reading.errors) {
        promise(error.code.starts_with("FILE_") && !error.message.empty(), "an error has a code and says what");
        promise(error.line >= 1 && error.column >= 1, "an error has a place");
    }
    if (!reading.experiment)
        return 0;
    const std::string text = writeExperiment(*reading.experiment);
    const ExperimentReading again = readExperiment(text);
    promise(again.experiment.has_value(), "what is written can be read");
    promise(writeExperiment(*again.experiment) == text, "save, load, save gives the same bytes");
    return 0;
}
