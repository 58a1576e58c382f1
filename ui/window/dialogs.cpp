// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/dialogs.h"

#include "controls/button.h"
#include "controls/textlabel.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QShowEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr QSize kFrame(16, 48); ///< what a window manager may add to a dialog
constexpr int kFewLines = 2, kManyLines = 12;

/// As high as its lines, where there is room.
class Lines final : public QPlainTextEdit {
public:
    using QPlainTextEdit::QPlainTextEdit;
    QSize sizeHint() const override { return { QPlainTextEdit::sizeHint().width(), maximumHeight() }; }
};

QSize roomOf(const QWidget* parent)
{
    const QScreen* screen = parent ? parent->screen() : QGuiApplication::primaryScreen();
    return screen->availableSize() - kFrame;
}

} // namespace

MessageDialog::MessageDialog(const Theme& theme, const QString& title, const QString& text, QWidget* parent, int width)
    : QDialog(parent)
    , m_theme(theme)
    , m_margin(static_cast<int>(theme.px(18)))
    , m_scroll(new QScrollArea(this))
    , m_buttons(new QWidget(this))
{
    setWindowTitle(title);
    setModal(true);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget(m_scroll);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(m_margin, m_margin, m_margin, 0);
    m_column->setSpacing(static_cast<int>(theme.px(10)));
    m_column->addStretch(0);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(title);
    m_scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, &MessageDialog::fitScrollBar);
    auto* row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(m_margin, static_cast<int>(theme.px(16)), m_margin, m_margin);
    row->addStretch(1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_scroll, 1);
    whole->addWidget(m_buttons);
    setMinimumWidth(std::min(static_cast<int>(theme.px(width)), roomOf(parent).width()));
    fitScrollBar();
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
    return minimumWidth() - 2 * m_margin;
}

QPlainTextEdit* MessageDialog::addLines(const QStringList& lines, TextRole role, const QString& name)
{
    auto* text = new Lines(lines.join(QLatin1Char('\n')), this);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFont(m_theme.font(role));
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    const QFontMetrics metrics = text->fontMetrics();
    const int width = textWidth() - static_cast<int>(m_theme.px(32)); // inside its padding and the scroll bar
    int rows = 0;
    for (const QString& line : lines)
        rows += metrics.horizontalAdvance(line) / width + 1;
    const int padding = static_cast<int>(m_theme.px(20));
    text->setMinimumHeight(metrics.lineSpacing() * kFewLines + padding);
    text->setMaximumHeight(metrics.lineSpacing() * std::clamp(rows, kFewLines, kManyLines) + padding);
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
    if (!event->spontaneous())
        fit();
    QDialog::showEvent(event);
    if (m_refusal)
        m_refusal->setFocus(Qt::OtherFocusReason);
}

void MessageDialog::fit()
{
    const int wanted = m_scroll->widget()->sizeHint().height() + m_buttons->sizeHint().height();
    resize(minimumWidth(), std::min(wanted, roomOf(parentWidget()).height()));
}

void MessageDialog::fitScrollBar()
{
    const QScrollBar* bar = m_scroll->verticalScrollBar();
    const bool scrolled = bar->maximum() > 0;
    m_scroll->setFocusPolicy(scrolled ? Qt::StrongFocus : Qt::NoFocus); // then its text is read with the keys
    QMargins margins = m_column->contentsMargins();
    margins.setRight(scrolled ? std::max(2, m_margin - bar->sizeHint().width()) : m_margin);
    m_column->setContentsMargins(margins);
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
