// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/figure.h"

#include "charts/canvas.h"
#include "charts/emptystate.h"
#include "charts/plotview.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace ilv::ui {
namespace {

constexpr double kMargin = 24, kTitleAt = 32, kSubtitleAt = 56, kAxisAt = 84, kPlotTop = 98, kFooterHeight = 40;
constexpr int kPdfPerPoint = 10; ///< places are kept to a tenth of a point

QRect plotRect(QSize size, const FigureWords& words)
{
    // Without a subtitle everything below moves up by its line.
    const int top = static_cast<int>(kPlotTop) - (words.subtitle.isEmpty() ? 24 : 0);
    const int side = static_cast<int>(kMargin), bottom = words.footer.isEmpty() ? 16 : static_cast<int>(kFooterHeight);
    return QRect(side, top, size.width() - 2 * side, size.height() - top - bottom);
}

void drawAround(QPainter& painter, const Theme& theme, QSize size, const FigureWords& words)
{
    const double width = size.width() - 2 * kMargin;
    const auto line = [&](double y, const QString& text, TextRole role, const QColor& color) {
        const QFont font = theme.font(role);
        drawText(painter, kMargin, y, QFontMetricsF(font).elidedText(text, Qt::ElideRight, width), font, color);
    };
    painter.fillRect(QRect(QPoint(), size), theme.surface);
    line(kTitleAt, words.title, TextRole::FigureTitle, theme.ink);
    line(kSubtitleAt, words.subtitle, TextRole::FigureSubtitle, theme.ink2);
    line(kAxisAt - (words.subtitle.isEmpty() ? 24 : 0), words.axis, TextRole::Tick, theme.ink3);
    line(size.height() - 20, words.footer, TextRole::FigureFooter, theme.ink3);
    if (!words.headline.isEmpty())
        drawEmptyState(painter, plotRect(size, words), theme, words.headline, words.hint);
}

void draw(PlotView& view, QPaintDevice& device, double unit, QSize size, const FigureWords& words, bool vector)
{
    const QRect plot = words.headline.isEmpty() ? plotRect(size, words) : QRect();
    view.render(device, unit, plot, vector, [&](QPainter& painter) { drawAround(painter, view.theme(), size, words); });
}

} // namespace

QByteArray figureSvg(PlotView& view, QSize size, const FigureWords& words)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setResolution(96); // its 72 would shrink the text
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setTitle(words.title);
    svg.setDescription(words.subtitle);
    draw(view, svg, 1, size, words, true);
    return bytes;
}

QByteArray figurePdf(PlotView& view, QSize size, const FigureWords& words)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setTitle(words.title);
    pdf.setCreator(QStringLiteral("Interleave"));
    pdf.setResolution(kPdfPerPoint * 72);
    pdf.setPageSize(QPageSize(QSizeF(size), QPageSize::Point, QString(), QPageSize::ExactMatch));
    pdf.setPageMargins(QMarginsF());
    draw(view, pdf, kPdfPerPoint, size, words, true);
    return bytes;
}

QImage figureRaster(PlotView& view, QSize size, const FigureWords& words, double ratio)
{
    QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32);
    draw(view, image, ratio, size, words, false);
    return image;
}

} // namespace ilv::ui
