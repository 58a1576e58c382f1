// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/vectors.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

/// Every group of known answers has a test that asks for it by name.
class TestVectorsCoverage : public QObject {
    Q_OBJECT

    static QSet<QString> testedGroups()
    {
        static const QRegularExpression call(QStringLiteral("\\bgroup\\(\"([^\"]+)\"\\)"));
        const QJsonObject groups = vectors::all();
        QSet<QString> tested;
        const QDir folder(QStringLiteral(ILV_SOURCE_DIR "/tests/analysis"));
        for (const QString& name : folder.entryList({ QStringLiteral("tst_*.cpp") })) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            auto calls = call.globalMatch(QString::fromUtf8(file.readAll()));
            while (calls.hasNext())
                tested.insert(vectors::groupKey(groups, calls.next().captured(1)));
        }
        return tested;
    }

private Q_SLOTS:
    void thereAreThirtySevenGroups() { QCOMPARE(vectors::all().size(), 37); }
    void everyGroupIsTested_data()
    {
        QTest::addColumn<QString>("key");
        for (const QString& key : vectors::all().keys())
            QTest::newRow(qPrintable(key)) << key;
    }
    void everyGroupIsTested()
    {
        QFETCH(QString, key);
        static const QSet<QString> tested = testedGroups();
        QVERIFY(tested.contains(key));
    }
    void aNameNobodyHasIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN((void)vectors::group("no such group"), std::runtime_error);
    }
};

QTEST_APPLESS_MAIN(TestVectorsCoverage)
#include "tst_vectors_coverage.moc"
