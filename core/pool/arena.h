// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace ilv {

/// Memory that a worker and its parent both map, for payloads too large for a pipe: one side writes, the other reads in
/// place. Its pages are made once, when it grows, and used again and again (a fresh memory file for each payload would
/// be as slow as a pipe). The file cannot be shrunk, so that neither side can pull memory from under the other.
class Arena {
public:
    Arena() = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena();

    /// An empty, sealed, close-on-exec memory file; -1 and errno when there is none to have.
    [[nodiscard]] static int createFile();

    /// Maps `capacity` bytes of `fd`, making the file that long first when `extend`. False (errno): as before.
    [[nodiscard]] bool map(int fd, std::size_t capacity, bool extend);
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }

    /// The bytes at a ring position (below); empty when they do not lie inside.
    [[nodiscard]] std::span<std::byte> at(std::uint64_t position, std::size_t size) const;

    /// What an arena for payloads of `size` should hold: two of them, so that one can be written while the other is
    /// read, but one only where that would be a waste of memory.
    [[nodiscard]] static std::size_t capacityFor(std::size_t size);

private:
    std::byte* m_data = nullptr;
    std::size_t m_capacity = 0;
};

/// Who writes into an arena hands out its space as a ring: payloads are released in the order they were put in.
/// Positions only ever grow; a position's place is its remainder by the capacity. A payload is never cut in two.
class ArenaRing {
public:
    /// Where `size` bytes can go now, if they can.
    [[nodiscard]] std::optional<std::uint64_t> fit(std::size_t size) const;
    void take(std::uint64_t position, std::size_t size) { m_head = position + rounded(size); }
    void releaseTo(std::uint64_t position, std::size_t size) { m_tail = position + rounded(size); }
    [[nodiscard]] bool empty() const { return m_tail == m_head; }
    [[nodiscard]] std::uint64_t head() const { return m_head; }
    void setTail(std::uint64_t tail) { m_tail = tail; } ///< as the reader tells it; must lie between tail and head
    [[nodiscard]] std::uint64_t tail() const { return m_tail; }
    void resize(std::size_t capacity); ///< only when empty

    /// Space is handed out in cache lines.
    [[nodiscard]] static constexpr std::uint64_t rounded(std::size_t size)
    {
        return (size + 63) & ~std::uint64_t{ 63 };
    }

private:
    std::uint64_t m_head = 0;
    std::uint64_t m_tail = 0;
    std::size_t m_capacity = 0;
};

} // namespace ilv
