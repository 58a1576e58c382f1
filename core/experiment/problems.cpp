// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/problems.h"

#include <algorithm>
#include <charconv>

namespace ilv {
namespace {

constexpr std::size_t kReported = 20;
constexpr std::size_t kShownText = 40;

/// At most `bytes` of a text, never cut inside a character.
std::string shortened(const std::string& text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return text;
    while (bytes > 0 && (text[bytes] & 0xC0) == 0x80)
        --bytes;
    return text.substr(0, bytes) + "…";
}

} // namespace

void Problems::add(const json::Node& where, Code code, std::string path, std::string message, std::string hint)
{
    addAt(where.line, where.column, code, std::move(path), std::move(message), std::move(hint));
}

void Problems::addAt(int line, int column, Code code, std::string path, std::string message, std::string hint)
{
    // More than anybody reads: a file with a million wrong keys must not cost a million sentences. Sections are read
    // in another order than they stand, so some beyond the reported ones are kept for the sorting.
    constexpr std::size_t kKept = 4096;
    if (m_errors.size() >= kKept)
        return;
    Error e = error(code, std::move(message), std::move(hint));
    e.path = std::move(path);
    e.file = m_file;
    e.line = line;
    e.column = column;
    m_errors.push_back(std::move(e));
}

Errors Problems::inFileOrder() const
{
    Errors sorted = m_errors;
    std::stable_sort(sorted.begin(), sorted.end(),
        [](const Error& a, const Error& b) { return a.line != b.line ? a.line < b.line : a.column < b.column; });
    if (sorted.size() > kReported)
        sorted.resize(kReported);
    return sorted;
}

std::string plainNumber(double value)
{
    char buffer[64];
    const bool whole = value == static_cast<double>(static_cast<long long>(std::clamp(value, -1e15, 1e15)));
    const auto end = whole ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<long long>(value))
                           : std::to_chars(buffer, buffer + sizeof buffer, value);
    return { buffer, end.ptr };
}

std::string shownText(const std::string& text)
{
    return "\"" + shortened(text, kShownText) + "\"";
}

std::string describe(const json::Node& node)
{
    switch (node.kind) {
    case json::Node::Kind::Array:
        return node.items.empty() ? "an empty list" : "a list";
    case json::Node::Kind::Object:
        return "an object";
    case json::Node::Kind::String:
        return shownText(node.text);
    case json::Node::Kind::Double:
        return plainNumber(node.number);
    default:
        return json::compact(node);
    }
}

} // namespace ilv
