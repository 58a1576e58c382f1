// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Put before every file of the fuzz build. clang 14 (Debian 12's) cannot tell whether a struct is default constructible
// that holds a std::vector of pairs of itself, when std::vector is constexpr: it looks inside the pair too early. So it
// is told. The compilers that build the product need none of this.
#if defined __clang__ && __clang_major__ < 15 && defined __cplusplus
#include <type_traits>

namespace ilv::json {
struct Node;
}

namespace std {
template <> struct is_default_constructible<ilv::json::Node> : true_type { };
template <> struct __is_implicitly_default_constructible_safe<ilv::json::Node> : true_type { };
} // namespace std
#endif
