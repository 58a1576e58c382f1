// SPDX-License-Identifier: GPL-3.0-or-later
// interleave-inputlatency [SECONDS]: how long the window takes to answer while a real run keeps every core busy. A
// thread of its own posts a key or a pointer move now and then, as a hand would; its answer is the end of the first
// frame that is drawn after the window has taken it. Prints n, p50, p99 and the longest, in ms, by kind. The programs
// of the run stand beside it; the platform is the environment's (QT_QPA_PLATFORM).
#include "charts/chart.h"
#include "controls/tabstrip.h"
#include "engine/runcontroller.h"
#include "experiment/experimentpanel.h"
#include "look/plurals.h"
#include "sampleruns.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <thread>

using namespace ilv;
using namespace ilv::ui;

namespace {

constexpr quint64 kOurs = 0x1d000000; ///< an event's time stamp: it is ours, and which

/// Sees each event that was dealt with: ours, and the frames of the window.
class WatchedApplication final : public QApplication {
public:
    using QApplication::QApplication;
    QWidget* window = nullptr;

    /// Any thread: posts it and waits until the window has drawn its answer. ms.
    double measure(QObject* target, QInputEvent* event)
    {
        std::unique_lock lock(m_mutex);
        m_taken = m_drawn = false;
        event->setTimestamp(kOurs);
        const Nanos before = now();
        postEvent(target, event);
        m_change.wait(lock, [this] { return m_drawn; });
        return static_cast<double>(m_at - before) / 1e6;
    }

    bool notify(QObject* receiver, QEvent* event) override
    {
        const bool ours = event->isInputEvent() && static_cast<QInputEvent*>(event)->timestamp() == kOurs;
        const bool frame = receiver == window && event->type() == QEvent::UpdateRequest;
        const bool result = QApplication::notify(receiver, event);
        if (ours || frame) {
            const std::lock_guard lock(m_mutex);
            if (frame && m_taken && !m_drawn) {
                m_drawn = true;
                m_at = now();
                m_change.notify_one();
            }
            m_taken = m_taken || ours;
        }
        return result;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_change;
    bool m_taken = false, m_drawn = false;
    Nanos m_at = 0;
};

/// Computes on both cores, in threads and in processes, for as long as is asked.
Experiment busy(double seconds)
{
    Experiment e;
    e.name = "Every core busy";
    e.workload.stages = { ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = 0.5 } };
    e.models = sample::plainEntries({ Model::Threads, Model::Processes });
    e.load.durationS = seconds / 2;
    e.load.inFlight = 16;
    e.repeats = 1;
    return e;
}

void print(QTextStream& out, const QString& kind, std::vector<double> ms)
{
    std::sort(ms.begin(), ms.end());
    const auto at = [&ms](double p) { return ms[static_cast<std::size_t>(p * static_cast<double>(ms.size() - 1))]; };
    if (!ms.empty())
        out << QStringLiteral("%1  n %2  p50 %3  p99 %4  max %5 ms\n")
                   .arg(kind, -22)
                   .arg(ms.size(), 5)
                   .arg(at(0.5), 7, 'f', 2)
                   .arg(at(0.99), 7, 'f', 2)
                   .arg(ms.back(), 7, 'f', 2);
}

} // namespace

int main(int argc, char** argv)
{
    WatchedApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    const double seconds = argc > 1 ? QString::fromLocal8Bit(argv[1]).toDouble() : 30;
    QTemporaryDir data;
    RunController control(engineDriver(QApplication::applicationDirPath().toStdString()),
        data.filePath(QStringLiteral("history.db")).toStdString());
    MainWindow window(control, nullptr);
    app.window = &window;
    window.resize(1600, 900);
    window.panel().setExperiment(busy(seconds));
    window.show();

    std::map<QString, std::vector<double>> measured;
    std::atomic<bool> over = false;
    QObject* chart = window.centre().board().chart(BoardCard::Throughput);
    QObject* tabs = window.findChild<TabStrip*>();
    const auto hand = [&] {
        std::mt19937 random(7);
        int turn = 0;
        while (!over) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 60)); // as a hand, at no fixed beat
            ++turn; // each moves the crosshair: what changes nothing is not drawn
            const double x = (turn % 4 == 1 ? 80 : 300) + static_cast<double>(random() % 20), y = 60;
            if (turn % 10 == 0) { // to another tab and back, now and then
                const int key = turn % 20 == 0 ? Qt::Key_Left : Qt::Key_Right;
                measured[QStringLiteral("another tab (key)")].push_back(
                    app.measure(tabs, new QKeyEvent(QEvent::KeyPress, key, Qt::NoModifier)));
            } else if (turn % 2 == 0) {
                const int key = turn % 4 == 0 ? Qt::Key_Left : Qt::Key_Right;
                measured[QStringLiteral("crosshair (key)")].push_back(
                    app.measure(chart, new QKeyEvent(QEvent::KeyPress, key, Qt::NoModifier)));
            } else {
                measured[QStringLiteral("crosshair (pointer)")].push_back(app.measure(chart,
                    new QMouseEvent(
                        QEvent::MouseMove, { x, y }, { x, y }, Qt::NoButton, Qt::NoButton, Qt::NoModifier)));
            }
        }
    };
    std::thread thread;
    QObject::connect(&control, &RunControl::progressed, &window, [&](const LiveRunPtr& live) {
        const auto& first = live->picture->models.front().current;
        if (!thread.joinable() && first && first->okBins.size() > 20) // there is a line to point at
            thread = std::thread(hand);
    });
    QObject::connect(&control, &RunControl::finished, &window, [&] {
        over = true;
        QTimer* more = new QTimer(&window); // frames for an event that still waits for its answer
        QObject::connect(more, &QTimer::timeout, &window, [&] { window.update(); });
        more->start(20);
        QTimer::singleShot(500, &app, &QApplication::quit);
    });
    QTimer::singleShot(500, &window, [&] { window.run(); });
    QApplication::exec();
    over = true;
    if (thread.joinable())
        thread.join();
    QTextStream out(stdout);
    std::vector<double> all;
    for (const auto& [kind, ms] : measured) {
        print(out, kind, ms);
        all.insert(all.end(), ms.begin(), ms.end());
    }
    print(out, QStringLiteral("all"), all);
    return all.empty() ? 1 : 0;
}
