// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/problems.h"

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ilv {

/// A range of real numbers; `above` leaves the lower end out.
struct RealRange {
    double low = 0, high = 0;
    bool above = false;
};

struct IntRange {
    std::int64_t low = 0, high = 0;
};

struct TextRule {
    std::size_t longest = 200; ///< bytes
    bool mayBeEmpty = false;
    bool mayHaveLines = false; ///< newlines and tabs
};

/// Reads one object key by key and knows which keys it asked for, so that those left over are unknown. Each reading
/// function leaves its target alone and returns false where the key is absent or breaks a rule; the rule is then
/// among the problems.
class ObjectReader {
public:
    /// `node` must be an object; `path` is "" for the root.
    ObjectReader(const json::Node& node, std::string path, Problems& problems);

    [[nodiscard]] const json::Node& node() const { return m_node; }
    [[nodiscard]] Problems& problems() const { return m_problems; }
    [[nodiscard]] std::string pathOf(std::string_view key) const;

    [[nodiscard]] const json::Node* member(std::string_view key); ///< null when absent
    [[nodiscard]] bool has(std::string_view key) { return member(key) != nullptr; }

    bool real(std::string_view key, double& into, RealRange range);
    template <std::integral Int> bool integer(std::string_view key, Int& into, IntRange range)
    {
        const std::optional<std::int64_t> value = wholeNumber(key, range);
        if (value)
            into = static_cast<Int>(*value);
        return value.has_value();
    }
    bool natural64(std::string_view key, std::uint64_t& into); ///< 0 … 2^64 - 1
    bool boolean(std::string_view key, bool& into);
    bool text(std::string_view key, std::string& into, TextRule rule = {});
    /// Into an index of `words`.
    [[nodiscard]] std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words);
    template <typename E, std::size_t N> bool word(std::string_view key, E& into, const std::array<E, N>& values)
    {
        std::vector<std::string_view> words;
        for (const E value : values)
            words.push_back(name(value));
        const std::optional<std::size_t> index = word(key, std::span<const std::string_view>(words));
        if (index)
            into = values[*index];
        return index.has_value();
    }
    [[nodiscard]] const json::Node* object(std::string_view key);
    [[nodiscard]] const json::Node* array(std::string_view key, IntRange size, std::string_view ofWhat);

    void missing(std::string_view key, std::string hint = {}); ///< FILE_MISSING_KEY, at the object
    /// FILE_CONFLICT at a key that is there.
    void conflict(std::string_view key, std::string message, std::string hint = {});
    void range(std::string_view key, std::string message, std::string hint = {}); ///< FILE_RANGE
    void refuse(std::string_view key, Code code, std::string message, std::string hint = {});

    /// The last call: every key not asked for is unknown, unless it begins with "x-". `what` names the object.
    void refuseUnknown(std::string_view what);

private:
    [[nodiscard]] std::optional<std::int64_t> wholeNumber(std::string_view key, IntRange range);
    void wrongType(std::string_view key, const json::Node& found, std::string_view needed);

    const json::Node& m_node;
    std::string m_path;
    Problems& m_problems;
    std::vector<std::string_view> m_known;
};

/// `"a", "b" or "c"`.
[[nodiscard]] std::string listWords(std::span<const std::string_view> words, std::string_view last = "or");

/// A value that must be one of `words`: its index, or a problem at `path`. `subject` begins the sentence.
[[nodiscard]] std::optional<std::size_t> readWord(const json::Node& found, const std::string& subject, std::string path,
    std::span<const std::string_view> words, Problems& problems);

/// What is wrong with a text, or empty: length, emptiness, control characters.
[[nodiscard]] std::string textProblem(const std::string& text, const TextRule& rule);

} // namespace ilv
