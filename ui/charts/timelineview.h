// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/canvas.h"
#include "charts/laneindex.h"
#include "charts/plotview.h"
#include "charts/timelinelayout.h"
#include "charts/tooltip.h"

#include <array>
#include <memory>
#include <optional>

namespace ilv::ui {

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
};

class TimelineView final : public PlotView {
public:
    /// `scene`, `begin` and `end` belong to the chart, which outlives the view.
    TimelineView(
        const Theme& theme, const std::shared_ptr<const TimelineScene>& scene, const Nanos& begin, const Nanos& end);

    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

    /// The time at a place, for zooming around the pointer.
    [[nodiscard]] Nanos timeAt(double px) const { return static_cast<Nanos>(valueAtX(px)); }
    [[nodiscard]] double plotWidth() const { return plot().width(); }

protected:
    void arrange() override;

private:
    struct Pointed {
        std::size_t group = 0; ///< of the layout
        int lane = 0;
        Nanos time = 0;
        friend bool operator==(const Pointed&, const Pointed&) = default;
    };
    [[nodiscard]] TimelineLayout layout() const;
    [[nodiscard]] QRectF laneRect(const TimelineLayout::Group& group, int lane) const;
    [[nodiscard]] std::vector<LegendItem> legend(const TimelineLayout& layout) const;
    void drawUnder(QPainter& painter) const;
    void drawGroup(QPainter& painter, const TimelineLayout::Group& group) const;
    void drawLane(QPainter& painter, const TimelineScene::Lane& lane, const QRectF& rect, Model model) const;
    void drawFailed(QPainter& painter, const std::vector<Slice>& failed, const QRectF& rect) const;
    [[nodiscard]] Tooltip tooltip(const Pointed& pointed) const;
    QString select(std::optional<Pointed> pointed);

    const std::shared_ptr<const TimelineScene>& m_scene;
    const Nanos& m_begin;
    const Nanos& m_end;
    mutable std::vector<LaneIndex::Box> m_boxes; // reused from lane to lane
    std::optional<Pointed> m_pointed;
};

} // namespace ilv::ui
