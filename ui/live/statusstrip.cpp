// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/statusstrip.h"

#include "controls/button.h"
#include "look/marks.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr double kTextX = 15, kGap = 10, kWidest = 430, kPauseRoom = 42;

} // namespace

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent)
    , m_pause(new Button(ButtonKind::Icon, {}, Icon::Pause, this))
{
    m_pause->setObjectName(QStringLiteral("pause"));
    connect(m_pause, &Button::clicked, this, [this] { Q_EMIT pauseAsked(!m_paused); });
    setPaused(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void StatusStrip::setWords(const StatusWords& words)
{
    m_words = words;
    m_segments.clear();
    m_running.reset();
    describe();
}

void StatusStrip::setLive(const LiveRun& live, double forecastS)
{
    m_words = liveWords(live, forecastS);
    m_segments.clear();
    m_running.reset();
    for (const LiveModel& model : live.picture->models) {
        const bool failed = model.state == LiveModel::State::Failed;
        m_segments.push_back({ model.model, progressOf(model, live.experiment.repeats), failed });
        if (model.state == LiveModel::State::Running)
            m_running = model.model;
    }
    describe();
}

void StatusStrip::setPaused(bool paused)
{
    m_paused = paused;
    m_pause->setSymbol(paused ? Icon::Play : Icon::Pause);
    m_pause->setLabel(paused ? tr("Resume (Space)") : tr("Pause after this trial (Space)"));
    describe();
}

QWidget& StatusStrip::pauseButton() const
{
    return *m_pause;
}

void StatusStrip::setQueue(int length)
{
    m_queued = length;
    describe();
}

double StatusStrip::runningWidth() const
{
    return std::min<double>(width() - m_theme.px(kPauseRoom), m_theme.px(kWidest));
}

void StatusStrip::placePause()
{
    m_pause->setVisible(m_words.state == RunState::Running);
    const QSize size = m_pause->sizeHint();
    m_pause->setGeometry(
        QRect(QPoint(static_cast<int>(runningWidth() + m_theme.px(6)), (height() - size.height()) / 2), size));
}

void StatusStrip::resizeEvent(QResizeEvent*)
{
    placePause();
}

/// The words of the run, and what was asked of it that it has not come to yet.
StatusWords StatusStrip::shown() const
{
    StatusWords words = m_words;
    if (m_words.state != RunState::Running)
        return words;
    if (m_paused && !words.title.startsWith(tr("Paused")))
        words.title += tr(", then pause");
    if (m_queued > 0)
        words.detail = tr("%1 queued, ").arg(m_queued) % words.detail;
    return words;
}

void StatusStrip::describe()
{
    if (m_pause->isHidden() == (m_words.state == RunState::Running))
        placePause();
    setAccessibleName(tr("State of the run"));
    const StatusWords words = shown();
    setAccessibleDescription(words.detail.isEmpty() ? words.title : words.title % QStringLiteral(", ") % words.detail);
    if (toolTip() != accessibleDescription())
        setToolTip(accessibleDescription());
    update();
}

QSize StatusStrip::sizeHint() const
{
    return QSizeF(m_theme.px(kWidest), m_theme.px(32)).toSize();
}

QSize StatusStrip::minimumSizeHint() const
{
    return QSizeF(m_theme.px(60), m_theme.px(32)).toSize();
}

QColor StatusStrip::dot() const
{
    switch (m_words.state) {
    case RunState::Ready:
        return m_theme.ink3;
    case RunState::Running:
        return m_running ? m_theme.model(*m_running) : m_theme.ink3;
    case RunState::Finished:
        return m_theme.ok;
    case RunState::Stopped:
        return m_theme.warn;
    case RunState::Failed:
        return m_theme.err;
    }
    return m_theme.ink3;
}

void StatusStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_words.state == RunState::Running)
        paintRunning(painter);
    else
        paintQuiet(painter);
}

double StatusStrip::besideWidth() const
{
    return m_theme.px(kTextX + kGap)
        + QFontMetricsF(m_theme.font(TextRole::BodyStrong)).horizontalAdvance(m_words.title)
        + QFontMetricsF(m_theme.font(TextRole::Body)).horizontalAdvance(m_words.detail);
}

/// Where it has no room beside the title.
bool StatusStrip::isDetailBelow() const
{
    return !m_theme.projector() && !m_words.detail.isEmpty() && besideWidth() > width();
}

bool StatusStrip::isDetailCut() const
{
    if (m_words.state == RunState::Running || m_theme.projector() || m_words.detail.isEmpty())
        return false;
    const double detail = QFontMetricsF(m_theme.font(TextRole::Body)).horizontalAdvance(m_words.detail);
    return besideWidth() > width() && (m_theme.px(kTextX) + detail > width() || height() < m_theme.px(30));
}

void StatusStrip::paintQuiet(QPainter& painter) const
{
    const QFont strong = m_theme.font(TextRole::BodyStrong), plain = m_theme.font(TextRole::Body);
    const double left = m_theme.px(kTextX);
    const bool below = isDetailBelow();
    const double middle = height() / 2.0 - (below ? m_theme.px(8.5) : 0);
    const double baseline = middle + QFontMetricsF(strong).capHeight() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(dot());
    painter.drawEllipse(QPointF(m_theme.px(4), middle), m_theme.px(4), m_theme.px(4));

    const QString title = QFontMetricsF(strong).elidedText(m_words.title, Qt::ElideRight, width() - left);
    painter.setPen(m_theme.ink);
    painter.setFont(strong);
    painter.drawText(QPointF(left, baseline), title);
    if (m_theme.projector())
        return;
    painter.setPen(m_theme.ink3);
    painter.setFont(plain);
    const double after = left + QFontMetricsF(strong).horizontalAdvance(title) + m_theme.px(kGap);
    const QPointF place = below ? QPointF(left, baseline + m_theme.px(17)) : QPointF(after, baseline);
    painter.drawText(place, QFontMetricsF(plain).elidedText(m_words.detail, Qt::ElideRight, width() - place.x()));
}

void StatusStrip::paintRunning(QPainter& painter) const
{
    const QFont strong = m_theme.font(TextRole::BodyStrong), plain = m_theme.font(TextRole::Body);
    const double left = 0, right = runningWidth();
    const StatusWords words = shown();
    const double middle = height() / 2.0 - m_theme.px(7);
    const double baseline = middle + QFontMetricsF(strong).capHeight() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(dot());
    painter.drawEllipse(QPointF(m_theme.px(4), middle), m_theme.px(4), m_theme.px(4));

    const double whole = right - m_theme.px(kTextX), detail = cellWidth(words.detail, plain) + m_theme.px(kGap);
    const double wanted = QFontMetricsF(strong).horizontalAdvance(words.title);
    const bool both = whole - detail >= std::min(wanted, m_theme.px(80)); // else what runs matters more than its clock
    if (both) {
        painter.setPen(m_theme.ink3);
        drawCellsRight(painter, { right, baseline }, words.detail, plain);
    }
    const double room = both ? whole - detail : whole;
    painter.setPen(m_theme.ink);
    painter.setFont(strong);
    painter.drawText(
        QPointF(m_theme.px(kTextX), baseline), QFontMetricsF(strong).elidedText(words.title, Qt::ElideRight, room));

    if (m_segments.empty())
        return;
    const double gap = m_theme.px(2), bar = m_theme.px(4), top = height() / 2.0 + m_theme.px(7);
    const double each
        = (right - left - gap * static_cast<double>(m_segments.size() - 1)) / static_cast<double>(m_segments.size());
    double x = left;
    for (const Segment& segment : m_segments) {
        const QRectF track(x, top, each, bar);
        painter.fillRect(track, m_theme.hover);
        if (segment.failed)
            drawFailure(painter, track, m_theme);
        else
            painter.fillRect(
                QRectF(track.topLeft(), QSizeF(each * segment.progress, bar)), m_theme.model(segment.model));
        x += each + gap;
    }
}

} // namespace ilv::ui
