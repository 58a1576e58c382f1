// SPDX-License-Identifier: GPL-3.0-or-later
#include "runsession.h"

#include "analysis/verdict.h"
#include "base/codes.h"
#include "base/format.h"
#include "base/json.h"
#include "report/resultfile.h"
#include "resulttable.h"
#include "run/runner.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

namespace ilv::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMostRecorded = 200'000;

bool terminalOnStderr()
{
    const char* kind = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && kind && std::strcmp(kind, "dumb") != 0;
}

/// What there is no file for: one line of JSON.
std::string countsLine(const RunResult& run, const std::vector<ModelSummary>& models)
{
    auto all = json::Out::array();
    for (const auto& model : models)
        all.push_back({ {"label", model.label}, {"counts", toJson(model.counts)} });
    const json::Out line { {"run", run.id}, {"status", name(run.status)}, {"models", std::move(all)} };
    return line.dump(-1, ' ', false, json::Out::error_handler_t::replace);
}

std::uint64_t outcomesLeftOut(const RunResult& run)
{
    std::uint64_t sum = 0;
    for (const auto& trial : run.trials)
        sum += trial.outcomesLeftOut;
    return sum;
}

} // namespace

RunSession::RunSession(RunOrder order)
    : m_order(std::move(order))
    , m_errors(m_order.jsonErrors)
    , m_view(m_order.quiet, terminalOnStderr())
{
}

RunSession::~RunSession() = default;

bool RunSession::recordsOutcomes() const
{
    if (!m_order.output)
        return false;
    // A load that ends by time plans no number: of it the first tasks are recorded, up to the same limit.
    return m_order.experiment.record == Record::All || plannedTasks(m_order.experiment) <= kMostRecorded;
}

HistoryEntry RunSession::entry() const
{
    HistoryEntry entry;
    entry.id = m_runner->runId();
    entry.name = m_order.experiment.name;
    entry.startedAtUtc = m_runner->environment().startedAtUtc;
    entry.status = "running";
    if (m_order.output)
        entry.folder = m_order.output->path();
    return entry;
}

ExitCode RunSession::carryOut()
{
    RunRequest request { m_order.experiment, m_order.programs, {} };
    if (m_order.experiment.record != Record::All && plannedTasks(m_order.experiment) < 0)
        request.maxOutcomes = kMostRecorded;
    if (recordsOutcomes()) {
        if (const auto opened = m_journal.open(m_order.output->file(kOutcomesFile)); !opened) {
            m_errors.error(opened.error());
            return exitFor(opened.error());
        }
        request.outcomes = [this](const std::string& label, int trial, const OutcomesEvent::Row& row) {
            return m_journal.add(label, trial, row);
        };
        connect(&m_flush, &QTimer::timeout, this, &RunSession::flush);
        m_flush.start(100ms);
    }
    m_runner = std::make_unique<Runner>(std::move(request));
    if (m_order.history) {
        if (const auto begun = m_order.history->begin(entry()); !begun)
            warn(begun.error()); // its end is recorded all the same, if there is room by then
    }
    connect(m_runner.get(), &Runner::progressed, this, [this](const auto& picture) { show(*picture); });
    connect(m_runner.get(), &Runner::finished, this, [this](const auto& run) { finish(run); }, Qt::QueuedConnection);
    connect(&m_signals, &Signals::came, m_runner.get(), [this] { m_runner->cancel(); });
    m_runner->start();
    return static_cast<ExitCode>(QCoreApplication::exec());
}

void RunSession::show(const LivePicture& picture)
{
    if (m_warned < picture.warnings.size())
        m_view.clear();
    for (; m_warned < picture.warnings.size(); ++m_warned)
        m_errors.warning(picture.warnings[m_warned]);
    m_view.show(picture);
}

void RunSession::warn(const Error& error)
{
    m_view.clear();
    m_errors.warning(error);
}

void RunSession::fail(const Error& error)
{
    m_view.clear();
    m_errors.error(error);
    if (!m_failure)
        m_failure = exitFor(error);
}

void RunSession::flush()
{
    if (const auto kept = m_journal.flush(); !kept)
        m_runner->abort(kept.error());
    if (m_journal.waitsForRoom() == m_waiting)
        return;
    m_waiting = !m_waiting;
    m_runner->setPaused(m_waiting);
    if (m_waiting)
        warn(error(Code::OutDiskFull, "There is no room for outcomes.jsonl on the disk.",
            "It is tried again each second for 10 seconds; no trial begins meanwhile."));
}

void RunSession::finish(const std::shared_ptr<const RunResult>& run)
{
    if (m_journal.isOpen()) {
        m_journal.endTasks();
        flush();
        if (m_waiting && m_signals.first() == 0) {
            QTimer::singleShot(100ms, this, [this, run] { finish(run); });
            return;
        }
    }
    m_flush.stop();
    RunResult whole = *run;
    if (m_journal.isOpen()) {
        if (const auto closed = m_journal.close(); closed) {
            m_written.push_back(m_order.output->file(kOutcomesFile));
        } else if (whole.status != RunStatus::Aborted) { // a run whose outcomes are lost has not come to its end
            whole.status = RunStatus::Aborted;
            whole.error = closed.error();
        }
    }
    conclude(whole);
}

void RunSession::conclude(const RunResult& run)
{
    const auto models = summarise(run);
    const auto verdict = judge(run, models);
    if (run.error && run.status == RunStatus::Aborted)
        m_errors.error(*run.error);
    if (run.status == RunStatus::Completed && verdict.outcome == VerdictOutcome::Insufficient)
        warn(error(Code::RunInsufficientSamples, verdict.sentence));
    keep(run, models, verdict);
    tell(run, models, verdict);
    if (const auto printed = flushed(); !printed)
        fail(printed.error());
    QCoreApplication::exit(codeOf(run, verdict));
}

/// Everything that outlives the program; result.json comes last, so that it stands for all the rest.
void RunSession::keep(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict)
{
    if (m_order.output) {
        const auto& output = *m_order.output;
        if (auto reports = writeReports(m_order.exports, run, models, verdict, output.path()); reports)
            m_written.insert(m_written.end(), reports->begin(), reports->end());
        else
            fail(reports.error());
        writeResultFile(run, models, verdict);
    }
    if (!m_order.history)
        return;
    auto finished = entry();
    finished.status = name(run.status);
    finished.verdict = name(verdict.outcome);
    finished.model = verdict.label;
    finished.sentence = verdict.sentence;
    if (const auto kept = m_order.history->finish(finished, writeResult(run, models, verdict)); !kept)
        m_order.output ? warn(kept.error()) : fail(kept.error()); // neither place has it
}

/// In the room of the reserve if need be, then without the timeline; and where even that does not fit, the counts are
/// said at least.
void RunSession::writeResultFile(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict)
{
    const auto& output = *m_order.output;
    output.freeReserve();
    auto written = output.writeResult(writeResult(run, models, verdict));
    if (!written && written.error().code == name(Code::OutDiskFull)) {
        RunResult bare = run;
        for (auto& trial : bare.trials) {
            trial.spans.clear();
            trial.heat = {};
        }
        written = output.writeResult(writeResult(bare, models, verdict));
    }
    if (written) {
        m_written.push_back(output.file(kResultFile));
        return;
    }
    fail(written.error());
    note(countsLine(run, models) + '\n');
}

void RunSession::tell(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict)
{
    std::string text = resultTable(models);
    if (run.status != RunStatus::Completed)
        text += "\nThe run was " + std::string(name(run.status)) + "; the figures are of what had run by then.\n";
    text += verdictText(verdict);
    if (m_order.output && !recordsOutcomes())
        text += "\nNo outcomes.jsonl: the run was to have more than 200,000 tasks; \"record\": \"all\" asks for it.\n";
    if (const auto leftOut = outcomesLeftOut(run); leftOut > 0)
        text += "\noutcomes.jsonl has the first tasks of each trial to end, 200,000 in all at most; "
            + formatCount(static_cast<std::int64_t>(leftOut)) + " are left out (\"record\": \"all\" keeps every one).\n";
    for (const auto& path : m_written)
        text += (&path == m_written.data() ? "\nWrote " : "      ") + path + '\n';
    if (m_order.history)
        text += "History: " + run.id + '\n';
    print(text);
}

int RunSession::codeOf(const RunResult& run, const Verdict& verdict) const
{
    if (run.status == RunStatus::Cancelled && m_signals.first() != 0)
        return 128 + m_signals.first();
    if (m_failure)
        return static_cast<int>(*m_failure);
    if (run.error && (run.error->code.starts_with("OUT_") || run.error->code.starts_with("INTERNAL_")))
        return static_cast<int>(exitFor(*run.error));
    return static_cast<int>(exitCodeFor(run, verdict));
}

} // namespace ilv::cli
