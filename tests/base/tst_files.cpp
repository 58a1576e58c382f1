// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "base/removetree.h"
#include "support/somebody.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace ilv;

namespace {

QByteArray contentOf(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("<cannot be read>");
}

QStringList namesIn(const std::string& folder)
{
    return QDir(QString::fromStdString(folder))
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

/// For a while no file may grow beyond `bytes`: write() takes what fits and then fails, as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit now{ bytes, m_before.rlim_max };
        m_signal = std::signal(SIGXFSZ, SIG_IGN);
        m_set = ::setrlimit(RLIMIT_FSIZE, &now) == 0;
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_signal);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    [[nodiscard]] bool isSet() const { return m_set; }

private:
    rlimit m_before{};
    void (*m_signal)(int) = nullptr;
    bool m_set = false;
};

} // namespace

class TestFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void writesAndReplaces();
    void keepsTheModeOfTheFile();
    void keepsALink();
    void keepsTheOldFileWhenNotEveryByteFits();
    void refusesToWrite_data();
    void refusesToWrite();
    void readsARegularFile();
    void refusesToRead_data();
    void refusesToRead();
    void appends();
    void takesATornLineBack();
    void saysThatTheDiskIsFull();
    void refusesToAppendWhenNotOpen();
    void makesFoldersWithParents();
    void refusesAFolderBehindAFile();
    void removesATemporaryFolder();
    void removesWhatIsLockedOrDeep();
    void leavesNoDescriptorBehind();

private:
    [[nodiscard]] std::string path(const char* name) const { return m_folder->path() + "/" + name; }
    std::optional<TemporaryFolder> m_folder;
};

void TestFiles::init()
{
    auto folder = TemporaryFolder::create("ilv-tst-files-");
    QVERIFY(folder);
    m_folder.emplace(folder.take());
}

void TestFiles::cleanup()
{
    m_folder.reset();
}

void TestFiles::writesAndReplaces()
{
    QVERIFY(atomicWrite(path("a"), "first"));
    QCOMPARE(contentOf(path("a")), QByteArray("first"));
    QVERIFY(atomicWrite(path("a"), std::string(3'000'000, 'x')));
    QCOMPARE(contentOf(path("a")).size(), 3'000'000);
    QVERIFY(atomicWrite(path("a"), ""));
    QCOMPARE(contentOf(path("a")), QByteArray());
    QCOMPARE(namesIn(m_folder->path()), QStringList{ QStringLiteral("a") }); // nothing is left beside it
}

void TestFiles::keepsTheModeOfTheFile()
{
    QVERIFY(atomicWrite(path("a"), "first"));
    QCOMPARE(::chmod(path("a").c_str(), 0600), 0);
    QVERIFY(atomicWrite(path("a"), "second"));
    struct stat info { };
    QCOMPARE(::stat(path("a").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777u, 0600u);
}

void TestFiles::keepsALink()
{
    QVERIFY(atomicWrite(path("real"), "first"));
    QCOMPARE(::symlink(path("real").c_str(), path("link").c_str()), 0);
    QVERIFY(atomicWrite(path("link"), "second"));
    QCOMPARE(contentOf(path("real")), QByteArray("second"));
    struct stat info { };
    QCOMPARE(::lstat(path("link").c_str(), &info), 0);
    QVERIFY(S_ISLNK(info.st_mode));
}

/// Trap Q1: QSaveFile replaces the good file by a cut one here, and says that all is well.
void TestFiles::keepsTheOldFileWhenNotEveryByteFits()
{
    QVERIFY(atomicWrite(path("a"), "good"));
    const FileSizeLimit limit(1'000'000);
    QVERIFY(limit.isSet());
    const Status written = atomicWrite(path("a"), std::string(3'000'000, 'x'));
    QVERIFY(!written);
    QCOMPARE(written.error().code, std::string("OUT_IO"));
    QCOMPARE(written.error().file, path("a"));
    QCOMPARE(contentOf(path("a")), QByteArray("good"));
    QCOMPARE(namesIn(m_folder->path()), QStringList{ QStringLiteral("a") });
}

void TestFiles::refusesToWrite_data()
{
    QTest::addColumn<QString>("target");
    QTest::newRow("a folder that is not there") << QStringLiteral("none/a");
    QTest::newRow("a folder itself") << QStringLiteral(".");
    QTest::newRow("below a file") << QStringLiteral("file/a");
    QTest::newRow("a named pipe") << QStringLiteral("pipe");
    QTest::newRow("the kernel's own files") << QStringLiteral("../../proc/ilv-x");
}

void TestFiles::refusesToWrite()
{
    QFETCH(const QString, target);
    QVERIFY(atomicWrite(path("file"), "x"));
    QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
    const std::string full = target.startsWith(QStringLiteral("../../")) ? target.mid(5).toStdString()
                                                                         : path(target.toStdString().c_str());
    const Status written = atomicWrite(full, "y");
    QVERIFY(!written);
    QCOMPARE(written.error().code, std::string("OUT_UNWRITABLE"));
    QVERIFY(written.error().message.find(full) != std::string::npos);
    QCOMPARE(contentOf(path("file")), QByteArray("x"));
}

void TestFiles::readsARegularFile()
{
    const std::string bytes("a\0b\n", 4);
    QVERIFY(atomicWrite(path("a"), bytes));
    auto text = readFile(path("a"), 4);
    QVERIFY(text);
    QCOMPARE(*text, bytes);
    QVERIFY(readFile("/proc/self/stat", 100'000)->size() > 10); // says that its size is 0
}

void TestFiles::refusesToRead_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("code");
    const QString unreadable = QStringLiteral("FILE_UNREADABLE"), large = QStringLiteral("FILE_TOO_LARGE");
    QTest::newRow("nothing there") << QStringLiteral("none") << unreadable;
    QTest::newRow("a folder") << QStringLiteral(".") << unreadable;
    QTest::newRow("a named pipe, which would wait for ever") << QStringLiteral("pipe") << unreadable;
    QTest::newRow("a device without an end") << QStringLiteral("/dev/zero") << unreadable;
    QTest::newRow("one byte too many") << QStringLiteral("file") << large;
    QTest::newRow("a sparse gigabyte") << QStringLiteral("sparse") << large;
    QTest::newRow("a file that hides its size") << QStringLiteral("/proc/self/maps") << large;
}

void TestFiles::refusesToRead()
{
    QFETCH(const QString, target);
    QFETCH(const QString, code);
    QVERIFY(atomicWrite(path("file"), std::string(101, 'x')));
    QVERIFY(atomicWrite(path("sparse"), ""));
    QCOMPARE(::truncate(path("sparse").c_str(), 1 << 30), 0);
    QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
    const std::string full
        = target.startsWith(QLatin1Char('/')) ? target.toStdString() : path(target.toStdString().c_str());
    const auto text = readFile(full, 100);
    QVERIFY(!text);
    QCOMPARE(QString::fromStdString(text.error().code), code);
    QCOMPARE(text.error().file, full);
}

void TestFiles::appends()
{
    AppendFile file;
    QVERIFY(!file.isOpen());
    QVERIFY(file.open(path("a")));
    QVERIFY(file.append("one\n"));
    QVERIFY(file.append("two\n"));
    QVERIFY(file.close());
    QVERIFY(!file.isOpen());
    QCOMPARE(contentOf(path("a")), QByteArray("one\ntwo\n"));
    QVERIFY(file.open(path("a"))); // begins anew
    QVERIFY(file.close());
    QCOMPARE(contentOf(path("a")), QByteArray());
    QCOMPARE(file.open(path("none/a")).error().code, std::string("OUT_UNWRITABLE"));
}

void TestFiles::takesATornLineBack()
{
    AppendFile file;
    QVERIFY(file.open(path("a")));
    QVERIFY(file.append("whole\n"));
    {
        const FileSizeLimit limit(100);
        QVERIFY(limit.isSet());
        const Status torn = file.append(std::string(500, 'x') + "\n");
        QVERIFY(!torn);
        QCOMPARE(torn.error().code, std::string("OUT_IO"));
        QCOMPARE(contentOf(path("a")), QByteArray("whole\n"));
    }
    QVERIFY(file.append("next\n"));
    QCOMPARE(contentOf(path("a")), QByteArray("whole\nnext\n"));
}

void TestFiles::saysThatTheDiskIsFull()
{
    AppendFile file;
    QVERIFY(file.open("/dev/full"));
    const Status written = file.append("x");
    QVERIFY(!written);
    QCOMPARE(written.error().code, std::string("OUT_DISK_FULL"));
    QVERIFY(!written.error().hint.empty());
}

void TestFiles::refusesToAppendWhenNotOpen()
{
    AppendFile file;
    QVERIFY(!file.append("x"));
    QVERIFY(file.close()); // closing nothing is no error
}

void TestFiles::makesFoldersWithParents()
{
    QVERIFY(makeFolder(path("a/b/c")));
    QVERIFY(makeFolder(path("a/b/c"))); // is already there
    QVERIFY(makeFolder(path("a/b/d/")));
    QVERIFY(QDir(QString::fromStdString(path("a/b/d"))).exists());
    QVERIFY(makeFolder("/"));
}

void TestFiles::refusesAFolderBehindAFile()
{
    QVERIFY(atomicWrite(path("file"), "x"));
    const std::string bad[]{ path("file"), path("file/b"), "/proc/ilv-none", "" };
    for (const std::string& target : bad) {
        const Status made = makeFolder(target);
        QVERIFY(!made);
        QCOMPARE(made.error().code, std::string("OUT_UNWRITABLE"));
    }
}

void TestFiles::removesATemporaryFolder()
{
    std::string where;
    {
        auto made = TemporaryFolder::create("ilv-x-");
        QVERIFY(made);
        TemporaryFolder folder = made.take();
        where = folder.path();
        struct stat info { };
        QCOMPARE(::stat(where.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777u, 0700u);
        QVERIFY(makeFolder(where + "/deep/er"));
        QVERIFY(atomicWrite(where + "/deep/er/file", "x"));
        QVERIFY(atomicWrite(path("outside"), "x"));
        QCOMPARE(::symlink(m_folder->path().c_str(), (where + "/link").c_str()), 0);
        auto other = TemporaryFolder::create("ilv-y-");
        const std::string old = other->path();
        *other = std::move(folder); // the old one goes at once, the moved one lives on
        QVERIFY(!QDir(QString::fromStdString(old)).exists());
        QVERIFY(QDir(QString::fromStdString(where)).exists());
    }
    QVERIFY(!QDir(QString::fromStdString(where)).exists());
    QCOMPARE(contentOf(path("outside")), QByteArray("x")); // a link is removed, not followed
}

void TestFiles::removesWhatIsLockedOrDeep()
{
    QVERIFY(makeFolder(path("outside/kept")));
    QVERIFY(makeFolder(path("open")));
    QCOMPARE(::chmod(m_folder->path().c_str(), 0755), 0);
    QCOMPARE(::chmod(path("open").c_str(), 0777), 0);
    QCOMPARE(ilv::test::asSomebody([this] { // the number of the first check that does not hold
        const std::string tree = path("open/tree");
        if (!makeFolder(tree + "/a/b") || !makeFolder(tree + "/moved-up-0/x") || !atomicWrite(tree + "/a/b/file", "x"))
            return 1;
        if (::symlink(path("outside").c_str(), (tree + "/a/link").c_str()) != 0)
            return 2;
        if (::chmod((tree + "/a/b").c_str(), 0) != 0 || ::chmod((tree + "/a").c_str(), 0500) != 0
            || ::chdir(tree.c_str()) != 0)
            return 3;
        const rlimit few{ 64, 64 };
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0)
            return 8;
        for (int depth = 0; depth < 1000; ++depth) { // longer than a path may be, and more than there are descriptors
            if (::mkdir("deep", 0700) != 0 || ::chdir("deep") != 0)
                return 4;
        }
        if (::chdir("/") != 0 || ::chmod(tree.c_str(), 0) != 0)
            return 5;
        if (!removeTree(tree) || !removeTree(tree))
            return 6;
        return ::access(tree.c_str(), F_OK) == 0 ? 7 : 0;
    }),
        0);
    QVERIFY(QDir(QString::fromStdString(path("outside/kept"))).exists());
}

void TestFiles::leavesNoDescriptorBehind()
{
    const auto count = [] { return namesIn("/proc/self/fd").size(); };
    const auto before = count();
    {
        AppendFile file;
        QVERIFY(file.open(path("a")));
        QCOMPARE(count(), before + 1);
        const int newest = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        QVERIFY(::fcntl(newest - 1, F_GETFD) & FD_CLOEXEC); // the append file's own: not for children
        ::close(newest);
        (void)atomicWrite(path("none/x"), "x");
        (void)atomicWrite(path("x"), "x");
        (void)readFile(path("x"), 0);
        (void)readFile(path("x"), 10);
    }
    QCOMPARE(count(), before);
}

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_files.moc"
