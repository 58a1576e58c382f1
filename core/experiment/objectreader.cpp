// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/objectreader.h"

#include "base/suggest.h"

#include <algorithm>
#include <cmath>

namespace ilv {
namespace {

std::string quoted(std::string_view key)
{
    return "\"" + std::string(key) + "\"";
}

/// A number without a fraction, however it was written (1e3 counts), or nothing. What does not fit 64 bits is as far
/// out of range as the largest that does.
std::optional<std::int64_t> asWhole(const json::Node& node)
{
    if (node.kind == json::Node::Kind::Int)
        return node.integer;
    if (node.kind == json::Node::Kind::Uint)
        return INT64_MAX;
    if (node.kind != json::Node::Kind::Double || node.number != std::trunc(node.number))
        return std::nullopt;
    if (std::abs(node.number) >= 0x1p53)
        return node.number < 0 ? INT64_MIN : INT64_MAX;
    return static_cast<std::int64_t>(node.number);
}

} // namespace

std::string listWords(std::span<const std::string_view> words, std::string_view last)
{
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            out += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
        out += quoted(words[i]);
    }
    return out;
}

std::optional<std::size_t> readWord(const json::Node& found, const std::string& subject, std::string path,
    std::span<const std::string_view> words, Problems& problems)
{
    const std::string sentence = subject + " is " + describe(found);
    if (found.kind != json::Node::Kind::String) {
        problems.add(found, Code::FileType, std::move(path), sentence + "; it must be " + listWords(words) + ".");
        return std::nullopt;
    }
    const auto at = std::find(words.begin(), words.end(), found.text);
    if (at != words.end())
        return static_cast<std::size_t>(at - words.begin());
    problems.add(found, Code::FileEnum, std::move(path), sentence + "; it may be " + listWords(words) + ".",
        didYouMean(found.text, words));
    return std::nullopt;
}

std::string textProblem(const std::string& text, const TextRule& rule)
{
    if (text.empty() && !rule.mayBeEmpty)
        return "is empty";
    if (text.size() > rule.longest)
        return "is longer than " + std::to_string(rule.longest) + " bytes";
    const auto control = [&rule](char c) {
        const bool line = c == '\n' || c == '\t';
        return (static_cast<unsigned char>(c) < 0x20 && !(rule.mayHaveLines && line)) || c == 0x7F;
    };
    if (std::any_of(text.begin(), text.end(), control))
        return "holds a control character";
    return {};
}

ObjectReader::ObjectReader(const json::Node& node, std::string path, Problems& problems)
    : m_node(node)
    , m_path(std::move(path))
    , m_problems(problems)
{
}

std::string ObjectReader::pathOf(std::string_view key) const
{
    return m_path.empty() ? std::string(key) : m_path + "." + std::string(key);
}

const json::Node* ObjectReader::member(std::string_view key)
{
    if (std::find(m_known.begin(), m_known.end(), key) == m_known.end())
        m_known.push_back(key);
    return m_node.find(key);
}

void ObjectReader::wrongType(std::string_view key, const json::Node& found, std::string_view needed)
{
    m_problems.add(found, Code::FileType, pathOf(key),
        quoted(key) + " is " + describe(found) + "; it must be " + std::string(needed) + ".");
}

bool ObjectReader::real(std::string_view key, double& into, RealRange range)
{
    const json::Node* found = member(key);
    if (found == nullptr)
        return false;
    if (!found->isNumber()) {
        wrongType(key, *found, "a number");
        return false;
    }
    const bool low = range.above ? found->number <= range.low : found->number < range.low;
    if (low || found->number > range.high) {
        m_problems.add(*found, Code::FileRange, pathOf(key),
            quoted(key) + " is " + describe(*found) + "; it may be " + (range.above ? "more than " : "from ")
                + plainNumber(range.low) + (range.above ? " and up to " : " to ") + plainNumber(range.high) + ".");
        return false;
    }
    into = found->number;
    return true;
}

std::optional<std::int64_t> ObjectReader::wholeNumber(std::string_view key, IntRange range)
{
    const json::Node* found = member(key);
    if (found == nullptr)
        return std::nullopt;
    const std::optional<std::int64_t> value = found->isNumber() ? asWhole(*found) : std::nullopt;
    if (!value) {
        wrongType(key, *found, "a whole number");
        return std::nullopt;
    }
    if (*value < range.low || *value > range.high) {
        m_problems.add(*found, Code::FileRange, pathOf(key),
            quoted(key) + " is " + describe(*found) + "; it may be from " + std::to_string(range.low) + " to "
                + std::to_string(range.high) + ".");
        return std::nullopt;
    }
    return value;
}

bool ObjectReader::natural64(std::string_view key, std::uint64_t& into)
{
    const json::Node* found = member(key);
    if (found == nullptr)
        return false;
    if (found->kind == json::Node::Kind::Uint) {
        into = found->natural;
        return true;
    }
    return integer(key, into, { 0, INT64_MAX });
}

bool ObjectReader::boolean(std::string_view key, bool& into)
{
    const json::Node* found = member(key);
    if (found == nullptr)
        return false;
    if (found->kind != json::Node::Kind::Bool) {
        wrongType(key, *found, "true or false");
        return false;
    }
    into = found->boolean;
    return true;
}

bool ObjectReader::text(std::string_view key, std::string& into, TextRule rule)
{
    const json::Node* found = member(key);
    if (found == nullptr)
        return false;
    if (found->kind != json::Node::Kind::String) {
        wrongType(key, *found, "a text in double quotes");
        return false;
    }
    if (const std::string wrong = textProblem(found->text, rule); !wrong.empty()) {
        m_problems.add(*found, Code::FileRange, pathOf(key), quoted(key) + " " + wrong + ".");
        return false;
    }
    into = found->text;
    return true;
}

std::optional<std::size_t> ObjectReader::word(std::string_view key, std::span<const std::string_view> words)
{
    const json::Node* found = member(key);
    return found != nullptr ? readWord(*found, quoted(key), pathOf(key), words, m_problems) : std::nullopt;
}

const json::Node* ObjectReader::object(std::string_view key)
{
    const json::Node* found = member(key);
    if (found != nullptr && found->kind != json::Node::Kind::Object) {
        wrongType(key, *found, "an object in braces");
        return nullptr;
    }
    return found;
}

const json::Node* ObjectReader::array(std::string_view key, IntRange size, std::string_view ofWhat)
{
    const json::Node* found = member(key);
    if (found == nullptr)
        return nullptr;
    if (found->kind != json::Node::Kind::Array) {
        wrongType(key, *found, "a list of " + std::string(ofWhat));
        return nullptr;
    }
    const auto count = static_cast<std::int64_t>(found->items.size());
    if (count < size.low || count > size.high) {
        m_problems.add(*found, Code::FileRange, pathOf(key),
            quoted(key) + " has " + std::to_string(count) + " entries; it may have " + std::to_string(size.low) + " to "
                + std::to_string(size.high) + " " + std::string(ofWhat) + ".");
        return nullptr;
    }
    return found;
}

void ObjectReader::missing(std::string_view key, std::string hint)
{
    if (std::find(m_known.begin(), m_known.end(), key) == m_known.end())
        m_known.push_back(key);
    m_problems.add(m_node, Code::FileMissingKey, pathOf(key), quoted(key) + " is missing.", std::move(hint));
}

void ObjectReader::refuse(std::string_view key, Code code, std::string message, std::string hint)
{
    const json::Node* found = member(key);
    m_problems.add(found != nullptr ? *found : m_node, code, pathOf(key), std::move(message), std::move(hint));
}

void ObjectReader::conflict(std::string_view key, std::string message, std::string hint)
{
    refuse(key, Code::FileConflict, std::move(message), std::move(hint));
}

void ObjectReader::range(std::string_view key, std::string message, std::string hint)
{
    refuse(key, Code::FileRange, std::move(message), std::move(hint));
}

void ObjectReader::refuseUnknown(std::string_view what)
{
    constexpr int kReported = 20; // no more than that of one object can ever be shown
    int unknown = 0;
    for (std::size_t i = 0; i < m_node.members.size() && unknown < kReported; ++i) {
        const auto& [key, value] = m_node.members[i];
        if (std::find(m_known.begin(), m_known.end(), key) != m_known.end())
            continue;
        if (key.substr(0, 2) == "x-") {
            m_problems.keep(pathOf(key), value);
            continue;
        }
        ++unknown;
        std::string hint = didYouMean(key, m_known);
        if (hint.empty())
            hint = "Known here: " + listWords(m_known, "and") + ".";
        m_problems.addAt(m_node.keyPlaces[i].first, m_node.keyPlaces[i].second, Code::FileUnknownKey, pathOf(key),
            shownText(key) + " is not a key of " + std::string(what) + ".", std::move(hint));
    }
}

} // namespace ilv
