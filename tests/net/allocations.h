// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// How often this program has called operator new so far, on any thread.
[[nodiscard]] std::uint64_t allocations();
