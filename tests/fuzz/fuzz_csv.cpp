// SPDX-License-Identifier: GPL-3.0-or-later
// The CSV writer: any text comes back as one field, and none begins like a formula.
#include "target.h"

#include "report/csvexport.h"

#include <charconv>
#include <string>

using namespace ilv;
using fuzz::promise;

namespace {

/// One field of RFC 4180, and where it ends.
std::string fieldAt(std::string_view line, std::size_t& at)
{
    if (at >= line.size() || line[at] != '"') {
        const std::size_t begin = at;
        at = std::min(line.find_first_of(",\r\n", at), line.size());
        return std::string(line.substr(begin, at - begin));
    }
    std::string text;
    for (++at; at < line.size(); ++at) {
        if (line[at] != '"')
            text += line[at];
        else if (at + 1 < line.size() && line[at + 1] == '"')
            text += line[at++];
        else
            break;
    }
    promise(at < line.size(), "a quoted field ends");
    ++at;
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    const std::string line = report::csvField("before") + ',' + report::csvField(text) + ',' + report::csvField("after");
    std::size_t at = 0;
    promise(fieldAt(line, at) == "before" && line[at++] == ',', "the field before stays");
    const std::string field = fieldAt(line, at);
    promise(at < line.size() && line[at++] == ',' && fieldAt(line, at) == "after" && at == line.size(),
        "the field after stays");
    promise(field == text || field == "'" + std::string(text), "the text comes back");
    if (!field.empty() && std::string_view("=+-@\t\r\n").find(field[0]) != std::string_view::npos) {
        double number = 0;
        const char* begin = field.data() + (field[0] == '+' ? 1 : 0);
        const auto read = std::from_chars(begin, field.data() + field.size(), number);
        promise(read.ec == std::errc() && read.ptr == field.data() + field.size(), "no field begins like a formula");
    }
    return 0;
}
