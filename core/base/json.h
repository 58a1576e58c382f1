// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ilv::json {

/// Keeps the order of keys, so that what is written reads as it was meant. For writing files and events.
using Out = nlohmann::ordered_json;

/// A parsed value that remembers where it stood. Strict (reliability §2.9, trap Q10): UTF-8 without BOM, no duplicate
/// keys, no NaN, depth <= 32, integers kept exactly (64 bits, signed or unsigned).
struct Node {
    enum class Kind { Null, Bool, Int, Uint, Double, String, Array, Object };
    Kind kind = Kind::Null;
    bool boolean = false;
    std::int64_t integer = 0; ///< Kind::Int: any value that fits a signed 64-bit integer
    std::uint64_t natural = 0; ///< Kind::Uint: only values above INT64_MAX
    double number = 0; ///< Int, Uint and Double: the value as a double
    std::string text; ///< String
    std::vector<Node> items; ///< Array
    std::vector<std::pair<std::string, Node>> members; ///< Object, in file order
    int line = 0, column = 0; ///< where the value begins, from 1
    std::vector<std::pair<int, int>> keyPlaces; ///< Object: line and column of each member's key

    [[nodiscard]] bool isNumber() const { return kind == Kind::Int || kind == Kind::Uint || kind == Kind::Double; }
    [[nodiscard]] const Node* find(std::string_view key) const; ///< null when absent or not an object
    // Lenient access for our own events (never for files from a stranger): a default when absent or of another kind.
    [[nodiscard]] double num(std::string_view key, double otherwise = 0) const;
    [[nodiscard]] std::int64_t i64(std::string_view key, std::int64_t otherwise = 0) const;
    [[nodiscard]] std::string_view str(std::string_view key, std::string_view otherwise = {}) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise = false) const;
    [[nodiscard]] const std::vector<Node>& array(std::string_view key) const; ///< empty when absent
};

struct Limits {
    std::size_t bytes = 16u << 20;
    int depth = 32;
    std::size_t stringBytes = 1u << 20; ///< of one string or key
    std::size_t values = 2'000'000; ///< nodes in all, so that 16 MiB of "[0,0,…" cannot ask for gigabytes
};

/// Columns count characters, not bytes. No byte order mark, no comments, no NUL (as a byte or as \u0000).
/// FILE_TOO_LARGE, FILE_ENCODING, FILE_SYNTAX, FILE_TOO_DEEP, FILE_DUPLICATE_KEY, FILE_BAD_NUMBER: with line and
/// column.
[[nodiscard]] Result<Node> parse(std::string_view text, const Limits& limits = {});

/// Compact text of a node (to keep "x-…" values as they were).
[[nodiscard]] std::string compact(const Node& node);

} // namespace ilv::json
