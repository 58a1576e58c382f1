// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/put.h"

namespace ilv {
namespace {

/// What a stage says besides its kind. How much it does is always said, whatever a reader would assume.
struct StageWriter {
    Put put;

    void operator()(const WaitStage& s)
    {
        put.always("ms", s.ms);
        put.word("spread", s.spread, Spread::Constant);
    }
    void operator()(const RequestStage& s)
    {
        if (s.url.empty())
            put.always("latency_ms", s.latencyMs);
        else
            put.always("url", s.url);
        if (!s.url.empty() && s.latencyMs != 0) // a contradiction is written down, so that the reader finds it
            put.always("latency_ms", s.latencyMs);
        if (!s.url.empty() && put.defaults())
            return;
        put.word("spread", s.spread, Spread::Constant);
        put.plain<std::int64_t>("bytes", s.bytes, 0);
    }
    void operator()(const ReadStage& s)
    {
        if (!s.path.empty())
            put.always("path", s.path);
        put.always("bytes", s.bytes);
    }
    void operator()(const WriteStage& s) { put.always("bytes", s.bytes); }
    void operator()(const ComputeStage& s)
    {
        put.always("kernel", name(s.kernel));
        if (s.units != 0 || s.cpuMs == 0)
            put.always("units", s.units);
        if (s.cpuMs != 0)
            put.always("cpu_ms", s.cpuMs);
    }
    void operator()(const CommandStage& s)
    {
        put.always("program", s.program);
        put.plain("args", s.args, {});
    }
    void operator()(const CallStage& s) { put.always("target", s.target); }
    void operator()(const FaultStage& s)
    {
        put.always("fault", name(s.kind));
        if (s.at != -1)
            put.always("at", s.at);
        if (s.every != 0)
            put.always("every", s.every);
        if (s.fails != 1 || (put.defaults() && s.kind == FaultKind::Flaky))
            put.always("fails", s.fails);
    }
};

} // namespace

json::Node workloadTree(const Workload& w, bool defaults)
{
    json::Node stages = arrayNode();
    for (const Stage& stage : w.stages) {
        json::Node one = objectNode();
        Put(one, defaults).always("kind", kindName(stage));
        std::visit(StageWriter{ Put(one, defaults) }, stage);
        stages.items.push_back(std::move(one));
    }
    json::Node out = objectNode();
    Put put(out, defaults);
    put.section("stages", std::move(stages));
    put.plain<std::int64_t>("input_bytes", w.inputBytes, 0);
    put.plain<std::int64_t>("output_bytes", w.outputBytes, 0);
    put.plain("golden", w.golden, {});
    return out;
}

} // namespace ilv
