// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "experiment/experimentfile.h"
#include "experiment/presets.h"
#include "experiment/trust.h"

#include <QDir>
#include <QtTest>

#include <set>

using namespace ilv;

class TestPresets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFolderAndTheProgramAgree();
    void eachIsValidAndCanonical_data();
    void eachIsValidAndCanonical();
    void eachShowsAllSixModels_data();
    void eachShowsAllSixModels();
    void eachEndsWithinFifteenSeconds_data();
    void eachEndsWithinFifteenSeconds();
    void aComputeStageIsCheckedAgainstKnownAnswers();
    void theContractsExampleIsValid();
    void unknownNamesAreNotFound();
    void goldenOutputsAreKnown();

private:
    static void rows()
    {
        QTest::addColumn<QString>("name");
        for (const Preset& preset : presets())
            QTest::newRow(preset.name.data())
                << QString::fromUtf8(preset.name.data(), static_cast<int>(preset.name.size()));
    }
    static Experiment experiment(const QString& name)
    {
        return *readExperiment(findPreset(name.toStdString())->text).experiment;
    }
};

void TestPresets::theFolderAndTheProgramAgree()
{
    const QDir folder(QStringLiteral(ILV_SOURCE_DIR "/resources/presets"));
    const QStringList files = folder.entryList({ QStringLiteral("*.interleave.json") }, QDir::Files);
    QCOMPARE(files.size(), static_cast<qsizetype>(presets().size()));
    for (const Preset& preset : presets()) {
        const std::string path = folder.filePath(QString::fromStdString(std::string(preset.name))).toStdString();
        const auto text = readFile(path + ".interleave.json", 1 << 20);
        QVERIFY(text);
        QVERIFY(*text == preset.text);
    }
}

void TestPresets::eachIsValidAndCanonical_data()
{
    rows();
}

void TestPresets::eachIsValidAndCanonical()
{
    QFETCH(const QString, name);
    const Preset* preset = findPreset(name.toStdString());
    const ExperimentReading reading = readExperiment(preset->text);
    QVERIFY2(reading.experiment, reading.errors.empty() ? "" : reading.errors[0].message.c_str());
    QCOMPARE(QString::fromStdString(writeExperiment(*reading.experiment)),
        QString::fromStdString(std::string(preset->text)));
    QVERIFY(validate(*reading.experiment).empty());
    QVERIFY(trustNeeds(*reading.experiment).empty()); // what ships with the program reaches nothing outside
    QVERIFY(!preset->summary.empty() && preset->summary.find('\n') == std::string_view::npos);
}

void TestPresets::eachShowsAllSixModels_data()
{
    rows();
}

void TestPresets::eachShowsAllSixModels()
{
    QFETCH(const QString, name);
    std::set<Model> shown;
    for (const ModelEntry& entry : experiment(name).models)
        shown.insert(entry.model);
    QCOMPARE(shown.size(), kModels.size());
}

void TestPresets::eachEndsWithinFifteenSeconds_data()
{
    rows();
}

/// By time and not by number: sequential must not take for ever. Each trial has a fifth of a second more for starting
/// and ending a host.
void TestPresets::eachEndsWithinFifteenSeconds()
{
    QFETCH(const QString, name);
    const Experiment e = experiment(name);
    QVERIFY(e.load.durationS > 0);
    const double trials = static_cast<double>(e.models.size()) * e.repeats;
    QVERIFY(trials * (e.load.durationS + 0.2) <= 15);
    QVERIFY(e.repeats >= 6 && e.repeats % 2 == 0); // fewer rounds have no interval, odd ones do not cancel drift
}

void TestPresets::aComputeStageIsCheckedAgainstKnownAnswers()
{
    for (const Preset& preset : presets()) {
        const Experiment e = *readExperiment(preset.text).experiment;
        bool computes = false;
        for (const Stage& stage : e.workload.stages)
            computes = computes || std::holds_alternative<ComputeStage>(stage);
        QCOMPARE(e.workload.golden, std::string(computes ? "mix-v1" : ""));
        QVERIFY(e.goals.correct == true);
    }
}

/// The file of the design's contract, as it stands there.
void TestPresets::theContractsExampleIsValid()
{
    const ExperimentReading reading = readExperimentFile(ILV_TEST_DATA "/experiments/good/contract.interleave.json");
    QVERIFY2(reading.experiment, reading.errors.empty() ? "" : reading.errors[0].message.c_str());
    QCOMPARE(reading.experiment->models.size(), std::size_t{ 6 });
    QCOMPARE(reading.experiment->models[5].label, std::string("py spawn"));
}

void TestPresets::unknownNamesAreNotFound()
{
    QVERIFY(findPreset("nothing") == nullptr);
    QVERIFY(findPreset("") == nullptr);
    QCOMPARE(findPreset("mixed")->name, std::string_view("mixed"));
}

void TestPresets::goldenOutputsAreKnown()
{
    const auto& names = goldenFileNames();
    QVERIFY(std::find(names.begin(), names.end(), "mix-v1") != names.end());
}

QTEST_APPLESS_MAIN(TestPresets)
#include "tst_presets.moc"
