// SPDX-License-Identifier: GPL-3.0-or-later
#include "progressview.h"

#include "base/format.h"
#include "console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace ilv::cli {
namespace {

struct Terminal {
    std::size_t columns = 80, rows = 24;
};

Terminal terminal()
{
    winsize size {};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20 || size.ws_row < 3)
        return {};
    return {size.ws_col, size.ws_row};
}

std::string_view stateWord(const LiveModel& model)
{
    switch (model.state) {
    case LiveModel::State::Queued:
        return "waiting";
    case LiveModel::State::Running:
        return model.phase.empty() ? "starting" : std::string_view(model.phase);
    case LiveModel::State::Done:
        return "done";
    case LiveModel::State::Failed:
        return "failed";
    case LiveModel::State::Skipped:
        break;
    }
    return "left out";
}

std::string figures(const TrialResult& trial)
{
    std::string text = formatRate(trial.throughput());
    if (trial.response.count > 0)
        text += ", p95 " + formatDuration(trial.response.percentile(0.95));
    return text;
}

std::string statusLine(const LivePicture& picture)
{
    std::string text = picture.activity + ", " + formatDuration(picture.elapsedS * 1e9);
    if (picture.expectedS > picture.elapsedS)
        text += " of about " + formatDuration(picture.expectedS * 1e9);
    return text;
}

} // namespace

std::string liveLine(const LiveModel& model, std::size_t labelColumns)
{
    std::string text = padRight(model.label, labelColumns) + "  " + padRight(stateWord(model), 8);
    const auto* trial = model.current.get();
    if (!trial && !model.trials.empty())
        trial = model.trials.back().get();
    const bool running = model.state == LiveModel::State::Running;
    text += padLeft(running ? formatPercent(model.progress) : std::string(), 6) + "  round "
        + std::to_string(model.roundsDone + (running ? 1 : 0));
    if (trial && trial->response.count > 0)
        text += "  " + figures(*trial);
    return text;
}

std::string trialLine(const TrialResult& trial)
{
    std::string text = trial.label + ", round " + std::to_string(trial.round + 1) + ": ";
    if (trial.status == TrialStatus::Failed)
        return text + "failed, " + (trial.error ? trial.error->message : std::string("no reason given"));
    text += figures(trial);
    for (const auto outcome : kOutcomes) {
        if (const auto n = trial.counts.of(outcome); n > 0)
            text += ", " + formatCount(static_cast<std::int64_t>(n)) + ' ' + std::string(name(outcome));
    }
    return text;
}

ProgressView::ProgressView(bool quiet, bool terminal)
    : m_quiet(quiet)
    , m_terminal(terminal)
{
}

void ProgressView::show(const LivePicture& picture)
{
    if (m_quiet)
        return;
    m_terminal ? draw(picture) : report(picture);
}

void ProgressView::clear()
{
    if (m_drawn > 0)
        note("\x1b[" + std::to_string(m_drawn) + "A\r\x1b[J");
    m_drawn = 0;
}

void ProgressView::draw(const LivePicture& picture)
{
    std::size_t labels = 0;
    for (const auto& model : picture.models)
        labels = std::max(labels, width(model.label));
    const auto screen = terminal();
    const auto columns = screen.columns - 1;
    const bool fits = picture.models.size() + 2 <= screen.rows; // else the cursor could not get back to the first line
    std::string text = m_drawn > 0 ? "\x1b[" + std::to_string(m_drawn) + "A\r" : std::string();
    for (const auto& model : picture.models) {
        if (fits)
            text += cut(liveLine(model, labels), columns) + "\x1b[K\n";
    }
    text += cut(statusLine(picture), columns) + "\x1b[K\n";
    note(text); // in one piece, so that it does not flicker
    m_drawn = fits ? static_cast<int>(picture.models.size()) + 1 : 1;
}

void ProgressView::report(const LivePicture& picture)
{
    m_reported.resize(picture.models.size());
    for (std::size_t i = 0; i < picture.models.size(); ++i) {
        const auto& trials = picture.models[i].trials;
        for (; m_reported[i] < trials.size(); ++m_reported[i])
            note(trialLine(*trials[m_reported[i]]) + '\n');
    }
    if (picture.activity != m_activity && !picture.activity.starts_with("Running"))
        note(picture.activity + '\n');
    m_activity = picture.activity;
}

} // namespace ilv::cli
