// SPDX-License-Identifier: GPL-3.0-or-later
// Every stable code is described, and produced by some test; every numbered case of reliability §3.1 has its tests.
#include "base/codes.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace ilv;

namespace {

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString source(const char* path)
{
    return QStringLiteral(ILV_SOURCE_DIR "/") + QString::fromUtf8(path);
}

/// The texts of all tests but this one.
QByteArray allTests()
{
    QByteArray all;
    QDirIterator it(source("tests"), { QStringLiteral("*.cpp"), QStringLiteral("*.h"), QStringLiteral("index.tsv") },
        QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        if (!path.endsWith(QStringLiteral("tst_codes.cpp")))
            all += content(path);
    }
    return all;
}

constexpr int kCases = 112;

} // namespace

class TestCodes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodeIsDescribedOnce()
    {
        const QString text = QString::fromUtf8(content(source("core/base/codes.md")));
        QVERIFY(!text.isEmpty());
        QStringList described;
        static const QRegularExpression row(QStringLiteral("^\\| `([A-Z_]+)` \\| [^|]+ \\| [^|]{8,} \\| [^|]+ \\|$"),
            QRegularExpression::MultilineOption);
        for (auto it = row.globalMatch(text); it.hasNext();)
            described << it.next().captured(1);
        QStringList known;
        for (std::size_t i = 1; !name(static_cast<Code>(i)).empty(); ++i)
            known << QString::fromStdString(std::string(name(static_cast<Code>(i))));
        QCOMPARE(described, known); // in the order of the header
    }

    void everyCodeIsProducedByATest()
    {
        // As a test would name it: by its text, or by its enumerator.
        QMap<QByteArray, QByteArray> enumerators;
#define ILV_CODE_ROW(id, text) enumerators.insert(text, "Code::" #id);
        ILV_CODES(ILV_CODE_ROW)
#undef ILV_CODE_ROW
        const QByteArray tests = allTests();
        QStringList missing;
        for (auto it = enumerators.cbegin(); it != enumerators.cend(); ++it) {
            const QRegularExpression whole(QStringLiteral("\\b(%1|%2)\\b").arg(QString::fromUtf8(it.key()), QString::fromUtf8(it.value())));
            if (!it.key().isEmpty() && !whole.match(QString::fromUtf8(tests)).hasMatch())
                missing << QString::fromUtf8(it.key());
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char(' '))));
    }

    /// tests/data/cases.tsv: number, file, words that stand in it (a row or a function); or "-" and why it has none here.
    void everyCaseHasItsTest()
    {
        QMap<int, int> rows;
        const QStringList lines
            = QString::fromUtf8(content(source("tests/data/cases.tsv"))).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        int automated = 0;
        for (const QString& line : lines) {
            if (line.startsWith(QLatin1Char('#')))
                continue;
            const QStringList fields = line.split(QLatin1Char('\t'));
            QVERIFY2(fields.size() == 3, qPrintable(line));
            const int number = fields[0].toInt();
            QVERIFY2(number >= 1 && number <= kCases, qPrintable(line));
            const bool first = ++rows[number] == 1;
            if (fields[1] == QStringLiteral("-")) {
                QVERIFY2(fields[2].size() > 15, qPrintable(line)); // a reason
                continue;
            }
            automated += first ? 1 : 0;
            const QString text = QString::fromUtf8(content(source("tests/") + fields[1]));
            QVERIFY2(!text.isEmpty(), qPrintable(line));
            QVERIFY2(text.contains(fields[2]), qPrintable(line));
        }
        for (int number = 1; number <= kCases; ++number)
            QVERIFY2(rows.contains(number), qPrintable(QString::number(number)));
        qInfo("%d of %d cases have an automated test", automated, kCases);
    }
};

QTEST_APPLESS_MAIN(TestCodes)
#include "tst_codes.moc"
