// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/filestages.h"

#include "workload/payload.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {
namespace {

/// About 256 KiB; whole periods of content and whole stripes of digest, so that every full piece looks alike.
constexpr std::size_t kPiece = 8 * kContentPiece;

bool late(Nanos deadline)
{
    return deadline != 0 && now() >= deadline;
}

} // namespace

std::string readFilePath(const std::string& folder, std::int64_t bytes)
{
    return folder + "/read-" + std::to_string(bytes) + ".bin";
}

FileStages::FileStages(const WorkloadSpec& spec, int lane)
    : m_spec(spec)
    , m_lane(lane)
    , m_files(spec.stages.size())
{
}

StageResult FileStages::fail(Code code, std::string message)
{
    m_message = std::move(message);
    return { .outcome = Outcome::Error, .code = code };
}

StageResult FileStages::timeout()
{
    m_message = "The file was not done when the task's time was up.";
    return { .outcome = Outcome::Timeout, .code = Code::TaskTimeout };
}

void FileStages::fillPiece(std::uint64_t seed, std::size_t size)
{
    if (!m_piece)
        m_piece = std::make_unique_for_overwrite<std::byte[]>(kPiece);
    if (m_pieceSeed == seed && m_pieceFilled >= size)
        return;
    fillContent(seed, { m_piece.get(), size });
    m_pieceSeed = seed;
    m_pieceFilled = size;
}

StageResult FileStages::open(const std::string& path, FileHandle& file)
{
    // O_NONBLOCK: opening a FIFO must not wait for somebody to write to it.
    file = FileHandle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen())
        return fail(Code::FileUnreadable, reason("Cannot open", path));
    struct stat status { };
    if (::fstat(file.get(), &status) != 0)
        return fail(Code::FileUnreadable, reason("Cannot look at", path));
    if (!S_ISREG(status.st_mode))
        return fail(Code::FileUnreadable, path + " is not a regular file.");
    return {};
}

StageResult FileStages::read(std::size_t stage, const ReadStage& read, Nanos deadline)
{
    const bool isPrivate = read.path.empty();
    FileHandle transient;
    FileHandle& file = isPrivate ? m_files[stage] : transient;
    if (!file.isOpen()) {
        const StageResult opened = open(isPrivate ? readFilePath(m_spec.folder, read.bytes) : read.path, file);
        if (opened.outcome != Outcome::Ok) {
            file = FileHandle();
            return opened;
        }
    }
    if (!m_piece)
        m_piece = std::make_unique_for_overwrite<std::byte[]>(kPiece);
    m_pieceFilled = 0;
    DigestStream digest;
    std::int64_t done = 0;
    while (done < read.bytes) {
        if (late(deadline))
            return timeout();
        const std::span piece(
            m_piece.get(), static_cast<std::size_t>(std::min<std::int64_t>(read.bytes - done, kPiece)));
        const ssize_t got = preadFull(file.get(), piece, done);
        if (got < 0)
            return fail(Code::FileUnreadable, reason("Cannot read", isPrivate ? "a private file" : read.path));
        if (isPrivate)
            digest.add(piece.first(static_cast<std::size_t>(got)));
        done += got;
        if (static_cast<std::size_t>(got) < piece.size())
            break;
    }
    if (isPrivate && done < read.bytes)
        return fail(Code::FileUnreadable, "A private file of the run is shorter than it was made.");
    return { .digest = isPrivate ? digest.finish() : 0 };
}

StageResult FileStages::write(std::size_t stage, const WriteStage& write, std::uint64_t seed, Nanos deadline)
{
    FileHandle& file = m_files[stage];
    if (!file.isOpen()) {
        const std::string path = m_spec.folder + "/write-" + std::to_string(::getpid()) + "-" + std::to_string(m_lane)
            + "-" + std::to_string(stage) + ".bin";
        file = FileHandle(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!file.isOpen())
            return fail(writeCode(errno), reason("Cannot create", path));
        if (::unlink(path.c_str()) != 0)
            return fail(Code::OutIo, reason("Cannot unlink", path));
    }
    DigestStream digest;
    for (std::int64_t done = 0; done < write.bytes;) {
        if (late(deadline))
            return timeout();
        const auto size = static_cast<std::size_t>(std::min<std::int64_t>(write.bytes - done, kPiece));
        fillPiece(seed, size);
        const std::span<const std::byte> piece(m_piece.get(), size);
        if (!pwriteFull(file.get(), piece, done))
            return fail(writeCode(errno), reason("Cannot write to", m_spec.folder));
        digest.add(piece);
        done += static_cast<std::int64_t>(size);
    }
    return { .digest = digest.finish() };
}

namespace {

Status makeReadFile(const std::string& path, std::int64_t bytes)
{
    const FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return error(writeCode(errno), reason("Cannot create", path));
    const auto piece = std::make_unique_for_overwrite<std::byte[]>(kPiece);
    fillContent(kFileSeed, { piece.get(), static_cast<std::size_t>(std::min<std::int64_t>(bytes, kPiece)) });
    for (std::int64_t done = 0; done < bytes;) {
        const auto size = static_cast<std::size_t>(std::min<std::int64_t>(bytes - done, kPiece));
        if (!pwriteFull(file.get(), { piece.get(), size }, done))
            return error(writeCode(errno), reason("Cannot write", path));
        done += static_cast<std::int64_t>(size);
    }
    return {};
}

} // namespace

Status prepareFiles(const WorkloadSpec& spec)
{
    for (const Stage& stage : spec.stages) {
        const auto* read = std::get_if<ReadStage>(&stage);
        if (read == nullptr || !read->path.empty())
            continue;
        if (spec.folder.empty())
            return error(Code::OutUnwritable, "The run has no folder for the files its read stages need.");
        if (Status made = makeReadFile(readFilePath(spec.folder, read->bytes), read->bytes); !made)
            return made;
    }
    return {};
}

} // namespace ilv
