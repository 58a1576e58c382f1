// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"

namespace ilv::ui {

struct TimelineScene;

/// What every lane did: a group a model, a bar a lane. Work is coloured and full height, overhead grey and 56 % of it,
/// idle is empty, a failed task is a hollow red box. Wheel zooms in time around the pointer, dragging pans, a double
/// click (or 0) shows the start again; + and - zoom from the keyboard.
class TimelineChart final : public Chart {
    Q_OBJECT

public:
    explicit TimelineChart(QWidget* parent = nullptr);
    ~TimelineChart() override;

    /// Indexes the slices once: O(n).
    void setData(TimelineData data);
    [[nodiscard]] const TimelineData& data() const;
    void setView(Nanos begin, Nanos end); ///< ns; kept inside the data, and not shorter than 1 µs
    [[nodiscard]] Nanos viewBegin() const { return m_begin; }
    [[nodiscard]] Nanos viewEnd() const { return m_end; }

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override; ///< "first 30 ms", "12 ms to 15 ms"
    [[nodiscard]] bool isEmpty() const override;
    [[nodiscard]] TableData tableData() const override; ///< a row a lane: slices, failures and busy shares in view
    [[nodiscard]] QSize figureSize() const override; ///< 900 × 560

protected:
    [[nodiscard]] std::unique_ptr<PlotView> makeView() const override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showStart();
    void zoom(double factor, Nanos around);
    void redraw();
    std::shared_ptr<const TimelineScene> m_scene; // data and index, shared with the views
    Nanos m_begin = 0, m_end = 1;
    bool m_chosen = false; // the user chose what to look at: new data does not move it
    double m_dragX = 0;
    Nanos m_dragBegin = 0;
};

} // namespace ilv::ui
