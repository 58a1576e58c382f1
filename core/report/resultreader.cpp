// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "experiment/experimentfile.h"
#include "report/jsonparts.h"
#include "report/resultfile.h"
#include "report/trialcheck.h"
#include "trial/events.h"

#include <algorithm>

namespace ilv {
namespace {

using Kind = json::Node::Kind;

/// Roomy: a result carries histograms and spans; still a bound on what a hostile file can ask for.
constexpr json::Limits kLimits{ .bytes = 256u << 20, .depth = 32, .stringBytes = 16u << 20, .values = 8'000'000 };

const char* wordFor(Kind kind)
{
    switch (kind) {
    case Kind::Object:
        return "an object";
    case Kind::Array:
        return "a list";
    case Kind::String:
        return "a text";
    default:
        return "a number";
    }
}

/// Reads one document and remembers the first thing wrong with it.
class Reader {
public:
    explicit Reader(std::string_view fileName)
        : m_fileName(fileName)
    {
    }
    [[nodiscard]] Result<RunResult> read(const json::Node& root);

private:
    void fail(Code code, const json::Node& at, const std::string& path, const std::string& message);
    void fail(Error error, const json::Node& at, const std::string& path);
    /// The member, of that kind (Int stands for any number); null and an error otherwise.
    const json::Node* member(const json::Node& in, std::string_view key, Kind kind, const std::string& path);
    void readHead(const json::Node& root);
    void readExperiment(const json::Node& root);
    void readModels(const json::Node& root);
    void readTrials(const json::Node& model, const std::string& label, const std::string& path);

    std::string m_fileName;
    std::optional<Error> m_error;
    RunResult m_run;
};

void Reader::fail(Error error, const json::Node& at, const std::string& path)
{
    if (m_error)
        return;
    error.file = m_fileName;
    error.line = at.line;
    error.column = at.column;
    error.path = path;
    m_error = std::move(error);
}

void Reader::fail(Code code, const json::Node& at, const std::string& path, const std::string& message)
{
    fail(error(code, message), at, path);
}

const json::Node* Reader::member(const json::Node& in, std::string_view key, Kind kind, const std::string& path)
{
    const std::string place = path.empty() ? std::string(key) : path + '.' + std::string(key);
    const auto* found = in.find(key);
    if (!found) {
        fail(Code::FileMissingKey, in, place, "A result needs \"" + place + "\".");
        return nullptr;
    }
    if (kind == Kind::Int ? !found->isNumber() : found->kind != kind) {
        fail(Code::FileType, *found, place, '"' + place + "\" must be " + wordFor(kind) + '.');
        return nullptr;
    }
    return found;
}

void Reader::readHead(const json::Node& root)
{
    const auto* schema = member(root, "schema", Kind::Int, {});
    if (!schema)
        return;
    if (schema->kind != Kind::Int || schema->integer < 1)
        fail(Code::FileVersion, *schema, "schema", "\"schema\" must be a whole number from 1.");
    else if (schema->integer > kResultSchema)
        fail(Code::FileVersionNewer, *schema, "schema",
            "This result has schema " + std::to_string(schema->integer) + "; this version reads up to "
                + std::to_string(kResultSchema) + '.');
    if (const auto* id = member(root, "id", Kind::String, {}))
        m_run.id = id->text;
    if (const auto* status = member(root, "status", Kind::String, {})) {
        constexpr RunStatus all[]{ RunStatus::Completed, RunStatus::Cancelled, RunStatus::Aborted };
        const auto* known
            = std::find_if(std::begin(all), std::end(all), [&](RunStatus one) { return name(one) == status->text; });
        if (known == std::end(all))
            fail(Code::FileEnum, *status, "status", "\"status\" must be completed, cancelled or aborted.");
        else
            m_run.status = *known;
    }
    member(root, "verdict", Kind::Object, {});
    if (const auto* e = root.find("error"); e && e->kind == Kind::Object)
        m_run.error = Error{ .code = std::string(e->str("code")),
            .message = std::string(e->str("message")),
            .hint = std::string(e->str("hint")) };
    if (const auto* environment = member(root, "environment", Kind::Object, {}))
        m_run.environment = report::environmentFrom(*environment);
    if (m_run.environment.cores < 1 || m_run.environment.cores > 65'536)
        fail(Code::FileRange, root, "environment.cores", "\"environment.cores\" must be 1 to 65,536.");
    if (const auto* units = root.find("units_per_ms")) {
        for (const auto& [kernel, rate] : units->members)
            m_run.unitsPerMs[kernel] = rate.number;
    }
    m_run.wallS = root.num("wall_s");
    m_run.windowCpuS = root.num("window_cpu_s", -1);
}

void Reader::readExperiment(const json::Node& root)
{
    const auto* node = member(root, "experiment", Kind::Object, {});
    if (!node)
        return;
    auto reading = ilv::readExperiment(json::compact(*node), m_fileName);
    if (reading.experiment && reading.errors.empty()) {
        m_run.experiment = std::move(*reading.experiment);
        return;
    }
    Error first = reading.errors.empty() ? error(Code::FileType, "This is not an experiment.") : reading.errors.front();
    const std::string path = first.path.empty() ? "experiment" : "experiment." + first.path;
    fail(std::move(first), *node, path);
}

void Reader::readModels(const json::Node& root)
{
    const auto* models = member(root, "models", Kind::Array, {});
    if (!models)
        return;
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < models->items.size() && !m_error; ++i) {
        const json::Node& model = models->items[i];
        const std::string path = "models[" + std::to_string(i) + ']';
        if (model.kind != Kind::Object) {
            fail(Code::FileType, model, path, '"' + path + "\" must be an object.");
            return;
        }
        const auto* label = member(model, "label", Kind::String, path);
        if (!label)
            return;
        const auto& entries = m_run.experiment.models;
        if (std::none_of(entries.begin(), entries.end(), [&](const ModelEntry& e) { return e.label == label->text; }))
            fail(Code::FileReference, *label, path + ".label", "The experiment has no model \"" + label->text + "\".");
        else if (std::find(seen.begin(), seen.end(), label->text) != seen.end())
            fail(Code::FileConflict, *label, path + ".label", "The model \"" + label->text + "\" is here twice.");
        seen.push_back(label->text);
        readTrials(model, label->text, path);
    }
}

void Reader::readTrials(const json::Node& model, const std::string& label, const std::string& path)
{
    const auto* trials = member(model, "trials", Kind::Array, path);
    if (!trials)
        return;
    for (std::size_t i = 0; i < trials->items.size() && !m_error; ++i) {
        const json::Node& node = trials->items[i];
        const std::string place = path + ".trials[" + std::to_string(i) + ']';
        auto trial = trialFromJson(node);
        if (!trial) {
            fail(Code::FileType, node, place, trial.error().message);
            return;
        }
        if (trial->label != label)
            fail(
                Code::FileConflict, node, place, "A trial of \"" + trial->label + "\" stands under \"" + label + "\".");
        if (Status sound = report::checkTrial(*trial); !sound)
            fail(sound.error(), node, place);
        m_run.trials.push_back(trial.take());
    }
}

Result<RunResult> Reader::read(const json::Node& root)
{
    if (root.kind != Kind::Object)
        fail(Code::FileType, root, {}, "A result is one JSON object.");
    for (const auto step : { &Reader::readHead, &Reader::readExperiment, &Reader::readModels }) {
        if (!m_error)
            (this->*step)(root);
    }
    if (m_error)
        return *m_error;
    // Kept under their models; here in the order they ran again.
    std::stable_sort(m_run.trials.begin(), m_run.trials.end(),
        [](const TrialResult& a, const TrialResult& b) { return a.trial < b.trial; });
    return std::move(m_run);
}

} // namespace

Result<RunResult> readResult(std::string_view text, std::string_view fileName)
{
    const auto root = json::parse(text, kLimits);
    if (!root) {
        Error e = root.error();
        e.file = fileName;
        return e;
    }
    return Reader(fileName).read(*root);
}

} // namespace ilv
