// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/history.h"
#include "look/themed.h"

#include <QWidget>

class QPlainTextEdit;
class QVBoxLayout;

namespace ilv::ui {

class Button;
class TextField;

/// Title, tags, note and star of one kept run; tells a change when a field is left.
class NoteEditor : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit NoteEditor(QWidget* parent = nullptr);

    /// Fields somebody is typing in keep what was typed, as long as it is the same run.
    void setEntry(const HistoryEntry& entry);
    void rename(); ///< the keyboard into the title
    void toggleStar();

Q_SIGNALS:
    void edited(const QString& id, const ilv::RunNote& note);

protected:
    void themeChanged() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void tell();
    void refreshStar();

    HistoryEntry m_entry;
    QVBoxLayout* m_column;
    TextField *m_title, *m_tags;
    QPlainTextEdit* m_text;
    Button* m_star;
};

} // namespace ilv::ui
