// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/comparisondialog.h"

#include "controls/button.h"
#include "controls/textlabel.h"
#include "history/historywords.h"
#include "look/marks.h"
#include "look/numbers.h"
#include "model/modelnames.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ilv::ui {

namespace {

QString rate(const std::optional<double>& perSecond)
{
    return perSecond ? rateText(*perSecond) : QStringLiteral("–");
}

QString time(const std::optional<double>& ms)
{
    return ms ? durationText(*ms * 1e6) : QStringLiteral("–");
}

QIcon markerIcon(const Theme& theme, Model model)
{
    const int side = static_cast<int>(theme.px(14));
    QPixmap picture(side, side);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    drawMarker(painter, QPointF(side / 2.0, side / 2.0), theme.px(4.5), theme, model);
    return QIcon(picture);
}

/// "“Mixed (2)” of 21/11/2026 11:42"
QString nameOf(const FinishedRun& run, const QString& title)
{
    HistoryEntry entry;
    entry.startedAtUtc = run.run->environment.startedAtUtc;
    return ComparisonDialog::tr("“%1” of %2").arg(title, runTime(entry));
}

} // namespace

ComparisonDialog::ComparisonDialog(const Theme& theme, const FinishedRun& before, const FinishedRun& after,
    const std::pair<QString, QString>& titles, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("comparison"));
    setWindowTitle(tr("Compare two runs"));
    setAttribute(Qt::WA_DeleteOnClose);
    const RunComparison comparison = compareRuns(before, after);
    const auto px = [&](double unscaled) { return static_cast<int>(theme.px(unscaled)); };
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(18), px(18), px(18), px(18));
    column->setSpacing(px(8));
    const int inner = px(820) - 2 * px(18);
    const auto say = [&](TextRole role, TextLabel::Ink ink, const QString& words) {
        auto* label = new TextLabel(role, ink, words, this);
        label->setTheme(theme);
        label->setWordWrap(true);
        label->setMinimumHeight(label->heightForWidth(inner));
        column->addWidget(label);
    };
    say(TextRole::CardTitle, &Theme::ink, comparison.sentence);
    say(TextRole::Body, &Theme::ink2,
        tr("First: %1. Second: %2.").arg(nameOf(before, titles.first), nameOf(after, titles.second)));
    for (const QString& caution : comparison.cautions)
        say(TextRole::Body, &Theme::warn, caution);
    column->addWidget(makeTable(theme, comparison), 1);
    auto* close = new Button(ButtonKind::Primary, tr("Close"), {}, this);
    close->setTheme(theme);
    close->setDefault(true);
    close->setFocus(Qt::OtherFocusReason);
    connect(close, &Button::clicked, this, &QDialog::reject);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(close);
    column->addLayout(row);
    resize(px(820), sizeHint().height());
}

QTableWidget* ComparisonDialog::makeTable(const Theme& theme, const RunComparison& comparison)
{
    const QStringList heads{ tr("Model"), tr("Tasks/s, first"), tr("Tasks/s, second"), tr("Change"), tr("p99, first"),
        tr("p99, second") };
    const auto rows = static_cast<int>(comparison.models.size());
    auto* table = new QTableWidget(rows, static_cast<int>(heads.size()), this);
    table->setAccessibleName(tr("Each model in both runs"));
    table->setHorizontalHeaderLabels(heads);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setFont(theme.font(TextRole::Body));
    table->horizontalHeader()->setFont(theme.font(TextRole::Tick));
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(static_cast<int>(theme.px(31)));
    table->setIconSize(QSize(static_cast<int>(theme.px(14)), static_cast<int>(theme.px(14))));
    for (int row = 0; row < rows; ++row) {
        const ComparedModel& model = comparison.models[static_cast<std::size_t>(row)];
        const QString cells[]{ model.name, rate(model.rateBefore), rate(model.rateAfter), model.words,
            time(model.p99BeforeMs), time(model.p99AfterMs) };
        const bool claimed
            = model.change == ComparedModel::Change::Faster || model.change == ComparedModel::Change::Slower;
        for (int at = 0; at < heads.size(); ++at) {
            auto* item = new QTableWidgetItem(cells[at]);
            item->setTextAlignment((at == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            if (at == 0)
                item->setIcon(markerIcon(theme, model.model));
            if (at == 3 && claimed)
                item->setFont(theme.font(TextRole::BodyStrong));
            table->setItem(row, at, item);
        }
    }
    for (int at = 0; at < heads.size(); ++at)
        table->horizontalHeaderItem(at)->setTextAlignment(
            (at == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    table->setCurrentItem(nullptr);
    table->resizeColumnsToContents();
    for (int at = 0; at < heads.size(); ++at) // air between a number and what stands beside it
        table->setColumnWidth(at, table->columnWidth(at) + static_cast<int>(theme.px(at == 0 ? 8 : 18)));
    table->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
    table->setMinimumHeight(static_cast<int>(theme.px(31)) * (rows + 1) + 4);
    return table;
}

} // namespace ilv::ui
