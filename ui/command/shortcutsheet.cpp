// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/shortcutsheet.h"

#include "command/actions.h"
#include "controls/applytheme.h"
#include "controls/button.h"
#include "controls/textlabel.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace ilv::ui {

ShortcutSheet::ShortcutSheet(const Theme& theme, const Actions& actions, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("shortcuts"));
    setWindowTitle(tr("Keyboard shortcuts"));
    setModal(true);
    setAttribute(Qt::WA_DeleteOnClose);
    const auto px = [&](double unscaled) { return static_cast<int>(theme.px(unscaled)); };

    auto* content = new QWidget;
    auto* columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, px(8), 0);
    columns->setSpacing(px(28));
    std::array<QVBoxLayout*, 2> column{};
    std::array<int, 2> used{};
    for (auto& each : column) {
        each = new QVBoxLayout;
        each->setSpacing(px(12));
        columns->addLayout(each, 1);
    }
    const auto add = [&](const QString& title, const KeyHelp& keys) {
        if (keys.empty())
            return;
        const std::size_t shorter = used[1] < used[0] ? 1 : 0;
        column[shorter]->addWidget(groupBox(title, keys));
        used[shorter] += static_cast<int>(keys.size()) + 2;
    };
    for (int group = 0; group < kActionGroups; ++group) {
        KeyHelp keys;
        for (const auto& entry : actions.all()) {
            if (static_cast<int>(entry.group) == group && !entry.action->shortcuts().isEmpty())
                keys.emplace_back(plainText(*entry.action), keysText(*entry.action));
        }
        add(groupName(static_cast<ActionGroup>(group)), keys);
    }
    add(tr("On a chart"), chartKeys());
    add(tr("On the timeline"), timelineKeys());
    for (auto* each : column)
        each->addStretch(1);

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    connect(close, &Button::clicked, this, &QDialog::accept);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(px(18), px(18), px(18), px(18));
    whole->setSpacing(px(14));
    whole->addWidget(new TextLabel(TextRole::CardTitle, &Theme::ink, windowTitle(), this));
    whole->addWidget(scroll, 1);
    whole->addWidget(close, 0, Qt::AlignRight);
    applyTheme(this, theme);
    setAccessibleDescription(m_lines.join(QStringLiteral(". ")).replace(QLatin1Char('\t'), QStringLiteral(": ")));
    const int room = parent ? parent->height() - px(60) : px(560);
    resize(px(720), std::min(px(680), std::max(px(300), room)));
}

QWidget* ShortcutSheet::groupBox(const QString& title, const KeyHelp& keys)
{
    auto* box = new QWidget;
    auto* lines = new QVBoxLayout(box);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(static_cast<int>(m_theme.px(4)));
    lines->addWidget(new TextLabel(TextRole::Label, &Theme::ink3, title, box));
    for (const auto& [text, key] : keys)
        lines->addWidget(row(text, key));
    return box;
}

QWidget* ShortcutSheet::row(const QString& text, const QString& keys)
{
    auto* line = new QWidget;
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    auto* what = new TextLabel(TextRole::Body, &Theme::ink2, text, line);
    what->setElided(true);
    row->addWidget(what, 1);
    row->addWidget(new TextLabel(TextRole::BodyStrong, &Theme::ink, keys, line));
    m_lines << text % QLatin1Char('\t') % keys;
    return line;
}

} // namespace ilv::ui
