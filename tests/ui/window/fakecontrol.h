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
    void trust(const Experiment& experiment) override { trusted.push_back(experiment); }
    void stop() override { ++stops; }
    [[nodiscard]] bool isRunning() const override { return running; }
    void exportReports(FinishedRunPtr, const QString& folder, const QStringList& formats) override
    {
        exports << folder + QLatin1Char(':') + formats.join(QLatin1Char(','));
    }
    void listHistory() override { ++listings; }
    void openRun(const QString& id) override { opened << id; }
    void removeRun(const QString& id) override { removed << id; }
    void captureMachine() override { ++captures; }

    void end(FinishedRunPtr run)
    {
        running = false;
        Q_EMIT finished(std::move(run));
    }

    std::vector<Experiment> startedWith, trusted;
    QStringList exports, opened, removed;
    int stops = 0, listings = 0, captures = 0;
    bool running = false;
};

} // namespace ilv::ui
