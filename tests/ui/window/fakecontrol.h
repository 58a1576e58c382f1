// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"

namespace ilv::ui {

/// Notes what the window asks, and lets a test say what the engine would.
class FakeControl final : public RunControl {
    Q_OBJECT

public:
    void start(const Experiment& experiment) override
    {
        startedWith.push_back(experiment);
        running = true;
        Q_EMIT started(experiment);
    }
    void trust(const Experiment& experiment, const TrustAnswer&) override
    {
        trusted.push_back(experiment);
        start(experiment);
    }
    void experimentOpened(const Experiment& experiment) override { fromOutside.push_back(experiment); }
    void experimentSaved(const Experiment& experiment) override { written.push_back(experiment); }
    void stop() override { ++stops; }
    [[nodiscard]] bool isRunning() const override { return running; }
    [[nodiscard]] bool isLooking() const override { return looking; }
    void setPaused(bool wanted) override
    {
        paused = wanted;
        Q_EMIT pausedChanged(wanted);
    }
    [[nodiscard]] bool isPaused() const override { return paused; }
    void enqueue(const Experiment& experiment) override
    {
        queue.push_back(experiment);
        Q_EMIT queueChanged(queueLength());
    }
    void clearQueue() override
    {
        queue.clear();
        Q_EMIT queueChanged(0);
    }
    [[nodiscard]] int queueLength() const override { return static_cast<int>(queue.size()); }
    void plantFault(const QString& lane, HandFault fault) override { planted.emplace_back(lane, fault); }
    void exportReports(FinishedRunPtr, const QString& folder, const QStringList& formats) override
    {
        exports << folder + QLatin1Char(':') + formats.join(QLatin1Char(','));
    }
    void listHistory() override { ++listings; }
    void openRun(const QString& id) override { opened << id; }
    void openResult(const QString& path) override { openedFiles << path; }
    void rejudge(FinishedRunPtr, const Goals& goals) override { judgedBy.push_back(goals); }
    void removeRun(const QString& id) override
    {
        removed << id;
        Q_EMIT runRemoved(id);
    }
    void restoreRun(const QString& id) override { restored << id; }
    void annotateRun(const QString& id, const RunNote& note) override { noted.emplace_back(id, note); }
    void compareRuns(const QString& first, const QString& second) override { compared << first << second; }
    void captureMachine() override { ++captures; }

    void end(FinishedRunPtr run)
    {
        running = false;
        Q_EMIT finished(std::move(run));
    }

    std::vector<Experiment> startedWith, trusted, queue, fromOutside, written;
    std::vector<Goals> judgedBy;
    std::vector<std::pair<QString, HandFault>> planted;
    QStringList exports, opened, openedFiles, removed, restored, compared;
    std::vector<std::pair<QString, RunNote>> noted;
    int stops = 0, listings = 0, captures = 0;
    bool running = false, looking = false, paused = false;
};

} // namespace ilv::ui
