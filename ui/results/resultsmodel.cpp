// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/resultsmodel.h"

#include <QStringList>

#include <algorithm>

namespace ilv::ui {

namespace {

QString dash()
{
    return QStringLiteral("–");
}

template <typename Text> QString orDash(const std::optional<double>& value, Text text)
{
    return value ? text(*value) : dash();
}

/// "14,980" without its unit: the header has it.
QString rateNumber(double perSecond)
{
    const QString text = rateText(perSecond);
    const auto unit = text.indexOf(QChar(0x202F));
    return unit < 0 ? text : text.left(unit);
}

} // namespace

void ResultsModel::setTable(ResultTable table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

void ResultsModel::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    beginResetModel();
    m_compact = compact;
    endResetModel();
}

int ResultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kResultColumns;
}

QString ResultsModel::text(int index, ResultColumn column) const
{
    const ResultRow& r = row(index);
    if (column == ResultColumn::Name)
        return m_compact ? r.shortName : r.longName;
    if (r.kind != ResultRow::Kind::Measured)
        return column == ResultColumn::Rate ? r.words : QString();
    switch (column) {
    case ResultColumn::Name:
        break;
    case ResultColumn::Rate:
        return rateNumber(r.rate);
    case ResultColumn::Interval:
        return orDash(r.interval, [](double share) -> QString { return QChar(0x00B1) % percentText(share); });
    case ResultColumn::Times:
        return orDash(r.times, [](double times) { return ratioText(times); });
    case ResultColumn::P50:
        return orDash(r.p50Ns, [this](double ns) { return textInUnit(ns, m_table.unit); });
    case ResultColumn::P99:
        return orDash(r.p99Ns, [this](double ns) { return textInUnit(ns, m_table.unit); });
    case ResultColumn::Overhead:
        return orDash(r.overhead, percentText);
    case ResultColumn::Cpu:
        return orDash(r.cpu, percentText);
    case ResultColumn::Memory:
        return orDash(r.memoryMb, [](double mib) { return significantText(mib); });
    case ResultColumn::Before:
        return r.before ? r.before->text() : dash();
    }
    return {};
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto column = static_cast<ResultColumn>(index.column());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return text(index.row(), column);
    if (role == Qt::ToolTipRole) {
        const ResultRow& r = row(index.row());
        if (r.kind == ResultRow::Kind::Failed)
            return r.words;
        if (column == ResultColumn::Interval && r.kind == ResultRow::Kind::Measured && !r.interval)
            return tr("An interval needs at least 6 repeats");
        if (column == ResultColumn::Before && r.before)
            return beforeTip(*r.before);
        if (column == ResultColumn::Name && !r.trouble.isEmpty())
            return tr("%1: %2").arg(r.longName, r.trouble);
    }
    return {};
}

QString ResultsModel::beforeTip(const ModelChange& change) const
{
    const QString both = tr("%1 before, %2 now").arg(rateText(change.before), rateText(change.after));
    switch (change.effect) {
    case ModelChange::Effect::Higher:
    case ModelChange::Effect::Lower:
        return tr("%1; the 95% intervals lie apart").arg(both);
    case ModelChange::Effect::Unclear:
        return tr("%1; the 95% intervals overlap, no clear difference").arg(both);
    case ModelChange::Effect::NoInterval:
        break;
    }
    return tr("%1; too few repeats to say whether they differ").arg(both);
}

bool ResultsModel::hasBefore() const
{
    return std::any_of(
        m_table.rows.begin(), m_table.rows.end(), [](const ResultRow& row) { return row.before.has_value(); });
}

QString ResultsModel::headerText(ResultColumn column) const
{
    switch (column) {
    case ResultColumn::Name:
        return tr("Model");
    case ResultColumn::Rate:
        return tr("Tasks/s");
    case ResultColumn::Interval:
        return tr("± 95%");
    case ResultColumn::Times:
        return m_compact ? tr("Times seq.") : tr("Times sequential");
    case ResultColumn::P50:
        return tr("p50, %1").arg(m_table.unit.name);
    case ResultColumn::P99:
        return tr("p99, %1").arg(m_table.unit.name);
    case ResultColumn::Overhead:
        return tr("Overhead");
    case ResultColumn::Cpu:
        return tr("CPU");
    case ResultColumn::Memory:
        return tr("Memory, MiB");
    case ResultColumn::Before:
        return tr("Before");
    }
    return {};
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<ResultColumn>(section);
    if (role == Qt::DisplayRole)
        return headerText(column);
    if (role == Qt::TextAlignmentRole) {
        const bool left = column == ResultColumn::Name || column == ResultColumn::Times;
        return QVariant::fromValue(Qt::Alignment((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    return {};
}

QString ResultsModel::asTsv() const
{
    QStringList lines, cells;
    const int columns = hasBefore() ? kResultColumns : kResultColumns - 1;
    for (int column = 0; column < columns; ++column)
        cells << headerText(static_cast<ResultColumn>(column));
    lines << cells.join(QLatin1Char('\t'));
    for (int line = 0; line < rowCount(); ++line) {
        cells.clear();
        for (int column = 0; column < columns; ++column)
            cells << text(line, static_cast<ResultColumn>(column));
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) % QLatin1Char('\n');
}

} // namespace ilv::ui
