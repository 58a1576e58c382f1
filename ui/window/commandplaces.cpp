// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/numberbox.h"
#include "controls/tabstrip.h"
#include "experiment/checkline.h"
#include "experiment/experimentpanel.h"
#include "experiment/modelrow.h"
#include "results/resultstable.h"
#include "results/verdictband.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/commands.h"
#include "window/mainwindow.h"
#include "window/runpresenter.h"

#include <QPointer>

namespace ilv::ui {

/// What Ctrl+F looks through: every field, model, goal and fault of the panel, every chart, every figure of the table,
/// every reason of the verdict.
std::vector<PaletteItem> Commands::places() const
{
    std::vector<PaletteItem> items;
    addPlacesOfForm(items);
    Centre& centre = *m_window.m_centre;
    for (int tab = 0; tab < kBoardTabs; ++tab)
        items.push_back({ .title = centre.tabs().tabText(tab),
            .detail = tr("Chart"),
            .keys = {},
            .enabled = true,
            .choose = [&centre, tab] {
                centre.setTab(static_cast<BoardTab>(tab));
                centre.tabs().setFocus(Qt::ShortcutFocusReason);
            } });
    addPlacesOfResults(items);
    return items;
}

void Commands::addPlacesOfForm(std::vector<PaletteItem>& items) const
{
    ExperimentPanel* panel = m_window.m_panel;
    const auto place = [&](QWidget* widget, const QString& detail) {
        if (!widget->isEnabled() || widget->accessibleName().isEmpty())
            return;
        items.push_back({ .title = widget->accessibleName(),
            .detail = detail,
            .keys = {},
            .enabled = true,
            .choose = [panel, there = QPointer<QWidget>(widget)] {
                if (there)
                    panel->reveal(there);
            } });
    };
    for (NumberBox* box : panel->findChildren<NumberBox*>())
        place(box, tr("Setting, now %1").arg(box->text()));
    for (ModelRow* row : panel->findChildren<ModelRow*>())
        if (!row->isHidden())
            place(row, row->isChecked() ? tr("Model, ticked") : tr("Model"));
    for (CheckLine* line : panel->findChildren<CheckLine*>())
        place(line, line->isChecked() ? tr("Set") : tr("Not set"));
}

void Commands::addPlacesOfResults(std::vector<PaletteItem>& items) const
{
    Centre& centre = *m_window.m_centre;
    ResultsTable* table = centre.board().table();
    const auto toTable = [&centre, table](int row) {
        return [&centre, table, row] {
            if (table->isHidden() || !table->isVisible())
                centre.setTab(BoardTab::Throughput);
            table->setFocus(Qt::ShortcutFocusReason);
            table->setCurrentIndex(table->model()->index(row, 0));
        };
    };
    ResultsModel& results = table->results();
    for (int row = 0; row < results.rowCount(); ++row) {
        QStringList figures;
        for (const ResultColumn column : { ResultColumn::Rate, ResultColumn::P50, ResultColumn::P99 })
            if (const QString text = results.text(row, column); !text.isEmpty())
                figures << results.headerData(static_cast<int>(column), Qt::Horizontal, Qt::DisplayRole).toString()
                        % QLatin1Char(' ') % text;
        items.push_back({ .title = tr("%1: %2").arg(results.row(row).longName, figures.join(QStringLiteral(", "))),
            .detail = tr("Result"),
            .keys = {},
            .enabled = true,
            .choose = toTable(row) });
    }
    if (!m_window.m_presenter->run())
        return;
    const BandWords& words = centre.band().words();
    QStringList sentences{ words.headline, words.sentence };
    sentences << words.reasons;
    sentences.removeDuplicates();
    for (const QString& sentence : sentences)
        if (!sentence.isEmpty())
            items.push_back(
                { .title = sentence, .detail = tr("Verdict"), .keys = {}, .enabled = true, .choose = [this] {
                     m_window.showReasons();
                 } });
}

} // namespace ilv::ui
