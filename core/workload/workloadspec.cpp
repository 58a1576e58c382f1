// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/workloadspec.h"

#include "base/codes.h"

#include <nlohmann/json.hpp>

namespace ilv {
namespace {

using json::Node;
using json::Out;

/// Keys as in the experiment file; a key that would hold its default is left out, but for the one that says how much.
struct StageWriter {
    Out& out;

    void spread(Spread value) const
    {
        if (value != Spread::Constant)
            out["spread"] = name(value);
    }
    void operator()(const WaitStage& stage) const
    {
        out["ms"] = stage.ms;
        spread(stage.spread);
    }
    void operator()(const RequestStage& stage) const
    {
        const bool own = !stage.url.empty();
        if (own)
            out["url"] = stage.url;
        if (!own || stage.latencyMs != 0)
            out["latency_ms"] = stage.latencyMs;
        spread(stage.spread);
        if (!own || stage.bytes != 0)
            out["bytes"] = stage.bytes;
    }
    void operator()(const ReadStage& stage) const
    {
        if (!stage.path.empty())
            out["path"] = stage.path;
        out["bytes"] = stage.bytes;
    }
    void operator()(const WriteStage& stage) const { out["bytes"] = stage.bytes; }
    void operator()(const ComputeStage& stage) const
    {
        out["kernel"] = name(stage.kernel);
        if (stage.cpuMs != 0)
            out["cpu_ms"] = stage.cpuMs;
        if (stage.units != 0 || stage.cpuMs == 0)
            out["units"] = stage.units;
    }
    void operator()(const CommandStage& stage) const
    {
        out["program"] = stage.program;
        out["args"] = stage.args;
    }
    void operator()(const CallStage& stage) const { out["target"] = stage.target; }
    void operator()(const FaultStage& stage) const
    {
        out["fault"] = name(stage.kind);
        if (stage.at >= 0)
            out["at"] = stage.at;
        if (stage.every > 0)
            out["every"] = stage.every;
        if (stage.kind == FaultKind::Flaky)
            out["fails"] = stage.fails;
    }
};

std::uint64_t u64(const Node& node, std::string_view key, std::uint64_t otherwise)
{
    const Node* found = node.find(key);
    if (found == nullptr || (found->kind != Node::Kind::Int && found->kind != Node::Kind::Uint))
        return otherwise;
    return found->kind == Node::Kind::Uint ? found->natural : static_cast<std::uint64_t>(found->integer);
}

Error unknown(std::string_view what, std::string_view text)
{
    return error(Code::FileEnum, "\"" + std::string(text) + "\" is no " + std::string(what) + ".");
}

/// The word under `key`, as a value of E; `otherwise` where the key is absent.
template <typename E> Result<E> word(const Node& node, std::string_view key, E otherwise)
{
    if (node.find(key) == nullptr)
        return otherwise;
    if (const std::optional<E> value = fromName<E>(node.str(key)))
        return *value;
    return unknown(key, node.str(key));
}

Result<Stage> readWait(const Node& node)
{
    const Result<Spread> spread = word(node, "spread", Spread::Constant);
    if (!spread)
        return spread.error();
    return Stage(WaitStage{ .ms = node.num("ms", 1), .spread = *spread });
}

Result<Stage> readRequest(const Node& node)
{
    const Result<Spread> spread = word(node, "spread", Spread::Constant);
    if (!spread)
        return spread.error();
    return Stage(RequestStage{ .latencyMs = node.num("latency_ms"),
        .spread = *spread,
        .bytes = node.i64("bytes"),
        .url = std::string(node.str("url")) });
}

Result<Stage> readCompute(const Node& node)
{
    const Result<Kernel> kernel = word(node, "kernel", Kernel::Mix);
    if (!kernel)
        return kernel.error();
    return Stage(ComputeStage{ .kernel = *kernel, .units = u64(node, "units", 0), .cpuMs = node.num("cpu_ms") });
}

Result<Stage> readCommand(const Node& node)
{
    CommandStage stage{ .program = std::string(node.str("program")), .args = {} };
    for (const Node& argument : node.array("args"))
        stage.args.push_back(argument.text);
    return Stage(std::move(stage));
}

Result<Stage> readFault(const Node& node)
{
    const Result<FaultKind> kind = word(node, "fault", FaultKind::Throw);
    if (!kind)
        return kind.error();
    return Stage(FaultStage{ .kind = *kind,
        .at = node.i64("at", -1),
        .every = node.i64("every"),
        .fails = static_cast<int>(node.i64("fails", 1)) });
}

Result<Stage> readStage(const Node& node)
{
    const std::string_view kind = node.str("kind");
    if (kind == "wait")
        return readWait(node);
    if (kind == "request")
        return readRequest(node);
    if (kind == "read")
        return Stage(ReadStage{ .path = std::string(node.str("path")), .bytes = node.i64("bytes", 4096) });
    if (kind == "write")
        return Stage(WriteStage{ .bytes = node.i64("bytes", 4096) });
    if (kind == "compute")
        return readCompute(node);
    if (kind == "command")
        return readCommand(node);
    if (kind == "call")
        return Stage(CallStage{ .target = std::string(node.str("target")) });
    if (kind == "fault")
        return readFault(node);
    return unknown("stage kind", kind);
}

} // namespace

Out toJson(const Stage& stage)
{
    Out out = Out::object();
    out["kind"] = kindName(stage);
    std::visit(StageWriter{ out }, stage);
    return out;
}

Out toJson(const WorkloadSpec& spec)
{
    Out out = Out::object();
    Out stages = Out::array();
    for (const Stage& stage : spec.stages)
        stages.push_back(toJson(stage));
    out["stages"] = std::move(stages);
    out["seed"] = spec.seed;
    out["input_bytes"] = spec.inputBytes;
    out["output_bytes"] = spec.outputBytes;
    out["service_port"] = spec.servicePort;
    out["service_prefix"] = spec.servicePrefix;
    out["folder"] = spec.folder;
    return out;
}

Result<WorkloadSpec> workloadFromJson(const Node& node)
{
    WorkloadSpec spec;
    for (const Node& item : node.array("stages")) {
        Result<Stage> stage = readStage(item);
        if (!stage)
            return stage.error();
        spec.stages.push_back(stage.take());
    }
    spec.seed = u64(node, "seed", 1);
    spec.inputBytes = node.i64("input_bytes");
    spec.outputBytes = node.i64("output_bytes");
    spec.servicePort = static_cast<std::uint16_t>(node.i64("service_port"));
    spec.servicePrefix = node.str("service_prefix");
    spec.folder = node.str("folder");
    return spec;
}

} // namespace ilv
