// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/paneldock.h"

#include "controls/button.h"
#include "controls/textlabel.h"

#include <QHBoxLayout>
#include <QPainter>

namespace ilv::ui {

namespace {

/// Its ground; what is pressed on it beside the buttons moves the dock.
class TitleBar final : public QWidget, public Themed {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), m_theme.surface); }
};

} // namespace

PanelDock::PanelDock(const QString& title, const QString& objectName, QWidget* content, QWidget* parent)
    : QDockWidget(title, parent)
    , m_bar(new TitleBar(this))
    , m_row(new QHBoxLayout(m_bar))
    , m_float(new Button(ButtonKind::Icon, {}, Icon::Expand, m_bar))
    , m_close(new Button(ButtonKind::Icon, tr("Close %1").arg(title), Icon::Close, m_bar))
{
    setObjectName(objectName);
    setAccessibleName(title);
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    m_float->setCompact(true);
    m_close->setCompact(true);
    m_float->setObjectName(QStringLiteral("float"));
    m_close->setObjectName(QStringLiteral("closedock"));
    m_row->addWidget(new TextLabel(TextRole::CardTitle, &Theme::ink, title, m_bar));
    m_row->addStretch(1);
    m_row->addWidget(m_float);
    m_row->addWidget(m_close);
    setTitleBarWidget(m_bar);
    setWidget(content);
    connect(m_close, &Button::clicked, this, &QDockWidget::close);
    connect(m_float, &Button::clicked, this, [this] { setFloating(!isFloating()); });
    connect(this, &QDockWidget::topLevelChanged, this, &PanelDock::refreshFloat);
    themeChanged();
    refreshFloat();
}

void PanelDock::refreshFloat()
{
    m_float->setSymbol(isFloating() ? Icon::Collapse : Icon::Expand);
    m_float->setLabel(isFloating() ? tr("Put %1 back into the window").arg(windowTitle())
                                   : tr("Take %1 out of the window").arg(windowTitle()));
}

void PanelDock::themeChanged()
{
    const auto px = [&](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    m_row->setContentsMargins(px(12), px(8), px(8), px(2));
    m_row->setSpacing(px(2));
    setMinimumWidth(px(280));
}

} // namespace ilv::ui
