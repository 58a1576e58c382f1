// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runcontroller.h"
#include "experiment/experimentpanel.h"
#include "sampleruns.h"
#include "window/docks.h"
#include "window/mainwindow.h"

#include <QAction>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

#include <unistd.h>

using namespace ilv;
using namespace ilv::ui;

namespace {

/// A run that is over at once, with the sample's figures and another id each time.
class QuickDriver final : public RunDriver {
public:
    explicit QuickDriver(int number)
        : m_result(std::make_shared<RunResult>(*sample::finished()->run))
    {
        m_result->id = QStringLiteral("20261121-%1-%2")
                           .arg(number / 10, 6, 10, QLatin1Char('0'))
                           .arg(number, 4, 16, QLatin1Char('0'))
                           .toStdString();
    }
    void start() override
    {
        auto picture = std::make_shared<LivePicture>(*sample::live()->picture);
        picture->runId = m_result->id;
        Q_EMIT progressed(picture);
        Q_EMIT finished(m_result);
    }
    void cancel() override { Q_EMIT finished(m_result); }
    void setPaused(bool) override { }
    void plantFault(const std::string&, HandFault) override { }

private:
    std::shared_ptr<RunResult> m_result;
};

double residentMb()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Processes below this one, by name; the window's own threads are not among them.
QStringList descendants()
{
    QMultiHash<qint64, qint64> children;
    QHash<qint64, QString> names;
    for (const QString& entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/stat").arg(entry));
        const qint64 id = entry.toLongLong();
        if (id <= 0 || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray stat = file.readAll();
        const auto close = stat.lastIndexOf(')');
        names[id] = QString::fromUtf8(stat.mid(stat.indexOf('(') + 1, close - stat.indexOf('(') - 1));
        children.insert(stat.mid(close + 2).split(' ').value(1).toLongLong(), id);
    }
    QStringList found;
    std::vector<qint64> open{ getpid() };
    while (!open.empty()) {
        const auto below = children.values(open.back());
        open.pop_back();
        for (const qint64 id : below) {
            found << names[id];
            open.push_back(id);
        }
    }
    return found;
}

int wanted(const char* variable, int otherwise)
{
    bool given = false;
    const int count = qEnvironmentVariableIntValue(variable, &given);
    return given ? count : otherwise;
}

} // namespace

/// A window that is used for a long time. INTERLEAVE_RUNS and INTERLEAVE_STARTS ask for more than the quick share.
class WindowLastsTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void manyRunsInOneWindowKeepItsMemory()
    {
        const int runs = wanted("INTERLEAVE_RUNS", 150);
        int number = 0;
        const DriverFactory quick = [&number](const Experiment&) -> Result<std::unique_ptr<RunDriver>> {
            return std::unique_ptr<RunDriver>(std::make_unique<QuickDriver>(++number));
        };
        RunController control(quick, m_folder.filePath(QStringLiteral("memory/history.db")).toStdString());
        MainWindow window(control, nullptr);
        window.panel().setExperiment(sample::experiment());
        window.resize(1920, 1080);
        window.show();
        window.docks().historyAction()->trigger(); // which lists every one of them
        int ended = 0;
        connect(&control, &RunControl::finished, this, [&ended] { ++ended; });
        const auto runOne = [&] {
            const int before = ended;
            window.run();
            QTRY_VERIFY_WITH_TIMEOUT(ended > before && !control.isRunning(), 20'000);
            QCoreApplication::processEvents();
        };
        const int warm = runs / 5;
        for (int i = 0; i < warm; ++i)
            runOne();
        const double before = residentMb();
        for (int i = warm; i < runs; ++i)
            runOne();
        const double grown = residentMb() - before;
        qInfo("%d runs, of which %d first; memory grew by %.1f MB from %.1f", runs, warm, grown, before);
        QCOMPARE(ended, runs);
        QVERIFY2(grown < 20, qPrintable(QStringLiteral("grew by %1 MB").arg(grown)));
    }

    void startedAndStoppedAtRandomMomentsItLeavesNothingBehind()
    {
        const int starts = wanted("INTERLEAVE_STARTS", 30);
        std::mt19937 random(7);
        QElapsedTimer since;
        since.start();
        {
            RunController control(
                engineDriver(ILV_BIN_DIR), m_folder.filePath(QStringLiteral("starts/history.db")).toStdString());
            MainWindow window(control, nullptr);
            Experiment lasting = sample::experiment();
            lasting.load.durationS = 30;
            lasting.settings.workers = 2;
            window.panel().setExperiment(lasting);
            window.resize(1280, 720);
            window.show();
            int begun = 0, ended = 0;
            connect(&control, &RunControl::started, this, [&begun] { ++begun; });
            connect(&control, &RunControl::finished, this, [&ended] { ++ended; });
            connect(&control, &RunControl::failed, this,
                [](const Error& error) { qWarning("%s: %s", error.code.c_str(), error.message.c_str()); });
            for (int i = 0; i < starts; ++i) {
                window.run();
                QVERIFY(control.isRunning());
                QTest::qWait(static_cast<int>(random() % 80));
                window.stop();
                if (random() % 3 == 0)
                    window.stop(); // impatiently
                QTRY_VERIFY_WITH_TIMEOUT(!control.isRunning(), 20'000);
            }
            QCOMPARE(ended, begun);
            QCOMPARE(begun, starts);
            QVERIFY(window.isVisible());
        }
        qInfo("%d starts and stops in %.1f s", starts, static_cast<double>(since.elapsed()) / 1000);
        QTRY_COMPARE_WITH_TIMEOUT(descendants(), QStringList(), 10'000);
    }
};

QTEST_MAIN(WindowLastsTest)
#include "tst_windowlasts.moc"
