// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/axes.h"
#include "look/theme.h"
#include "model/chartdata.h"

#include <QList>
#include <QMargins>
#include <QPen>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QPaintDevice;
class QPainter;
class QSize;
class QWidget;

namespace ilv::ui {

/// One plot on one surface: the plotting library behind a small face, so that no chart depends on it. A chart's view
/// derives from this, gives its data in arrange() and draws in the layers it asked for. Coordinates are px of the
/// view, edges of pixels being whole numbers.
class PlotView {
public:
    virtual ~PlotView();
    PlotView(const PlotView&) = delete;
    PlotView& operator=(const PlotView&) = delete;

    [[nodiscard]] QWidget* widget() const; ///< owned by the view
    void setTheme(const Theme& theme);
    [[nodiscard]] const Theme& theme() const { return m_theme; }
    void update(); ///< data changed: arranges and draws, once, soon
    void setFocusRing(bool shown);

    /// A part of the x axis instead of all of it. Only views that say so can: the others stay as they are.
    [[nodiscard]] virtual bool canZoom() const { return false; }
    [[nodiscard]] const std::optional<Range>& zoom() const { return m_zoom; } ///< absent: all
    void setZoom(const std::optional<Range>& zoom);
    void zoomBy(double factor, double aroundPx); ///< < 1: closer; down to a thousandth of all
    void panBy(double px);

    /// Goals the chart shows as lines, each on the axis its kind is measured on.
    void setGoals(std::vector<GoalLine> goals);
    [[nodiscard]] const std::vector<GoalLine>& goals() const { return m_goals; }
    [[nodiscard]] std::optional<std::size_t> goalAt(QPointF position) const; ///< the one to take hold of
    [[nodiscard]] std::optional<double> goalValueAt(GoalKind kind, QPointF position) const; ///< rounded to 1 %
    [[nodiscard]] bool goalIsVertical(GoalKind kind) const { return goalAxis(kind) == GoalAxis::X; }
    void setHeldGoal(std::optional<std::size_t> goal); ///< drawn stronger while it is moved

    /// The crosshair. Each returns what it shows as one sentence, empty when it is hidden or does not move.
    virtual QString hover(QPointF position);
    virtual QString step(int across, int down); ///< from the keyboard; ±1, ±10, ±1,000,000 (to the end)
    virtual void hideCrosshair();

    /// Draws into `plot` (px of the figure; empty: nothing) of a device; `around` draws the rest of the figure first.
    /// `unit` is how many device px one px of the figure takes.
    void render(QPaintDevice& device, double unit, const QRect& plot, bool vector,
        const std::function<void(QPainter&)>& around);

protected:
    explicit PlotView(const Theme& theme);

    enum class Layer : std::uint8_t { Under, Data, Over, Crosshair };
    using Paint = std::function<void(QPainter&)>; ///< gets an antialiasing painter; need not restore it
    void addLayer(Layer layer, Paint paint);

    /// Sets margins, ranges and lines from data, theme and area(). Called before every drawing.
    virtual void arrange() = 0;
    void setMargins(double left, double top, double right, double bottom);
    void setX(Range range, bool logarithmic);
    void setY(Range range, bool logarithmic);
    /// A line through points in data coordinates, already cut to the range; NaN breaks it.
    struct Line {
        QList<QPointF> points;
        QPen pen;
    };
    void setLines(const std::vector<Line>& lines);
    void redrawCrosshair();

    /// Where a goal of this kind is measured here; None: not at all.
    enum class GoalAxis : std::uint8_t { None, X, Y };
    [[nodiscard]] virtual GoalAxis goalAxis(GoalKind) const { return GoalAxis::None; }
    /// ", 4 of 6 hold it"; may be empty.
    [[nodiscard]] virtual QString goalNote(const GoalLine&) const { return {}; }
    /// Where the label of a horizontal one is in the way of less.
    [[nodiscard]] virtual bool goalLabelBelow(const GoalLine&) const { return false; }
    /// Whether the label of a vertical one, put on this row, hides nothing that was measured.
    [[nodiscard]] virtual bool goalLabelFits(const QRectF&) const { return false; }
    /// Centres of the rows, px from the top; none where the picture has no rows.
    [[nodiscard]] virtual std::vector<double> goalLabelRows() const { return {}; }
    [[nodiscard]] bool goalHeld() const { return m_heldGoal.has_value(); } ///< then no axis moves under the hand
    void drawGoals(QPainter& painter) const; ///< for a view with goals to call among its own layers

    [[nodiscard]] QRectF area() const; ///< all of the view
    [[nodiscard]] QRectF plot() const; ///< inside the margins
    [[nodiscard]] double x(double value) const; ///< px
    [[nodiscard]] double y(double value) const;
    [[nodiscard]] double valueAtX(double px) const;
    [[nodiscard]] double valueAtY(double px) const;
    /// x(value) kept inside the plot: what a zoom cuts off ends at its edge (Qt 6.4's SVG has no clipping).
    [[nodiscard]] double xInside(double value) const;
    [[nodiscard]] bool inX(double value) const; ///< visible
    [[nodiscard]] Range xRange() const;
    /// Ticks along an x axis of time (`at` in px), of which one is so many ns.
    [[nodiscard]] std::vector<Tick> timeTicksOfX(double nanos = 1) const;
    [[nodiscard]] Range yRange() const;
    [[nodiscard]] double px(double unscaled) const { return m_theme.px(unscaled); }

private:
    struct Parts;
    [[nodiscard]] double goalPlace(const GoalLine& goal) const;
    [[nodiscard]] bool goalInside(const GoalLine& goal) const;
    struct GoalLabel {
        QString text;
        QRectF box;
    };
    [[nodiscard]] GoalLabel horizontalLabel(const GoalLine& goal, double at) const;
    [[nodiscard]] GoalLabel verticalLabel(const GoalLine& goal, double at, const std::vector<QRectF>& taken) const;
    Theme m_theme;
    std::optional<Range> m_zoom;
    Range m_all; ///< of the x axis without a zoom
    bool m_logX = false;
    std::vector<GoalLine> m_goals;
    std::optional<std::size_t> m_heldGoal;
    std::unique_ptr<Parts> m_parts;
};

/// "p95 goal", "throughput goal"
[[nodiscard]] QString goalName(GoalKind kind);
[[nodiscard]] QString goalText(const GoalLine& goal); ///< "goal p95 150 ms"

} // namespace ilv::ui
