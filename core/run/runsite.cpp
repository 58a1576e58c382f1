// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runsite.h"

#include "base/codes.h"
#include "run/hostprocess.h"
#include "run/serviceprocess.h"
#include "workload/task.h"

#include <QThread>

#include <cmath>

namespace ilv {

RunSite::RunSite(const Experiment& experiment, const Programs& programs, QObject* parent)
    : QObject(parent)
    , m_experiment(experiment)
    , m_programs(programs)
{
}

RunSite::~RunSite()
{
    if (m_writer)
        m_writer->wait(); // it writes into the folder that goes away now
}

void RunSite::prepare()
{
    m_ground.workload = resolveWorkload(m_experiment, {});
    if (needsFolder(m_experiment.workload))
        makeFolder();
    else
        startService();
}

void RunSite::makeFolder()
{
    auto folder = TemporaryFolder::create("interleave");
    if (!folder) {
        fail(folder.error());
        return;
    }
    m_folder = folder.take();
    m_ground.workload.folder = m_folder->path();
    Q_EMIT activity("Writing the files that tasks read");
    auto outcome = std::make_shared<Status>();
    m_writer.reset(QThread::create([outcome, spec = m_ground.workload] { *outcome = prepareFiles(spec); }));
    connect(m_writer.get(), &QThread::finished, this, [this, outcome] {
        if (m_closing)
            closeService();
        else if (!*outcome)
            fail(outcome->error());
        else
            startService();
    });
    m_writer->start();
}

void RunSite::startService()
{
    if (!needsService(m_experiment.workload)) {
        calibrate();
        return;
    }
    Q_EMIT activity("Starting the loopback service");
    m_service = std::make_unique<ServiceProcess>();
    connect(m_service.get(), &ServiceProcess::failed, this, &RunSite::fail);
    connect(m_service.get(), &ServiceProcess::ready, this, [this] {
        m_ground.workload.servicePort = m_service->port();
        m_ground.workload.servicePrefix = m_service->prefix();
        if (!m_over)
            calibrate();
    });
    m_service->start(m_programs.service);
}

void RunSite::calibrate()
{
    ProbePlan plan;
    plan.calibrate = kernelsToCalibrate(m_experiment.workload);
    if (plan.calibrate.empty()) {
        findAnswers();
        return;
    }
    Q_EMIT activity("Measuring how fast this machine computes");
    probe(plan, &RunSite::findAnswers);
}

void RunSite::findAnswers()
{
    auto resolved = resolveWorkload(m_experiment, m_ground.unitsPerMs);
    m_ground.workload.stages = std::move(resolved.stages);
    ProbePlan plan;
    plan.golden = m_experiment.workload.golden;
    plan.workload = m_ground.workload;
    plan.wantExpected = true;
    Q_EMIT activity("Computing the right answers");
    probe(plan, &RunSite::ready);
}

void RunSite::probe(const ProbePlan& plan, void (RunSite::*next)())
{
    m_answered = false;
    m_host = std::make_unique<HostProcess>();
    connect(m_host.get(), &HostProcess::brokeProtocol, this, &RunSite::fail);
    connect(m_host.get(), &HostProcess::said, this, [this](const HostEvent& event) {
        if (const auto* refusal = std::get_if<ErrorEvent>(&event))
            fail(refusal->error);
        else if (const auto* answer = std::get_if<ProbeEvent>(&event); answer && !m_over)
            take(*answer);
    });
    connect(m_host.get(), &HostProcess::ended, this, [this, next](const ProcessEnd& end) {
        m_host.release()->deleteLater(); // it is the one that calls here
        if (m_closing)
            closeService();
        else if (!m_answered)
            fail(error(Code::HostCrashed, "The host that looks at this machine " + inWords(end) + '.'));
        else if (!m_over)
            (this->*next)();
    });
    m_host->start(m_programs.host, encode(plan));
}

void RunSite::take(const ProbeEvent& event)
{
    m_answered = true;
    for (const auto kernel : kernelsToCalibrate(m_experiment.workload)) {
        const auto pace = event.unitsPerMs.find(std::string(name(kernel)));
        if (pace == event.unitsPerMs.end())
            continue;
        if (!std::isfinite(pace->second) || pace->second <= 0) {
            fail(error(Code::HostProtocol, "The calibration of " + pace->first + " gave no usable figure."));
            return;
        }
        m_ground.unitsPerMs[pace->first] = pace->second;
    }
    if (event.effectiveCores > 0)
        m_ground.effectiveCores = event.effectiveCores;
    if (!event.expected.empty())
        m_ground.expected = event.expected;
    if (!event.goldenOk) {
        fail(error(Code::OutputMismatch, "This machine computes something else than the known answers: " + event.goldenMessage,
            "The build or the machine is at fault; no figure measured here would mean anything."));
    }
}

void RunSite::fail(const Error& error)
{
    if (m_over)
        return;
    m_over = true;
    if (m_host)
        m_host->kill();
    Q_EMIT failed(error);
}

void RunSite::close()
{
    if (m_closing)
        return;
    m_over = m_closing = true;
    if (m_host)
        m_host->kill(); // its end goes on from there
    else if (!m_writer || m_writer->isFinished())
        closeService();
}

std::int64_t RunSite::servicePid() const
{
    return m_service ? m_service->pid() : 0;
}

void RunSite::closeService()
{
    if (!m_service) {
        QMetaObject::invokeMethod(this, &RunSite::closed, Qt::QueuedConnection);
        return;
    }
    connect(m_service.get(), &ServiceProcess::stopped, this, &RunSite::closed);
    m_service->stop();
}

} // namespace ilv
