// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "model/advice.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QBoxLayout;
class QHBoxLayout;

namespace ilv::ui {

class Button;
class TextLabel;

/// One notice at a time above the tabs; closing it shows the next. Hidden while there is none.
class Banner : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit Banner(QWidget* parent = nullptr);

    /// What follows from the state of the run; replaces what it said before. Those the user closed stay closed.
    void setNotices(std::vector<Notice> notices);
    void add(Notice notice); ///< something that happened: stays in front until it is closed or a new run begins
    /// In front of them all for ten seconds, longer while the mouse or the keyboard is on it; another takes its place.
    void pass(Notice notice);
    void dropPassing(); ///< its action would do something else by now
    void forget(); ///< a new run: nothing was closed yet
    [[nodiscard]] const Notice* current() const
    {
        return m_passing         ? &*m_passing
            : !m_added.empty()   ? &m_added.front()
            : !m_notices.empty() ? &m_notices.front()
                                 : nullptr;
    }
    [[nodiscard]] int waiting() const; ///< notices behind the one that is seen
    [[nodiscard]] int heightFor(int width); ///< also decides what stands below what

Q_SIGNALS:
    void runAsked(const ilv::Experiment& experiment);
    void editAsked(const ilv::Experiment& experiment);
    void folderAsked(const QString& folder);
    void changed(); ///< another notice, or none

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showCurrent();
    void tell(const QString& text);
    void passOrWait();
    void close();
    void fix();
    void edit();

    std::optional<Notice> m_passing;
    QTimer m_passes;
    std::vector<Notice> m_added, m_notices;
    QStringList m_closed;
    QString m_told; ///< to a screen reader
    QHBoxLayout* m_row;
    QBoxLayout* m_buttons;
    QBoxLayout* m_body; ///< text and buttons, below each other where there is little width
    QWidget* m_iconRoom;
    TextLabel *m_text, *m_more;
    Button *m_fix, *m_edit, *m_close;
};

} // namespace ilv::ui
