// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

namespace ilv {

/// Whole answers, head and body in one piece, ready to be sent with one call. The least recently used go when more
/// than the budget is held; one that is being sent lives until its last sender is done.
class AnswerCache {
public:
    using Fill = std::function<void(std::uint32_t variant, std::span<std::byte> body)>;
    using Answer = std::shared_ptr<const std::string>;

    AnswerCache(Fill fill, std::size_t budget);

    [[nodiscard]] Answer find(std::uint32_t variant, std::size_t bytes);
    [[nodiscard]] std::size_t held() const { return m_held; } ///< bytes

private:
    struct Key {
        std::uint32_t variant;
        std::size_t bytes;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const { return key.bytes * 0x9E3779B97F4A7C15ULL + key.variant; }
    };
    struct Entry {
        Key key;
        Answer answer;
    };

    [[nodiscard]] Answer make(const Key& key) const;

    Fill m_fill;
    std::size_t m_budget;
    std::size_t m_held = 0;
    std::list<Entry> m_entries; ///< most recently used first
    std::unordered_map<Key, std::list<Entry>::iterator, Hash> m_index;
};

/// An answer that is not worth keeping: 404, 400, 503.
[[nodiscard]] AnswerCache::Answer makeStatusAnswer(int status, const std::string& reason);

} // namespace ilv
