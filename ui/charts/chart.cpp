// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart.h"

#include "base/codes.h"
#include "base/files.h"
#include "charts/chartparts.h"
#include "charts/figure.h"

#include <QBuffer>
#include <QHeaderView>
#include <QPainter>

namespace ilv::ui {
namespace {

Status write(const QString& path, const QByteArray& bytes)
{
    return atomicWrite(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace

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
    m_parts->view->setGoals(m_parts->goals);
    QWidget* plot = m_parts->view->widget();
    plot->setParent(this);
    plot->setGeometry(rect());
    plot->setVisible(isVisible() && !isEmpty() && !isTableShown());
    setAccessibleName(title());
}

PlotView& Chart::view() const
{
    return *m_parts->view;
}

void Chart::themeChanged()
{
    m_parts->view->setTheme(m_theme);
    refillTable();
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
    m_parts->view->widget()->setVisible(!empty && !isTableShown());
    refillTable();
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

/// The same part of the same data, for paper.
std::unique_ptr<PlotView> Chart::figureView(const FigureText& text) const
{
    std::unique_ptr<PlotView> figure = makeView();
    figure->setTheme(text.dark ? darkTheme() : lightTheme());
    figure->setZoom(view().zoom());
    figure->setGoals(m_parts->goals);
    return figure;
}

QImage Chart::figureImage(const FigureText& text, double ratio) const
{
    const std::unique_ptr<PlotView> figure = figureView(text);
    return figureRaster(*figure, figureSize(), words(text), ratio);
}

Status Chart::saveSvg(const QString& path, const FigureText& text) const
{
    const std::unique_ptr<PlotView> figure = figureView(text);
    return write(path, figureSvg(*figure, figureSize(), words(text)));
}

Status Chart::savePdf(const QString& path, const FigureText& text) const
{
    const std::unique_ptr<PlotView> figure = figureView(text);
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
    if (m_parts->table)
        m_parts->table->setGeometry(rect());
}

bool Chart::isTableShown() const
{
    return m_parts->table && !m_parts->table->isHidden();
}

void Chart::setTableShown(bool shown)
{
    if (shown == isTableShown())
        return;
    if (!m_parts->table) {
        auto* table = new QTableView(this);
        m_parts->table = table;
        m_parts->tableModel = new TableModel(table);
        table->setModel(m_parts->tableModel);
        table->setShowGrid(false);
        table->setSelectionBehavior(QAbstractItemView::SelectRows);
        table->verticalHeader()->hide();
        table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
        table->horizontalHeader()->setHighlightSections(false);
        table->setTabKeyNavigation(false);
        table->installEventFilter(this);
        table->setGeometry(rect());
    }
    const bool hadFocus = hasFocus() || m_parts->table->hasFocus();
    m_parts->table->setAccessibleName(tr("%1, table").arg(title()));
    m_parts->table->setVisible(shown);
    m_parts->view->widget()->setVisible(!shown && !isEmpty());
    refillTable();
    if (hadFocus)
        (shown ? static_cast<QWidget*>(m_parts->table) : this)->setFocus(Qt::OtherFocusReason);
    Q_EMIT tableShownChanged(shown);
}

/// Only a table that is seen costs anything.
void Chart::refillTable()
{
    if (!isTableShown())
        return;
    m_parts->table->setFont(theme().font(TextRole::Body));
    m_parts->table->verticalHeader()->setDefaultSectionSize(static_cast<int>(theme().px(26)));
    m_parts->tableModel->setTable(tableData());
}

void Chart::paintEvent(QPaintEvent*)
{
    if (!isEmpty())
        return; // the view covers everything
    QPainter painter(this);
    painter.fillRect(rect(), theme().surface);
    drawEmptyState(painter, rect(), theme(), m_parts->headline, m_parts->hint);
}

} // namespace ilv::ui
