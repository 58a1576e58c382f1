// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>

namespace ilv {

namespace {

bool startsWithNoCase(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size()
        && std::equal(prefix.begin(), prefix.end(), text.begin(),
            [](char want, char have) { return want == (have >= 'A' && have <= 'Z' ? have + ('a' - 'A') : have); });
}

bool hostCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
        || c == '_';
}

Error refuse(std::string_view text, std::string why, std::string hint)
{
    return error(Code::FileRange,
        "\"" + std::string(text) + "\" is not an address that can be asked: " + std::move(why) + ".", std::move(hint));
}

} // namespace

Result<Url> parseUrl(std::string_view text)
{
    const std::string example = "Write it like http://example.org:8080/path?query.";
    if (std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c >= 0x7f; }))
        return refuse(text, "it has a blank, a control or a non-ASCII character", "Write such characters as %XX.");

    Url url;
    std::string_view rest = text;
    if (startsWithNoCase(rest, "http://")) {
        rest.remove_prefix(7);
    } else if (startsWithNoCase(rest, "https://")) {
        rest.remove_prefix(8);
        url.tls = true;
        url.port = 443;
    } else {
        return refuse(text, "it begins with neither http:// nor https://", example);
    }

    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view authority = rest.substr(0, end);
    const std::string_view tail = rest.substr(end, rest.find('#') - end);
    url.target = tail.starts_with('/') ? std::string(tail) : "/" + std::string(tail);

    if (authority.find('@') != std::string_view::npos)
        return refuse(text, "it names a user", "Credentials in an address are not used; leave them out.");
    std::string_view port;
    bool hasPort = false;
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        url.host = authority.substr(1, close == std::string_view::npos ? 0 : close - 1);
        in6_addr ignored{};
        if (::inet_pton(AF_INET6, url.host.c_str(), &ignored) != 1)
            return refuse(text, "what stands in brackets is no IPv6 address", example);
        const std::string_view after = authority.substr(close + 1);
        if (!after.empty() && after.front() != ':')
            return refuse(text, "something other than a port follows the brackets", example);
        hasPort = !after.empty();
        port = after.substr(hasPort ? 1 : 0);
    } else {
        const std::size_t colon = authority.find(':');
        hasPort = colon != std::string_view::npos;
        url.host = authority.substr(0, colon);
        port = hasPort ? authority.substr(colon + 1) : std::string_view();
        if (url.host.empty() || !std::all_of(url.host.begin(), url.host.end(), hostCharacter))
            return refuse(text, "it has no valid host name", example);
    }
    if (hasPort) {
        const auto [stop, failure] = std::from_chars(port.data(), port.data() + port.size(), url.port);
        if (failure != std::errc() || stop != port.data() + port.size() || url.port == 0)
            return refuse(text, "its port is not a number from 1 to 65535", example);
    }
    return url;
}

bool Url::loopback() const
{
    in_addr four{};
    if (::inet_pton(AF_INET, host.c_str(), &four) == 1)
        return (ntohl(four.s_addr) >> 24) == 127;
    in6_addr six{};
    if (::inet_pton(AF_INET6, host.c_str(), &six) == 1)
        return IN6_IS_ADDR_LOOPBACK(&six);
    return host.size() == 9 && startsWithNoCase(host, "localhost");
}

} // namespace ilv
