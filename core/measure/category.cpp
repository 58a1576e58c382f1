// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/category.h"

#include <iterator>

namespace ilv {
namespace {
constexpr std::string_view kNames[]{ "start-up", "serialize", "transport", "queue-wait", "io-wait", "compute",
    "run-delay", "loop-blocked", "retry", "idle", "unexplained" };
static_assert(std::size(kNames) == kCategoryCount);
} // namespace

std::string_view name(Category category)
{
    return slot(category) < kCategoryCount ? kNames[slot(category)] : std::string_view{};
}

std::optional<Category> categoryFromName(std::string_view text)
{
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        if (kNames[i] == text)
            return static_cast<Category>(i);
    }
    return std::nullopt;
}

} // namespace ilv
