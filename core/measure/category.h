// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ilv {

/// What a nanosecond was spent on: one set of words for a task's life and for a lane's time, so that both ledgers are
/// read the same way. A task never uses Idle; Unexplained is what remains of a lane's window and is shown, not hidden.
enum class Category : std::uint8_t {
    StartUp, ///< a process or thread coming up for this task or lane
    Serialize, ///< encoding and decoding, either side
    Transport, ///< between the two sides, and from the arrived result to its recording
    QueueWait, ///< ready, and no capacity yet (also a start later than intended)
    IoWait, ///< inside an I/O stage
    Compute, ///< on a CPU for the user's work
    RunDelay, ///< inside a compute stage, runnable, but not on a CPU
    LoopBlocked, ///< its event had come, but the event loop was busy with others
    Retry, ///< failed attempts and back-off
    Idle, ///< lanes only: nothing to do
    Unexplained,
};
inline constexpr std::size_t kCategoryCount = 11;
using CategorySums = std::array<Nanos, kCategoryCount>;

/// "start-up", "serialize", … as in result.json.
[[nodiscard]] std::string_view name(Category category);
[[nodiscard]] std::optional<Category> categoryFromName(std::string_view text);

[[nodiscard]] constexpr std::size_t slot(Category category) { return static_cast<std::size_t>(category); }

/// A stopwatch that is always in exactly one category, so that the parts telescope to the whole by construction
/// (science §0.3, §14.1). The times come from the caller; a step backwards adds nothing.
class CategoryClock {
public:
    void begin(Nanos at, Category first)
    {
        m_sums = {};
        m_begin = m_last = at;
        m_current = first;
    }
    void enter(Category next, Nanos at)
    {
        if (at >= m_last) {
            m_sums[slot(m_current)] += at - m_last;
            m_last = at;
        }
        m_current = next;
    }
    /// Moves `ns` of what `from` has gathered to `to` (I/O inside an execution that was stamped as one).
    void transfer(Category from, Category to, Nanos ns)
    {
        m_sums[slot(from)] -= ns;
        m_sums[slot(to)] += ns;
    }
    [[nodiscard]] Nanos beginning() const { return m_begin; }
    [[nodiscard]] Nanos last() const { return m_last; }
    [[nodiscard]] Category current() const { return m_current; }
    [[nodiscard]] const CategorySums& sums() const { return m_sums; }

private:
    CategorySums m_sums {};
    Nanos m_begin = 0;
    Nanos m_last = 0;
    Category m_current = Category::QueueWait;
};

} // namespace ilv
