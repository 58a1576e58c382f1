// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/ticks.h"
#include "model/theme.h"

#include <QList>
#include <QMargins>
#include <QPen>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <functional>
#include <memory>
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

    [[nodiscard]] QRectF area() const; ///< all of the view
    [[nodiscard]] QRectF plot() const; ///< inside the margins
    [[nodiscard]] double x(double value) const; ///< px
    [[nodiscard]] double y(double value) const;
    [[nodiscard]] double valueAtX(double px) const;
    [[nodiscard]] Range xRange() const;
    [[nodiscard]] Range yRange() const;
    [[nodiscard]] double px(double unscaled) const { return m_theme.px(unscaled); }

private:
    struct Parts;
    Theme m_theme;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv::ui
