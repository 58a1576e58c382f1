// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/history.h"

#include <QAbstractListModel>

#include <vector>

namespace ilv::ui {

/// The kept runs, newest first, or those of them a filter lets through.
class HistoryList : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setEntries(std::vector<HistoryEntry> entries);
    void setFilter(const QString& words, bool starredOnly);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] const HistoryEntry& entry(int row) const;
    [[nodiscard]] int rowOf(const QString& id) const; ///< -1: not there, or filtered out
    [[nodiscard]] int total() const { return static_cast<int>(m_entries.size()); }

private:
    void filter();

    std::vector<HistoryEntry> m_entries;
    std::vector<std::size_t> m_shown;
    QString m_words;
    bool m_starredOnly = false;
};

} // namespace ilv::ui
