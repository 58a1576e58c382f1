// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workload/fileio.h"
#include "workload/task.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ilv {

inline constexpr std::uint64_t kFileSeed = 0x66696C65u; ///< content of the private files that read stages read

/// Where a read stage without a path of its own finds its file; stages of one size share it.
[[nodiscard]] std::string readFilePath(const std::string& folder, std::int64_t bytes);

/// The read and write stages of one lane, on the calling thread. Private files stay open between tasks.
class FileStages {
public:
    FileStages(const WorkloadSpec& spec, int lane);

    /// A private file is read whole and digested. A user's file is opened anew each time, must be a regular file, and
    /// is read up to `bytes` or its end; its digest is 0. FILE_UNREADABLE, TASK_TIMEOUT.
    [[nodiscard]] StageResult read(std::size_t stage, const ReadStage& read, Nanos deadline);
    /// Writes content of `seed` from offset 0 into a file of this lane, which has no name any more (a worker that is
    /// killed leaves nothing behind). OUT_UNWRITABLE, OUT_DISK_FULL, OUT_IO, TASK_TIMEOUT.
    [[nodiscard]] StageResult write(std::size_t stage, const WriteStage& write, std::uint64_t seed, Nanos deadline);
    [[nodiscard]] const std::string& message() const { return m_message; } ///< of the last failure

private:
    StageResult fail(Code code, std::string message);
    StageResult timeout();
    StageResult open(const std::string& path, FileHandle& file);
    void fillPiece(std::uint64_t seed, std::size_t size);

    const WorkloadSpec& m_spec;
    int m_lane;
    std::vector<FileHandle> m_files; ///< by stage; opened at the first use
    std::unique_ptr<std::byte[]> m_piece;
    std::uint64_t m_pieceSeed = 0; ///< what m_piece holds …
    std::size_t m_pieceFilled = 0; ///< … and how much of it
    std::string m_message;
};

} // namespace ilv
