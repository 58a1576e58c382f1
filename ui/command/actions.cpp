// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/actions.h"

#include <QCoreApplication>
#include <QStringList>
#include <QWidget>

#include <algorithm>

namespace ilv::ui {

QString groupName(ActionGroup group)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Actions", text); };
    switch (group) {
    case ActionGroup::Run:
        return tr("Run");
    case ActionGroup::Experiment:
        return tr("Experiment");
    case ActionGroup::Models:
        return tr("Models");
    case ActionGroup::Goals:
        return tr("Goals");
    case ActionGroup::Faults:
        return tr("Faults");
    case ActionGroup::View:
        return tr("View");
    case ActionGroup::Report:
        return tr("Report");
    case ActionGroup::Help:
        return tr("Help");
    }
    return {};
}

Actions::Actions(QWidget* window)
    : QObject(window)
    , m_window(window)
{
}

QAction* Actions::add(ActionGroup group, const QString& id, const QString& text, const QList<QKeySequence>& keys,
    std::function<void()> call)
{
    Q_ASSERT(!find(id));
    auto* action = new QAction(text, m_window);
    action->setObjectName(id);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setAutoRepeat(false); // a key held down runs nothing twice
    connect(action, &QAction::triggered, this, [call = std::move(call)] { call(); });
    m_window->addAction(action);
    m_all.push_back({ group, action });
    return action;
}

QAction* Actions::find(const QString& id) const
{
    const auto found = std::find_if(
        m_all.begin(), m_all.end(), [&](const Entry& entry) { return entry.action->objectName() == id; });
    return found == m_all.end() ? nullptr : found->action;
}

bool Actions::has(const QKeySequence& keys) const
{
    return std::any_of(
        m_all.begin(), m_all.end(), [&](const Entry& entry) { return entry.action->shortcuts().contains(keys); });
}

void Actions::setEnabled(const QString& id, bool enabled)
{
    if (QAction* action = find(id))
        action->setEnabled(enabled);
}

void Actions::removeAll(const QString& idPrefix)
{
    const auto first = std::stable_partition(m_all.begin(), m_all.end(),
        [&](const Entry& entry) { return !entry.action->objectName().startsWith(idPrefix); });
    for (auto it = first; it != m_all.end(); ++it) {
        m_window->removeAction(it->action);
        it->action->deleteLater(); // it may be the one that was triggered
    }
    m_all.erase(first, m_all.end());
}

QString keysText(const QAction& action)
{
    QStringList all;
    const auto keys = action.shortcuts();
    for (const QKeySequence& each : keys)
        all << each.toString(QKeySequence::NativeText);
    return all.join(QStringLiteral(", "));
}

QString plainText(const QAction& action)
{
    QString text = action.text();
    text.remove(QLatin1Char('&'));
    if (text.endsWith(QChar(0x2026)))
        text.chop(1);
    return text;
}

} // namespace ilv::ui
