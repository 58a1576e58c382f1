// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/dialogs.h"

#include "controls/button.h"
#include "controls/textlabel.h"
#include "model/modelnames.h"

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
    auto* headline = new TextLabel(TextRole::CardTitle, &Theme::ink, title, this);
    headline->setWordWrap(true);
    auto* body = new TextLabel(TextRole::Body, &Theme::ink2, text, this);
    body->setWordWrap(true);
    body->setVisible(!text.isEmpty());
    m_column->addWidget(headline);
    m_column->addWidget(body);
    auto* row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, static_cast<int>(theme.px(6)), 0, 0);
    row->addStretch(1);
    m_column->addWidget(m_buttons);
    setMinimumWidth(static_cast<int>(theme.px(width)));
    const int inner = minimumWidth() - 2 * margin;
    for (TextLabel* label : { headline, body }) { // a label that wraps asks for room it does not need
        label->setTheme(theme);
        label->setMinimumHeight(label->heightForWidth(inner));
        label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
}

void MessageDialog::addLines(const QStringList& lines, TextRole role)
{
    auto* text = new QPlainTextEdit(lines.join(QLatin1Char('\n')), this);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFont(m_theme.font(role));
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    const int rows = std::clamp(static_cast<int>(lines.size()) + 1, 2, 12);
    text->setFixedHeight(text->fontMetrics().lineSpacing() * rows + static_cast<int>(m_theme.px(18)));
    text->setAccessibleName(windowTitle());
    m_column->insertWidget(m_column->count() - 1, text);
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

QString exactWord(const std::string& word)
{
    QString out;
    bool plain = !word.empty();
    for (const uint point : toQString(word).toUcs4()) {
        const QChar::Category category = QChar::category(point);
        const bool hidden = category == QChar::Other_Control || category == QChar::Other_Format
            || category == QChar::Other_NotAssigned || category == QChar::Other_PrivateUse
            || category == QChar::Separator_Line || category == QChar::Separator_Paragraph
            || (category == QChar::Separator_Space && point != ' ');
        if (hidden)
            out += QStringLiteral("\\u%1").arg(point, 4, 16, QLatin1Char('0'));
        else if (point == '"' || point == '\\')
            out += QLatin1Char('\\') % QChar(point);
        else
            out += QString::fromUcs4(reinterpret_cast<const char32_t*>(&point), 1);
        plain = plain && !hidden && point != ' ' && point != '"' && point != '\\' && point != '\'';
    }
    return plain ? out : QString(QLatin1Char('"') % out % QLatin1Char('"'));
}

MessageDialog* trustDialog(const Theme& theme, const TrustNeeds& needs, QWidget* parent)
{
    auto* dialog = new MessageDialog(theme, MessageDialog::tr("This experiment reaches outside Interleave"),
        MessageDialog::tr("It was not made here, so look at what it would do before it runs. You are asked again when "
                          "it changes."),
        parent);
    dialog->setObjectName(QStringLiteral("trust"));
    QStringList lines;
    for (const auto& command : needs.commands) {
        QStringList words;
        for (const std::string& word : command)
            words << exactWord(word);
        lines << MessageDialog::tr("runs  %1").arg(words.join(QLatin1Char(' ')));
    }
    for (const std::string& host : needs.hosts)
        lines << MessageDialog::tr("asks  %1").arg(toQString(host));
    dialog->addLines(lines, TextRole::Mono);
    dialog->addConsent(MessageDialog::tr("Run it"));
    dialog->addRefusal(MessageDialog::tr("Do not run"));
    return dialog;
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
