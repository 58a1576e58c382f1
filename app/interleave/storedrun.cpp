// SPDX-License-Identifier: GPL-3.0-or-later
#include "storedrun.h"

#include "base/files.h"
#include "history/history.h"
#include "outputfolder.h"
#include "report/resultfile.h"

#include <filesystem>

namespace ilv::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestResult = 1u << 30;

Result<std::string> loadText(const std::string& run, const std::string& database)
{
    std::error_code unknown; // then it is not there, which is what is asked
    if (fs::is_directory(run, unknown))
        return readFile(run + '/' + std::string(kResultFile), kLargestResult);
    if (fs::exists(run, unknown) || run.find('/') != std::string::npos)
        return readFile(run, kLargestResult);
    auto history = History::open(database.empty() ? History::defaultPath() : database);
    if (!history)
        return history.error();
    return (*history)->resultJson(run);
}

} // namespace

Result<StoredRun> loadRun(const std::string& run, const std::string& database)
{
    auto text = loadText(run, database);
    if (!text)
        return text.error();
    auto read = readResult(*text, run);
    if (!read)
        return read.error();
    StoredRun stored { read.take(), {}, {}, text.take() };
    stored.models = summarise(stored.run);
    stored.verdict = judge(stored.run, stored.models);
    return stored;
}

} // namespace ilv::cli
