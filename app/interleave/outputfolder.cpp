// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputfolder.h"

#include "base/codes.h"
#include "base/files.h"
#include "base/plant.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace ilv::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReserveFile = ".reserve";
constexpr std::size_t kReserveBytes = 256 * 1024;

Error cannot(const std::string& path, const std::error_code& why)
{
    return error(Code::OutUnwritable, "The output folder " + path + " cannot be used: " + why.message() + '.');
}

Status reserve(const std::string& path)
{
    AppendFile file;
    if (auto opened = file.open(path); !opened)
        return opened;
    if (auto written = file.append(std::string(kReserveBytes, '\0')); !written)
        return written;
    return file.close();
}

Status removeOld(const std::string& folder, const std::vector<std::string>& others)
{
    std::vector<std::string> names { std::string(kResultFile), std::string(kOutcomesFile) };
    names.insert(names.end(), others.begin(), others.end());
    for (const auto& name : names) {
        std::error_code why;
        fs::remove(folder + '/' + name, why);
        if (why)
            return cannot(folder, why);
    }
    return {};
}

/// The folder for this process alone, until the last copy of the descriptor goes; however the process ends.
Result<std::shared_ptr<const int>> lock(const std::string& path)
{
    const std::shared_ptr<const int> folder(new int(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), [](const int* fd) {
        if (*fd >= 0)
            ::close(*fd);
        delete fd;
    });
    if (*folder < 0)
        return cannot(path, std::error_code(errno, std::generic_category()));
    if (::flock(*folder, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) // a file system without locks: nothing is known
        return error(Code::OutExists, "Another run is writing into the output folder " + path + '.', "Name another.");
    return folder;
}

} // namespace

Result<OutputFolder> OutputFolder::open(const std::string& path, bool force, const std::vector<std::string>& others)
{
    std::error_code why;
    const std::string folder = fs::absolute(path, why).lexically_normal().string();
    if (why)
        return cannot(path, why);
    const auto state = fs::status(folder, why);
    if (fs::exists(state) && !fs::is_directory(state))
        return error(Code::OutUnwritable, path + " is not a folder.");
    if (!fs::is_directory(state)) {
        if (auto made = makeFolder(folder); !made)
            return made.error();
    }
    auto held = lock(folder);
    if (!held)
        return held.error();
    const bool empty = fs::is_empty(folder, why); // looked at under the lock: one that has just ended has left its files
    if (why)
        return cannot(path, why);
    if (!empty && !force)
        return error(Code::OutExists, "The output folder " + path + " is not empty.", "Name another, or add --force.");
    if (auto removed = removeOld(folder, others); !removed)
        return removed.error();
    OutputFolder output(folder, std::move(*held));
    if (auto reserved = reserve(output.file(kReserveFile)); !reserved)
        return reserved.error();
    if (planted(Plant::ResultAtTheStart))
        (void)output.writeResult("{}");
    return output;
}

void OutputFolder::freeReserve() const
{
    std::error_code gone; // nothing to do about it: the writes that follow say what is wrong
    fs::remove(file(kReserveFile), gone);
}

Status OutputFolder::writeResult(std::string_view json) const
{
    return atomicWrite(file(kResultFile), json);
}

} // namespace ilv::cli
