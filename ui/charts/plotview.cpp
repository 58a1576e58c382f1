// SPDX-License-Identifier: GPL-3.0-or-later
// The plotting library's header, which only this file sees, spells `signals` and `foreach`.
#undef QT_NO_KEYWORDS
#undef QT_NO_FOREACH

#include "charts/plotview.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kTimeTickSpacing = 72;

/// A function as something the library draws in the order of its layers.
class Painted final : public QCPLayerable {
public:
    Painted(QCustomPlot* plot, const QString& layer, std::function<void(QPainter&)> paint)
        : QCPLayerable(plot, layer)
        , m_paint(std::move(paint))
    {
    }

protected:
    /// The library shifts its painter by half a pixel when *it* turns antialiasing on; we draw on pixel edges.
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override
    {
        painter->setRenderHint(QPainter::Antialiasing);
        m_paint(*painter);
    }

private:
    std::function<void(QPainter&)> m_paint;
};

/// A line as short polylines. One long one costs the rasterizer time in the square of its points, one stroke a segment
/// (the library's fast polylines) shows beads; short ones are as fast and show neither. The stroke must be opaque.
class ChunkedGraph final : public QCPGraph {
public:
    using QCPGraph::QCPGraph;

protected:
    void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& points) const override
    {
        applyDefaultAntialiasingHint(painter);
        const bool whole = painter->modes().testFlag(QCPPainter::pmVectorized);
        constexpr qsizetype kChunk = 24;
        for (qsizetype first = 0; first < points.size();) {
            if (std::isnan(points[first].y())) {
                ++first;
                continue;
            }
            qsizetype last = first;
            while (last + 1 < points.size() && !std::isnan(points[last + 1].y()) && (whole || last - first < kChunk))
                ++last;
            if (last > first)
                painter->drawPolyline(points.constData() + first, static_cast<int>(last - first + 1));
            const bool ended = last + 1 >= points.size() || std::isnan(points[last + 1].y());
            first = ended ? last + 1 : last;
        }
    }
};

QString layerName(int layer)
{
    static constexpr const char* names[]{ "grid", "main", "axes", "overlay" };
    return QString::fromLatin1(names[layer]);
}

void strip(QCPAxis& axis)
{
    axis.setTicks(false);
    axis.setTickLabels(false);
    axis.setBasePen(Qt::NoPen);
    axis.grid()->setVisible(false);
}

void setScale(QCPAxis& axis, Range range, bool logarithmic)
{
    axis.setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis.setRange(range.low, range.high);
}

} // namespace

struct PlotView::Parts {
    QCustomPlot plot;
    bool focused = false;
};

PlotView::PlotView(const Theme& theme)
    : m_theme(theme)
    , m_parts(std::make_unique<Parts>())
{
    QCustomPlot& plot = m_parts->plot;
    plot.setAttribute(Qt::WA_TransparentForMouseEvents);
    plot.setFocusPolicy(Qt::NoFocus);
    plot.setMinimumSize(0, 0);
    plot.setNoAntialiasingOnDrag(false);
    plot.plotLayout()->setMargins(QMargins());
    plot.axisRect()->setAutoMargins(QCP::msNone);
    strip(*plot.xAxis);
    strip(*plot.yAxis);
    plot.setBackground(QBrush(theme.surface));
    QObject::connect(&plot, &QCustomPlot::beforeReplot, &plot, [this] { arrange(); });
    addLayer(Layer::Crosshair, [this](QPainter& painter) {
        if (!m_parts->focused)
            return;
        const double pen = px(2);
        painter.setPen(QPen(m_theme.accent, pen));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(area().adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), px(4), px(4));
    });
}

PlotView::~PlotView() = default;

QWidget* PlotView::widget() const
{
    return &m_parts->plot;
}

void PlotView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_parts->plot.setBackground(QBrush(theme.surface));
    update();
}

void PlotView::update()
{
    m_parts->plot.replot(QCustomPlot::rpQueuedReplot);
}

void PlotView::setFocusRing(bool shown)
{
    m_parts->focused = shown;
    redrawCrosshair();
}

QString PlotView::hover(QPointF)
{
    return {};
}
QString PlotView::step(int, int)
{
    return {};
}
void PlotView::hideCrosshair() { }

void PlotView::addLayer(Layer layer, Paint paint)
{
    // Owned by the plot, as every layerable is.
    new Painted(&m_parts->plot, layerName(static_cast<int>(layer)), std::move(paint));
}

void PlotView::setMargins(double left, double top, double right, double bottom)
{
    const auto whole = [](double margin) { return static_cast<int>(std::lround(margin)); };
    m_parts->plot.axisRect()->setMargins(QMargins(whole(left), whole(top), whole(right), whole(bottom)));
}

void PlotView::setX(Range range, bool logarithmic)
{
    m_all = range;
    m_logX = logarithmic;
    const bool inside = m_zoom && m_zoom->low < range.high && m_zoom->high > range.low && canZoom()
        && !(logarithmic && !(m_zoom->low > 0));
    setScale(*m_parts->plot.xAxis, inside ? *m_zoom : range, logarithmic);
}
void PlotView::setY(Range range, bool logarithmic)
{
    setScale(*m_parts->plot.yAxis, range, logarithmic);
}

void PlotView::setLines(const std::vector<Line>& lines)
{
    QCustomPlot& plot = m_parts->plot;
    while (plot.graphCount() > static_cast<int>(lines.size()))
        plot.removeGraph(plot.graphCount() - 1);
    while (plot.graphCount() < static_cast<int>(lines.size()))
        new ChunkedGraph(plot.xAxis, plot.yAxis); // owned by the plot
    for (int i = 0; i < plot.graphCount(); ++i) {
        const Line& line = lines[static_cast<std::size_t>(i)];
        QVector<QCPGraphData> data;
        data.reserve(line.points.size());
        for (const QPointF& point : line.points)
            data.append(QCPGraphData(point.x(), point.y()));
        plot.graph(i)->data()->set(data, true);
        plot.graph(i)->setPen(line.pen);
        plot.graph(i)->setAntialiased(true);
    }
}

void PlotView::redrawCrosshair()
{
    QCustomPlot& plot = m_parts->plot;
    if (plot.isVisible())
        plot.layer(layerName(static_cast<int>(Layer::Crosshair)))->replot();
}

QRectF PlotView::area() const
{
    return m_parts->plot.viewport();
}
QRectF PlotView::plot() const
{
    return m_parts->plot.axisRect()->rect();
}
double PlotView::x(double value) const
{
    return m_parts->plot.xAxis->coordToPixel(value);
}
double PlotView::y(double value) const
{
    return m_parts->plot.yAxis->coordToPixel(value);
}
double PlotView::valueAtX(double px) const
{
    return m_parts->plot.xAxis->pixelToCoord(px);
}
double PlotView::valueAtY(double px) const
{
    return m_parts->plot.yAxis->pixelToCoord(px);
}
std::vector<Tick> PlotView::timeTicksOfX(double nanos) const
{
    const Range range = xRange();
    std::vector<Tick> ticks
        = timeTicks({ range.low * nanos, range.high * nanos }, plot().width(), px(kTimeTickSpacing));
    for (Tick& tick : ticks)
        tick.at = std::round(x(tick.at / nanos));
    return ticks;
}
double PlotView::xInside(double value) const
{
    const QRectF box = plot();
    return m_logX && !(value > 0) ? box.left() : std::clamp(x(value), box.left(), box.right());
}
bool PlotView::inX(double value) const
{
    const Range shown = xRange();
    return value >= shown.low && value <= shown.high;
}

Range PlotView::xRange() const
{
    const QCPRange range = m_parts->plot.xAxis->range();
    return { range.lower, range.upper };
}

Range PlotView::yRange() const
{
    const QCPRange range = m_parts->plot.yAxis->range();
    return { range.lower, range.upper };
}

void PlotView::render(
    QPaintDevice& device, double unit, const QRect& plotArea, bool vector, const std::function<void(QPainter&)>& around)
{
    QCPPainter painter;
    painter.begin(&device);
    m_heldGoal.reset();
    painter.scale(unit, unit);
    if (vector)
        painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setRenderHint(QPainter::Antialiasing);
    around(painter);
    if (plotArea.isEmpty())
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.translate(plotArea.topLeft());
    m_parts->plot.setViewport(QRect(QPoint(), plotArea.size()));
    arrange();
    m_parts->plot.toPainter(&painter, plotArea.width(), plotArea.height());
    painter.end();
}

} // namespace ilv::ui
