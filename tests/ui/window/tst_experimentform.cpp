// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentfile.h"
#include "experiment/presets.h"
#include "look/plurals.h"
#include "model/experimentform.h"
#include "model/tasktime.h"
#include "sampleruns.h"

#include <QTest>

#include <set>

using namespace ilv;
using namespace ilv::ui;
using ilv::ui::sample::texts;

namespace {

/// Two I/O and two compute stages, goals, retries, entries with settings: more than the form shows.
Experiment advanced()
{
    Experiment e = sample::experiment();
    e.workload.stages = { RequestStage{ .latencyMs = 10, .spread = Spread::Exponential, .bytes = 2048 },
        ComputeStage{ .kernel = Kernel::Sha256, .units = 5000, .cpuMs = 0 }, WriteStage{ .bytes = 100 },
        ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = 3 } };
    e.workload.outputBytes = 128;
    e.workload.golden = "mix-v1";
    e.goals.p95Ms = 150;
    e.retry.maxAttempts = 3;
    e.retry.onError = true;
    e.models = { e.models[5], e.models[1], e.models[3] };
    e.models[2].workers = 2;
    ModelEntry variant = e.models[2];
    variant.label = "two at a time";
    variant.chunk = 2;
    e.models.push_back(variant);
    return e;
}

std::vector<std::string> labels(const Experiment& e)
{
    std::vector<std::string> all;
    for (const ModelEntry& entry : e.models)
        all.push_back(entry.label);
    return all;
}

} // namespace

class ExperimentFormTest : public QObject {
    Q_OBJECT

    EnglishPlurals m_plurals;

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }

    void showsWhatTheExperimentHas_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<double>("value");
        QTest::newRow("waiting") << int(Field::IoWait) << "I/O wait"
                                 << "ms" << 2.0;
        QTest::newRow("computing in ms") << int(Field::CpuWork) << "CPU work"
                                         << "ms" << 0.5;
        QTest::newRow("payload in KiB") << int(Field::Payload) << "Payload"
                                        << "KiB" << 4.0;
        QTest::newRow("tasks in flight") << int(Field::InFlight) << "In flight"
                                         << "tasks" << 64.0;
        QTest::newRow("workers") << int(Field::Workers) << "Workers"
                                 << "" << 8.0;
        QTest::newRow("length and repeats") << int(Field::RunFor) << "Run for"
                                            << "s × 6" << 10.0;
    }
    void showsWhatTheExperimentHas()
    {
        QFETCH(int, field);
        const FieldView view = ExperimentForm(sample::experiment(), 8).view(static_cast<Field>(field));
        QTEST(view.label, "label");
        QTEST(view.unit, "unit");
        QTEST(view.value, "value");
        QVERIFY(view.used);
    }

    void writesWhatIsTyped_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<double>("typed");
        QTest::addColumn<double>("kept");
        QTest::newRow("a fraction of a millisecond of waiting") << int(Field::IoWait) << 0.25 << 0.25;
        QTest::newRow("no CPU at all") << int(Field::CpuWork) << 0.0 << 0.0;
        QTest::newRow("a quarter of a KiB is 256 bytes") << int(Field::Payload) << 0.25 << 0.25;
        QTest::newRow("one task in flight") << int(Field::InFlight) << 1.0 << 1.0;
        QTest::newRow("no task in flight is kept, and said to be wrong") << int(Field::InFlight) << 0.0 << 0.0;
        QTest::newRow("as many workers as cores") << int(Field::Workers) << 0.0 << 0.0;
        QTest::newRow("too many workers are kept, and said to be wrong") << int(Field::Workers) << 1000.0 << 1000.0;
        QTest::newRow("half a minute") << int(Field::RunFor) << 30.0 << 30.0;
        QTest::newRow("negative waiting is none") << int(Field::IoWait) << -5.0 << 0.0;
    }
    void writesWhatIsTyped()
    {
        QFETCH(int, field);
        QFETCH(double, typed);
        ExperimentForm form(sample::experiment(), 8);
        form.set(static_cast<Field>(field), typed);
        QTEST(form.view(static_cast<Field>(field)).value, "kept");
        QCOMPARE(ExperimentForm(form.experiment(), 8).view(static_cast<Field>(field)).value,
            form.view(static_cast<Field>(field)).value);
    }

    void cpuWorkIsWrittenAsMilliseconds()
    {
        ExperimentForm form(sample::experiment(), 8);
        form.set(Field::CpuWork, 1.5);
        const auto& compute = std::get<ComputeStage>(form.experiment().workload.stages[1]);
        QCOMPARE(compute.cpuMs, 1.5);
        QCOMPARE(compute.units, 0u);
    }

    void anExperimentThatIsOnlyLookedAtStaysAsItWas()
    {
        const Experiment before = advanced();
        ExperimentForm form(before, 4);
        for (const Field field : kFields)
            form.set(field, form.view(field).value);
        form.setKind(form.kind());
        form.setRepeats(form.repeats());
        QCOMPARE(form.experiment(), before);
    }

    void aFieldChangesOnlyItsOwnPart()
    {
        Experiment wanted = advanced();
        std::get<RequestStage>(wanted.workload.stages[0]).latencyMs = 20;
        std::get<ComputeStage>(wanted.workload.stages[1]).units = 7000;
        wanted.workload.inputBytes = 8192; // the output has a size of its own
        ExperimentForm form(advanced(), 4);
        QCOMPARE(form.view(Field::CpuWork).unit, QStringLiteral("units"));
        form.set(Field::IoWait, 20);
        form.set(Field::CpuWork, 7000);
        form.set(Field::Payload, 8);
        QCOMPARE(form.experiment(), wanted);
        QCOMPARE(form.fileStages().size(), 2u);
    }

    void kindsThereAndBackKeepEverything_data()
    {
        QTest::addColumn<QList<int>>("way");
        const int io = int(WorkloadKind::Io), cpu = int(WorkloadKind::Cpu), mixed = int(WorkloadKind::Mixed);
        QTest::newRow("CPU and back") << QList<int>{ cpu, mixed };
        QTest::newRow("I/O and back") << QList<int>{ io, mixed };
        QTest::newRow("I/O, CPU and back") << QList<int>{ io, cpu, mixed };
        QTest::newRow("CPU, I/O, CPU and back") << QList<int>{ cpu, io, cpu, mixed };
    }
    void kindsThereAndBackKeepEverything()
    {
        QFETCH(QList<int>, way);
        ExperimentForm form(advanced(), 4);
        for (const int kind : way) {
            form.setKind(static_cast<WorkloadKind>(kind));
            QCOMPARE(int(form.kind()), kind);
        }
        QCOMPARE(form.experiment(), advanced());
    }

    void aKindWithNothingToBringBackMakesAStage()
    {
        Experiment e = sample::experiment();
        e.workload.stages = { WaitStage{ .ms = 7 } };
        ExperimentForm form(e, 4);
        QVERIFY(!form.view(Field::CpuWork).used);
        form.setKind(WorkloadKind::Mixed);
        QVERIFY(form.view(Field::CpuWork).used);
        QCOMPARE(form.view(Field::IoWait).value, 7.0);
        QVERIFY(validate(form.experiment()).empty());
    }

    void untickingAndTickingAModelKeepsItsPlaceAndSettings()
    {
        ExperimentForm form(advanced(), 4);
        const auto lineOf = [&](const std::string& label) -> std::size_t {
            for (std::size_t i = 0; i < form.models().size(); ++i)
                if (form.models()[i].entry.label == label)
                    return i;
            return 99;
        };
        form.setModelUsed(lineOf("processes"), false);
        QCOMPARE(labels(form.experiment()), (std::vector<std::string>{ "hybrid", "async", "two at a time" }));
        form.setModelUsed(lineOf("hybrid"), false);
        form.setModelUsed(lineOf("processes"), true);
        form.setModelUsed(lineOf("hybrid"), true);
        QCOMPARE(form.experiment(), advanced());
    }

    void everyModelHasALineInTheOrderOfTheCharts()
    {
        const ExperimentForm form(advanced(), 4);
        QStringList names, settings;
        for (const ModelLine& line : form.models()) {
            names << (line.used ? line.name : QLatin1Char('(') + line.name + QLatin1Char(')'));
            settings << line.setting;
        }
        QCOMPARE(names,
            texts({ "(Sequential)", "Async event loop", "(Thread pool)", "Process pool", "two at a time",
                "(Process per task)", "Hybrid" }));
        QCOMPARE(settings,
            texts({ "1 thread", "1 thread", "8 threads", "2 processes", "2 processes", "1 per task", "8 × loop" }));
    }

    void addedModelsStandInTheOrderOfSimplicity()
    {
        Experiment e = sample::experiment();
        e.models = { e.models[1], e.models[5] };
        ExperimentForm form(e, 2);
        for (std::size_t line = 0; line < form.models().size(); ++line)
            form.setModelUsed(line, true);
        QCOMPARE(labels(form.experiment()),
            (std::vector<std::string>{ "sequential", "async", "threads", "processes", "process-per-task", "hybrid" }));
    }

    void secondsAndTasksRememberTheirNumbers()
    {
        ExperimentForm form(sample::experiment(), 2);
        form.setRunsByTime(false);
        QCOMPARE(form.view(Field::RunFor).unit, QStringLiteral("tasks × 6"));
        form.set(Field::RunFor, 77);
        QCOMPARE(form.experiment().load.tasks, 77);
        QCOMPARE(form.experiment().load.durationS, 0.0);
        form.setRunsByTime(true);
        QCOMPARE(form.view(Field::RunFor).value, 10.0);
        form.setRunsByTime(false);
        QCOMPARE(form.view(Field::RunFor).value, 77.0);
    }

    void anOpenLoadShowsItsArrivals()
    {
        Experiment e = sample::experiment();
        e.load.mode = LoadMode::Open;
        e.load.ratePerS = 250;
        ExperimentForm form(e, 2);
        QCOMPARE(form.view(Field::InFlight).label, QStringLiteral("Arrivals"));
        QCOMPARE(form.view(Field::InFlight).value, 250.0);
        form.set(Field::InFlight, 300);
        QCOMPARE(form.experiment().load.ratePerS, 300.0);
        QVERIFY(!form.canRunByTasks());
    }

    void problemsStandBesideTheirField_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("field"); // -1: none
        QTest::newRow("the first I/O stage") << "workload.stages[0].latency_ms" << int(Field::IoWait);
        QTest::newRow("the first compute stage") << "workload.stages[1].units" << int(Field::CpuWork);
        QTest::newRow("a stage no field shows") << "workload.stages[3].cpu_ms" << -1;
        QTest::newRow("the payload") << "workload.input_bytes" << int(Field::Payload);
        QTest::newRow("in flight") << "load.in_flight" << int(Field::InFlight);
        QTest::newRow("workers") << "settings.workers" << int(Field::Workers);
        QTest::newRow("length") << "load.duration_s" << int(Field::RunFor);
        QTest::newRow("repeats") << "repeats" << int(Field::RunFor);
        QTest::newRow("a goal") << "goals.p95_ms" << -1;
        QTest::newRow("the time-out") << "settings.timeout_ms" << int(Field::Timeout);
        QTest::newRow("retrying") << "retry.max_attempts" << int(Field::Attempts);
    }
    void problemsStandBesideTheirField()
    {
        QFETCH(QString, path);
        QFETCH(int, field);
        const Error problem{ .code = "FILE_RANGE", .message = "out of range", .path = path.toStdString() };
        const auto found = ExperimentForm(advanced(), 2).fieldOf(problem);
        QCOMPARE(found ? int(*found) : -1, field);
    }

    /// What is typed is taken and refused with the sentence of `interleave validate`, beside the field.
    void whatBreaksARuleIsSaidInTheCommandLinesWords_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<double>("typed");
        QTest::newRow("workers beyond 256") << int(Field::Workers) << 1000.0;
        QTest::newRow("nobody in flight") << int(Field::InFlight) << 0.0;
        QTest::newRow("a wait of more than a day") << int(Field::IoWait) << 1e9;
        QTest::newRow("more CPU than a day") << int(Field::CpuWork) << 1e9;
        QTest::newRow("a payload of a terabyte") << int(Field::Payload) << 1e9;
        QTest::newRow("a run of a year") << int(Field::RunFor) << 3e7;
        QTest::newRow("a time-out of a year") << int(Field::Timeout) << 3e10;
        QTest::newRow("a thousand attempts") << int(Field::Attempts) << 1000.0;
    }
    void whatBreaksARuleIsSaidInTheCommandLinesWords()
    {
        QFETCH(int, field);
        QFETCH(double, typed);
        ExperimentForm form(sample::experiment(), 8);
        QVERIFY(form.problems().empty());
        form.set(static_cast<Field>(field), typed);
        const Errors problems = form.problems();
        QVERIFY(!problems.empty());
        QCOMPARE(int(form.fieldOf(problems.front()).value_or(Field::Payload)), field);
        const auto reading = readExperiment(writeExperiment(form.experiment()), "typed");
        QVERIFY(!reading.errors.empty());
        QCOMPARE(problems.front().message, reading.errors.front().message);
    }

    void goalsAreSetAndTakenAway()
    {
        ExperimentForm form(sample::experiment(), 8);
        for (const GoalField field : kGoalFields) {
            QVERIFY(!form.goal(field).value);
            form.setGoal(field, form.goal(field).suggestion);
            QCOMPARE(form.goal(field).value, std::optional<double>(form.goal(field).suggestion));
        }
        QVERIFY(form.problems().empty());
        QCOMPARE(form.experiment().goals.errorRate, std::optional<double>(0.01));
        QCOMPARE(form.experiment().goals.correct, std::optional<bool>(true));
        form.setGoal(GoalField::ErrorRate, 7);
        QCOMPARE(form.goal(GoalField::ErrorRate).value, std::optional<double>(7));
        form.setGoal(GoalField::ErrorRate, 500);
        QCOMPARE(
            int(ExperimentForm::goalOf(form.problems().front()).value_or(GoalField::P95)), int(GoalField::ErrorRate));
        for (const GoalField field : kGoalFields)
            form.setGoal(field, std::nullopt);
        QCOMPARE(form.experiment(), sample::experiment());
    }

    void everyFaultIsPlantedReadBackAndTakenOut_data()
    {
        QTest::addColumn<int>("fault");
        for (const PaletteFault fault : kPaletteFaults)
            QTest::newRow(qPrintable(faultName(fault))) << int(fault);
    }
    void everyFaultIsPlantedReadBackAndTakenOut()
    {
        QFETCH(int, fault);
        Experiment before = advanced();
        before.extra.emplace("workload.stages[1].x-why", "\"a note on the digest\"");
        ExperimentForm form(before, 4);
        form.addFault(static_cast<PaletteFault>(fault));
        QVERIFY(form.problems().empty());
        QCOMPARE(form.faults().size(), 1u);
        QCOMPARE(form.faults().front().name, faultName(static_cast<PaletteFault>(fault)));
        QCOMPARE(form.fileStages().size(), 2u); // it is no work of the task
        QCOMPARE(form.view(Field::IoWait).value, 10.0);
        QCOMPARE(form.view(Field::CpuWork).value, 5000.0);
        if (form.faults().front().number) {
            form.setFaultNumber(form.faults().front().stage, 7);
            QCOMPARE(form.faults().front().number, std::optional<double>(7));
        }
        const auto reading = readExperiment(writeExperiment(form.experiment()), "planted");
        QVERIFY(reading.experiment.has_value());
        QCOMPARE(*reading.experiment, form.experiment());
        QCOMPARE(ExperimentForm(*reading.experiment, 4).faults().front().name, form.faults().front().name);

        form.setKind(WorkloadKind::Io);
        form.setKind(WorkloadKind::Cpu);
        QCOMPARE(form.faults().size(), 1u); // the kind of the work does not touch it
        form.setKind(WorkloadKind::Mixed);
        form.removeFault(form.faults().front().stage);
        if (static_cast<PaletteFault>(fault) == PaletteFault::Hang)
            before.settings.timeoutMs = form.experiment().settings.timeoutMs; // the time-out it came with stays
        QCOMPARE(form.experiment(), before);
    }

    void aHangBringsATimeOutAndAttemptsRetrySomething()
    {
        ExperimentForm form(sample::experiment(), 4);
        QCOMPARE(form.view(Field::Timeout).value, 0.0);
        form.addFault(PaletteFault::Hang);
        QCOMPARE(form.view(Field::Timeout).value, 1000.0);
        form.set(Field::Attempts, 3);
        QVERIFY(
            form.experiment().retry.onError && form.experiment().retry.onTimeout && form.experiment().retry.onCrash);
    }

    void ofStagesOfItsOwnNothingIsClaimed_data()
    {
        QTest::addColumn<bool>("waitsToo");
        QTest::newRow("a program alone") << false;
        QTest::newRow("a program after a wait") << true;
    }
    void ofStagesOfItsOwnNothingIsClaimed()
    {
        QFETCH(bool, waitsToo);
        Experiment own = sample::experiment();
        own.workload.golden.clear();
        own.workload.stages = { CommandStage{ .program = "/bin/true", .args = {} } };
        if (waitsToo)
            own.workload.stages.insert(own.workload.stages.begin(), WaitStage{ .ms = 3 });
        ExperimentForm form(own, 2);
        QCOMPARE(int(form.kind()), int(WorkloadKind::Own));
        QVERIFY(!taskCpuMs(form.experiment(), {}));
        QVERIFY(!form.view(Field::CpuWork).used);
        QCOMPARE(form.view(Field::IoWait).used, waitsToo);
        QCOMPARE(form.fileStages(), std::vector<Stage>{ own.workload.stages.back() });
        for (const WorkloadKind kind : { WorkloadKind::Io, WorkloadKind::Cpu, WorkloadKind::Mixed })
            form.setKind(kind);
        QCOMPARE(form.experiment(), own);
    }

    void noModelIsAProblemOfTheModels()
    {
        ExperimentForm form(sample::experiment(), 2);
        for (std::size_t line = 0; line < form.models().size(); ++line)
            form.setModelUsed(line, false);
        const Errors problems = form.problems();
        QVERIFY(!problems.empty());
        QVERIFY(ExperimentForm::isAboutModels(problems.front()));
    }

    void unitsAreShownAsTimeOnceCalibrated()
    {
        QVERIFY(!taskCpuMs(advanced(), {}));
        QCOMPARE(taskCpuMs(advanced(), { { "sha256", 1000 } }), std::optional<double>(5.0 + 3.0));
        QCOMPARE(taskIoMs(advanced()), 10.0);
    }

    void thePresetsKindsLeadToEachOther_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        for (const char* from : { "io", "cpu", "mixed" })
            for (const char* to : { "io", "cpu", "mixed" })
                QTest::addRow("%s to %s", from, to) << QString::fromUtf8(from) << QString::fromUtf8(to);
    }
    void thePresetsKindsLeadToEachOther()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const auto read = [](const QString& name) {
            const Preset* preset = findPreset(name.toStdString());
            return *readExperiment(preset->text, preset->name).experiment;
        };
        ExperimentForm form(read(from), 2);
        form.setKind(kindOf(read(to)));
        QCOMPARE(writeExperiment(form.experiment()), writeExperiment(read(to)));
        form.setKind(kindOf(read(from)));
        QCOMPARE(writeExperiment(form.experiment()), writeExperiment(read(from)));
    }

    void anotherKindKeepsWhatTheUserHasSet()
    {
        const Preset* preset = findPreset("mixed");
        ExperimentForm form(*readExperiment(preset->text, preset->name).experiment, 2);
        form.set(Field::InFlight, 5);
        form.set(Field::IoWait, 33);
        form.setGoal(GoalField::P95, 77);
        form.setKind(WorkloadKind::Cpu);
        QCOMPARE(form.experiment().load.inFlight, 5);
        QCOMPARE(form.experiment().goals.p95Ms, std::optional<double>(77));
        QCOMPARE(form.view(Field::CpuWork).value, 2'000'000.0); // nobody set it: the preset's
        form.setKind(WorkloadKind::Mixed);
        QCOMPARE(form.view(Field::IoWait).value, 33.0);
        QCOMPARE(form.view(Field::CpuWork).value, 600'000.0);
    }

    void aModelThatIsAddedNeverWearsTheLabelOfAnother()
    {
        Experiment e = sample::experiment();
        e.models = { ModelEntry{ .model = Model::Hybrid, .label = "threads" } };
        ExperimentForm form(e, 2);
        for (std::size_t line = 0; line < form.models().size(); ++line)
            form.setModelUsed(line, true);
        QVERIFY(validate(form.experiment()).empty());
        const auto all = labels(form.experiment());
        QCOMPARE(std::set<std::string>(all.begin(), all.end()).size(), all.size());
    }

    void everyPresetPassesThroughTheForm()
    {
        for (const Preset& preset : presets()) {
            const auto reading = readExperiment(preset.text, preset.name);
            QVERIFY(reading.experiment.has_value());
            ExperimentForm form(*reading.experiment, 2);
            const WorkloadKind kind = form.kind();
            form.setKind(kind == WorkloadKind::Cpu ? WorkloadKind::Mixed : WorkloadKind::Cpu);
            form.setKind(kind);
            QVERIFY(validate(form.experiment()).empty());
            QCOMPARE(writeExperiment(ExperimentForm(*reading.experiment, 2).experiment()),
                writeExperiment(*reading.experiment));
        }
    }
};

QTEST_GUILESS_MAIN(ExperimentFormTest)
#include "tst_experimentform.moc"
