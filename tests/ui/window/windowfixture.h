// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"
#include "controls/button.h"
#include "controls/card.h"
#include "controls/numberbox.h"
#include "controls/tabstrip.h"
#include "controls/textlabel.h"
#include "experiment/experimentpanel.h"
#include "experiment/modelrow.h"
#include "fakecontrol.h"
#include "live/statusstrip.h"
#include "look/plurals.h"
#include "results/resultstable.h"
#include "results/verdictband.h"
#include "sampleruns.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/dialogs.h"
#include "window/mainwindow.h"
#include "window/toolbar.h"
#include "windowprobe.h"

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSet>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace ilv::ui {

/// A window over a FakeControl, and the states it can be put into.
class WindowFixture : public QObject {
protected:
    std::unique_ptr<FakeControl> m_control;
    std::unique_ptr<MainWindow> m_window;
    EnglishPlurals m_plurals;

    WindowFixture() { QCoreApplication::installTranslator(&m_plurals); }

    void open(QSize size = { 1280, 720 }, QSettings* settings = nullptr)
    {
        m_window.reset();
        m_control = std::make_unique<FakeControl>();
        m_window = std::make_unique<MainWindow>(*m_control, settings);
        m_window->resize(size);
        if (!settings)
            m_window->panel().setExperiment(sample::experiment());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        Q_EMIT m_control->machineKnown(sample::machine());
    }
    void openActive() ///< with the keyboard
    {
        open();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void state(const QString& name)
    {
        if (name == QStringLiteral("running") || name == QStringLiteral("started")) {
            m_control->start(sample::experiment());
            Q_EMIT m_control->progressed(name == QStringLiteral("running") ? sample::live() : sample::justStarted());
        } else if (name == QStringLiteral("finished")) {
            m_control->end(sample::finished());
        } else if (name == QStringLiteral("failed")) {
            m_control->end(sample::withFailure());
        } else if (name == QStringLiteral("stopped")) {
            m_control->end(sample::stopped());
        } else if (name == QStringLiteral("too few")) {
            m_control->end(sample::tooFew());
        }
        QCoreApplication::processEvents();
    }
    [[nodiscard]] const Experiment& now() const { return m_window->panel().form().experiment(); } ///< as edited
    [[nodiscard]] QString status() const { return m_window->toolbar().status().words().title; }
    [[nodiscard]] QString headline() const { return m_window->centre().band().words().headline; }

    void closeWindow()
    {
        m_window.reset();
        m_control.reset();
    }
};

} // namespace ilv::ui
