// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/programs.h"

#include "base/codes.h"
#include "workload/command.h"

#include <cstdlib>
#include <vector>

namespace ilv {
namespace {

Error notFound(const std::string& path, bool named)
{
    return error(Code::WorkerNotFound, "There is no program at " + path + ", and a run needs it.",
        named ? "INTERLEAVE_WORKER names it; unset it or name a program that exists."
              : "Build or install all four programs together; “interleave doctor” shows what is there.");
}

Result<std::string> locate(const std::vector<std::string>& folders, const std::string& name)
{
    for (const auto& folder : folders) {
        const std::string path = folder + '/' + name;
        if (isProgram(path))
            return path;
    }
    return notFound(folders.front() + '/' + name, false);
}

} // namespace

Result<Programs> locatePrograms(const std::string& applicationFolder)
{
    const std::vector<std::string> folders { applicationFolder, applicationFolder + "/../libexec/interleave" };
    Programs programs;
    const std::pair<std::string*, const char*> wanted[] { {&programs.host, "interleave-host"},
        {&programs.worker, "interleave-worker"}, {&programs.service, "interleave-service"} };
    for (const auto& [path, name] : wanted) {
        const char* named = path == &programs.worker ? std::getenv("INTERLEAVE_WORKER") : nullptr;
        if (named && *named) {
            if (!isProgram(named))
                return notFound(named, true);
            *path = named;
            continue;
        }
        auto found = locate(folders, name);
        if (!found)
            return found.error();
        *path = found.take();
    }
    return programs;
}

} // namespace ilv
