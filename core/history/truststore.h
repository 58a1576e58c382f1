// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"
#include "history/sealedfile.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace ilv {

/// What is trusted: an experiment by the SHA-256 of its canonical text, with the programs it names by resolved path and
/// content.
struct TrustSubject {
    struct Program {
        std::string path; ///< resolved; empty: there is none
        std::string sha256; ///< of its bytes
        friend bool operator==(const Program&, const Program&) = default;
        [[nodiscard]] bool unread() const { return !path.empty() && sha256.empty(); } ///< nothing tells it from another
    };
    std::string name, hash;
    std::string text; ///< canonical; empty where it is long
    std::vector<Program> programs; ///< in the order of trustNeeds().commands

    /// The same content with the same programs, each of which could be read.
    [[nodiscard]] bool isKnownAs(const TrustSubject& other) const;
};

/// Reads every program it names, whole: 1.5 s a GiB and more. Stopped, at once: programs count as unread.
[[nodiscard]] TrustSubject lookAt(const Experiment& experiment, const std::stop_token& stop = {});

enum class Trust : std::uint8_t { Unknown, Trusted, Changed };

struct TrustAnswer {
    Trust trust = Trust::Unknown;
    /// Changed: programs that are others, then lines taken away ("- …") and added ("+ …") in their order
    std::vector<std::string> changes; ///< as they stand there: to be shown as exactText()
    bool onlyByName
        = false; ///< Changed: what was trusted may be an experiment that has no more than its name in common
    std::optional<Error> warning; ///< TRUST_STORE: there is a list, and why it is not believed; or FILE_UNREADABLE
    TrustSubject seen; ///< what was looked at: trusting it cannot trust a program put in its place meanwhile
};

/// What this user has said may run on this machine (reliability §2.10): trust.json in `folder`, a sealed file.
/// Any thread, one at a time; every call reads the file anew.
class TrustStore {
public:
    explicit TrustStore(std::string folder); ///< made (0700) when something is trusted
    [[nodiscard]] static std::string defaultFolder(); ///< where the history is

    /// Takes as long as lookAt(). Compared with what was trusted last under its name, if it is not known itself.
    [[nodiscard]] TrustAnswer ask(const Experiment& experiment, const std::stop_token& stop = {}) const;
    /// From now on; what was trusted before stays so, but for the oldest of what is too much. A list that is not
    /// believed is begun anew. FILE_UNREADABLE: a program that may be run but not read, or the list; OUT_UNWRITABLE,
    /// OUT_DISK_FULL, OUT_IO.
    [[nodiscard]] Status trust(const TrustSubject& subject) const;

private:
    using Entries = std::vector<TrustSubject>; ///< the last is the newest
    [[nodiscard]] Result<Entries> load() const;
    [[nodiscard]] Status keep(Entries entries) const;
    [[nodiscard]] Status makeFolders() const;

    std::string m_folder;
    SealedFile m_file;
};

} // namespace ilv
