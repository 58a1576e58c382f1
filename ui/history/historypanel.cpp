// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historypanel.h"

#include "controls/button.h"
#include "controls/textfield.h"
#include "controls/textlabel.h"
#include "history/historydelegate.h"
#include "history/historylist.h"
#include "history/historywords.h"
#include "history/noteeditor.h"
#include "model/modelnames.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace ilv::ui {

HistoryPanel::HistoryPanel(QWidget* parent)
    : QWidget(parent)
    , m_list(new HistoryList(this))
    , m_delegate(new HistoryDelegate(m_list, this))
    , m_column(new QVBoxLayout(this))
    , m_filter(new TextField(tr("Filter the runs"), this))
    , m_starred(new Button(ButtonKind::Icon, tr("Only starred runs"), Icon::Star, this))
    , m_count(new TextLabel(TextRole::Caption, &Theme::ink3, {}, this))
    , m_empty(new TextLabel(TextRole::Body, &Theme::ink3, {}, this))
    , m_removedText(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
    , m_view(new QListView(this))
    , m_removed(new QWidget(this))
    , m_editor(new NoteEditor(this))
    , m_open(new Button(ButtonKind::Plain, tr("Open"), {}, this))
    , m_compare(new Button(ButtonKind::Plain, tr("Compare"), {}, this))
    , m_remove(new Button(ButtonKind::Flat, tr("Delete"), {}, this))
    , m_undo(new Button(ButtonKind::Flat, tr("Undo"), {}, m_removed))
{
    setAccessibleName(tr("History"));
    build();
    connect(m_filter, &QLineEdit::textChanged, this, &HistoryPanel::refilter);
    connect(m_starred, &Button::toggled, this, &HistoryPanel::refilter);
    connect(m_view, &QListView::activated, this, &HistoryPanel::open);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HistoryPanel::refresh);
    connect(m_editor, &NoteEditor::edited, this, &HistoryPanel::noteEdited);
    connect(m_open, &Button::clicked, this, &HistoryPanel::open);
    connect(m_compare, &Button::clicked, this, &HistoryPanel::compare);
    connect(m_remove, &Button::clicked, this, &HistoryPanel::remove);
    connect(m_undo, &Button::clicked, this, &HistoryPanel::undo);
    themeChanged();
    refilter();
}

void HistoryPanel::build()
{
    m_filter->setObjectName(QStringLiteral("historyfilter"));
    m_filter->setPlaceholderText(tr("Filter: name, tag, model, date"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_starred->setObjectName(QStringLiteral("starredonly"));
    m_starred->setCheckable(true);
    m_open->setObjectName(QStringLiteral("open"));
    m_compare->setObjectName(QStringLiteral("compare"));
    m_remove->setObjectName(QStringLiteral("remove"));
    m_undo->setObjectName(QStringLiteral("undo"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_removedText->setElided(true);
    m_removedText->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);

    m_view->setObjectName(QStringLiteral("historylist"));
    m_view->setAccessibleName(tr("Runs measured before, newest first"));
    m_view->setModel(m_list);
    m_view->setItemDelegate(m_delegate);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setMinimumHeight(60);
    m_view->installEventFilter(this);

    auto* top = new QHBoxLayout;
    top->addWidget(m_filter, 1);
    top->addWidget(m_starred);
    auto* removed = new QHBoxLayout(m_removed);
    removed->setContentsMargins(0, 0, 0, 0);
    removed->addWidget(m_removedText, 1);
    removed->addWidget(m_undo);
    m_removed->hide();
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(m_compare);
    buttons->addStretch(1);
    buttons->addWidget(m_remove);
    m_column->addLayout(top);
    m_column->addWidget(m_count);
    m_column->addWidget(m_empty, 1);
    m_column->addWidget(m_view, 1);
    m_column->addWidget(m_removed);
    m_column->addWidget(m_editor);
    m_column->addLayout(buttons);
}

void HistoryPanel::themeChanged()
{
    m_delegate->setTheme(m_theme);
    const int side = static_cast<int>(m_theme.px(12)), gap = static_cast<int>(m_theme.px(8));
    m_column->setContentsMargins(side, static_cast<int>(m_theme.px(4)), side, side);
    m_column->setSpacing(gap);
    m_view->setFont(m_theme.font(TextRole::Body)); // lays the rows out again
    m_view->doItemsLayout();
}

void HistoryPanel::setEntries(std::vector<HistoryEntry> entries)
{
    const QStringList before = m_restored.isEmpty() ? chosen() : QStringList{ m_restored };
    const int row = m_view->currentIndex().row();
    m_restored.clear();
    m_list->setEntries(std::move(entries));
    choose(before);
    if (!m_view->currentIndex().isValid() && row >= 0 && m_list->rowCount() > 0) // the keyboard keeps its place
        m_view->selectionModel()->setCurrentIndex(
            m_list->index(std::min(row, m_list->rowCount() - 1)), QItemSelectionModel::NoUpdate);
    refresh();
}

void HistoryPanel::refilter()
{
    const QStringList before = chosen();
    m_starred->setSymbol(m_starred->isChecked() ? Icon::StarFilled : Icon::Star);
    m_list->setFilter(m_filter->text(), m_starred->isChecked());
    choose(before);
    refresh();
}

void HistoryPanel::choose(const QStringList& ids)
{
    QItemSelection selection;
    for (const QString& id : ids)
        if (const int row = m_list->rowOf(id); row >= 0)
            selection.select(m_list->index(row), m_list->index(row));
    if (selection.isEmpty())
        return;
    const QModelIndex first = selection.indexes().front();
    m_view->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    m_view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_view->scrollTo(first);
}

QStringList HistoryPanel::chosen() const
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList ids;
    for (const QModelIndex& row : rows)
        ids << toQString(m_list->entry(row.row()).id);
    return ids;
}

void HistoryPanel::refresh()
{
    const QStringList ids = chosen();
    const int shown = m_list->rowCount(), total = m_list->total();
    m_count->setText(
        shown == total ? tr("%n run(s)", nullptr, total) : tr("%1 of %n run(s)", nullptr, total).arg(shown));
    m_view->setVisible(shown > 0);
    m_empty->setVisible(shown == 0);
    m_empty->setText(total > 0 ? tr("No run matches the filter.")
                               : tr("No run has been kept yet. Every run that ends is listed here."));
    const bool one = ids.size() == 1;
    bool results = !ids.isEmpty();
    for (const QString& id : ids)
        results = results && hasResult(m_list->entry(m_list->rowOf(id)));
    m_open->setEnabled(one && results);
    m_compare->setEnabled(ids.size() == 2 && results);
    m_compare->setToolTip(m_compare->isEnabled() ? tr("What changed between these two") : tr("Choose two runs"));
    m_remove->setEnabled(!ids.isEmpty());
    m_editor->setVisible(one);
    if (one)
        m_editor->setEntry(m_list->entry(m_list->rowOf(ids.front())));
    m_removed->setVisible(!m_undoable.empty());
    if (!m_undoable.empty())
        m_removedText->setText(tr("Deleted “%1”.").arg(m_undoable.front().second));
}

void HistoryPanel::open()
{
    if (m_open->isEnabled())
        Q_EMIT openAsked(chosen().front());
}

void HistoryPanel::compare()
{
    if (const QStringList ids = chosen(); m_compare->isEnabled())
        Q_EMIT compareAsked(ids.back(), ids.front()); // the newest is listed first
}

void HistoryPanel::remove()
{
    for (const QString& id : chosen())
        Q_EMIT removeAsked(id);
}

void HistoryPanel::showRemoved(const QString& id)
{
    const int row = m_list->rowOf(id);
    m_undoable.insert(m_undoable.begin(), { id, row >= 0 ? runTitle(m_list->entry(row)) : id });
    refresh();
}

void HistoryPanel::undo()
{
    if (m_undoable.empty())
        return;
    const QString id = m_undoable.front().first;
    m_undoable.erase(m_undoable.begin());
    m_restored = id;
    refresh();
    Q_EMIT restoreAsked(id);
}

QString HistoryPanel::titleOf(const RunResult& run) const
{
    const int row = m_list->rowOf(toQString(run.id));
    return row >= 0 ? runTitle(m_list->entry(row)) : toQString(run.experiment.name);
}

void HistoryPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
}

bool HistoryPanel::listKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (key == Qt::Key_Delete)
        remove();
    else if (key == Qt::Key_Z && modifiers == Qt::ControlModifier)
        undo();
    else if (key == Qt::Key_F2 && m_editor->isVisible())
        m_editor->rename();
    else if (key == Qt::Key_Asterisk && m_editor->isVisible())
        m_editor->toggleStar();
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        open();
    else
        return false;
    return true;
}

bool HistoryPanel::eventFilter(QObject* watched, QEvent* event)
{
    const bool press = event->type() == QEvent::KeyPress, shortcut = event->type() == QEvent::ShortcutOverride;
    if (!press && !shortcut)
        return QWidget::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    if (watched == m_view && shortcut && key->key() == Qt::Key_Z && key->modifiers() == Qt::ControlModifier) {
        key->accept(); // the list's own undo goes before the form's
        return true;
    }
    if (watched == m_view && press)
        return listKey(key->key(), key->modifiers());
    if (watched == m_filter && press && key->key() == Qt::Key_Down && m_list->rowCount() > 0) {
        m_view->setFocus(Qt::TabFocusReason);
        if (!m_view->currentIndex().isValid())
            m_view->setCurrentIndex(m_list->index(0));
        return true;
    }
    if (watched == m_filter && press && key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void HistoryPanel::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), m_theme.surface);
}

} // namespace ilv::ui
