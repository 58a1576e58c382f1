// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/servicerequest.h"

#include "net/httpparser.h"

#include <charconv>
#include <utility>

namespace ilv {

namespace {

constexpr Nanos kLongest = 86'400 * kSecond;

template <typename Number> bool readNumber(std::string_view text, Number most, Number& out)
{
    Number value = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || stop != text.data() + text.size() || value < 0 || value > most)
        return false;
    out = value;
    return true;
}

bool readFault(std::string_view text, ServiceFault& out)
{
    constexpr std::pair<std::string_view, ServiceFault> kNames[]
        = { { "reset", ServiceFault::Reset }, { "close", ServiceFault::Close }, { "garbage", ServiceFault::Garbage },
              { "status", ServiceFault::Unavailable } };
    for (const auto& [name, fault] : kNames) {
        if (text == name) {
            out = fault;
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<ServiceRequest> parseServiceRequest(std::string_view prefix, std::string_view target)
{
    if (!target.starts_with(prefix))
        return std::nullopt;
    target.remove_prefix(prefix.size());
    if (!target.starts_with("/r?"))
        return std::nullopt;
    target.remove_prefix(3);

    ServiceRequest request;
    constexpr unsigned kNs = 1, kBytes = 2, kVariant = 4, kFault = 8;
    unsigned seen = 0;
    const auto once = [&seen](unsigned which) { return (std::exchange(seen, seen | which) & which) == 0; };
    for (;;) {
        const std::size_t end = target.find('&');
        const std::string_view pair = target.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos)
            return std::nullopt;
        const std::string_view key = pair.substr(0, equals);
        const std::string_view value = pair.substr(equals + 1);
        bool good = false;
        if (key == "ns")
            good = once(kNs) && readNumber(value, kLongest, request.latency);
        else if (key == "bytes")
            good = once(kBytes) && readNumber(value, HttpParser::kBodyLimit, request.bytes);
        else if (key == "v")
            good = once(kVariant) && readNumber(value, ~std::uint32_t{ 0 }, request.variant);
        else if (key == "fault")
            good = once(kFault) && readFault(value, request.fault);
        if (!good)
            return std::nullopt;
        if (end == std::string_view::npos)
            break;
        target.remove_prefix(end + 1);
    }
    if ((seen & (kNs | kBytes | kVariant)) != (kNs | kBytes | kVariant))
        return std::nullopt;
    return request;
}

} // namespace ilv
