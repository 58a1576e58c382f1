// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace ilv {

/// Bytes put in at the end and taken out at the front, always contiguous. Never shrinks and never clears memory, so
/// that after warm-up nothing is allocated. Pointers hold until the next extend() or makeSpace().
class ByteQueue {
public:
    explicit ByteQueue(std::size_t capacity = 64u << 10)
        : m_data(std::make_unique_for_overwrite<std::byte[]>(capacity))
        , m_capacity(capacity)
    {
    }

    [[nodiscard]] std::size_t size() const { return m_end - m_begin; }
    [[nodiscard]] bool empty() const { return m_end == m_begin; }
    [[nodiscard]] std::byte* data() { return m_data.get() + m_begin; }
    [[nodiscard]] const std::byte* data() const { return m_data.get() + m_begin; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return { data(), size() }; }

    /// `n` bytes more at the end, to be written by the caller.
    std::byte* extend(std::size_t n)
    {
        makeSpace(n);
        std::byte* place = m_data.get() + m_end;
        m_end += n;
        return place;
    }

    /// Room at the end for at least `n` bytes, not yet counted; added() counts what was put there.
    std::span<std::byte> makeSpace(std::size_t n)
    {
        if (m_capacity - m_end < n)
            relocate(n);
        return { m_data.get() + m_end, m_capacity - m_end };
    }
    void added(std::size_t n) { m_end += n; }

    void consume(std::size_t n)
    {
        m_begin += n;
        if (m_begin == m_end)
            m_begin = m_end = 0;
    }
    void clear() { m_begin = m_end = 0; }

private:
    void relocate(std::size_t n)
    {
        const std::size_t used = size();
        if (m_capacity - used >= n && m_begin >= m_capacity / 2) { // moving at most half pays for itself
            std::memmove(m_data.get(), data(), used);
        } else {
            const std::size_t capacity = std::max(m_capacity * 2, used + n);
            auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
            std::memcpy(larger.get(), data(), used);
            m_data = std::move(larger);
            m_capacity = capacity;
        }
        m_begin = 0;
        m_end = used;
    }

    std::unique_ptr<std::byte[]> m_data;
    std::size_t m_capacity;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace ilv
