// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/lessonpanel.h"

#include "controls/button.h"
#include "controls/choicebox.h"
#include "controls/textlabel.h"
#include "lesson/lessontext.h"
#include "lesson/optionbutton.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace ilv::ui {

LessonPanel::LessonPanel(QWidget* parent)
    : QWidget(parent)
    , m_lessons(shippedLessons())
    , m_column(new QVBoxLayout(this))
    , m_chooser(new ChoiceBox(tr("Lesson to take"), this))
    , m_scroll(new QScrollArea(this))
    , m_content(new QWidget(this))
    , m_question(new TextLabel(TextRole::BodyMedium, &Theme::ink, {}, m_content))
    , m_ask(new TextLabel(TextRole::Label, &Theme::ink3, tr("Predict first"), m_content))
    , m_answer(new TextLabel(TextRole::BodyStrong, &Theme::ink, {}, m_content))
    , m_explanation(new TextLabel(TextRole::Body, &Theme::ink2, {}, m_content))
    , m_tryTitle(new TextLabel(TextRole::Label, &Theme::ink3, tr("Try it"), m_content))
    , m_try(new TextLabel(TextRole::Body, &Theme::ink2, {}, m_content))
    , m_commit(new Button(ButtonKind::Primary, tr("Commit and run"), Icon::Play, this))
    , m_next(new Button(ButtonKind::Plain, tr("Next lesson"), {}, this))
{
    setAccessibleName(tr("Lesson"));
    build();
    connect(m_chooser, &QComboBox::currentIndexChanged, this, &LessonPanel::choose);
    connect(m_commit, &Button::clicked, this, &LessonPanel::commit);
    connect(m_next, &Button::clicked, this, [this] { m_chooser->setCurrentIndex(m_current + 1); });
    themeChanged();
    showLesson();
}

void LessonPanel::build()
{
    m_chooser->setObjectName(QStringLiteral("lessons"));
    for (const Lesson& each : m_lessons)
        m_chooser->addItem(each.title);
    m_commit->setObjectName(QStringLiteral("commit"));
    m_next->setObjectName(QStringLiteral("nextlesson"));
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    m_optionRows = new QVBoxLayout;
    for (TextLabel* label : { m_question, m_answer, m_explanation, m_try })
        label->setWordWrap(true);
    inner->addWidget(m_question);
    inner->addWidget(m_ask);
    inner->addLayout(m_optionRows);
    inner->addWidget(m_answer);
    inner->addWidget(m_explanation);
    inner->addWidget(m_tryTitle);
    inner->addWidget(m_try);
    inner->addStretch(1);
    m_scroll->setWidget(m_content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->viewport()->installEventFilter(this);
    m_content->setAutoFillBackground(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_commit);
    buttons->addStretch(1);
    buttons->addWidget(m_next);
    m_column->addWidget(m_chooser);
    m_column->addWidget(m_scroll, 1);
    m_column->addLayout(buttons);
}

void LessonPanel::themeChanged()
{
    const auto px = [&](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    m_column->setContentsMargins(px(12), px(4), px(12), px(12));
    m_column->setSpacing(px(10));
    m_content->layout()->setSpacing(px(8));
    m_optionRows->setSpacing(px(4));
    for (OptionButton* option : m_options)
        option->setFont(m_theme.font(TextRole::Body));
    fit();
}

void LessonPanel::focusChooser()
{
    m_chooser->setFocus(Qt::ShortcutFocusReason);
}

void LessonPanel::choose(int chosen)
{
    if (chosen < 0 || chosen >= count() || chosen == m_current)
        return;
    m_current = chosen;
    m_chooser->setCurrentIndex(chosen);
    showLesson();
}

void LessonPanel::showLesson()
{
    m_predicted = -1;
    qDeleteAll(m_options);
    m_options.clear();
    if (m_lessons.empty())
        return;
    m_question->setText(lesson().question);
    for (const LessonOption& each : lesson().options) {
        auto* option = new OptionButton(each.text, m_content);
        option->setFont(m_theme.font(TextRole::Body));
        connect(option, &QRadioButton::toggled, this, &LessonPanel::refresh);
        setTabOrder(m_options.empty() ? static_cast<QWidget*>(m_chooser) : m_options.back(), option);
        m_optionRows->addWidget(option);
        m_options.push_back(option);
    }
    m_answer->setText({});
    m_explanation->setText({});
    m_try->setText({});
    m_scroll->ensureVisible(0, 0);
    refresh();
}

void LessonPanel::refresh()
{
    const bool chosen = std::any_of(
        m_options.begin(), m_options.end(), [](const OptionButton* option) { return option->isChecked(); });
    const bool explained = !m_answer->text().isEmpty();
    for (OptionButton* option : m_options)
        option->setEnabled(m_predicted < 0);
    m_commit->setEnabled(chosen && !m_running);
    m_commit->setLabel(explained ? tr("Run it again") : tr("Commit and run"));
    m_commit->setToolTip(chosen ? QString() : tr("Choose what you expect first"));
    m_next->setEnabled(m_current + 1 < count());
    for (TextLabel* label : { m_answer, m_explanation, m_tryTitle, m_try })
        label->setVisible(explained);
    fit();
}

void LessonPanel::commit()
{
    for (std::size_t i = 0; i < m_options.size(); ++i)
        if (m_options[i]->isChecked())
            m_predicted = static_cast<int>(i);
    refresh();
    Q_EMIT runAsked(lesson().experiment);
    Q_EMIT tabAsked(lesson().tab);
}

void LessonPanel::setRunning(bool running)
{
    m_running = running;
    refresh();
}

void LessonPanel::showRun(const FinishedRunPtr& run)
{
    if (m_lessons.empty() || m_predicted < 0 || !isOf(lesson(), *run))
        return;
    const LessonOption& predicted = lesson().options[static_cast<std::size_t>(m_predicted)];
    if (!isAsExpected(lesson(), *run))
        m_answer->setText(tr("You predicted: %1.").arg(predicted.text)); // this machine says otherwise than the lesson
    else if (predicted.right)
        m_answer->setText(tr("As you predicted. %1").arg(predicted.feedback).trimmed());
    else
        m_answer->setText(tr("You predicted: %1. %2").arg(predicted.text, predicted.feedback).trimmed());
    m_explanation->setText(lessonText(lesson(), *run));
    QStringList lines;
    for (const QString& each : lesson().tryIt)
        lines << QStringLiteral("• ") % each;
    m_try->setText(lines.join(QLatin1Char('\n')));
    refresh();
}

void LessonPanel::fit()
{
    const int wide = m_scroll->viewport()->width();
    for (TextLabel* label : { m_question, m_answer, m_explanation, m_try }) {
        label->setMinimumHeight(0); // a label never says less than its minimum
        label->setFixedHeight(label->text().isEmpty() ? 0 : label->heightForWidth(std::max(wide, 120)));
    }
    for (OptionButton* option : m_options)
        option->fitInto(std::max(wide, 120), static_cast<int>(m_theme.px(28)));
}

bool LessonPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize)
        fit();
    return QWidget::eventFilter(watched, event);
}

void LessonPanel::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), m_theme.surface);
}

} // namespace ilv::ui
