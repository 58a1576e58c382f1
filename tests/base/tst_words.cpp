// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "base/suggest.h"
#include "base/vocabulary.h"

#include <QtTest>

#include <array>
#include <set>

using namespace ilv;

namespace {

template <typename E, std::size_t N> bool allComeBack(const std::array<E, N>& values)
{
    std::set<std::string_view> seen;
    for (const E value : values) {
        const auto back = fromName<E>(name(value));
        if (name(value).empty() || !back || name(*back) != name(value) || !seen.insert(name(value)).second)
            return false;
    }
    return !fromName<E>("") && !fromName<E>("nonsense");
}

} // namespace

/// The words of files and events, the codes, and the guess at what a misspelt one meant.
class TestWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyWordComesBack();
    void everyCodeComesBack();
    void countsEdits_data();
    void countsEdits();
    void suggests_data();
    void suggests();
};

void TestWords::everyWordComesBack()
{
    QVERIFY(allComeBack(kModels));
    QVERIFY(allComeBack(kKernels));
    QVERIFY(allComeBack(kSpreads));
    QVERIFY(allComeBack(kTransports));
    QVERIFY(allComeBack(kOffloads));
    QVERIFY(allComeBack(kOutcomes));
}

void TestWords::everyCodeComesBack()
{
    std::set<std::string_view> seen;
    for (int i = 1; i <= static_cast<int>(Code::NetNoPorts); ++i) {
        const Code code = static_cast<Code>(i);
        QVERIFY(!name(code).empty());
        QVERIFY2(seen.insert(name(code)).second, name(code).data());
        QCOMPARE(codeFromName(name(code)), code);
    }
    QCOMPARE(codeFromName("NO_SUCH_CODE"), Code::None);
    QVERIFY(name(Code::None).empty());
}

void TestWords::countsEdits_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<int>("edits");
    const auto row = [](const char* a, const char* b, int edits) {
        QTest::addRow("%s to %s", a, b) << QString::fromLatin1(a) << QString::fromLatin1(b) << edits;
    };
    row("", "", 0);
    row("", "abc", 3);
    row("units", "units", 0);
    row("Units", "uNITS", 0);
    row("unit", "units", 1);
    row("kitten", "sitting", 3);
    row("wrokers", "workers", 1);
    row("ca", "abc", 3);
}

void TestWords::countsEdits()
{
    QFETCH(const QString, a);
    QFETCH(const QString, b);
    QFETCH(const int, edits);
    QCOMPARE(static_cast<int>(editDistance(a.toStdString(), b.toStdString())), edits);
    QCOMPARE(static_cast<int>(editDistance(b.toStdString(), a.toStdString())), edits);
}

void TestWords::suggests_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("meant");
    const auto row = [](const char* word, const char* meant) {
        QTest::addRow("%s", word) << QString::fromLatin1(word) << QString::fromLatin1(meant);
    };
    row("wokers", "workers");
    row("WORKERS", "workers");
    row("inFlight", "in_flight");
    row("in-flight", "in_flight");
    row("tsaks", "tasks");
    row("task", "tasks");
    row("durations", "duration_s");
    row("m", "ms");
    row("banana", "");
    row("", "");
}

void TestWords::suggests()
{
    QFETCH(const QString, word);
    QFETCH(const QString, meant);
    constexpr std::string_view known[]{ "tasks", "workers", "in_flight", "duration_s", "ms" };
    QCOMPARE(QString::fromStdString(std::string(closest(word.toStdString(), known))), meant);
    const std::string hint = didYouMean(word.toStdString(), known);
    QCOMPARE(hint.empty(), meant.isEmpty());
    QVERIFY(hint.find(meant.toStdString()) != std::string::npos);
}

QTEST_APPLESS_MAIN(TestWords)
#include "tst_words.moc"
