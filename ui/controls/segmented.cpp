// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/segmented.h"

#include "controls/paint.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>

namespace ilv::ui {

namespace {

class Segment final : public QRadioButton, public Themed {
public:
    explicit Segment(const QString& text, QWidget* parent)
        : QRadioButton(text, parent)
    {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }

    QSize sizeHint() const override
    {
        const double text = QFontMetricsF(m_theme.font(TextRole::BodyStrong)).horizontalAdvance(this->text());
        return QSizeF(text + m_theme.px(32), m_theme.px(26)).toSize();
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void themeChanged() override { setFont(m_theme.font(TextRole::BodyStrong)); }
    bool hitButton(const QPoint& at) const override { return rect().contains(at); }

    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const double radius = m_theme.px(space::kInputRadius);
        if (isChecked())
            drawPlate(painter, rect(), radius, m_theme.surface, m_theme.border, m_theme.hairline());
        painter.setFont(m_theme.font(isChecked() ? TextRole::BodyStrong : TextRole::BodyMedium));
        painter.setPen(!isEnabled() ? m_theme.ink3 : isChecked() || underMouse() ? m_theme.ink : m_theme.ink2);
        painter.drawText(rect(), Qt::AlignCenter, text());
        if (hasFocus())
            drawFocusRing(painter, rect(), radius, m_theme);
    }
};

} // namespace

Segmented::Segmented(const QString& accessibleName, const QStringList& choices, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    setAccessibleName(accessibleName);
    auto* row = new QHBoxLayout(this);
    row->setSpacing(0);
    for (const QString& choice : choices) {
        auto* segment = new Segment(choice, this);
        segment->setAccessibleName(accessibleName % QStringLiteral(": ") % choice);
        m_group->addButton(segment, static_cast<int>(m_group->buttons().size()));
        row->addWidget(segment, 1);
    }
    m_group->button(0)->setChecked(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) {
        keepStop();
        Q_EMIT chosen(id);
    });
    keepStop();
    themeChanged();
}

void Segmented::themeChanged()
{
    const int inset = static_cast<int>(m_theme.px(2));
    layout()->setContentsMargins(inset, inset, inset, inset);
}

int Segmented::current() const
{
    return m_group->checkedId();
}

void Segmented::setCurrent(int index)
{
    if (auto* button = m_group->button(index)) {
        button->setChecked(true);
    } else if (auto* checked = m_group->checkedButton()) {
        m_group->setExclusive(false);
        checked->setChecked(false);
        m_group->setExclusive(true);
    }
    keepStop();
}

/// Tab comes to the one that is chosen, as it does once one of them had the keyboard.
void Segmented::keepStop()
{
    QAbstractButton* stop = m_group->checkedButton() ? m_group->checkedButton() : m_group->button(0);
    for (QAbstractButton* each : m_group->buttons())
        each->setFocusPolicy(each == stop ? Qt::TabFocus : Qt::NoFocus);
}

void Segmented::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawPlate(painter, rect(), m_theme.px(space::kSegmentedRadius), m_theme.hover, QColor());
}

} // namespace ilv::ui
