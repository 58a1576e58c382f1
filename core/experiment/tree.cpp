// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/tree.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ilv {
namespace {

using json::Node;

constexpr std::size_t kColumns = 110;

bool isContainer(const Node& value)
{
    return value.kind == Node::Kind::Object || value.kind == Node::Kind::Array;
}

std::string keyText(const std::string& key)
{
    return json::compact(node(key)) + ": ";
}

std::size_t sizeOf(const Node& value)
{
    return std::max(value.items.size(), value.members.size());
}

const Node& child(const Node& value, std::size_t i)
{
    return value.kind == Node::Kind::Object ? value.members[i].second : value.items[i];
}

std::string flat(const Node& value)
{
    if (!isContainer(value))
        return json::compact(value);
    const bool object = value.kind == Node::Kind::Object;
    std::string out(1, object ? '{' : '[');
    for (std::size_t i = 0; i < sizeOf(value); ++i) {
        if (i > 0)
            out += ", ";
        if (object)
            out += keyText(value.members[i].first);
        out += flat(child(value, i));
    }
    return out + (object ? '}' : ']');
}

void print(std::string& out, const Node& value, std::size_t indent, std::size_t column, bool broken)
{
    const std::string line = flat(value);
    if (!isContainer(value) || sizeOf(value) == 0 || (!broken && column + line.size() <= kColumns)) {
        out += line;
        return;
    }
    const bool object = value.kind == Node::Kind::Object;
    out += object ? "{\n" : "[\n";
    for (std::size_t i = 0; i < sizeOf(value); ++i) {
        if (i > 0)
            out += ",\n";
        out.append(indent + 2, ' ');
        const std::string key = object ? keyText(value.members[i].first) : std::string{};
        out += key;
        print(out, child(value, i), indent + 2, indent + 3 + key.size(), false);
    }
    out += '\n';
    out.append(indent, ' ');
    out += object ? '}' : ']';
}

Node ofKind(Node::Kind kind)
{
    Node value;
    value.kind = kind;
    return value;
}

/// The member of that key, made when there is none.
Node& memberOf(Node& object, const std::string& key)
{
    for (auto& [name, value] : object.members) {
        if (name == key)
            return value;
    }
    return object.members.emplace_back(key, Node{}).second;
}

} // namespace

std::string prettyText(const Node& tree)
{
    std::string out;
    print(out, tree, 0, 0, true);
    return out + '\n';
}

Node objectNode()
{
    return ofKind(Node::Kind::Object);
}
Node arrayNode()
{
    return ofKind(Node::Kind::Array);
}

Node node(std::int64_t value)
{
    Node out = ofKind(Node::Kind::Int);
    out.integer = value;
    out.number = static_cast<double>(value);
    return out;
}

Node node(int value)
{
    return node(std::int64_t{ value });
}

Node node(std::uint64_t value)
{
    if (value <= static_cast<std::uint64_t>(INT64_MAX))
        return node(static_cast<std::int64_t>(value));
    Node out = ofKind(Node::Kind::Uint);
    out.natural = value;
    out.number = static_cast<double>(value);
    return out;
}

Node node(double value)
{
    constexpr double kExact = 0x1p53;
    if (value == std::trunc(value) && std::abs(value) < kExact)
        return node(static_cast<std::int64_t>(value));
    Node out = ofKind(Node::Kind::Double);
    out.number = value;
    return out;
}

Node node(bool value)
{
    Node out = ofKind(Node::Kind::Bool);
    out.boolean = value;
    return out;
}

Node node(std::string_view text)
{
    Node out = ofKind(Node::Kind::String);
    out.text = text;
    return out;
}

Node node(const std::vector<std::string>& texts)
{
    Node out = arrayNode();
    for (const std::string& text : texts)
        out.items.push_back(node(text));
    return out;
}

std::optional<std::vector<PathStep>> parsePath(std::string_view text)
{
    std::vector<PathStep> steps;
    bool wantKey = true;
    while (!text.empty() || wantKey) {
        if (wantKey) {
            const std::size_t end = std::min(text.find_first_of(".["), text.size());
            if (end == 0)
                return std::nullopt;
            steps.push_back({ std::string(text.substr(0, end)), 0 });
            text.remove_prefix(end);
            wantKey = false;
        } else if (text.front() == '.') {
            text.remove_prefix(1);
            wantKey = true;
        } else {
            PathStep step;
            const auto end = std::from_chars(text.data() + 1, text.data() + text.size(), step.index);
            const auto used = static_cast<std::size_t>(end.ptr - text.data());
            if (text.front() != '[' || end.ec != std::errc{} || used >= text.size() || text[used] != ']')
                return std::nullopt;
            steps.push_back(std::move(step));
            text.remove_prefix(used + 1);
        }
    }
    return steps;
}

const Node* findAt(const Node& tree, const std::vector<PathStep>& path)
{
    const Node* here = &tree;
    for (const PathStep& step : path) {
        if (!step.key.empty())
            here = here->find(step.key);
        else
            here = step.index < here->items.size() ? &here->items[step.index] : nullptr;
        if (here == nullptr)
            return nullptr;
    }
    return here;
}

bool putAt(Node& tree, const std::vector<PathStep>& path, Node value)
{
    Node* here = &tree;
    for (const PathStep& step : path) {
        if (step.key.empty()) {
            if (step.index >= here->items.size())
                return false;
            here = &here->items[step.index];
            continue;
        }
        if (here->kind == Node::Kind::String) { // a model's name stands for an object
            Node entry = objectNode();
            entry.members.emplace_back("model", std::move(*here));
            *here = std::move(entry);
        } else if (here->kind == Node::Kind::Null) {
            *here = objectNode();
        }
        if (here->kind != Node::Kind::Object)
            return false;
        here = &memberOf(*here, step.key);
    }
    *here = std::move(value);
    return true;
}

} // namespace ilv
