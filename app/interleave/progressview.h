// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runresult.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ilv::cli {

/// Progress of a run on stderr: on a terminal one live line a model, drawn again in place; else one plain line for
/// each step and each trial that ends.
class ProgressView {
public:
    ProgressView(bool quiet, bool terminal);

    void show(const LivePicture& picture);
    void clear(); ///< takes the live lines away, so that other text can be written; show() draws them again

private:
    void draw(const LivePicture& picture);
    void report(const LivePicture& picture);

    bool m_quiet, m_terminal;
    int m_drawn = 0; // live lines on the screen
    std::string m_activity;
    std::vector<std::size_t> m_reported; // trials already told, by model
};

/// Live line of one model, without the end of line.
[[nodiscard]] std::string liveLine(const LiveModel& model, std::size_t labelColumns);
/// "threads, round 2: 14,980 /s, p95 4.27 ms, 1,000 ok".
[[nodiscard]] std::string trialLine(const TrialResult& trial);

} // namespace ilv::cli
