// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsonproblem.h"

#include <cstdint>

namespace ilv::json {
namespace {

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// Length of the well-formed UTF-8 character at `i`, 0 when there is none (Unicode, table 3-7).
std::size_t characterLength(std::string_view text, std::size_t i)
{
    const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<std::uint8_t>(text[k]) : 0u; };
    const auto tail
        = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xBF) { return byte(k) >= low && byte(k) <= high; };
    const unsigned first = byte(i);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return tail(i + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return tail(i + 1, low, high) && tail(i + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return tail(i + 1, low, high) && tail(i + 2) && tail(i + 3) ? 4 : 0;
    }
    return 0;
}

/// The run of characters around `place` up to the next white space, bracket, comma or colon.
std::string wordAt(std::string_view text, std::size_t offset)
{
    constexpr std::string_view ends = " \t\r\n,:{}[]\"";
    const std::size_t end = text.find_first_of(ends, offset);
    return std::string(
        text.substr(offset, std::min<std::size_t>(end == text.npos ? text.size() - offset : end - offset, 40)));
}

bool looksLikeNumber(std::string_view word)
{
    if (word.empty())
        return false;
    const std::string_view unsignedPart = word.front() == '+' || word.front() == '-' ? word.substr(1) : word;
    if (unsignedPart.empty())
        return true; // a sign without a number
    const char c = unsignedPart.front();
    constexpr std::string_view named[]{ "NaN", "nan", "NAN", "Infinity", "infinity", "inf", "Inf", "INF" };
    for (const std::string_view name : named) {
        if (unsignedPart == name)
            return true;
    }
    return (c >= '0' && c <= '9') || c == '.';
}

/// "007": the parser sees a 0 and then a second number.
bool hasLeadingZero(std::string_view word)
{
    if (!word.empty() && word.front() == '-')
        word.remove_prefix(1);
    return word.size() > 1 && word[0] == '0' && word[1] >= '0' && word[1] <= '9';
}

/// "unexpected number literal; expected …", as against "unexpected '}'; expected string literal".
bool unexpectedLiteral(std::string_view what)
{
    const std::size_t begin = what.find("unexpected ");
    return begin != what.npos && contains(what.substr(begin, what.find(';', begin) - begin), "literal");
}

/// "unexpected '}'; expected string literal" out of the parser's long sentence.
std::string parserWords(std::string_view what)
{
    const std::size_t dash = what.find(" - ");
    std::string_view words = dash == what.npos ? what.substr(what.find("] ") == what.npos ? 0 : what.find("] ") + 2)
                                               : what.substr(dash + 3);
    if (const std::size_t read = words.find("; last read: "); read != words.npos) {
        const std::size_t more = words.find("; expected ", read);
        return std::string(words.substr(0, read)).append(more == words.npos ? std::string_view{} : words.substr(more));
    }
    return std::string(words);
}

char lastPrintBefore(std::string_view text, std::size_t offset)
{
    while (offset > 0) {
        const char c = text[--offset];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return c;
    }
    return '\0';
}

std::string hintFor(std::string_view text, std::size_t offset, std::string_view what)
{
    if (offset >= text.size())
        return "The file ends too early: a bracket, brace or quote is not closed.";
    const char c = text[offset];
    if (c == '/' || c == '#')
        return "JSON has no comments; keep notes under keys that begin with \"x-\".";
    if (c == '\'')
        return "Strings and keys stand in double quotes.";
    if (c == '}' || c == ']') {
        if (lastPrintBefore(text, offset) == ',')
            return "Remove the comma before it.";
    } else if (c == '"' && contains(what, "expected '") && contains(what, "unexpected string")) {
        return contains(what, "expected ':'") ? "A colon is missing before it." : "A comma is missing before it.";
    } else if (contains(what, "while parsing object key") && contains(what, "invalid literal")) {
        return "Keys stand in double quotes.";
    }
    return {};
}

} // namespace

Error at(const Place& place, Code code, std::string message, std::string hint)
{
    Error e = error(code, std::move(message), std::move(hint));
    if (!e.message.empty() && e.message.front() >= 'a' && e.message.front() <= 'z')
        e.message.front() = static_cast<char>(e.message.front() - 'a' + 'A');
    e.message += '.';
    e.line = place.line;
    e.column = place.column;
    return e;
}

std::optional<Error> checkEncoding(std::string_view text)
{
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        return at({}, Code::FileEncoding, "the file begins with a byte order mark", "Save it as UTF-8 without BOM.");
    if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF")
        return at({}, Code::FileEncoding, "the file is UTF-16, not UTF-8", "Save it as UTF-8 without BOM.");
    Place place;
    while (place.offset < text.size()) {
        const std::size_t length = characterLength(text, place.offset);
        if (length == 0)
            return at(
                place, Code::FileEncoding, "a byte here does not belong to UTF-8 text", "Save the file as UTF-8.");
        if (text[place.offset] == '\0')
            return at(place, Code::FileEncoding, "a NUL byte stands in the text", "Save the file as UTF-8 text.");
        if (text[place.offset] == '\n') {
            ++place.line;
            place.column = 1;
        } else {
            ++place.column;
        }
        place.offset += length;
    }
    return std::nullopt;
}

Error describe(const Cursor& cursor, int id, std::string_view what)
{
    constexpr int kOutOfRange = 406;
    const std::string_view text = cursor.text();
    const std::string word = wordAt(text, cursor.value().offset);
    if (id == kOutOfRange)
        return at(
            cursor.value(), Code::FileBadNumber, "\"" + word + "\" is larger than any number a computer holds here");

    const bool lexical = contains(what, "invalid literal") || contains(what, "invalid number");
    if ((lexical && looksLikeNumber(word)) || (contains(what, "unexpected number") && hasLeadingZero(word)))
        return at(cursor.value(), Code::FileBadNumber, "\"" + word + "\" is not a number that JSON knows");

    Place place = cursor.last();
    if (contains(what, "unexpected end of input"))
        place = cursor.here();
    else if (contains(what, "missing closing quote") || contains(what, "invalid literal") || unexpectedLiteral(what))
        place = cursor.value();
    else if (contains(what, "unexpected '"))
        place = cursor.token();
    return at(place, Code::FileSyntax, parserWords(what), hintFor(text, place.offset, what));
}

} // namespace ilv::json
