// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QSettings;

namespace ilv::ui {

/// The files opened and saved last, newest first, at most ten. Kept in the settings; without them for this window only.
class RecentFiles {
public:
    explicit RecentFiles(QSettings* settings);

    void add(const QString& path);
    void remove(const QString& path); ///< it could not be opened any more
    [[nodiscard]] const QStringList& all() const { return m_paths; }

private:
    void keep();

    QSettings* m_settings;
    QStringList m_paths;
};

} // namespace ilv::ui
