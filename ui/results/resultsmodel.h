// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "results/resultrow.h"

#include <QAbstractTableModel>

namespace ilv::ui {

enum class ResultColumn : std::uint8_t { Name, Rate, Interval, Times, P50, P99, Overhead, Cpu, Memory, Before };
inline constexpr int kResultColumns = 10;

/// The results as an item model: texts, for the table, for the clipboard and for screen readers.
class ResultsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setTable(ResultTable table);
    void setCompact(bool compact); ///< short names and headers
    [[nodiscard]] const ResultTable& table() const { return m_table; }
    [[nodiscard]] const ResultRow& row(int index) const { return m_table.rows[static_cast<std::size_t>(index)]; }
    [[nodiscard]] bool isCompact() const { return m_compact; }
    [[nodiscard]] bool hasBefore() const; ///< something to say in the column Before
    [[nodiscard]] QString text(int row, ResultColumn column) const;
    [[nodiscard]] QString asTsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString beforeTip(const ModelChange& change) const;
    [[nodiscard]] QString headerText(ResultColumn column) const;

    ResultTable m_table;
    bool m_compact = false;
};

} // namespace ilv::ui
