// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/experimentform.h"
#include "model/runcontrol.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace ilv::ui {

/// The words of the window in each state, as pure functions of what is known.

enum class RunState : std::uint8_t { Ready, Running, Finished, Stopped, Failed };

/// Toolbar: "Finished in 1:02", then in ink3 "5 repeats, 95% intervals".
struct StatusWords {
    RunState state = RunState::Ready;
    QString title = {}, detail = {};
};
/// `changes`: against the run that is shown ("CPU work 0.5 → 0.1 ms").
[[nodiscard]] StatusWords readyWords(const ExperimentForm& form, const QStringList& changes = {});
[[nodiscard]] StatusWords liveWords(const LiveRun& live, double forecastS = 0);
[[nodiscard]] StatusWords finishedWords(const FinishedRun& run);
[[nodiscard]] StatusWords openedWords(const FinishedRun& run); ///< of the history: also when it was measured

/// Verdict band: marker of the model, a short headline, the evidence, and who was dropped and why.
struct BandWords {
    std::optional<Model> model = {};
    QString headline = {}, sentence = {};
    QStringList reasons = {};
    friend bool operator==(const BandWords&, const BandWords&) = default;
};
[[nodiscard]] BandWords liveBand(const LiveRun& live);
[[nodiscard]] BandWords finishedBand(const FinishedRun& run);

/// "These results are of the settings before your change: …"; empty where the form still says what ran.
[[nodiscard]] QString staleNote(const FinishedRun& run, const Experiment& form);
/// "Noise badge B: 14% of the CPU time went to other programs."; empty where the machine was quiet, or not known.
[[nodiscard]] QString noiseNote(const FinishedRun& run);

/// What a line of the list of models says at its right while a run goes on or after it.
struct LineWords {
    QString text = {}; ///< "62%", "14,980 /s", "queued", "failed"
    bool strong = false, bad = false;
    std::optional<double> progress = {}; ///< of all its rounds; absent: no bar
    friend bool operator==(const LineWords&, const LineWords&) = default;
};
[[nodiscard]] LineWords lineWords(const LiveRun& live, const LiveModel& model);

/// Share of all rounds of a model that is done, 0 … 1.
[[nodiscard]] double progressOf(const LiveModel& model, int repeats);

[[nodiscard]] QString clockText(double seconds); ///< "1:02", "1:01:02"
[[nodiscard]] QString roughTime(double seconds); ///< "about 10 s", "about 2 min"

/// "This machine: 8 cores, Linux 6.1" and "Governor performance, load 0.04"; what is unknown is left out.
[[nodiscard]] QStringList machineLines(const Environment& machine);

} // namespace ilv::ui
