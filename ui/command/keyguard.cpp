// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/keyguard.h"

#include <QAbstractButton>
#include <QApplication>
#include <QKeyEvent>
#include <QWidget>

namespace ilv::ui {

KeyGuard::KeyGuard(
    std::function<bool(const QWidget*)> typedIn, std::function<bool(const QKeySequence&)> isCommand, QObject* parent)
    : QObject(parent)
    , m_typedIn(std::move(typedIn))
    , m_isCommand(std::move(isCommand))
{
    qApp->installEventFilter(this);
}

bool KeyGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return QObject::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    const QWidget* widget = QApplication::focusWidget(); // it is asked first, what it stands in next
    const bool step = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo);
    if (key->modifiers().testFlag(Qt::ControlModifier) && !step && m_isCommand(QKeySequence(key->keyCombination()))) {
        event->ignore();
        return true;
    }
    const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    const bool space = key->key() == Qt::Key_Space && qobject_cast<const QAbstractButton*>(watched);
    const bool digit = key->key() >= Qt::Key_0 && key->key() <= Qt::Key_9 && widget && m_typedIn(widget);
    if (!plain || !(space || digit))
        return QObject::eventFilter(watched, event);
    event->accept();
    return true;
}

} // namespace ilv::ui
