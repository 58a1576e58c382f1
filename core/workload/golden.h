// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/vocabulary.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ilv {

/// Known answers: what a kernel must compute, written down once (resources/golden/NAME.json, compiled in). They were
/// made by an independent program, so a compiler, a library or a machine that computes something else is found out.
struct GoldenAnswer {
    Kernel kernel = Kernel::Mix;
    std::uint64_t units = 0;
    std::uint64_t salt = 0;
    std::uint64_t digest = 0;
};

struct Golden {
    std::string_view name; ///< "mix-v1": never changed once released, only followed by "mix-v2"
    std::string_view summary;
    std::span<const GoldenAnswer> answers;
};

[[nodiscard]] std::span<const Golden> goldens();
[[nodiscard]] std::vector<std::string_view> goldenNames();
[[nodiscard]] const Golden* findGolden(std::string_view name); ///< null when there is none

/// Recomputes every answer here. FILE_GOLDEN_MISSING for an unknown name or a set without answers (never "no
/// differences"), FILE_HASH_MISMATCH for the first that differs, with its number. A few milliseconds.
[[nodiscard]] Status checkGolden(std::string_view name);
[[nodiscard]] Status checkGolden(const Golden& golden);
/// The answers of one kernel, from all sets.
[[nodiscard]] Status checkKernel(Kernel kernel);

} // namespace ilv
