// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/tablemodel.h"

#include <QLocale>

namespace ilv::ui {
namespace {

/// Cells are C's numbers or words; shown with the reader's own point.
QString onScreen(const QString& cell)
{
    bool number = false;
    cell.toDouble(&number);
    const QString point = QLocale().decimalPoint();
    return number && point != QLatin1String(".") ? QString(cell).replace(QLatin1Char('.'), point) : cell;
}

Qt::Alignment alignment(const QString& cell)
{
    bool number = false;
    cell.toDouble(&number);
    return (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

} // namespace

void TableModel::setTable(TableData table)
{
    const bool sameShape = table.header == m_table.header && table.rows.size() == m_table.rows.size();
    if (!sameShape)
        beginResetModel();
    m_table = std::move(table);
    if (!sameShape)
        endResetModel();
    else if (rowCount() > 0 && columnCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int TableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.header.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const
{
    const QString cell = m_table.rows[static_cast<std::size_t>(index.row())].value(index.column());
    if (role == Qt::DisplayRole)
        return onScreen(cell);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignment(cell));
    return {};
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return {};
    if (role == Qt::DisplayRole)
        return m_table.header.value(section);
    if (role == Qt::TextAlignmentRole && !m_table.rows.empty())
        return QVariant::fromValue(alignment(m_table.rows.front().value(section)));
    return {};
}

} // namespace ilv::ui
