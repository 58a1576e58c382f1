// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/typingwatch.h"

#include "controls/numberbox.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace ilv::ui {

TypingWatch::TypingWatch(NumberBox* box)
    : QObject(box)
    , m_box(box)
    , m_line(box->findChild<QLineEdit*>())
{
    box->setKeyboardTracking(true);
    m_line->installEventFilter(this);
    box->installEventFilter(this); // it hands what it gets to its line behind the line's filters
    connect(m_line, &QLineEdit::textChanged, this, &TypingWatch::look);
    connect(box, &NumberBox::editingFinished, this, [this] {
        look();
        Q_EMIT ended();
    });
}

void TypingWatch::look()
{
    QString problem;
    if (m_line->text().trimmed().isEmpty() && m_box->specialValueText().trimmed().isEmpty())
        problem = tr("Type a number.");
    else if (!m_line->hasAcceptableInput())
        problem = tr("Type a number from %1 on.").arg(m_box->textFromValue(m_box->minimum()));
    if (!m_box->isEnabled() || !m_line->hasFocus())
        problem.clear(); // nobody types: the box shows the number that counts
    if (problem == m_problem)
        return;
    m_problem = problem;
    Q_EMIT changed();
}

bool TypingWatch::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ilv::ui
