// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/vocabulary.h"

#include <QString>

#include <string>

namespace ilv::ui {

/// How an entry of the experiment is called. An entry with a label of its own (a variant, another runtime) is called
/// by it everywhere; the plain ones by their model.
[[nodiscard]] QString entryName(Model model, const std::string& label); ///< "Thread pool", "Hybrid": panels
[[nodiscard]] QString entryLongName(Model model, const std::string& label); ///< "Hybrid async + processes": tables
[[nodiscard]] QString entryShortName(Model model, const std::string& label); ///< "Threads": compact tables
/// In the middle of a sentence: "thread pool".
[[nodiscard]] QString entryNameInSentence(Model model, const std::string& label);

[[nodiscard]] QString toQString(std::string_view text);

} // namespace ilv::ui
