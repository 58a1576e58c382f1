// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <optional>
#include <string>

namespace ilv {

/// A text only this user can read or change: NAME.json (0600) sealed by HMAC-SHA256 with NAME.key (32 random bytes,
/// 0600). What others may read or write, or whose seal is wrong, is not believed. Any thread, one at a time.
class SealedFile {
public:
    SealedFile(const std::string& folder, const std::string& name);

    /// Nothing where there is no file. Not believed: TRUST_STORE, and why.
    [[nodiscard]] Result<std::optional<std::string>> read() const;
    /// Under a new key where what is there is not believed. OUT_UNWRITABLE, OUT_DISK_FULL, OUT_IO.
    [[nodiscard]] Status write(const std::string& text) const;

private:
    std::string m_file, m_key;
};

} // namespace ilv
