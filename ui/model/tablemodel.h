// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/chartdata.h"

#include <QAbstractTableModel>

namespace ilv::ui {

/// A chart's data as a table for a view: the text of TableData, numbers to the right.
class TableModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    /// The same shape (header, number of rows) only changes cells: scroll and selection stay where they are.
    void setTable(TableData table);
    [[nodiscard]] const TableData& table() const { return m_table; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    TableData m_table;
};

} // namespace ilv::ui
