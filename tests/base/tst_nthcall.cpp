// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite's own method: let the n-th call fail, for n = 1, 2, … until none does any more. This program has its own write,
// fsync, rename and open, which do as they are told.
#include "base/files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

struct Plan {
    int countdown = 0; ///< the call that fails; 0: none
    int number = 0; ///< errno; 0: it takes half of the bytes
    int failed = 0;
} plan;

/// Whether this call is the one.
bool fails()
{
    if (plan.countdown == 0 || --plan.countdown > 0)
        return false;
    ++plan.failed;
    return true;
}

template <typename Function> Function* real(const char* name) { return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name)); }

} // namespace

extern "C" {

ssize_t write(int fd, const void* bytes, size_t size)
{
    static auto* const next = real<ssize_t(int, const void*, size_t)>("write");
    if (fd > 2 && fails()) {
        if (plan.number == 0)
            return next(fd, bytes, (size + 1) / 2);
        errno = plan.number;
        return -1;
    }
    return next(fd, bytes, size);
}

int fsync(int fd)
{
    static auto* const next = real<int(int)>("fsync");
    if (plan.number != 0 && fails()) {
        errno = plan.number;
        return -1;
    }
    return next(fd);
}

int rename(const char* from, const char* to) noexcept
{
    static auto* const next = real<int(const char*, const char*)>("rename");
    if (plan.number != 0 && plan.number != EINTR && fails()) {
        errno = plan.number;
        return -1;
    }
    return next(from, to);
}
}

using namespace ilv;

class TestNthCall : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { plan = {}; }

    void case86TheNthCallFails_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("no space") << ENOSPC;
        QTest::newRow("I/O error") << EIO;
        QTest::newRow("over the quota") << EDQUOT;
        QTest::newRow("interrupted, which is no failure") << EINTR;
        QTest::newRow("a short write, which is no failure") << 0;
    }
    void case86TheNthCallFails()
    {
        QFETCH(int, number);
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("result.json")).toStdString();
        const std::string old = "the old one";
        const std::string fresh(300'000, 'n');
        const auto content = [&path] {
            const auto read = readFile(path, 1 << 20);
            return read ? *read : std::string();
        };
        int faults = 0;
        for (int n = 1; n < 100; ++n) {
            plan = {};
            QVERIFY(atomicWrite(path, old));
            plan = {.countdown = n, .number = number};
            const auto written = atomicWrite(path, fresh);
            const int failed = plan.failed;
            plan = {};
            if (written) {
                QVERIFY2(content() == fresh, "a success that is none");
            } else {
                QVERIFY(number != EINTR && number != 0); // these are no failures
                QVERIFY(written.error().code.starts_with("OUT_"));
                QVERIFY(content() == old || content() == fresh); // the last step is the folder's fsync: the file stands
            }
            faults += failed;
            if (failed == 0)
                break;
        }
        QVERIFY(faults >= 1); // it did fail, or nothing was tested
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1); // nothing is left beside it
    }

    void case86AnAppendIsWholeOrReported()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("outcomes.jsonl")).toStdString();
        for (int n = 1; n < 20; ++n) {
            AppendFile file;
            QVERIFY(file.open(path));
            plan = {.countdown = n, .number = ENOSPC};
            std::string expected;
            for (int line = 0; line < 10; ++line) {
                const std::string text = "line " + std::to_string(line) + "\n";
                if (file.append(text))
                    expected += text;
            }
            const bool failed = plan.failed > 0;
            const auto closed = file.close();
            plan = {};
            QCOMPARE(*readFile(path, 1 << 20), expected);
            if (!failed && closed.ok())
                return;
        }
        QFAIL("every append failed");
    }
};

QTEST_APPLESS_MAIN(TestNthCall)
#include "tst_nthcall.moc"
