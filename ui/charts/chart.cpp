// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart.h"

#include "base/codes.h"
#include "base/files.h"
#include "charts/emptystate.h"
#include "charts/figure.h"
#include "charts/plotview.h"

#include <QBuffer>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace ilv::ui {
namespace {

constexpr int kToTheEnd = 1'000'000;

Status write(const QString& path, const QByteArray& bytes)
{
    return atomicWrite(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace

struct Chart::Parts {
    Theme theme = lightTheme();
    std::unique_ptr<PlotView> view;
    QString headline = nothingMeasured(), hint = nothingMeasuredHint();
    QString description, subtitle;
};

QString TableData::asTsv() const
{
    QString text = header.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const QStringList& row : rows)
        text += row.join(QLatin1Char('\t')) + QLatin1Char('\n');
    return text;
}

Chart::Chart(QWidget* parent)
    : QWidget(parent)
    , m_parts(std::make_unique<Parts>())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

Chart::~Chart() = default;

void Chart::openView()
{
    m_parts->view = makeView();
    QWidget* plot = m_parts->view->widget();
    plot->setParent(this);
    plot->setGeometry(rect());
    setAccessibleName(title());
}

PlotView& Chart::view() const
{
    return *m_parts->view;
}
const Theme& Chart::theme() const
{
    return m_parts->theme;
}

void Chart::setTheme(const Theme& theme)
{
    m_parts->theme = theme;
    m_parts->view->setTheme(theme);
    updateGeometry();
    update();
}

void Chart::setEmptyText(const QString& headline, const QString& hint)
{
    m_parts->headline = headline;
    m_parts->hint = hint;
    update();
}

void Chart::dataChanged(const QString& description)
{
    m_parts->description = description;
    setAccessibleDescription(description);
    const bool empty = isEmpty();
    m_parts->view->widget()->setVisible(!empty);
    if (empty) {
        m_parts->view->hideCrosshair();
        update();
    } else {
        m_parts->view->update();
    }
    if (const QString words = subtitle(); words != m_parts->subtitle) {
        m_parts->subtitle = words;
        Q_EMIT subtitleChanged();
    }
}

QSize Chart::figureSize() const
{
    return QSize(900, 470);
}

QSize Chart::sizeHint() const
{
    return (QSizeF(560, 250) * theme().scale).toSize();
}
QSize Chart::minimumSizeHint() const
{
    return (QSizeF(200, 120) * theme().scale).toSize();
}

QImage Chart::figureImage(const FigureText& text, double ratio) const
{
    const std::unique_ptr<PlotView> figure = makeView();
    figure->setTheme(text.dark ? darkTheme() : lightTheme());
    return figureRaster(*figure, figureSize(), words(text), ratio);
}

Status Chart::saveSvg(const QString& path, const FigureText& text) const
{
    const std::unique_ptr<PlotView> figure = makeView();
    figure->setTheme(text.dark ? darkTheme() : lightTheme());
    return write(path, figureSvg(*figure, figureSize(), words(text)));
}

Status Chart::savePdf(const QString& path, const FigureText& text) const
{
    const std::unique_ptr<PlotView> figure = makeView();
    figure->setTheme(text.dark ? darkTheme() : lightTheme());
    return write(path, figurePdf(*figure, figureSize(), words(text)));
}

Status Chart::savePng(const QString& path, const FigureText& text) const
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!figureImage(text).save(&buffer, "PNG"))
        return error(Code::OutIo, "The picture could not be encoded as PNG.");
    return write(path, bytes);
}

FigureWords Chart::words(const FigureText& text) const
{
    const bool empty = isEmpty();
    return { text.title.isEmpty() ? title() : text.title, text.subtitle, subtitle(), text.footer,
        empty ? m_parts->headline : QString(), empty ? m_parts->hint : QString() };
}

void Chart::resizeEvent(QResizeEvent*)
{
    if (m_parts->view)
        m_parts->view->widget()->setGeometry(rect());
}

void Chart::paintEvent(QPaintEvent*)
{
    if (!isEmpty())
        return; // the view covers everything
    QPainter painter(this);
    painter.fillRect(rect(), theme().surface);
    drawEmptyState(painter, rect(), theme(), m_parts->headline, m_parts->hint);
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    const int stride = event->modifiers().testFlag(Qt::ControlModifier) ? 10 : 1;
    int across = 0, down = 0;
    switch (event->key()) {
    case Qt::Key_Left:
        across = -stride;
        break;
    case Qt::Key_Right:
        across = stride;
        break;
    case Qt::Key_Up:
        down = -1;
        break;
    case Qt::Key_Down:
        down = 1;
        break;
    case Qt::Key_Home:
        across = -kToTheEnd;
        break;
    case Qt::Key_End:
        across = kToTheEnd;
        break;
    case Qt::Key_Escape:
        m_parts->view->hideCrosshair();
        setAccessibleDescription(m_parts->description);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    const QString said = isEmpty() ? QString() : m_parts->view->step(across, down);
    if (!said.isEmpty())
        setAccessibleDescription(said);
}

void Chart::focusInEvent(QFocusEvent* event)
{
    const bool byKeyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason
        || event->reason() == Qt::ShortcutFocusReason;
    m_parts->view->setFocusRing(byKeyboard);
}

void Chart::focusOutEvent(QFocusEvent*)
{
    m_parts->view->setFocusRing(false);
    m_parts->view->hideCrosshair();
    setAccessibleDescription(m_parts->description);
}

void Chart::mouseMoveEvent(QMouseEvent* event)
{
    if (!isEmpty())
        m_parts->view->hover(event->position());
}

void Chart::leaveEvent(QEvent*)
{
    m_parts->view->hideCrosshair();
}

} // namespace ilv::ui
