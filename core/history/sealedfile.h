// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <cstddef>
#include <optional>
#include <string>

namespace ilv {

/// A text only this user can read or change: NAME.json (0600) sealed by HMAC-SHA256 with NAME.key (32 random bytes,
/// 0600). What others may read or write, or whose seal is wrong, is not believed. Any thread, one at a time.
class SealedFile {
public:
    SealedFile(const std::string& folder, const std::string& name);

    /// Nothing where there is no file. Not believed: TRUST_STORE, and why. FILE_UNREADABLE: it may be as it should be.
    [[nodiscard]] Result<std::optional<std::string>> read() const;
    /// Under a new key where what is there is not believed. FILE_UNREADABLE: it is left as it is; FILE_TOO_LARGE:
    /// read() would not take it; OUT_UNWRITABLE, OUT_DISK_FULL, OUT_IO.
    [[nodiscard]] Status write(const std::string& text) const;

    static constexpr std::size_t kMostBytes = 8u << 20; ///< of the file: `text` as a JSON string and 1 KiB around it

private:
    std::string m_file, m_key;
};

} // namespace ilv
