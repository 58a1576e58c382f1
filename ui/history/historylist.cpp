// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historylist.h"

#include "history/historywords.h"
#include "model/modelnames.h"

namespace ilv::ui {

void HistoryList::setEntries(std::vector<HistoryEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    filter();
    endResetModel();
}

void HistoryList::setFilter(const QString& words, bool starredOnly)
{
    beginResetModel();
    m_words = words;
    m_starredOnly = starredOnly;
    filter();
    endResetModel();
}

void HistoryList::filter()
{
    m_shown.clear();
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        if ((!m_starredOnly || m_entries[i].note.star) && matches(m_entries[i], m_words))
            m_shown.push_back(i);
}

int HistoryList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

const HistoryEntry& HistoryList::entry(int row) const
{
    return m_entries[m_shown[static_cast<std::size_t>(row)]];
}

int HistoryList::rowOf(const QString& id) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (toQString(entry(row).id) == id)
            return row;
    return -1;
}

QVariant HistoryList::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const HistoryEntry& run = entry(index.row());
    const QString about = tagsAndNote(run);
    switch (role) {
    case Qt::DisplayRole:
        return runTitle(run);
    case Qt::AccessibleTextRole: {
        QStringList parts{ runTitle(run), runTime(run), runFinding(run) };
        if (run.note.star)
            parts.insert(1, tr("starred"));
        if (!about.isEmpty())
            parts << about;
        return parts.join(QStringLiteral(", "));
    }
    case Qt::ToolTipRole:
        return QStringList{ runTitle(run), runFinding(run), about }.join(QLatin1Char('\n')).trimmed(); // some are cut
    default:
        return {};
    }
}

} // namespace ilv::ui
