// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/files.h"
#include "run/programs.h"
#include "run/runplan.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>

class QThread;

namespace ilv {

struct ProbeEvent;
struct ProcessEnd;
class HostProcess;
class ServiceProcess;

/// What the trials of a run stand on, in this order: the private folder and its files, the loopback service, how fast
/// this machine is, and what the right answers are. Only what the workload needs is made. It stays as long as the
/// trials go on: the service runs and the folder exists until close(). Lives on the runner's thread; the files are
/// written on another.
class RunSite : public QObject {
    Q_OBJECT

public:
    RunSite(const Experiment& experiment, const Programs& programs, QObject* parent = nullptr);
    ~RunSite() override; ///< everything is ended and removed

    void prepare();
    void close(); ///< also in the midst of prepare(); closed() follows
    [[nodiscard]] const RunGround& ground() const { return m_ground; }
    [[nodiscard]] std::int64_t servicePid() const; ///< 0: the workload needs no service

Q_SIGNALS:
    void activity(const std::string& what); ///< "Measuring this machine"
    void ready();
    void failed(const ilv::Error& error); ///< instead of ready(), or later when the service ends by itself
    void closed();

private:
    void makeFolder();
    void startService();
    void calibrate();
    void findAnswers();
    void probe(const ProbePlan& plan, void (RunSite::*next)());
    void take(const ProbeEvent& event);
    void fail(const Error& error);
    void closeService();

    Experiment m_experiment;
    Programs m_programs;
    RunGround m_ground;
    std::optional<TemporaryFolder> m_folder;
    std::unique_ptr<QThread> m_writer;
    std::unique_ptr<ServiceProcess> m_service;
    std::unique_ptr<HostProcess> m_host;
    bool m_answered = false; // the running probe
    bool m_over = false; // failed or closing: no step follows
    bool m_closing = false;
};

} // namespace ilv
