// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/sections.h"
#include "experiment/url.h"

#include <algorithm>
#include <array>

namespace ilv {
namespace {

constexpr std::string_view kKinds[]{ "wait", "request", "read", "write", "compute", "command", "call", "fault" };
static_assert(std::size(kKinds) == std::variant_size_v<Stage>);

constexpr std::array kFaults{ FaultKind::Crash, FaultKind::Exit, FaultKind::Throw, FaultKind::Hang,
    FaultKind::IgnoreTerm, FaultKind::Flaky, FaultKind::Wrong, FaultKind::Noise, FaultKind::Leak, FaultKind::Flood,
    FaultKind::Freeze };

constexpr TextRule kPathRule{ .longest = 4096 };

Stage readWait(ObjectReader& r)
{
    WaitStage stage;
    if (!r.has("ms"))
        r.missing("ms", "How long to wait, in milliseconds.");
    r.real("ms", stage.ms, kDurationMs);
    r.word("spread", stage.spread, kSpreads);
    return stage;
}

Stage readRequest(ObjectReader& r)
{
    RequestStage stage;
    if (r.text("url", stage.url, { .longest = 8192 })) {
        if (const std::string wrong = urlShape(stage.url).problem; !wrong.empty())
            r.range("url", "\"url\" " + wrong + ".", "For example http://127.0.0.1:8080/path.");
    }
    r.real("latency_ms", stage.latencyMs, kDurationMs);
    r.word("spread", stage.spread, kSpreads);
    r.integer("bytes", stage.bytes, kPayloadBytes);
    for (const std::string_view key : { "latency_ms", "spread", "bytes" }) {
        if (r.has("url") && r.has(key))
            r.conflict(key,
                "\"" + std::string(key) + "\" is asked of the loopback service, but \"url\" names another one.",
                "Remove one of the two.");
    }
    return stage;
}

Stage readRead(ObjectReader& r)
{
    ReadStage stage;
    if (r.text("path", stage.path, kPathRule)) {
        const std::string padded = "/" + stage.path + "/";
        if (padded.find("/../") != std::string::npos)
            r.refuse("path", Code::FilePathEscape, "\"path\" climbs out of its folder with \"..\".",
                "Name a file beside the experiment, or give the whole path.");
    }
    r.integer("bytes", stage.bytes, kPayloadBytes);
    return stage;
}

Stage readWrite(ObjectReader& r)
{
    WriteStage stage;
    r.integer("bytes", stage.bytes, kPayloadBytes);
    return stage;
}

Stage readCompute(ObjectReader& r)
{
    ComputeStage stage;
    r.word("kernel", stage.kernel, kKernels);
    r.integer("units", stage.units, { 0, 1'000'000'000'000 }); // 0: a task that does nothing, to see what carrying it costs
    r.real("cpu_ms", stage.cpuMs, { 0, kDayMs, true });
    if (r.has("units") && r.has("cpu_ms"))
        r.conflict("cpu_ms", "\"units\" and \"cpu_ms\" both say how much to compute.", "Remove one of the two.");
    else if (!r.has("units") && !r.has("cpu_ms"))
        r.missing("units", "Say how much to compute: \"units\" (inner steps) or \"cpu_ms\".");
    return stage;
}

Stage readCommand(ObjectReader& r)
{
    CommandStage stage;
    if (!r.has("program"))
        r.missing("program", "The program to start; no shell is involved.");
    r.text("program", stage.program, kPathRule);
    const json::Node* args = r.array("args", { 0, 256 }, "texts");
    for (std::size_t i = 0; args != nullptr && i < args->items.size(); ++i) {
        const json::Node& arg = args->items[i];
        const std::string path = r.pathOf("args[" + std::to_string(i) + "]");
        if (arg.kind != json::Node::Kind::String) {
            r.problems().add(
                arg, Code::FileType, path, "An argument is " + describe(arg) + "; it must be a text in double quotes.");
        } else if (const std::string wrong
                   = textProblem(arg.text, { .longest = 65'536, .mayBeEmpty = true, .mayHaveLines = true });
                   !wrong.empty()) {
            r.problems().add(arg, Code::FileRange, path, "An argument " + wrong + ".");
        } else {
            stage.args.push_back(arg.text);
        }
    }
    return stage;
}

bool isIdentifierPath(std::string_view text)
{
    bool begin = true;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
        const bool digit = c >= '0' && c <= '9';
        if (c == '.' ? begin : !(letter || (digit && !begin)))
            return false;
        begin = c == '.';
    }
    return !begin;
}

Stage readCall(ObjectReader& r)
{
    CallStage stage;
    if (!r.has("target"))
        r.missing("target", "The function to call, as \"module:function\".");
    if (r.text("target", stage.target)) {
        const std::size_t colon = stage.target.find(':');
        if (colon == std::string::npos || !isIdentifierPath(std::string_view(stage.target).substr(0, colon))
            || !isIdentifierPath(std::string_view(stage.target).substr(colon + 1)))
            r.range("target", "\"target\" is \"" + stage.target + "\"; it must have the form \"module:function\".");
    }
    return stage;
}

void readFaultPlace(ObjectReader& r, FaultStage& stage)
{
    r.integer("at", stage.at, { 0, kMostTasks - 1 });
    r.integer("every", stage.every, { 1, kMostTasks });
    if (r.has("at") && r.has("every"))
        r.conflict("every", "\"at\" and \"every\" both say which tasks fail.", "Remove one of the two.");
    if (r.integer("fails", stage.fails, { 1, 100 }) && stage.kind != FaultKind::Flaky)
        r.conflict("fails",
            "\"fails\" counts the failures of a \"flaky\" fault, and this one is \"" + std::string(name(stage.kind))
                + "\".");
}

Stage readFault(ObjectReader& r)
{
    FaultStage stage;
    if (!r.has("fault"))
        r.missing("fault", "Which failure to plant, for example \"crash\".");
    r.word("fault", stage.kind, kFaults);
    readFaultPlace(r, stage);
    return stage;
}

/// {"kind": "crash", "at": 3} says the same as {"kind": "fault", "fault": "crash", "at": 3}.
std::optional<Stage> readShortFault(ObjectReader& r)
{
    const json::Node* kind = r.member("kind");
    if (kind == nullptr || kind->kind != json::Node::Kind::String)
        return std::nullopt;
    const std::optional<FaultKind> fault = fromName<FaultKind>(kind->text);
    if (!fault)
        return std::nullopt;
    FaultStage stage;
    stage.kind = *fault;
    readFaultPlace(r, stage);
    return stage;
}

} // namespace

Stage readStage(ObjectReader& r)
{
    if (std::optional<Stage> fault = readShortFault(r)) {
        r.refuseUnknown("a fault stage");
        return *fault;
    }
    if (!r.has("kind")) {
        r.missing("kind", "It may be " + listWords(kKinds) + ".");
        return WaitStage{};
    }
    const std::optional<std::size_t> kind = r.word("kind", kKinds);
    if (!kind)
        return WaitStage{}; // of a stage nobody knows, no key can be judged
    using Read = Stage (*)(ObjectReader&);
    constexpr Read reads[]{ readWait, readRequest, readRead, readWrite, readCompute, readCommand, readCall, readFault };
    static_assert(std::size(reads) == std::size(kKinds));
    Stage stage = reads[*kind](r);
    r.refuseUnknown("a \"" + std::string(kKinds[*kind]) + "\" stage");
    return stage;
}

} // namespace ilv
