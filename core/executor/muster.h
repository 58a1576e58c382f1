// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <functional>

class QThreadPool;

namespace ilv {

/// MODEL_UNAVAILABLE: the system has not so many threads to give. A QThreadPool would wait for them for ever, so this is
/// to be asked beforehand.
[[nodiscard]] Status threadsToBeHad(int count);

/// All threads of a pool up, and `first` run once in each of them: none can take two turns, as they wait for each other.
void musterThreads(QThreadPool& pool, int count, const std::function<void()>& first);

} // namespace ilv
