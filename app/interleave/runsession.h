// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console.h"
#include "experiment/experiment.h"
#include "history/history.h"
#include "outcomejournal.h"
#include "outputfolder.h"
#include "progressview.h"
#include "report/exporters.h"
#include "run/programs.h"
#include "run/runresult.h"
#include "signals.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace ilv {
class Runner;
}

namespace ilv::cli {

/// What a checked command line asks for.
struct RunOrder {
    Experiment experiment;
    Programs programs;
    std::optional<OutputFolder> output;
    std::vector<Exporter> exports;
    std::unique_ptr<History> history; ///< null: could not be opened, which was said
    bool quiet = false;
    bool jsonErrors = false;
};

/// One run of the command line from its first process to its last file and line. Use once; needs an event loop.
class RunSession : public QObject {
    Q_OBJECT

public:
    explicit RunSession(RunOrder order);
    ~RunSession() override;

    [[nodiscard]] ExitCode carryOut(); ///< returns when everything is written

private:
    [[nodiscard]] bool recordsOutcomes() const;
    [[nodiscard]] HistoryEntry entry() const;
    void show(const LivePicture& picture);
    void flush(); // outcomes.jsonl; no trial begins while the disk is full
    void finish(const std::shared_ptr<const RunResult>& run);
    void conclude(const RunResult& run);
    void writeResultFile(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict);
    void keep(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict);
    void tell(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict);
    void fail(const Error& error); // the exit code is at least this one's
    void warn(const Error& error);
    [[nodiscard]] int codeOf(const RunResult& run, const Verdict& verdict) const;

    RunOrder m_order;
    ErrorPrinter m_errors;
    ProgressView m_view;
    OutcomeJournal m_journal;
    Signals m_signals;
    QTimer m_flush;
    std::unique_ptr<Runner> m_runner;
    bool m_waiting = false; // for room on the disk
    std::size_t m_warned = 0;
    std::vector<std::string> m_written; // paths
    std::optional<ExitCode> m_failure; // of what comes after the measuring
};

} // namespace ilv::cli
