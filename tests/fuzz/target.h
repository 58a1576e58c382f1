// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// What a fuzz target offers: libFuzzer calls it with anything at all (./dev fuzz), and so does replay.cpp, with the
// corpus and what it makes of that, in the normal suite.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ilv::fuzz {

inline std::string_view textOf(const std::uint8_t* data, std::size_t size)
{
    return { reinterpret_cast<const char*>(data), size };
}

/// A promise that an input broke: libFuzzer keeps such an input, and the replay fails on it.
inline void promise(bool kept, const char* what)
{
    if (kept)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

} // namespace ilv::fuzz
