// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/banner.h"

#include "controls/button.h"
#include "controls/paint.h"
#include "controls/textlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr int kPassingMs = 10'000;

/// A notice that comes again with a fix is another one.
QString keyOf(const Notice& notice)
{
    return notice.text % QLatin1Char('\n') % notice.fixLabel;
}

} // namespace

Banner::Banner(QWidget* parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_buttons(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_body(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_iconRoom(new QWidget(this))
    , m_text(new TextLabel(TextRole::BodyMedium, &Theme::ink, {}, this))
    , m_more(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
    , m_fix(new Button(ButtonKind::Plain, {}, {}, this))
    , m_edit(new Button(ButtonKind::Flat, {}, {}, this))
    , m_close(new Button(ButtonKind::Icon, tr("Close this notice"), Icon::Close, this))
{
    m_text->setWordWrap(true);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_fix->setObjectName(QStringLiteral("fix"));
    m_edit->setObjectName(QStringLiteral("edit"));
    m_close->setObjectName(QStringLiteral("close"));
    m_row->addWidget(m_iconRoom);
    for (QWidget* each : std::initializer_list<QWidget*>{ m_more, m_fix, m_edit })
        m_buttons->addWidget(each);
    m_body->addWidget(m_text, 1);
    m_body->addLayout(m_buttons);
    m_row->addLayout(m_body, 1);
    m_row->addWidget(m_close);
    m_passes.setSingleShot(true);
    connect(&m_passes, &QTimer::timeout, this, &Banner::passOrWait);
    connect(m_fix, &Button::clicked, this, &Banner::fix);
    connect(m_edit, &Button::clicked, this, &Banner::edit);
    connect(m_close, &Button::clicked, this, &Banner::close);
    themeChanged();
    hide();
}

void Banner::themeChanged()
{
    const auto px = [&](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    m_row->setContentsMargins(px(16), px(9), px(10), px(9));
    m_row->setSpacing(px(10));
    m_body->setSpacing(px(8));
    m_buttons->setSpacing(px(10));
    m_iconRoom->setFixedSize(px(16), px(16));
}

void Banner::setNotices(std::vector<Notice> notices)
{
    const auto closed = [this](const Notice& notice) { return m_closed.contains(keyOf(notice)); };
    notices.erase(std::remove_if(notices.begin(), notices.end(), closed), notices.end());
    const bool same = std::equal(notices.begin(), notices.end(), m_notices.begin(), m_notices.end(),
        [](const Notice& a, const Notice& b) { return keyOf(a) == keyOf(b); });
    m_notices = std::move(notices);
    if (!same)
        showCurrent();
}

void Banner::add(Notice notice)
{
    m_added.insert(m_added.begin(), std::move(notice));
    showCurrent();
}

void Banner::pass(Notice notice)
{
    m_passing = std::move(notice);
    m_passes.start(kPassingMs);
    showCurrent();
}

void Banner::passOrWait()
{
    if (underMouse() || isAncestorOf(window()->focusWidget()))
        m_passes.start(kPassingMs);
    else
        dropPassing();
}

void Banner::dropPassing()
{
    if (!m_passing)
        return;
    m_passes.stop();
    m_passing.reset();
    showCurrent();
}

void Banner::forget()
{
    m_passing.reset();
    m_closed.clear();
    m_added.clear();
    m_notices.clear();
    showCurrent();
}

void Banner::showCurrent()
{
    setVisible(current() != nullptr);
    if (const Notice* notice = current()) {
        m_text->setText(notice->text);
        const bool folder = !notice->folder.isEmpty();
        m_fix->setLabel(folder ? tr("Open folder") : notice->action ? notice->actionLabel : notice->fixLabel);
        m_fix->setVisible(folder || notice->action || notice->fix);
        m_edit->setLabel(notice->editLabel);
        m_edit->setVisible(notice->edit.has_value());
        m_more->setText(tr("%n more notice(s)", nullptr, waiting()));
        m_more->setVisible(waiting() > 0);
        m_close->setLabel(waiting() > 0 ? tr("Close this notice and show the next") : tr("Close this notice"));
        setAccessibleName(notice->level == NoticeLevel::Error ? tr("Error")
                : notice->level == NoticeLevel::Warning       ? tr("Warning")
                                                              : tr("Done"));
        setAccessibleDescription(notice->text);
    }
    tell(current() ? current()->text : QString());
    update();
    Q_EMIT changed();
}

/// It comes by itself: who does not see it hears it, once.
void Banner::tell(const QString& text)
{
    if (text == m_told)
        return;
    m_told = text;
    if (text.isEmpty())
        return;
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Banner::close()
{
    if (m_passing) {
        m_passing.reset();
    } else if (!m_added.empty()) {
        m_added.erase(m_added.begin());
    } else if (!m_notices.empty()) {
        m_closed << keyOf(m_notices.front());
        m_notices.erase(m_notices.begin());
    }
    showCurrent();
}

void Banner::fix()
{
    if (!current())
        return;
    const Notice notice = *current();
    if (!notice.folder.isEmpty()) {
        Q_EMIT folderAsked(notice.folder);
    } else if (notice.action) {
        close(); // it is told again where that did not help
        notice.action();
    } else if (notice.fix) {
        Q_EMIT runAsked(*notice.fix);
    }
}

void Banner::edit()
{
    if (!current() || !current()->edit)
        return;
    const Experiment changed = *current()->edit;
    close();
    Q_EMIT editAsked(changed);
}

int Banner::waiting() const
{
    const auto all = (m_passing ? 1 : 0) + m_added.size() + m_notices.size();
    return all > 0 ? static_cast<int>(all) - 1 : 0;
}

int Banner::heightFor(int width)
{
    int buttons = 0;
    for (const QWidget* each : std::initializer_list<const QWidget*>{ m_more, m_fix, m_edit })
        if (!each->isHidden())
            buttons += each->sizeHint().width() + static_cast<int>(m_theme.px(10));
    const int fixed = static_cast<int>(m_theme.px(16 + 10 + 16 + 10 + 10)) + m_close->sizeHint().width();
    const bool below = buttons > 0
        && m_text->heightForWidth(std::max(width - fixed - buttons, 1)) > 3 * m_text->fontMetrics().lineSpacing() + 2;
    m_body->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_body->setAlignment(m_buttons, below ? Qt::AlignLeft : Qt::Alignment());
    m_buttons->setDirection(buttons > width - fixed ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_row->invalidate();
    return std::max(m_row->heightForWidth(width), static_cast<int>(m_theme.px(50)));
}

void Banner::paintEvent(QPaintEvent*)
{
    const Notice* notice = current();
    if (!notice)
        return;
    const bool bad = notice->level == NoticeLevel::Error, warn = notice->level == NoticeLevel::Warning;
    const QColor& ink = bad ? m_theme.err : warn ? m_theme.warn : m_theme.ok;
    const QColor& soft = bad ? m_theme.errSoft : warn ? m_theme.warnSoft : m_theme.okSoft;
    QPainter painter(this);
    drawPlate(painter, rect(), m_theme.px(space::kCardRadius), soft, ink, m_theme.hairline());
    drawIcon(painter, bad || warn ? Icon::Alert : Icon::Check, m_iconRoom->geometry(), ink);
}

} // namespace ilv::ui
