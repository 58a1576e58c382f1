// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include <functional>
#include <vector>

class QWidget;

namespace ilv::ui {

enum class ActionGroup : std::uint8_t { Run, Experiment, Models, Goals, Faults, View, Report, Help };
inline constexpr int kActionGroups = 8;
[[nodiscard]] QString groupName(ActionGroup group);

/// Everything the window can do, as one list of actions: what the menus, the palette (Ctrl+K) and the sheet of
/// shortcuts (?) read. The window's own shortcuts are those of these actions.
class Actions : public QObject {
    Q_OBJECT

public:
    struct Entry {
        ActionGroup group;
        QAction* action;
    };

    explicit Actions(QWidget* window);

    /// `id` is unique and never shown ("run.stop"). The action belongs to the window from then on.
    QAction* add(ActionGroup group, const QString& id, const QString& text, const QList<QKeySequence>& keys,
        std::function<void()> call);
    [[nodiscard]] QAction* find(const QString& id) const; ///< null: there is none
    [[nodiscard]] bool has(const QKeySequence& keys) const; ///< a shortcut of one of them
    void setEnabled(const QString& id, bool enabled);
    /// Takes out every action whose id begins so: for lists that change (recent files, the models of the form).
    void removeAll(const QString& idPrefix);
    [[nodiscard]] const std::vector<Entry>& all() const { return m_all; } ///< in the order they were added

private:
    QWidget* m_window;
    std::vector<Entry> m_all;
};

/// "Ctrl+Shift+Z, Ctrl+Y", in the words of the platform.
[[nodiscard]] QString keysText(const QAction& action);
/// The text without the "&" of its mnemonic and without a final "…".
[[nodiscard]] QString plainText(const QAction& action);

} // namespace ilv::ui
