// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "experiment/experimentfile.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <set>

using namespace ilv;

namespace {

const QString kFolder = QStringLiteral(ILV_TEST_DATA "/experiments/bad");

struct Expected {
    QString code, path;
    int line = 0, column = 0;
    QString hint;
};

/// tests/data/experiments/bad/index.tsv: file, code, path, line, column, part of the hint; one line for each error.
QMap<QString, QList<Expected>> readIndex()
{
    QMap<QString, QList<Expected>> index;
    QFile file(kFolder + QStringLiteral("/index.tsv"));
    if (!file.open(QIODevice::ReadOnly))
        return index;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        const QStringList f = line.split(QLatin1Char('\t'));
        if (f.size() == 6 && !line.startsWith(QLatin1Char('#')))
            index[f[0]].append({ f[1], f[2], f[3].toInt(), f[4].toInt(), f[5] });
    }
    return index;
}

QString shown(const Error& e)
{
    return QString::fromStdString(e.code + " " + e.path + " " + std::to_string(e.line) + ":" + std::to_string(e.column)
        + " " + e.message + " [" + e.hint + "]");
}

} // namespace

Q_DECLARE_METATYPE(Expected)

/// The corpus of files that must be refused, each with its exact codes and places.
class TestBadFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theIndexNamesEveryFile();
    void refuses_data();
    void refuses();
    void coversEveryCodeOfAFile();
    void survivesEveryCut();
    void refusesWhatIsNoRegularFile_data();
    void refusesWhatIsNoRegularFile();
    void costsLittle_data();
    void costsLittle();
};

void TestBadFiles::theIndexNamesEveryFile()
{
    const QStringList files = QDir(kFolder).entryList({ QStringLiteral("*.json") }, QDir::Files, QDir::Name);
    QVERIFY(files.size() >= 120);
    QStringList indexed = readIndex().keys();
    indexed.sort();
    QStringList sorted = files;
    sorted.sort();
    QCOMPARE(sorted, indexed);
}

void TestBadFiles::refuses_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QList<Expected>>("expected");
    const auto index = readIndex();
    for (auto it = index.begin(); it != index.end(); ++it)
        QTest::newRow(qPrintable(it.key())) << it.key() << it.value();
}

void TestBadFiles::refuses()
{
    QFETCH(const QString, file);
    QFETCH(const QList<Expected>, expected);
    const std::string path = QString(kFolder + QLatin1Char('/') + file).toStdString();
    const ExperimentReading reading = readExperimentFile(path);
    QVERIFY(!reading.experiment);
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QVERIFY2(i < static_cast<qsizetype>(reading.errors.size()),
            qPrintable(QStringLiteral("missing: ") + expected[i].code));
        const Error& e = reading.errors[static_cast<std::size_t>(i)];
        QVERIFY2(QString::fromStdString(e.code) == expected[i].code, qPrintable(shown(e)));
        QVERIFY2(QString::fromStdString(e.path) == expected[i].path, qPrintable(shown(e)));
        QVERIFY2(e.line == expected[i].line && e.column == expected[i].column, qPrintable(shown(e)));
        QVERIFY2(QString::fromStdString(e.hint).contains(expected[i].hint), qPrintable(shown(e)));
        QCOMPARE(e.file, path);
        QVERIFY2(e.message.size() > 10 && e.message.back() == '.', qPrintable(shown(e)));
    }
    QVERIFY2(
        reading.errors.size() == static_cast<std::size_t>(expected.size()), qPrintable(shown(reading.errors.back())));
}

/// Every FILE_ code that one file alone can earn is earned by one of the corpus or of the tests below.
void TestBadFiles::coversEveryCodeOfAFile()
{
    std::set<std::string> earned{ "FILE_UNREADABLE", "FILE_TOO_LARGE", // refusesWhatIsNoRegularFile, costsLittle
        "FILE_HASH_MISMATCH" }; // golden outputs, tst_golden
    for (const QList<Expected>& errors : readIndex()) {
        for (const Expected& e : errors)
            earned.insert(e.code.toStdString());
    }
    for (int i = static_cast<int>(Code::FileUnreadable); i <= static_cast<int>(Code::FileHashMismatch); ++i) {
        const std::string code(name(static_cast<Code>(i)));
        QVERIFY2(earned.count(code) == 1, code.c_str());
    }
}

void TestBadFiles::survivesEveryCut()
{
    QFile file(kFolder + QStringLiteral("/everything-at-once.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string text = file.readAll().toStdString();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const ExperimentReading reading = readExperiment(std::string_view(text).substr(0, i));
        QVERIFY(!reading.experiment);
        QVERIFY(!reading.errors.empty() && reading.errors.front().line >= 1);
    }
}

void TestBadFiles::refusesWhatIsNoRegularFile_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("nothing there") << kFolder + QStringLiteral("/none.json");
    QTest::newRow("a folder") << kFolder;
    QTest::newRow("a device") << QStringLiteral("/dev/zero");
    QTest::newRow("no name") << QString();
}

void TestBadFiles::refusesWhatIsNoRegularFile()
{
    QFETCH(const QString, path);
    const ExperimentReading reading = readExperimentFile(path.toStdString());
    QVERIFY(!reading.experiment);
    QCOMPARE(reading.errors.size(), std::size_t{ 1 });
    QCOMPARE(reading.errors[0].code, std::string("FILE_UNREADABLE"));
}

void TestBadFiles::costsLittle_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    const QString large = QStringLiteral("FILE_TOO_LARGE");
    QTest::newRow("over 16 MiB of blanks") << QByteArray((16 << 20) + 1, ' ') << large;
    QTest::newRow("a million values") << '[' + QByteArray("0,").repeated(1'000'000) + "0]" << large;
    QTest::newRow("a text over 1 MiB") << '"' + QByteArray((1 << 20) + 1, 'x') + '"' << large;
    QTest::newRow("a million open brackets") << QByteArray(1'000'000, '[') << QStringLiteral("FILE_TOO_DEEP");
    QByteArray keys = "{";
    for (int i = 0; i < 100'000; ++i)
        keys += "\"k" + QByteArray::number(i) + "\":0,";
    QTest::newRow("a hundred thousand unknown keys") << keys + "\"z\":0}" << QStringLiteral("FILE_MISSING_KEY");
}

void TestBadFiles::costsLittle()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, code);
    const ExperimentReading reading
        = readExperiment(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    QVERIFY(!reading.experiment);
    QVERIFY(reading.errors.size() <= 20);
    QCOMPARE(QString::fromStdString(reading.errors[0].code), code);
}

QTEST_APPLESS_MAIN(TestBadFiles)
#include "tst_badfiles.moc"
