// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/vocabulary.h"
#include "history/history.h"

#include <QString>

#include <optional>

namespace ilv::ui {

/// How a kept run is called and described, everywhere it is listed.
[[nodiscard]] QString runTitle(const HistoryEntry& entry); ///< a person's own, or the experiment's name
/// Local time in the locale's short form; the stored text where it is none.
[[nodiscard]] QString runTime(const HistoryEntry& entry);
[[nodiscard]] QString runFinding(const HistoryEntry& entry); ///< the verdict's sentence, or how the run ended
[[nodiscard]] QString tagsAndNote(const HistoryEntry& entry); ///< one line; empty: neither
/// What was recommended, where the label names a model.
[[nodiscard]] std::optional<Model> runModel(const HistoryEntry& entry);
/// Ended, so that it has a result to be opened.
[[nodiscard]] bool hasResult(const HistoryEntry& entry);

/// Every word of `filter` stands somewhere in the run: title, name, tags, note, model, verdict, finding or time. Case
/// does not matter.
[[nodiscard]] bool matches(const HistoryEntry& entry, const QString& filter);

} // namespace ilv::ui
