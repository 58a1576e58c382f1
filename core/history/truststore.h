// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"

#include <optional>
#include <string>
#include <vector>

namespace ilv {

enum class Trust : std::uint8_t { Unknown, Trusted, Changed };

struct TrustAnswer {
    Trust trust = Trust::Unknown;
    std::vector<std::string> changes; ///< Changed: lines taken away ("- …") and added ("+ …"), programs that are others
    std::optional<Error> warning; ///< TRUST_STORE: there is a list, and why it is not believed
};

/// What this user has said may run on this machine (reliability §2.10): experiments by the SHA-256 of their canonical
/// content, together with the programs they name, by resolved path and content. The list is sealed with a key only the
/// user can read (HMAC-SHA256). One that others can read or write, or whose seal is wrong, is as good as none.
/// Any thread, one at a time; every call reads the files anew.
class TrustStore {
public:
    explicit TrustStore(std::string folder); ///< of trust.json and trust.key; made (0700) when something is trusted
    [[nodiscard]] static std::string defaultFolder(); ///< where the history is

    [[nodiscard]] TrustAnswer ask(const Experiment& experiment) const;
    /// From now on: this content with these programs; what was trusted under the same name before is forgotten. A list
    /// that is not believed is begun anew. FILE_UNREADABLE: a program that may be run but not read; OUT_UNWRITABLE,
    /// OUT_DISK_FULL, OUT_IO.
    [[nodiscard]] Status trust(const Experiment& experiment) const;

private:
    std::string m_folder;
};

} // namespace ilv
