// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/resultstable.h"

#include "results/resultsdelegate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <array>
#include <numeric>

namespace ilv::ui {

namespace {

/// Shares of the width, by column; 0 hides it.
constexpr std::array<int, kResultColumns> kFull{ 330, 109, 115, 408, 100, 124, 138, 100, 158, 0 };
constexpr std::array<int, kResultColumns> kCompact{ 95, 60, 0, 107, 0, 60, 0, 0, 0, 0 };
/// The same with a run to compare with; in the compact table that takes the place of the bars.
constexpr std::array<int, kResultColumns> kFullBefore{ 300, 109, 105, 280, 90, 110, 120, 90, 150, 230 };
constexpr std::array<int, kResultColumns> kCompactBefore{ 85, 60, 0, 0, 0, 60, 0, 0, 0, 117 };

} // namespace

/// Names over the columns, in ink3, where the numbers below them end or begin.
class ResultsTable::Header final : public QHeaderView {
public:
    explicit Header(ResultsTable* table)
        : QHeaderView(Qt::Horizontal, table)
        , m_table(table)
    {
        setSectionResizeMode(QHeaderView::Fixed);
        setSectionsClickable(false);
        setMinimumSectionSize(0);
    }

protected:
    void paintSection(QPainter* painter, const QRect& section, int column) const override
    {
        const Theme& theme = m_table->m_theme;
        const bool bars = column == static_cast<int>(ResultColumn::Times);
        const int indent = bars ? barIndent(theme, m_table->m_model.isCompact()) : 0;
        const auto alignment
            = model()->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>();
        painter->setFont(theme.font(TextRole::Tick));
        painter->setPen(theme.ink3);
        painter->drawText(section.adjusted(indent, 0, 0, 0), static_cast<int>(alignment) | Qt::TextSingleLine,
            model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    }

private:
    const ResultsTable* m_table;
};

ResultsTable::ResultsTable(QWidget* parent)
    : QTableView(parent)
    , m_delegate(new ResultsDelegate(&m_model, this))
{
    setAccessibleName(tr("Results, fastest first"));
    setHorizontalHeader(new Header(this));
    setModel(&m_model);
    setItemDelegate(m_delegate);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::NoSelection);
    setTabKeyNavigation(false);
    setFocusPolicy(Qt::TabFocus);
    setWordWrap(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    themeChanged();
}

void ResultsTable::themeChanged()
{
    m_delegate->setTheme(m_theme);
    horizontalHeader()->setFixedHeight(static_cast<int>(m_theme.px(31)));
    arrange();
    viewport()->update();
}

void ResultsTable::setTable(ResultTable table)
{
    if (m_change)
        addBefore(table, *m_change);
    if (table == m_model.table()) // the figures change when a trial ends, the pictures come ten times a second
        return;
    m_model.setTable(std::move(table));
    arrange();
}

void ResultsTable::setChange(std::optional<RunChange> change)
{
    m_change = std::move(change);
}

void ResultsTable::setCompact(bool compact)
{
    m_model.setCompact(compact);
    arrange();
}

void ResultsTable::arrange()
{
    verticalHeader()->setDefaultSectionSize(m_delegate->sizeHint({}, {}).height());
    const bool before = m_model.hasBefore();
    const auto& shares = m_model.isCompact() ? (before ? kCompactBefore : kCompact) : (before ? kFullBefore : kFull);
    const int all = std::accumulate(shares.begin(), shares.end(), 0);
    const int width = viewport()->width();
    int used = 0, sum = 0;
    for (int column = 0; column < kResultColumns; ++column) {
        const int share = shares[static_cast<std::size_t>(column)];
        setColumnHidden(column, share == 0);
        if (share == 0)
            continue;
        sum += share;
        const int right = width * sum / all; // rounded so that the columns fill the table exactly
        setColumnWidth(column, right - used);
        used = right;
    }
    clearSpans();
    for (int row = 0; row < m_model.rowCount(); ++row) // a failure tells its cause across the numbers
        if (m_model.row(row).kind == ResultRow::Kind::Failed)
            setSpan(row, static_cast<int>(ResultColumn::Rate), 1, kResultColumns - 1);
    updateGeometry();
}

int ResultsTable::wantedHeight() const
{
    return horizontalHeader()->height() + m_model.rowCount() * m_delegate->sizeHint({}, {}).height();
}

QSize ResultsTable::sizeHint() const
{
    return QSize(400, wantedHeight());
}

void ResultsTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    arrange();
}

void ResultsTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(m_model.asTsv());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace ilv::ui
