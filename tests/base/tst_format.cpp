// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"

#include <QtTest>

#include <clocale>
#include <cmath>
#include <limits>

using namespace ilv;

namespace {
/// "~" stands for the narrow no-break space.
QString spelt(const char* text)
{
    return QString::fromUtf8(text).replace(QLatin1Char('~'), QChar(0x202F));
}
QString shown(const std::string& text)
{
    return QString::fromStdString(text);
}
} // namespace

class TestFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formats_data();
    void formats();
    void countsGetThousandsSeparators();
    void significantDigits_data();
    void significantDigits();
    void noLocaleChangesANumber();
};

void TestFormat::formats_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto add = [](const char* kind, double value, const char* text) {
        QTest::addRow("%s %.12g is %s", kind, value, text) << QString::fromLatin1(kind) << value << spelt(text);
    };
    constexpr double inf = std::numeric_limits<double>::infinity();

    add("rate", 14980.3, "14,980~/s");
    add("rate", 100, "100~/s");
    add("rate", 99.96, "100~/s");
    add("rate", 99.94, "99.9~/s");
    add("rate", 7.25, "7.25~/s");
    add("rate", 0.05, "0.0500~/s");
    add("rate", 0, "0~/s");
    add("rate", 999'999.4, "999,999~/s");
    add("rate", 999'999.6, "1.00M~/s");
    add("rate", 1.2e6, "1.20M~/s");
    add("rate", 12.345e6, "12.3M~/s");
    add("rate", 2.5e9, "2,500M~/s");
    add("rate", std::nan(""), "–~/s");
    add("rate", inf, "∞~/s");

    add("time", 0, "0~ns");
    add("time", 162, "162~ns");
    add("time", 35'100, "35.1~µs");
    add("time", 999.4, "999~ns");
    add("time", 999.6, "1.00~µs");
    add("time", 999'600, "1.00~ms");
    add("time", 4.27e6, "4.27~ms");
    add("time", 162e6, "162~ms");
    add("time", 999.7e6, "1.00~s");
    add("time", 1.5e9, "1.50~s");
    add("time", 119e9, "119~s");
    add("time", 120e9, "2.0~min");
    add("time", 754e9, "12.6~min");
    add("time", 7.2e12, "120~min");
    add("time", -35'100, "-35.1~µs");
    add("time", std::nan(""), "–~s");

    add("percent", 0, "0%");
    add("percent", 0.072, "7.2%");
    add("percent", 0.98, "98%");
    add("percent", 0.00057, "0.057%");
    add("percent", 0.0996, "10%");
    add("percent", 0.1234, "12%");
    add("percent", 1, "100%");
    add("percent", 0.9951, "99.5%");
    add("percent", 0.99996, "99.996%");
    add("percent", 1.5, "150%");
    add("percent", 12.5, "1,250%");
    add("percent", -0.05, "-5.0%");

    add("ratio", 37.8, "37.8×");
    add("ratio", 1, "1.0×");
    add("ratio", 0, "0.0×");
    add("ratio", 0.034, "0.034×");
    add("ratio", 0.996, "1.0×");
    add("ratio", 1234.4, "1,234×");
    add("ratio", 99.97, "100×");

    add("bytes", 0, "0~B");
    add("bytes", 512, "512~B");
    add("bytes", 1023, "1,023~B");
    add("bytes", 1024, "1~KiB");
    add("bytes", 4096, "4~KiB");
    add("bytes", 1536, "1.50~KiB");
    add("bytes", 22'858'957, "21.8~MiB");
    add("bytes", 1'048'575, "1.00~MiB");
    add("bytes", 1073741824, "1~GiB");

    add("tick", 0, "0");
    add("tick", 500, "500");
    add("tick", 1000, "1k");
    add("tick", 1500, "1.5k");
    add("tick", 20'000, "20k");
    add("tick", 1e6, "1M");
    add("tick", 2.5e9, "2.5G");
    add("tick", 0.1, "0.1");
    add("tick", 0.30000000000000004, "0.3");
    add("tick", 0.00002, "0.00002");
    add("tick", -2000, "-2k");
    add("tick", 999.9999999999, "1k");
}

void TestFormat::formats()
{
    QFETCH(const QString, kind);
    QFETCH(const double, value);
    QFETCH(const QString, text);
    const std::pair<const char*, std::string (*)(double)> kinds[]{ { "rate", formatRate }, { "time", formatDuration },
        { "percent", formatPercent }, { "ratio", formatRatio }, { "bytes", formatBytes }, { "tick", formatTick } };
    for (const auto& [name, format] : kinds) {
        if (kind == QLatin1String(name)) {
            QCOMPARE(shown(format(value)), text);
            return;
        }
    }
    QFAIL("no such format");
}

void TestFormat::countsGetThousandsSeparators()
{
    QCOMPARE(shown(formatCount(0)), QStringLiteral("0"));
    QCOMPARE(shown(formatCount(999)), QStringLiteral("999"));
    QCOMPARE(shown(formatCount(1000)), QStringLiteral("1,000"));
    QCOMPARE(shown(formatCount(-1'000'000)), QStringLiteral("-1,000,000"));
    QCOMPARE(shown(formatCount(INT64_MIN)), QStringLiteral("-9,223,372,036,854,775,808"));
}

void TestFormat::significantDigits_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("digits");
    QTest::addColumn<QString>("text");
    QTest::newRow("two decimals") << 4.2666 << 3 << QStringLiteral("4.27");
    QTest::newRow("none") << 162.4 << 3 << QStringLiteral("162");
    QTest::newRow("small") << 0.012345 << 3 << QStringLiteral("0.0123");
    QTest::newRow("carry into a new digit") << 9.996 << 3 << QStringLiteral("10.0");
    QTest::newRow("whole numbers stay whole") << 12345.0 << 3 << QStringLiteral("12345");
    QTest::newRow("one digit") << 0.96 << 1 << QStringLiteral("1");
    QTest::newRow("tiny") << 1.5e-12 << 2 << QStringLiteral("0.0000000000015");
}

void TestFormat::significantDigits()
{
    QFETCH(const double, value);
    QFETCH(const int, digits);
    QFETCH(const QString, text);
    QCOMPARE(shown(formatSignificant(value, digits)), text);
}

/// A Turkish or German desktop sets a decimal comma; numbers of ours keep the point.
void TestFormat::noLocaleChangesANumber()
{
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char* name : { "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8" })
        (void)std::setlocale(LC_ALL, name); // where one is not installed, the others are
    const std::string text = formatDuration(1.5e9) + formatPercent(0.9951);
    std::setlocale(LC_ALL, before.c_str());
    QCOMPARE(shown(text), spelt("1.50~s99.5%"));
}

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
