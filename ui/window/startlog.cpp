// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/startlog.h"

#include <QEvent>
#include <QFile>
#include <QLoggingCategory>
#include <QWidget>

#include <ctime>

#include <unistd.h>

namespace ilv::ui {

namespace {

Q_LOGGING_CATEGORY(startLog, "interleave.start", QtWarningMsg)

/// Since this process was begun, as the kernel noted it; to 10 ms.
double processAgeMs()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    timespec now{};
    if (!file.open(QIODevice::ReadOnly) || clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return -1;
    const QByteArray stat = file.readAll();
    constexpr int kStartTime = 19; // proc(5): the 22nd field, the third being the first after the name
    const double begun = stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(kStartTime).toDouble();
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6
        - begun * 1e3 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// Goes with the first frame.
class FirstFrame final : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QMetaObject::invokeMethod( // when the frame is whole and flushed
                this,
                [this] {
                    logStart("first frame");
                    deleteLater();
                },
                Qt::QueuedConnection);
        }
        return false;
    }
};

} // namespace

void logStart(const char* reached)
{
    if (startLog().isDebugEnabled())
        qCDebug(startLog, "%s: %.0f ms", reached, processAgeMs());
}

void logFirstFrame(QWidget& window)
{
    if (startLog().isDebugEnabled())
        window.installEventFilter(new FirstFrame(&window));
}

} // namespace ilv::ui
