// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/history.h"
#include "look/themed.h"
#include "run/runresult.h"

#include <QWidget>

#include <vector>

class QListView;
class QVBoxLayout;

namespace ilv::ui {

class Button;
class HistoryDelegate;
class HistoryList;
class NoteEditor;
class TextField;
class TextLabel;

/// The runs measured before: filter them, open one, compare two, name, tag, note and star them, delete them with a way
/// back. It only shows and asks; who made it fetches and keeps.
///
/// Keys in the list: Return opens, Delete deletes, Ctrl+Z brings back, F2 renames, * stars.
class HistoryPanel : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit HistoryPanel(QWidget* parent = nullptr);

    void setEntries(std::vector<HistoryEntry> entries); ///< newest first; the choice stays where its run does
    void showRemoved(const QString& id); ///< it was deleted: offers to undo that
    void focusFilter();
    [[nodiscard]] QString titleOf(const RunResult& run) const; ///< as it is listed, or its experiment's name
    [[nodiscard]] QStringList chosen() const; ///< ids, in the list's order

Q_SIGNALS:
    void openAsked(const QString& id);
    void compareAsked(const QString& before, const QString& after); ///< by time
    void removeAsked(const QString& id);
    void restoreAsked(const QString& id);
    void noteEdited(const QString& id, const ilv::RunNote& note);

protected:
    void themeChanged() override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void refilter();
    void refresh(); ///< what depends on the choice
    void open();
    void compare();
    void remove();
    void undo();
    void choose(const QStringList& ids);
    bool listKey(int key, Qt::KeyboardModifiers modifiers);

    HistoryList* m_list;
    HistoryDelegate* m_delegate;
    QVBoxLayout* m_column;
    TextField* m_filter;
    Button* m_starred;
    TextLabel *m_count, *m_empty, *m_removedText;
    QListView* m_view;
    QWidget* m_removed;
    NoteEditor* m_editor;
    Button *m_open, *m_compare, *m_remove, *m_undo;
    QString m_restored; ///< the run that an undo brings back: chosen when it is there again
    std::vector<std::pair<QString, QString>> m_undoable; ///< id and title, the last one in front
};

} // namespace ilv::ui
