// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rundriver.h"

#include "run/programs.h"
#include "run/runner.h"

namespace ilv::ui {

namespace {

class EngineDriver final : public RunDriver {
public:
    explicit EngineDriver(RunRequest request)
        : m_runner(std::move(request))
    {
        connect(&m_runner, &Runner::progressed, this, &RunDriver::progressed);
        connect(&m_runner, &Runner::finished, this, &RunDriver::finished);
        connect(&m_runner, &Runner::faultAnswered, this, &RunDriver::faultAnswered);
    }

    void start() override { m_runner.start(); }
    void cancel() override { m_runner.cancel(); }
    void setPaused(bool paused) override { m_runner.setPaused(paused); }
    void plantFault(const std::string& lane, HandFault fault) override { m_runner.plantFault(lane, fault); }

private:
    Runner m_runner;
};

} // namespace

DriverFactory engineDriver(std::string applicationFolder)
{
    return [folder = std::move(applicationFolder)](const Experiment& experiment) -> Result<std::unique_ptr<RunDriver>> {
        Result<Programs> programs = locatePrograms(folder);
        if (!programs)
            return programs.error();
        std::unique_ptr<RunDriver> driver = std::make_unique<EngineDriver>(
            RunRequest{ .experiment = experiment, .programs = programs.take(), .outcomes = {} });
        return driver;
    };
}

} // namespace ilv::ui
