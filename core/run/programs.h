// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <string>

namespace ilv {

/// Where the other three programs are: beside the running one (build tree: the same bin/; installed: libexec).
/// INTERLEAVE_WORKER in the environment names another worker program (a hook for tests).
struct Programs {
    std::string host, worker, service;
};
/// WORKER_NOT_FOUND (exit 4) naming the path that was tried.
[[nodiscard]] Result<Programs> locatePrograms(const std::string& applicationFolder);

} // namespace ilv
