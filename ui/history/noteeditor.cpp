// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/noteeditor.h"

#include "controls/button.h"
#include "controls/textfield.h"
#include "model/modelnames.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace ilv::ui {

NoteEditor::NoteEditor(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_title(new TextField(tr("Name of this run"), this))
    , m_tags(new TextField(tr("Tags, separated by commas"), this))
    , m_text(new QPlainTextEdit(this))
    , m_star(new Button(ButtonKind::Icon, {}, Icon::Star, this))
{
    setAccessibleName(tr("About the selected run"));
    m_title->setObjectName(QStringLiteral("runtitle"));
    m_tags->setObjectName(QStringLiteral("runtags"));
    m_text->setObjectName(QStringLiteral("runnote"));
    m_star->setObjectName(QStringLiteral("runstar"));
    m_title->setPlaceholderText(tr("Name"));
    m_tags->setPlaceholderText(tr("Tags, separated by commas"));
    m_text->setPlaceholderText(tr("Note"));
    m_text->setAccessibleName(tr("Note on this run"));
    m_text->setTabChangesFocus(true);
    m_text->installEventFilter(this);

    auto* row = new QHBoxLayout;
    row->addWidget(m_title, 1);
    row->addWidget(m_star);
    setTabOrder(m_title, m_star);
    setTabOrder(m_star, m_tags);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->addLayout(row);
    m_column->addWidget(m_tags);
    m_column->addWidget(m_text);
    connect(m_title, &QLineEdit::editingFinished, this, &NoteEditor::tell);
    connect(m_tags, &QLineEdit::editingFinished, this, &NoteEditor::tell);
    connect(m_star, &Button::clicked, this, &NoteEditor::toggleStar);
    themeChanged();
    refreshStar();
}

void NoteEditor::themeChanged()
{
    m_column->setSpacing(static_cast<int>(m_theme.px(6)));
    m_text->setFont(m_theme.font(TextRole::Body));
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * 3 + static_cast<int>(m_theme.px(14)));
}

void NoteEditor::setEntry(const HistoryEntry& entry)
{
    const bool same = entry.id == m_entry.id;
    m_entry = entry;
    const auto put = [same](TextField* field, const QString& text) {
        if (!(same && field->hasFocus()) && field->text() != text)
            field->setText(text);
    };
    m_title->setPlaceholderText(toQString(entry.name));
    put(m_title, toQString(entry.note.title));
    put(m_tags, toQString(tagText(entry.note.tags)));
    if (const QString text = toQString(entry.note.text); !(same && m_text->hasFocus()) && m_text->toPlainText() != text)
        m_text->setPlainText(text);
    refreshStar();
}

void NoteEditor::rename()
{
    m_title->setFocus(Qt::ShortcutFocusReason);
    m_title->selectAll();
}

void NoteEditor::toggleStar()
{
    m_entry.note.star = !m_entry.note.star;
    refreshStar();
    Q_EMIT edited(toQString(m_entry.id), m_entry.note);
}

void NoteEditor::refreshStar()
{
    const bool star = m_entry.note.star;
    m_star->setSymbol(star ? Icon::StarFilled : Icon::Star);
    m_star->setLabel(star ? tr("Take the star off this run") : tr("Star this run"));
}

bool NoteEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_text && event->type() == QEvent::FocusOut)
        tell();
    return QWidget::eventFilter(watched, event);
}

void NoteEditor::tell()
{
    RunNote note;
    note.title = m_title->text().simplified().toStdString();
    note.tags = tagsFrom(m_tags->text().toStdString());
    note.text = m_text->toPlainText().toStdString();
    note.star = m_entry.note.star;
    if (m_entry.id.empty() || note == m_entry.note)
        return;
    m_entry.note = note;
    Q_EMIT edited(toQString(m_entry.id), note);
}

} // namespace ilv::ui
