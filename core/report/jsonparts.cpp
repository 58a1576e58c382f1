// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/jsonparts.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace ilv::report {
namespace {

constexpr int kOpenDepth = 4;

std::string compact(const json::Out& value)
{
    return value.dump(-1, ' ', false, json::Out::error_handler_t::replace);
}

void print(std::string& out, const json::Out& value, int depth)
{
    if (depth >= kOpenDepth || !value.is_structured() || value.empty()) {
        out += compact(value);
        return;
    }
    const std::string margin(static_cast<std::size_t>(depth + 1) * 2, ' ');
    out += value.is_object() ? "{" : "[";
    bool first = true;
    for (const auto& [key, item] : value.items()) {
        out += first ? "\n" : ",\n";
        out += margin;
        if (value.is_object())
            out += compact(key) + ": ";
        print(out, item, depth + 1);
        first = false;
    }
    out += '\n' + margin.substr(2) + (value.is_object() ? "}" : "]");
}

bool notFinite(const json::Out& value)
{
    return value.is_number_float() && !std::isfinite(value.get<double>());
}

} // namespace

json::Out number(double value)
{
    return std::isfinite(value) ? json::Out(value) : json::Out(nullptr);
}

json::Out number(const std::optional<double>& value)
{
    return value ? number(*value) : json::Out(nullptr);
}

json::Out measured(double value)
{
    return value < 0 ? json::Out(nullptr) : number(value);
}

void addReason(json::Out& object, const std::string& reason)
{
    auto& said = object["reason"];
    said = said.is_string() ? said.get<std::string>() + "; " + reason : reason;
}

json::Out errorJson(const std::optional<Error>& error)
{
    if (!error)
        return nullptr;
    json::Out out{ { "code", error->code }, { "message", error->message } };
    if (!error->hint.empty())
        out["hint"] = error->hint;
    return out;
}

void scrub(json::Out& value)
{
    std::string reason;
    for (auto it = value.begin(); it != value.end(); ++it) {
        if (it->is_structured()) {
            scrub(*it);
        } else if (notFinite(*it)) {
            *it = nullptr;
            if (value.is_object())
                reason += (reason.empty() ? "" : "; ") + it.key() + " was not a finite number";
        }
    }
    if (!reason.empty())
        addReason(value, reason);
}

std::string pretty(const json::Out& value)
{
    std::string out;
    print(out, value, 0);
    return out + '\n';
}

} // namespace ilv::report
