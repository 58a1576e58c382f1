// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/canvas.h"
#include "charts/laneindex.h"
#include "charts/plotview.h"
#include "charts/timelinelayout.h"
#include "charts/tooltip.h"

#include <QImage>

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace ilv::ui {

/// What of it is shown, and which stretch of that the user selected.
struct TimelineWindow {
    Nanos begin = 0, end = 1;
    std::optional<std::pair<Nanos, Nanos>> selected;
};

/// A timeline's data, indexed once and shared by the screen's view and the exported figure's.
struct TimelineScene {
    explicit TimelineScene(TimelineData data);
    struct Lane {
        std::array<LaneIndex, kPhaseCount> phases; ///< without the failed ones
        std::vector<Slice> failed; ///< by rising begin
    };
    TimelineData data;
    std::vector<std::vector<Lane>> groups; ///< as data.groups
    Nanos end = 0; ///< of the last slice
    bool waits = false; ///< some lane waits in a queue: the legend says so
    bool planted = false; ///< something was planted by hand on one: likewise
};

class TimelineView final : public PlotView {
public:
    /// `scene` and `window` belong to the chart, which outlives the view.
    TimelineView(const Theme& theme, const std::shared_ptr<const TimelineScene>& scene, const TimelineWindow& window);

    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

    /// The time at a place, for zooming around the pointer.
    [[nodiscard]] Nanos timeAt(double px) const { return static_cast<Nanos>(valueAtX(px)); }
    [[nodiscard]] double plotWidth() const { return plot().width(); }
    [[nodiscard]] bool onTimeAxis(QPointF position) const { return position.y() > plot().bottom(); }
    [[nodiscard]] std::optional<Nanos> pointedTime() const;
    /// The crosshair to the failure after (1) or before (-1) where it is, on the lanes that are shown; when it is.
    std::optional<Nanos> stepFailure(int direction);
    /// The same to the next stretch of the lane it is on.
    std::optional<Nanos> stepStretch(int direction);
    [[nodiscard]] QString sentence() const; ///< what the crosshair is on
    [[nodiscard]] std::optional<RunningLane> runningLaneAt(QPointF position) const; ///< or beside it, at its name
    [[nodiscard]] std::optional<RunningLane> pointedRunningLane() const; ///< that the crosshair is on

protected:
    void arrange() override;

private:
    struct Pointed {
        std::size_t group = 0; ///< of the layout
        int lane = 0;
        Nanos time = 0;
        friend auto operator<=>(const Pointed&, const Pointed&) = default;
    };
    [[nodiscard]] TimelineLayout layout() const;
    [[nodiscard]] QRectF laneRect(const TimelineLayout::Group& group, int lane) const;
    [[nodiscard]] std::vector<LegendItem> legend(const TimelineLayout& layout) const;
    void drawUnder(QPainter& painter) const;
    void drawGroup(QPainter& painter, const TimelineLayout::Group& group, bool beside) const;
    void drawAbove(QPainter& painter, const TimelineLayout::Group& group) const; ///< name and how many lanes
    void drawBeside(QPainter& painter, const TimelineLayout::Group& group) const; ///< likewise
    [[nodiscard]] double besideWidth(const TimelineLayout& placed) const;
    void drawLane(QPainter& painter, const TimelineScene::Lane& lane, const QRectF& rect, Model model) const;
    void drawIdle(QPainter& painter, Nanos known, const QRectF& rect) const;
    void drawDense(QPainter& painter, const QRectF& strip, const QColor& color) const;
    void drawFlows(QPainter& painter, const TimelineLayout::Group& group) const;
    void drawFlow(QPainter& painter, const TimelineLayout::Group& group, const TimelineFlow& flow) const;
    void drawSelection(QPainter& painter) const;
    void drawPlanted(QPainter& painter, const std::vector<PlantedMark>& planted, const QRectF& rect) const;
    [[nodiscard]] std::optional<Pointed> placeAt(QPointF position) const; ///< the lane at that height
    [[nodiscard]] std::optional<RunningLane> runningLane(const Pointed& pointed) const;
    void drawFailed(QPainter& painter, const std::vector<Slice>& failed, const QRectF& rect) const;
    [[nodiscard]] Tooltip tooltip(const Pointed& pointed) const;
    [[nodiscard]] const Slice* sliceAt(const Pointed& pointed) const; ///< a failure a few px beside counts too
    void addTask(Tooltip& tip, const TimelineGroup& group, std::size_t lane, const Slice& slice) const;
    [[nodiscard]] Nanos nanosFor(double px) const;
    QString select(std::optional<Pointed> pointed);

    const std::shared_ptr<const TimelineScene>& m_scene;
    const TimelineWindow& m_window;
    double m_top = 0; // px, of the lanes: below the lines of the legend, which may be more than one
    mutable std::vector<LaneIndex::Box> m_boxes; // reused from lane to lane
    mutable QImage m_row; // likewise
    std::optional<Pointed> m_pointed;
};

} // namespace ilv::ui
