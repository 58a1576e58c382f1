// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"
#include "model/runtexts.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace ilv::ui {

/// The toolbar's account of the run: a dot and what happens in words; while it runs also the time and a segment of
/// progress for every model in its colour.
class StatusStrip : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit StatusStrip(QWidget* parent = nullptr);

    void setTheme(const Theme& theme) override;
    void setWords(const StatusWords& words); ///< no progress
    void setLive(const LiveRun& live);
    [[nodiscard]] const StatusWords& words() const { return m_words; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Segment {
        Model model;
        double progress;
        bool failed;
    };
    void describe();
    void paintQuiet(QPainter& painter) const;
    void paintRunning(QPainter& painter) const;
    [[nodiscard]] QColor dot() const;

    Theme m_theme = lightTheme();
    StatusWords m_words;
    std::optional<Model> m_running;
    std::vector<Segment> m_segments;
};

} // namespace ilv::ui
