// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/jsonparts.h"

#include <nlohmann/json.hpp>

namespace ilv::report {
namespace {

struct TextField {
    const char* key;
    std::string Environment::*field;
};
constexpr TextField kTexts[]{ { "started_at", &Environment::startedAtUtc }, { "cpu_model", &Environment::cpuModel },
    { "hypervisor", &Environment::hypervisor }, { "governor", &Environment::governor },
    { "kernel", &Environment::kernel }, { "distribution", &Environment::distribution },
    { "qt", &Environment::qtVersion }, { "compiler", &Environment::compiler },
    { "build_type", &Environment::buildType }, { "version", &Environment::version },
    { "commit", &Environment::commit } };

struct NumberField {
    const char* key;
    std::optional<double> Environment::*field;
};
constexpr NumberField kNumbers[]{ { "load_average", &Environment::loadAverage },
    { "steal_percent", &Environment::stealPercent }, { "effective_cores", &Environment::effectiveCores } };

} // namespace

json::Out environmentJson(const Environment& environment)
{
    auto out = json::Out::object();
    for (const auto& [key, field] : kTexts) { // what the machine does not tell is null, never a guess
        const std::string& text = environment.*field;
        out[key] = text.empty() ? json::Out(nullptr) : json::Out(text);
    }
    out["cores"] = environment.cores;
    out["memory_mb"] = number(environment.memoryMb);
    for (const auto& [key, field] : kNumbers)
        out[key] = number(environment.*field);
    return out;
}

Environment environmentFrom(const json::Node& node)
{
    Environment environment;
    for (const auto& [key, field] : kTexts)
        environment.*field = node.str(key);
    environment.cores = static_cast<int>(node.i64("cores", 1));
    environment.memoryMb = node.num("memory_mb");
    for (const auto& [key, field] : kNumbers) {
        if (const auto* value = node.find(key); value && value->isNumber())
            environment.*field = value->number;
    }
    return environment;
}

} // namespace ilv::report
