// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "model/runtexts.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace ilv::ui {

class Button;

/// The toolbar's account of the run: a dot and what happens in words; while it runs also the time and a segment of
/// progress for every model in its colour.
class StatusStrip : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit StatusStrip(QWidget* parent = nullptr);

    void setWords(const StatusWords& words); ///< no progress
    /// `forecastS`: how long the run was expected to take before it began; counts until every model was measured once.
    void setLive(const LiveRun& live, double forecastS = 0);
    void setPaused(bool paused); ///< wanted: it holds after the trial that runs
    void setQueue(int length); ///< runs that wait
    [[nodiscard]] QWidget& pauseButton() const; ///< there while a run goes on
    [[nodiscard]] const StatusWords& words() const { return m_words; }

    [[nodiscard]] bool
    isDetailCut() const; ///< of a run that does not go on: neither beside the title nor below it is room

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void pauseAsked(bool pause); ///< by the button that is there while a run goes on

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Segment {
        Model model;
        double progress;
        bool failed;
    };
    void describe();
    void placePause();
    [[nodiscard]] double runningWidth() const; ///< of words and progress while running
    [[nodiscard]] double besideWidth() const; ///< of title and detail in one line
    [[nodiscard]] bool isDetailBelow() const;
    void paintQuiet(QPainter& painter) const;
    void paintRunning(QPainter& painter) const;
    [[nodiscard]] QColor dot() const;
    [[nodiscard]] StatusWords shown() const;

    StatusWords m_words;
    std::optional<Model> m_running;
    std::vector<Segment> m_segments;
    Button* m_pause;
    bool m_paused = false;
    int m_queued = 0;
};

} // namespace ilv::ui
