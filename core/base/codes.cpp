// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"

namespace ilv {
namespace {
constexpr std::string_view kTexts[] {
#define ILV_CODE_TEXT(id, text) text,
    ILV_CODES(ILV_CODE_TEXT)
#undef ILV_CODE_TEXT
};
} // namespace

std::string_view name(Code code)
{
    const auto i = static_cast<std::size_t>(code);
    return i < std::size(kTexts) ? kTexts[i] : std::string_view {};
}

Code codeFromName(std::string_view text)
{
    for (std::size_t i = 0; i < std::size(kTexts); ++i) {
        if (kTexts[i] == text)
            return static_cast<Code>(i);
    }
    return Code::None;
}

} // namespace ilv
