// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ilv {

/// A binary heap of intrusive timers, earliest first, equal ones in the order they were put. Every timer knows its
/// slot, so that removing and moving one is O(log n) without a search. Nothing is allocated once the array has grown.
class IoLoop::TimerHeap {
public:
    [[nodiscard]] bool empty() const { return m_entries.empty(); }
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] Nanos top() const { return m_entries.front().at; }
    [[nodiscard]] std::uint64_t nextTicket() const { return m_ticket; }

    void put(Timer& timer, Nanos at) ///< again: moves it
    {
        const Entry entry{ .at = at, .ticket = m_ticket++, .timer = &timer };
        if (timer.m_slot == Timer::kNone) {
            m_entries.push_back(entry);
            rise(m_entries.size() - 1, entry);
        } else {
            settle(timer.m_slot, entry);
        }
    }

    void remove(Timer& timer)
    {
        const std::size_t hole = timer.m_slot;
        timer.m_slot = Timer::kNone;
        const Entry last = m_entries.back();
        m_entries.pop_back();
        if (hole < m_entries.size())
            settle(hole, last);
    }

    /// The earliest timer when it is due by `limit` and was put before `ticket`, taken out; else null.
    [[nodiscard]] Timer* takeDue(Nanos limit, std::uint64_t ticket)
    {
        if (m_entries.empty() || m_entries.front().at > limit || m_entries.front().ticket >= ticket)
            return nullptr;
        Timer* timer = m_entries.front().timer;
        remove(*timer);
        return timer;
    }

    void clear()
    {
        for (const Entry& entry : m_entries)
            entry.timer->m_slot = Timer::kNone;
        m_entries.clear();
    }

private:
    struct Entry {
        Nanos at;
        std::uint64_t ticket;
        Timer* timer;
        bool operator<(const Entry& other) const { return at != other.at ? at < other.at : ticket < other.ticket; }
    };

    void place(std::size_t slot, const Entry& entry)
    {
        m_entries[slot] = entry;
        entry.timer->m_slot = slot;
    }

    void rise(std::size_t slot, const Entry& entry)
    {
        while (slot > 0) {
            const std::size_t parent = (slot - 1) / 2;
            if (!(entry < m_entries[parent]))
                break;
            place(slot, m_entries[parent]);
            slot = parent;
        }
        place(slot, entry);
    }

    void sink(std::size_t slot, const Entry& entry)
    {
        for (;;) {
            std::size_t child = 2 * slot + 1;
            if (child >= m_entries.size())
                break;
            if (child + 1 < m_entries.size() && m_entries[child + 1] < m_entries[child])
                ++child;
            if (!(m_entries[child] < entry))
                break;
            place(slot, m_entries[child]);
            slot = child;
        }
        place(slot, entry);
    }

    void settle(std::size_t slot, const Entry& entry)
    {
        if (slot > 0 && entry < m_entries[(slot - 1) / 2])
            rise(slot, entry);
        else
            sink(slot, entry);
    }

    std::vector<Entry> m_entries;
    std::uint64_t m_ticket = 0;
};

} // namespace ilv
