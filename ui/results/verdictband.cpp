// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/verdictband.h"

#include "controls/button.h"
#include "controls/paint.h"
#include "controls/textlabel.h"
#include "look/marks.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace ilv::ui {

VerdictBand::VerdictBand(QWidget* parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_texts(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_markerRoom(new QWidget(this))
    , m_headline(new TextLabel(TextRole::Verdict, &Theme::ink, {}, this))
    , m_sentence(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
    , m_why(new Button(ButtonKind::Plain, tr("Why"), Icon::More, this))
{
    m_headline->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_sentence->setWordWrap(true);
    m_sentence->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_row->addWidget(m_markerRoom);
    m_texts->addWidget(m_headline);
    m_texts->addWidget(m_sentence, 1);
    m_row->addLayout(m_texts, 1);
    m_row->addWidget(m_why);
    m_why->setAccessibleName(tr("Why: the reasons behind the verdict"));
    connect(m_why, &Button::clicked, this, &VerdictBand::reasonsAsked);
    arrange();
}

void VerdictBand::themeChanged()
{
    arrange();
}

void VerdictBand::setCompact(bool compact)
{
    m_compact = compact;
    arrange();
}

void VerdictBand::setWords(const BandWords& words)
{
    if (words == m_words) // ten times a second while a run goes on, and mostly the same
        return;
    m_words = words;
    arrange();
    Q_EMIT wordsChanged();
}

void VerdictBand::arrange()
{
    const auto px = [this](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    m_row->setContentsMargins(px(space::kCardPaddingX + 1), px(8), px(13), px(8));
    m_row->setSpacing(px(m_compact ? 14 : 18));
    m_texts->setSpacing(px(m_compact ? 14 : 18));
    m_headline->setRole(m_compact ? TextRole::VerdictCompact : TextRole::Verdict);
    m_headline->setText(m_words.headline);
    QString sentence = m_words.sentence;
    if (m_theme.projector()) // from the last row only the first sentence is read
        sentence = sentence.section(QStringLiteral(". "), 0, 0);
    m_sentence->setText(sentence);
    m_markerRoom->setFixedSize(px(m_compact ? 28 : 30), px(24));
    m_markerRoom->setVisible(m_words.model.has_value());
    m_why->setVisible(!m_words.reasons.isEmpty() && !m_theme.projector());
    setAccessibleName(m_words.headline);
    setAccessibleDescription(m_words.sentence);
    updateGeometry();
    update();
}

int VerdictBand::heightFor(int width)
{
    const QMargins margins = m_row->contentsMargins();
    int room = width - margins.left() - margins.right();
    if (m_words.model)
        room -= m_markerRoom->width() + m_row->spacing();
    if (!m_why->isHidden())
        room -= m_why->sizeHint().width() + m_row->spacing();
    // A long headline wraps rather than taking the room of its evidence; long evidence goes below it.
    const int natural = m_headline->fontMetrics().horizontalAdvance(m_words.headline) + 2;
    int most = width * (m_words.sentence.isEmpty() ? 80 : 44) / 100;
    const int beside = std::max(room - std::min(natural, most) - m_texts->spacing(), 1);
    const bool below = m_sentence->heightForWidth(beside) > 3 * m_sentence->fontMetrics().lineSpacing() + 2;
    m_texts->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_texts->setSpacing(static_cast<int>(m_theme.px(below ? 3 : m_compact ? 14 : 18)));
    if (below)
        most = room;
    m_headline->setWordWrap(natural > most);
    m_headline->setFixedWidth(std::min(natural, most));
    m_row->invalidate();
    return std::max(m_row->heightForWidth(width), static_cast<int>(m_theme.px(54)));
}

void VerdictBand::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawPlate(painter, rect(), m_theme.px(space::kCardRadius), m_theme.surface, m_theme.border, m_theme.hairline());
    if (m_words.model)
        drawMarker(painter, QRectF(m_markerRoom->geometry()).center(), m_theme.px(10), m_theme, *m_words.model);
}

} // namespace ilv::ui
