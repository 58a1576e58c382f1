// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/recentfiles.h"

#include <QFileInfo>
#include <QSettings>

namespace ilv::ui {

namespace {

constexpr int kMost = 10;

QString key()
{
    return QStringLiteral("recent");
}

} // namespace

RecentFiles::RecentFiles(QSettings* settings)
    : m_settings(settings)
{
    if (settings)
        m_paths = settings->value(key()).toStringList().mid(0, kMost);
}

void RecentFiles::add(const QString& path)
{
    const QString whole = QFileInfo(path).absoluteFilePath();
    m_paths.removeAll(whole);
    m_paths.prepend(whole);
    m_paths = m_paths.mid(0, kMost);
    keep();
}

void RecentFiles::remove(const QString& path)
{
    if (m_paths.removeAll(QFileInfo(path).absoluteFilePath()) > 0)
        keep();
}

void RecentFiles::keep()
{
    if (m_settings)
        m_settings->setValue(key(), m_paths);
}

} // namespace ilv::ui
