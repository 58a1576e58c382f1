// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ilv::cli {

/// The folder of --out, from before the run to its last file (reliability §2.8): made or refused before anything runs;
/// result.json is there if and only if the run ended, so an old one goes first, together with everything else a run
/// writes; 256 KiB are kept in reserve so that the last result finds room on a full disk. While one is open no other
/// run gets the folder, by whatever name and with --force or not (where the file system has locks).
class OutputFolder {
public:
    /// `others`: names of the further files a run may write here.
    /// OUT_EXISTS (not empty and not `force`, or another run writes into it), OUT_UNWRITABLE, OUT_DISK_FULL, OUT_IO.
    [[nodiscard]] static Result<OutputFolder> open(const std::string& path, bool force, const std::vector<std::string>& others);

    [[nodiscard]] const std::string& path() const { return m_path; } ///< absolute
    [[nodiscard]] std::string file(std::string_view name) const { return m_path + '/' + std::string(name); }
    void freeReserve() const; ///< before the last file
    [[nodiscard]] Status writeResult(std::string_view json) const; ///< the last file of all, atomically

private:
    OutputFolder(std::string path, std::shared_ptr<const int> lock)
        : m_path(std::move(path))
        , m_lock(std::move(lock))
    {
    }
    std::string m_path;
    std::shared_ptr<const int> m_lock; ///< the folder's descriptor, which holds it
};

inline constexpr std::string_view kResultFile = "result.json";
inline constexpr std::string_view kOutcomesFile = "outcomes.jsonl";

} // namespace ilv::cli
