// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"

#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace ilv::ui {

enum class NoticeLevel : std::uint8_t { Done, Warning, Error };

/// What stands in the banner above the tabs: cause, limit and fix in words, and a button that applies the fix.
struct Notice {
    NoticeLevel level = NoticeLevel::Error;
    QString text = {};
    QString fixLabel = {}; ///< empty: nothing the window could do
    std::optional<Experiment> fix = {}; ///< what the button runs
    QString editLabel = {}; ///< "Skip this model", "… for the next run"; empty: none
    std::optional<Experiment> edit = {}; ///< what it puts into the form, without running it
    QString actionLabel = {}; ///< "Choose another place…"; empty: none
    std::function<void()> action = {}; ///< what that button does
    QString folder = {}; ///< Done: what "Open folder" opens
};

/// One sentence, or two with the hint, that end in a full stop.
[[nodiscard]] QString sentenceOf(const Error& error);

[[nodiscard]] Notice noticeFor(const Error& error, NoticeLevel level = NoticeLevel::Error);

/// Everything the user should know about that run, the most serious first: an aborted run, failed models, disturbed
/// trials, a governor that changes speeds, too few repeats.
[[nodiscard]] std::vector<Notice> noticesFor(const FinishedRun& run);
[[nodiscard]] std::vector<Notice> noticesFor(const LiveRun& live);

} // namespace ilv::ui
