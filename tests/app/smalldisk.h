// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QString>
#include <QTest>

#include <sys/mount.h>

/// A small file system of its own, until it goes out of scope; where that is not allowed `isMounted` is false.
struct SmallDisk {
    SmallDisk(QString folder, int kib)
        : path(std::move(folder))
    {
        QDir().mkpath(path);
        const QByteArray options = "size=" + QByteArray::number(kib) + "k";
        isMounted = ::mount("tmpfs", path.toUtf8().constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~SmallDisk()
    {
        if (isMounted)
            ::umount2(path.toUtf8().constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    QString path;
    bool isMounted;
};

/// Else the test is skipped: it has to return.
inline bool canBeUsed(const SmallDisk& disk)
{
    if (!disk.isMounted)
        QTest::qSkip("mounting a small file system is not allowed here", __FILE__, __LINE__);
    return disk.isMounted;
}
