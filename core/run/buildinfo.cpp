// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/buildinfo.h"

namespace ilv {

std::string_view buildVersion() { return ILV_BUILD_VERSION; }
std::string_view buildCommit() { return ILV_BUILD_COMMIT; }
std::string_view buildType() { return ILV_BUILD_TYPE; }

std::string buildCompiler()
{
#if defined(__clang__)
    return "Clang " + std::to_string(__clang_major__) + '.' + std::to_string(__clang_minor__) + '.'
        + std::to_string(__clang_patchlevel__);
#elif defined(__GNUC__)
    return "GCC " + std::to_string(__GNUC__) + '.' + std::to_string(__GNUC_MINOR__) + '.'
        + std::to_string(__GNUC_PATCHLEVEL__);
#else
    return {};
#endif
}

} // namespace ilv
