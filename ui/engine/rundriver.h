// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"
#include "run/runresult.h"
#include "trial/events.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>

namespace ilv::ui {

/// What carries out one run on the controller's worker thread: the engine's Runner, or a test's own.
class RunDriver : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void start() = 0;
    virtual void cancel() = 0;
    virtual void setPaused(bool paused) = 0; ///< between trials
    virtual void plantFault(const std::string& lane, HandFault fault) = 0; ///< in the trial that runs now

Q_SIGNALS:
    void progressed(std::shared_ptr<const ilv::LivePicture> picture);
    void finished(std::shared_ptr<const ilv::RunResult> result); ///< exactly once after start()
    void faultAnswered(const ilv::FaultEvent& answer); ///< once for each plantFault()
};

/// Called on the worker thread, once a run.
using DriverFactory = std::function<Result<std::unique_ptr<RunDriver>>(const Experiment&)>;

/// Runs by the engine, whose programs stand beside (or are installed with) the one in that folder.
[[nodiscard]] DriverFactory engineDriver(std::string applicationFolder);

} // namespace ilv::ui
