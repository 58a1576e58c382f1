// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/historydialog.h"

#include "controls/button.h"
#include "controls/textlabel.h"
#include "model/modelnames.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ilv::ui {

namespace {

/// "2026-11-21 11:42" of "2026-11-21T11:42:33Z".
QString shortTime(const std::string& utc)
{
    return toQString(utc).left(16).replace(QLatin1Char('T'), QLatin1Char(' '));
}

} // namespace

HistoryDialog::HistoryDialog(const Theme& theme, QWidget* parent)
    : QDialog(parent)
    , m_table(new QTableWidget(0, 4, this))
    , m_empty(new TextLabel(TextRole::Body, &Theme::ink3, tr("No run has been kept yet."), this))
    , m_open(new Button(ButtonKind::Primary, tr("Open"), {}, this))
    , m_remove(new Button(ButtonKind::Plain, tr("Delete"), {}, this))
{
    setObjectName(QStringLiteral("historydialog"));
    setWindowTitle(tr("History"));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(true);
    const auto px = [&](double unscaled) { return static_cast<int>(theme.px(unscaled)); };
    resize(px(860), px(460));
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);

    m_table->setHorizontalHeaderLabels({ tr("Measured (UTC)"), tr("Experiment"), tr("Outcome"), tr("Finding") });
    m_table->setAccessibleName(tr("Runs measured before, newest first"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(px(31));
    QHeaderView* header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->resizeSection(0, px(150));
    header->resizeSection(1, px(190));
    header->resizeSection(2, px(120));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(18), px(18), px(18), px(18));
    column->setSpacing(px(10));
    column->addWidget(new TextLabel(TextRole::CardTitle, &Theme::ink, windowTitle(), this));
    column->addWidget(m_empty);
    column->addWidget(m_table, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(m_remove);
    row->addStretch(1);
    row->addWidget(close);
    row->addWidget(m_open);
    column->addLayout(row);
    applyTheme(this, theme);

    m_open->setObjectName(QStringLiteral("open"));
    m_remove->setObjectName(QStringLiteral("remove"));
    m_open->setDefault(true);
    connect(close, &Button::clicked, this, &QDialog::reject);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &HistoryDialog::refreshButtons);
    connect(m_table, &QTableWidget::itemDoubleClicked, m_open, &Button::click);
    connect(m_open, &Button::clicked, this, [this] {
        Q_EMIT openAsked(chosenId());
        accept();
    });
    connect(m_remove, &Button::clicked, this, [this] { Q_EMIT removeAsked(chosenId()); });
    setEntries({});
}

void HistoryDialog::setEntries(std::vector<HistoryEntry> entries)
{
    m_entries = std::move(entries);
    m_table->setRowCount(static_cast<int>(m_entries.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const HistoryEntry& entry = m_entries[static_cast<std::size_t>(row)];
        const QString outcome = entry.status == "completed" ? toQString(entry.verdict) : toQString(entry.status);
        const QString cells[]{ shortTime(entry.startedAtUtc), toQString(entry.name), outcome,
            toQString(entry.sentence) };
        for (int column = 0; column < 4; ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setToolTip(cells[column]);
            m_table->setItem(row, column, item);
        }
    }
    m_empty->setVisible(m_entries.empty());
    if (!m_entries.empty())
        m_table->selectRow(0);
    refreshButtons();
}

QString HistoryDialog::chosenId() const
{
    const int row = m_table->currentRow();
    return row >= 0 && row < static_cast<int>(m_entries.size()) ? toQString(m_entries[static_cast<std::size_t>(row)].id)
                                                                : QString();
}

void HistoryDialog::refreshButtons()
{
    const QString id = chosenId();
    bool ended = false; // a run that goes on, here or in another window, has no result to open
    for (const HistoryEntry& entry : m_entries)
        if (toQString(entry.id) == id)
            ended = entry.status != "running" && entry.status != "interrupted";
    m_open->setEnabled(ended);
    m_remove->setEnabled(!id.isEmpty());
}

} // namespace ilv::ui
