// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/url.h"

#include <algorithm>
#include <charconv>

namespace ilv {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f');
}
bool isHostLetter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_';
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

bool isPort(std::string_view text)
{
    unsigned port = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), port);
    return !text.empty() && text.size() <= 5 && end.ptr == text.data() + text.size() && end.ec == std::errc{}
    && port >= 1 && port <= 65535;
}

/// Splits "host", "host:port", "[::1]:port"; the sentence of what is wrong, or empty.
std::string readAuthority(std::string_view authority, std::string& host)
{
    if (authority.find('@') != authority.npos)
        return "holds a user name; names and passwords do not belong in a file";
    std::size_t end = authority.find(':');
    if (!authority.empty() && authority.front() == '[') {
        const std::size_t bracket = authority.find(']');
        if (bracket == authority.npos)
            return "has a bracket that is not closed";
        host = lowered(authority.substr(1, bracket - 1));
        if (host.find(':') == host.npos
            || !std::all_of(host.begin(), host.end(), [](char c) { return isHex(c) || c == ':' || c == '.'; }))
            return "has something in brackets that is no IPv6 address";
        end = bracket + 1;
        if (end < authority.size() && authority[end] != ':')
            return "has something behind the bracket that is no port";
    } else {
        host = lowered(authority.substr(0, end));
        if (host.empty())
            return "names no host";
        if (host.size() > 253 || !std::all_of(host.begin(), host.end(), isHostLetter))
            return "has a host name with a character that no host name has";
    }
    if (end < authority.size() && !isPort(authority.substr(end + 1)))
        return "has a port that is none of 1 to 65535";
    return {};
}

} // namespace

UrlShape urlShape(std::string_view url)
{
    UrlShape shape;
    const std::string scheme = lowered(url.substr(0, std::min(url.find("://"), url.size())));
    if (scheme != "http" && scheme != "https") {
        shape.problem = "does not begin with http:// or https://";
        return shape;
    }
    if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c == 0x7F || c == '\\' || c == '"'; })) {
        shape.problem = "holds a character that must be percent-encoded";
        return shape;
    }
    std::string_view rest = url.substr(scheme.size() + 3);
    shape.problem = readAuthority(rest.substr(0, rest.find_first_of("/?#")), shape.host);
    return shape;
}

bool isLoopback(std::string_view host)
{
    if (host == "localhost" || host == "::1")
        return true;
    int parts = 0;
    while (!host.empty()) {
        unsigned number = 0;
        const auto end = std::from_chars(host.data(), host.data() + host.size(), number);
        const auto length = static_cast<std::size_t>(end.ptr - host.data());
        if (end.ec != std::errc{} || number > 255 || length > 3 || (length > 1 && host.front() == '0')
            || (parts == 0 && number != 127))
            return false;
        ++parts;
        host.remove_prefix(length);
        if (host.empty())
            break;
        if (host.front() != '.' || host.size() == 1)
            return false;
        host.remove_prefix(1);
    }
    return parts == 4;
}

} // namespace ilv
