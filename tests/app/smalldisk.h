// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QString>
#include <QTest>

#include <sched.h>
#include <sys/mount.h>

/// From now on what this test mounts is seen by it and the programs it starts, and gone with them, however it ends.
/// False where that is not allowed.
inline bool mountsAreOurOwn()
{
    static const bool own = ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    return own;
}

/// A small file system of its own, until it goes out of scope; where that is not allowed `isMounted` is false.
struct SmallDisk {
    SmallDisk(QString folder, int kib)
        : path(std::move(folder))
    {
        QDir().mkpath(path);
        const QByteArray options = "size=" + QByteArray::number(kib) + "k";
        isMounted = mountsAreOurOwn() && ::mount("tmpfs", path.toUtf8().constData(), "tmpfs", 0, options.constData()) == 0;
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
