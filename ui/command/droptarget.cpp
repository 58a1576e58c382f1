// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/droptarget.h"

#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QRegularExpression>
#include <QUrl>
#include <QWidget>

namespace ilv::ui {

namespace {

constexpr qint64 kPeek = 64 * 1024;

/// The one local file; empty: something else is dragged.
QString pathIn(const QMimeData* data)
{
    const auto urls = data->urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

} // namespace

FileContent contentOf(const QString& path)
{
    if (QFileInfo(path).isDir())
        return FileContent::Result;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return FileContent::Experiment;
    static const QRegularExpression begins(QStringLiteral("^\\s*\\{\\s*\"schema\"\\s*:"));
    return begins.match(QString::fromUtf8(file.read(kPeek))).hasMatch() ? FileContent::Result : FileContent::Experiment;
}

DropTarget::DropTarget(QWidget* window)
    : QObject(window)
    , m_window(window)
{
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

void DropTarget::showHint(bool shown)
{
    if (!shown) {
        if (m_hint)
            m_hint->deleteLater();
        m_hint = nullptr;
        return;
    }
    m_hint = new QLabel(tr("Drop to open"), m_window);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setAutoFillBackground(true);
    m_hint->setBackgroundRole(QPalette::Highlight);
    m_hint->setForegroundRole(QPalette::HighlightedText);
    m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_hint->setMargin(14);
    m_hint->adjustSize();
    m_hint->move((m_window->width() - m_hint->width()) / 2, (m_window->height() - m_hint->height()) / 2);
    m_hint->show();
    m_hint->raise();
}

bool DropTarget::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::DragEnter: {
        auto* enter = static_cast<QDragEnterEvent*>(event);
        if (pathIn(enter->mimeData()).isEmpty())
            break;
        enter->setDropAction(Qt::CopyAction);
        enter->accept();
        showHint(true);
        return true;
    }
    case QEvent::DragLeave:
        showHint(false);
        break;
    case QEvent::Drop: {
        showHint(false);
        auto* drop = static_cast<QDropEvent*>(event);
        const QString path = pathIn(drop->mimeData());
        if (path.isEmpty())
            break;
        drop->setDropAction(Qt::CopyAction);
        drop->accept();
        Q_EMIT dropped(path);
        return true;
    }
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ilv::ui
