// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/dialogs.h"

#include "controls/button.h"
#include "controls/textlabel.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace ilv::ui {

MessageDialog::MessageDialog(const Theme& theme, const QString& title, const QString& text, QWidget* parent, int width)
    : QDialog(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
    , m_buttons(new QWidget(this))
{
    setWindowTitle(title);
    setModal(true);
    setAttribute(Qt::WA_DeleteOnClose);
    const int margin = static_cast<int>(theme.px(18));
    m_column->setContentsMargins(margin, margin, margin, margin);
    m_column->setSpacing(static_cast<int>(theme.px(10)));
    auto* row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, static_cast<int>(theme.px(6)), 0, 0);
    row->addStretch(1);
    m_column->addWidget(m_buttons);
    setMinimumWidth(static_cast<int>(theme.px(width)));
    addText(TextRole::CardTitle, &Theme::ink, title);
    if (!text.isEmpty())
        addText(TextRole::Body, &Theme::ink2, text);
}

TextLabel* MessageDialog::addText(TextRole role, QColor Theme::*ink, const QString& text)
{
    auto* label = new TextLabel(role, ink, text, this);
    label->setWordWrap(true);
    label->setTheme(m_theme);
    label->setFixedHeight(label->heightForWidth(textWidth())); // one that wraps asks for room it does not need
    m_column->insertWidget(m_column->count() - 1, label);
    return label;
}

int MessageDialog::textWidth() const
{
    return minimumWidth() - 2 * m_column->contentsMargins().left();
}

QPlainTextEdit* MessageDialog::addLines(const QStringList& lines, TextRole role, const QString& name)
{
    auto* text = new QPlainTextEdit(lines.join(QLatin1Char('\n')), this);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFont(m_theme.font(role));
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    const QFontMetrics metrics = text->fontMetrics();
    const int width = textWidth() - static_cast<int>(m_theme.px(32)); // inside its padding and the scroll bar
    int rows = 0;
    for (const QString& line : lines)
        rows += metrics.horizontalAdvance(line) / width + 1;
    text->setFixedHeight(metrics.lineSpacing() * std::clamp(rows, 2, 12) + static_cast<int>(m_theme.px(20)));
    text->setAccessibleName(name.isEmpty() ? windowTitle() : name);
    m_column->insertWidget(m_column->count() - 1, text);
    return text;
}

Button* MessageDialog::addButton(const QString& label, bool primary)
{
    auto* button = new Button(primary ? ButtonKind::Primary : ButtonKind::Plain, label, {}, m_buttons);
    button->setTheme(m_theme);
    m_buttons->layout()->addWidget(button);
    return button;
}

Button* MessageDialog::addRefusal(const QString& label)
{
    m_refusal = addButton(label, true);
    m_refusal->setObjectName(QStringLiteral("refuse"));
    m_refusal->setDefault(true);
    connect(m_refusal, &Button::clicked, this, &QDialog::reject);
    return m_refusal;
}

Button* MessageDialog::addConsent(const QString& label)
{
    Button* button = addButton(label, false);
    button->setObjectName(QStringLiteral("consent"));
    button->setAutoDefault(false);
    connect(button, &Button::clicked, this, &QDialog::accept);
    return button;
}

void MessageDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    if (m_refusal)
        m_refusal->setFocus(Qt::OtherFocusReason);
}

MessageDialog* closeDialog(const Theme& theme, QWidget* parent)
{
    auto* dialog = new MessageDialog(theme, MessageDialog::tr("A run is going on"),
        MessageDialog::tr("Closing the window stops it. What was measured so far is kept in the history."), parent);
    dialog->setObjectName(QStringLiteral("closing"));
    dialog->addConsent(MessageDialog::tr("Stop and close"));
    dialog->addRefusal(MessageDialog::tr("Keep running"));
    return dialog;
}

MessageDialog* reasonsDialog(
    const Theme& theme, const QString& headline, const QString& sentence, const QStringList& reasons, QWidget* parent)
{
    auto* dialog = new MessageDialog(theme, headline, sentence, parent, 620);
    dialog->setObjectName(QStringLiteral("reasons"));
    dialog->addLines(reasons, TextRole::Body);
    dialog->addRefusal(MessageDialog::tr("Close"));
    return dialog;
}

} // namespace ilv::ui
