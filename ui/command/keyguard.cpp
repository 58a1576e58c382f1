// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/keyguard.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QKeyEvent>

namespace ilv::ui {

KeyGuard::KeyGuard(QObject* parent)
    : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool KeyGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && qobject_cast<QAbstractButton*>(watched)) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            event->accept();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ilv::ui
