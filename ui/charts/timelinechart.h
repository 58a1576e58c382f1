// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"

#include <optional>
#include <utility>

namespace ilv::ui {

struct TimelineScene;
struct TimelineWindow;
class TimelineView;

/// What every lane did: a group a model, a bar a lane. Work is coloured and full height, overhead grey and 56 % of it,
/// idle is empty, a failed task is a hollow red box. Zoomed in, arrows go from the loop to the lane a task was sent to
/// and back. Wheel zooms in time around the pointer, dragging pans, a double click (or 0) shows the start again.
/// Shift and dragging, or dragging along the time axis, selects a stretch, as Shift with the arrows does. N and Shift+N
/// go to the next and previous failure, F plants a fault on the lane the crosshair is on, comma and full stop to the
/// previous and next stretch of the lane.
class TimelineChart final : public Chart {
    Q_OBJECT

public:
    explicit TimelineChart(QWidget* parent = nullptr);
    ~TimelineChart() override;

    /// Indexes the slices once: O(n). Ends a selection.
    void setData(TimelineData data);
    [[nodiscard]] const TimelineData& data() const;
    void setView(Nanos begin, Nanos end); ///< ns; kept inside the data, and not shorter than 1 µs
    [[nodiscard]] Nanos viewBegin() const;
    [[nodiscard]] Nanos viewEnd() const;

    /// A stretch the other charts follow. Told with selectionChanged().
    void select(Nanos begin, Nanos end); ///< an empty one clears
    void clearSelection() { select(0, 0); }
    [[nodiscard]] std::optional<std::pair<Nanos, Nanos>> selection() const;
    bool stepFailure(int direction); ///< 1: next, -1: previous; false: there is none

    /// The lane there, px of the chart, if its model is being measured; the crosshair goes to it.
    std::optional<RunningLane> pointAtRunningLane(QPointF position);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override; ///< "first 30 ms", "12 ms to 15 ms"
    [[nodiscard]] bool isEmpty() const override;
    [[nodiscard]] TableData tableData() const override; ///< a row a lane: slices, failures and busy shares in view
    [[nodiscard]] QSize figureSize() const override; ///< 900 × 560
    [[nodiscard]] std::vector<ChartAction> chartActions() override;
    [[nodiscard]] bool canResetView() const override;
    void resetView() override;

Q_SIGNALS:
    void selectionChanged(ilv::Nanos begin, ilv::Nanos end); ///< equal: none
    void faultAsked(const ilv::ui::RunningLane& lane); ///< to be planted on it; which one is for others to ask

protected:
    [[nodiscard]] std::unique_ptr<PlotView> makeView() const override;
    void zoomView(double factor, double aroundPx) override;
    void panView(double px) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] TimelineView& plot() const;
    void redraw();
    void show(Nanos time); ///< moves the window so that it is inside
    void setSelection(Nanos begin, Nanos end, bool tell);
    void selectWithKeys(QKeyEvent* event);
    std::shared_ptr<const TimelineScene> m_scene; // data and index, shared with the views
    std::unique_ptr<TimelineWindow> m_window;
    bool m_chosen = false; // the user chose what to look at: new data does not move it
    std::optional<std::pair<Nanos, Nanos>> m_told; // the selection others know of
    std::optional<Nanos> m_anchor; // where a selection by the pointer began
    std::optional<Nanos> m_keyAnchor; // and one by keys
};

/// "30 ms", "1.25 ms": a length without digits that say nothing.
[[nodiscard]] QString shortDuration(Nanos ns);
/// "12.3 ms to 15 ms", as fine as the stretch is long.
[[nodiscard]] QString stretchText(Nanos begin, Nanos end);

} // namespace ilv::ui
