// SPDX-License-Identifier: GPL-3.0-or-later
// Every stable code is described, and produced by some test; every case of reliability §3.1 and §4 has its test.
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
            const QRegularExpression whole(
                QStringLiteral("\\b(%1|%2)\\b").arg(QString::fromUtf8(it.key()), QString::fromUtf8(it.value())));
            if (!it.key().isEmpty() && !whole.match(QString::fromUtf8(tests)).hasMatch())
                missing << QString::fromUtf8(it.key());
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char(' '))));
    }

    /// tests/data/cases.tsv and peers.tsv: number or name, file, words that stand in it (a row or a function); or "-"
    /// and why it has none here.
    void everyCaseHasItsTest_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<int>("known"); ///< how many, numbered from 1; 0: they have names
        QTest::newRow("the cases of reliability §3.1") << QStringLiteral("cases.tsv") << 112;
        QTest::newRow("the peers' tests of reliability §4") << QStringLiteral("peers.tsv") << 0;
    }
    void everyCaseHasItsTest()
    {
        QFETCH(QString, list);
        QFETCH(int, known);
        QSet<QString> all, automated;
        const QString text = QString::fromUtf8(content(source("tests/data/") + list));
        for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            if (line.startsWith(QLatin1Char('#')))
                continue;
            const QStringList fields = line.split(QLatin1Char('\t'));
            QVERIFY2(fields.size() == 3, qPrintable(line));
            QVERIFY2(known == 0 || (fields[0].toInt() >= 1 && fields[0].toInt() <= known), qPrintable(line));
            all << fields[0];
            if (fields[1] == QStringLiteral("-")) {
                QVERIFY2(fields[2].size() > 15, qPrintable(line)); // a reason
                continue;
            }
            automated << fields[0];
            QVERIFY2(QString::fromUtf8(content(source("tests/") + fields[1])).contains(fields[2]), qPrintable(line));
        }
        for (int number = 1; number <= known; ++number)
            QVERIFY2(all.contains(QString::number(number)), qPrintable(QString::number(number)));
        QVERIFY(automated.size() > 90);
        qInfo("%d of %d cases have an automated test", int(automated.size()), int(all.size()));
    }
};

QTEST_APPLESS_MAIN(TestCodes)
#include "tst_codes.moc"
