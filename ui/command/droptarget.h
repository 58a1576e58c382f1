// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QLabel;
class QMimeData;
class QWidget;

namespace ilv::ui {

/// What a path that was dropped, or chosen among recent files, holds.
enum class FileContent : std::uint8_t { Experiment, Result };

/// A folder is a result's; a file is one when it begins as the program writes it. Reads at most 64 KiB. What cannot be
/// told apart counts as an experiment, whose reader says what is wrong with it.
[[nodiscard]] FileContent contentOf(const QString& path);

/// Lets one local file or folder be dropped anywhere on a window, and says while it hovers that it may.
class DropTarget : public QObject {
    Q_OBJECT

public:
    explicit DropTarget(QWidget* window);

Q_SIGNALS:
    void dropped(const QString& path);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showHint(bool shown);

    QWidget* m_window;
    QLabel* m_hint = nullptr;
};

} // namespace ilv::ui
