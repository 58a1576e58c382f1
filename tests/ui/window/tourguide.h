// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/runcontroller.h"

#include <QDir>
#include <QSize>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace ilv::ui {

class MainWindow;

/// Leads the real window through its states on short real runs; every picture is also looked over for text that is cut
/// and widgets that overlap. What is wrong is a complaint, "picture: what".
class TourGuide : public QObject {
public:
    explicit TourGuide(const QDir& folder);
    ~TourGuide() override;

    void walk();
    [[nodiscard]] const QStringList& complaints() const { return m_complaints; }
    [[nodiscard]] int pictures() const { return m_pictures; }

private:
    void emptyRooms();
    void running();
    void finished();
    void projector();
    void largeText();
    void failed();
    void stopped();
    void panels();
    void dialogs();

    void open(const Experiment& experiment, QSize size, bool dark);
    void settle(); ///< events and queued layout are done
    void snap(const QString& name, QWidget* of = nullptr);
    void eachTab(const QString& name, int from = 0);
    /// Presses Run; until the condition holds, or a minute has passed (a complaint).
    void run();
    void waitFor(const QString& what, const std::function<bool()>& holds);

    QDir m_folder;
    QTemporaryDir m_data;
    std::unique_ptr<RunController> m_control;
    std::unique_ptr<MainWindow> m_window;
    FinishedRunPtr m_run;
    LiveRunPtr m_live;
    QStringList m_complaints;
    int m_pictures = 0;
};

} // namespace ilv::ui
