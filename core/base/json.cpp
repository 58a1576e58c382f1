// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include "base/codes.h"
#include "base/jsonproblem.h"
#include "base/jsonsource.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_set>

namespace ilv::json {
namespace {

using Parsed = nlohmann::json;

/// Builds the tree from the parser's events and refuses what plain JSON would let pass.
class Builder : public nlohmann::json_sax<Parsed> {
public:
    Builder(const Cursor& cursor, const Limits& limits)
        : m_cursor(cursor)
        , m_limits(limits)
    {
    }

    Node root;
    std::optional<Error> problem;

    bool null() override { return put(Node{}) != nullptr; }
    bool boolean(bool value) override
    {
        Node node;
        node.kind = Node::Kind::Bool;
        node.boolean = value;
        return put(std::move(node)) != nullptr;
    }
    bool number_integer(number_integer_t value) override { return integer(value); }
    bool number_unsigned(number_unsigned_t value) override
    {
        if (value <= static_cast<std::uint64_t>(INT64_MAX))
            return integer(static_cast<std::int64_t>(value));
        Node node;
        node.kind = Node::Kind::Uint;
        node.natural = value;
        node.number = static_cast<double>(value);
        return put(std::move(node)) != nullptr;
    }
    bool number_float(number_float_t value, const string_t& raw) override
    {
        if (raw.find_first_of(".eE") == string_t::npos)
            return refuse(Code::FileBadNumber, raw + " does not fit 64 bits");
        Node node;
        node.kind = Node::Kind::Double;
        node.number = value;
        return put(std::move(node)) != nullptr;
    }
    bool string(string_t& value) override
    {
        if (!checkText(value))
            return false;
        Node node;
        node.kind = Node::Kind::String;
        node.text = std::move(value);
        return put(std::move(node)) != nullptr;
    }
    bool binary(binary_t&) override { return refuse(Code::FileSyntax, "binary values do not belong in JSON text"); }
    bool start_object(std::size_t) override { return open(Node::Kind::Object); }
    bool start_array(std::size_t) override { return open(Node::Kind::Array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& value) override;
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& ex) override
    {
        problem = describe(m_cursor, ex.id, ex.what());
        return false;
    }

private:
    struct Open {
        Node* node;
        std::unordered_set<std::string> seen; ///< filled only where a plain search would take long
    };

    bool refuse(Code code, std::string message)
    {
        problem = at(m_cursor.value(), code, std::move(message));
        return false;
    }

    bool checkText(const std::string& text)
    {
        if (text.size() > m_limits.stringBytes)
            return refuse(
                Code::FileTooLarge, "a string is longer than " + std::to_string(m_limits.stringBytes) + " bytes");
        if (text.find('\0') != std::string::npos)
            return refuse(Code::FileSyntax, "a string holds the character \\u0000");
        return true;
    }

    bool integer(std::int64_t value)
    {
        Node node;
        node.kind = Node::Kind::Int;
        node.integer = value;
        node.number = static_cast<double>(value);
        return put(std::move(node)) != nullptr;
    }

    Node* put(Node node)
    {
        if (++m_values > m_limits.values) {
            refuse(Code::FileTooLarge, "the file holds more than " + std::to_string(m_limits.values) + " values");
            return nullptr;
        }
        node.line = m_cursor.value().line;
        node.column = m_cursor.value().column;
        if (m_open.empty()) {
            root = std::move(node);
            return &root;
        }
        Node& parent = *m_open.back().node;
        if (parent.kind == Node::Kind::Array)
            return &parent.items.emplace_back(std::move(node));
        parent.members.back().second = std::move(node);
        return &parent.members.back().second;
    }

    bool open(Node::Kind kind)
    {
        if (static_cast<int>(m_open.size()) >= m_limits.depth)
            return refuse(
                Code::FileTooDeep, "more than " + std::to_string(m_limits.depth) + " levels inside each other");
        Node node;
        node.kind = kind;
        Node* placed = put(std::move(node));
        if (placed == nullptr)
            return false;
        m_open.push_back({ placed, {} });
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        return true;
    }

    const Cursor& m_cursor;
    const Limits& m_limits;
    std::vector<Open> m_open;
    std::size_t m_values = 0;
};

bool Builder::key(string_t& value)
{
    constexpr std::size_t kFew = 16;
    if (!checkText(value))
        return false;
    Open& open = m_open.back();
    auto& members = open.node->members;
    bool fresh = true;
    if (members.size() < kFew) {
        fresh = open.node->find(value) == nullptr;
    } else {
        if (open.seen.empty()) {
            for (const auto& member : members)
                open.seen.insert(member.first);
        }
        fresh = open.seen.insert(value).second;
    }
    if (!fresh)
        return refuse(Code::FileDuplicateKey, "the key \"" + value + "\" stands here a second time");
    open.node->keyPlaces.emplace_back(m_cursor.value().line, m_cursor.value().column);
    members.emplace_back(std::move(value), Node{});
    return true;
}

void appendText(std::string& out, const std::string& text)
{
    out += Parsed(text).dump(-1, ' ', false, Parsed::error_handler_t::replace);
}

void appendNode(std::string& out, const Node& node)
{
    switch (node.kind) {
    case Node::Kind::Null:
        out += "null";
        return;
    case Node::Kind::Bool:
        out += node.boolean ? "true" : "false";
        return;
    case Node::Kind::Int:
        out += std::to_string(node.integer);
        return;
    case Node::Kind::Uint:
        out += std::to_string(node.natural);
        return;
    case Node::Kind::Double:
        out += Parsed(node.number).dump();
        return;
    case Node::Kind::String:
        appendText(out, node.text);
        return;
    case Node::Kind::Array:
        out += '[';
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            if (i > 0)
                out += ',';
            appendNode(out, node.items[i]);
        }
        out += ']';
        return;
    case Node::Kind::Object:
        out += '{';
        for (std::size_t i = 0; i < node.members.size(); ++i) {
            if (i > 0)
                out += ',';
            appendText(out, node.members[i].first);
            out += ':';
            appendNode(out, node.members[i].second);
        }
        out += '}';
        return;
    }
}

} // namespace

const Node* Node::find(std::string_view key) const
{
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == key; });
    return found == members.end() ? nullptr : &found->second;
}

double Node::num(std::string_view key, double otherwise) const
{
    const Node* node = find(key);
    return node != nullptr && node->isNumber() ? node->number : otherwise;
}

std::int64_t Node::i64(std::string_view key, std::int64_t otherwise) const
{
    const Node* node = find(key);
    return node != nullptr && node->kind == Kind::Int ? node->integer : otherwise;
}

std::string_view Node::str(std::string_view key, std::string_view otherwise) const
{
    const Node* node = find(key);
    return node != nullptr && node->kind == Kind::String ? std::string_view(node->text) : otherwise;
}

bool Node::flag(std::string_view key, bool otherwise) const
{
    const Node* node = find(key);
    return node != nullptr && node->kind == Kind::Bool ? node->boolean : otherwise;
}

const std::vector<Node>& Node::array(std::string_view key) const
{
    static const std::vector<Node> none;
    const Node* node = find(key);
    return node != nullptr ? node->items : none;
}

Result<Node> parse(std::string_view text, const Limits& limits)
{
    if (text.size() > limits.bytes)
        return at({}, Code::FileTooLarge, "the text is longer than " + std::to_string(limits.bytes) + " bytes");
    if (std::optional<Error> wrong = checkEncoding(text))
        return *std::move(wrong);
    Cursor cursor(text);
    Builder builder(cursor, limits);
    if (!Parsed::sax_parse(CountingIterator(&cursor), CountingIterator(), &builder)) {
        if (!builder.problem)
            return at(cursor.last(), Code::FileSyntax, "the text is not JSON");
        return *std::move(builder.problem);
    }
    return std::move(builder.root);
}

std::string compact(const Node& node)
{
    std::string out;
    appendNode(out, node);
    return out;
}

} // namespace ilv::json
