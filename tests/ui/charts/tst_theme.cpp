// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/icons.h"
#include "look/marks.h"
#include "look/numbers.h"
#include "look/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTest>

#include <cmath>
#include <set>

using namespace ilv;
using namespace ilv::ui;

/// The colour table and the number columns of the interface's specification.
class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastIsWcag();
    void textContrasts_data();
    void textContrasts();
    void modelColoursHaveTheContrastOfTheTable_data();
    void modelColoursHaveTheContrastOfTheTable();
    void textOnAFillReads();
    void everyModelHasItsOwnMarker();
    void projectorStrengthensWhatIsFaint();
    void fontsAreScaledAndUnhinted();
    void digitsStandInCells();
    void decimalPointsAlign_data();
    void decimalPointsAlign();
    void oneUnitFitsAColumn_data();
    void oneUnitFitsAColumn();
    void ticksSayNoMoreThanTheyNeed();
    void everyIconDrawsSomething();
    void hatchStaysInsideItsBox();
};

void TestTheme::contrastIsWcag()
{
    QCOMPARE(contrast(Qt::white, Qt::black), 21.0);
    QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
}

void TestTheme::textContrasts_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("back");
    QTest::addColumn<double>("stated");
    for (const bool dark : { false, true }) {
        const Theme t = dark ? darkTheme() : lightTheme();
        const auto row = [&](const char* name, const QColor& text, const QColor& back, double stated) {
            QTest::addRow("%s %s", dark ? "dark" : "light", name) << dark << text << back << stated;
        };
        row("ink", t.ink, t.surface, dark ? 14.6 : 17.8);
        row("ink2", t.ink2, t.surface, dark ? 9.4 : 8.5);
        row("ink3", t.ink3, t.surface, dark ? 5.9 : 5.1);
        row("ink3 on the window", t.ink3, t.window, dark ? 0 : 4.6);
        row("button", t.accentInk, t.accent, 0);
        row("ok", t.ok, t.surface, 0);
        row("warning", t.warn, t.surface, 0);
        row("warning in its banner", t.warn, t.warnSoft, 0);
        row("error", t.err, t.surface, 0);
        row("error in its banner", t.err, t.errSoft, 0);
        row("ink in the error banner", t.ink, t.errSoft, 0);
    }
}

void TestTheme::textContrasts()
{
    QFETCH(QColor, text);
    QFETCH(QColor, back);
    QFETCH(double, stated);
    const double ratio = contrast(text, back);
    QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
    if (stated > 0)
        QVERIFY2(std::abs(ratio - stated) < 0.1, qPrintable(QString::number(ratio)));
}

void TestTheme::modelColoursHaveTheContrastOfTheTable_data()
{
    QTest::addColumn<int>("model");
    QTest::addColumn<double>("light");
    QTest::addColumn<double>("dark");
    QTest::newRow("sequential") << 0 << 7.9 << 4.7;
    QTest::newRow("async") << 1 << 6.5 << 4.4;
    QTest::newRow("threads") << 2 << 3.1 << 9.8;
    QTest::newRow("processes") << 3 << 6.1 << 4.7;
    QTest::newRow("process per task") << 4 << 3.1 << 10.1;
    QTest::newRow("hybrid") << 5 << 10.3 << 8.9;
}

void TestTheme::modelColoursHaveTheContrastOfTheTable()
{
    QFETCH(int, model);
    QFETCH(double, light);
    QFETCH(double, dark);
    const Theme day = lightTheme(), night = darkTheme();
    const auto index = static_cast<std::size_t>(model);
    const double onWhite = contrast(day.models[index], day.surface),
                 onDark = contrast(night.models[index], night.surface);
    QVERIFY2(std::abs(onWhite - light) < 0.1, qPrintable(QString::number(onWhite)));
    QVERIFY2(std::abs(onDark - dark) < 0.1, qPrintable(QString::number(onDark)));
    QVERIFY(onWhite >= 3 && onDark >= 3);
}

void TestTheme::textOnAFillReads()
{
    for (const Theme& t : { lightTheme(), darkTheme() }) {
        for (const Model model : kModels)
            QVERIFY(contrast(textOnFill(t.model(model)), t.model(model)) >= 4.5);
        // The hatch has its own tag, and text stands on that.
        QVERIFY(contrast(t.ink, t.queueBack) >= 4.5);
        QVERIFY(contrast(textOnFill(t.phases[0]), t.phases[0]) >= 4.5);
        QVERIFY(contrast(t.borderStrong, t.surface) >= 3);
    }
    QCOMPARE(textOnFill(lightTheme().model(Model::Async)), QColor(Qt::white));
    QCOMPARE(textOnFill(lightTheme().model(Model::Threads)), QColor(0x14, 0x18, 0x1F));
}

void TestTheme::everyModelHasItsOwnMarker()
{
    std::set<Marker> markers;
    for (const Model model : kModels) {
        markers.insert(markerOf(model));
        const QRectF box = markerPath(markerOf(model), QPointF(50, 50), 10).boundingRect();
        QVERIFY(QRectF(38, 38, 24, 24).contains(box));
        QVERIFY(box.width() >= 14 && box.height() >= 14);
    }
    QCOMPARE(markers.size(), kModels.size());
}

void TestTheme::projectorStrengthensWhatIsFaint()
{
    const Theme desk = lightTheme(1.0), wall = lightTheme(1.5);
    QCOMPARE(wall.ink3, desk.ink2);
    QCOMPARE(wall.grid, desk.border);
    QCOMPARE(wall.axis, desk.borderStrong);
    QCOMPARE(desk.hairline(), 1);
    QCOMPARE(wall.hairline(), 2);
}

void TestTheme::fontsAreScaledAndUnhinted()
{
    const QFont tick = darkTheme(1.5).font(TextRole::Tick);
    QCOMPARE(tick.pixelSize(), 18);
    QCOMPARE(tick.hintingPreference(), QFont::PreferNoHinting);
    QCOMPARE(tick.families().constFirst(), QStringLiteral("Inter"));
    QCOMPARE(lightTheme().font(TextRole::CardTitle).weight(), QFont::DemiBold);
    QCOMPARE(uiFont(17.25).pixelSize(), 17); // the smallest text on a projector
    QCOMPARE(uiFont(0).pixelSize(), 1); // never an invalid font
}

void TestTheme::digitsStandInCells()
{
    const QFont font = lightTheme().font(TextRole::Body);
    QCOMPARE(cellWidth(QStringLiteral("1111"), font), cellWidth(QStringLiteral("8888"), font));
    QCOMPARE(cellWidth(QStringLiteral("11.1 ms"), font), cellWidth(QStringLiteral("44.8 ms"), font));
    QVERIFY(cellWidth(QStringLiteral("1"), font) >= QFontMetricsF(font).horizontalAdvance(QLatin1Char('1')));
}

void TestTheme::decimalPointsAlign_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("whole");
    QTest::newRow("three digits") << QStringLiteral("162") << QStringLiteral("162");
    QTest::newRow("one decimal") << QStringLiteral("21.0") << QStringLiteral("21");
    QTest::newRow("two decimals") << QStringLiteral("4.27") << QStringLiteral("4");
    QTest::newRow("thousands") << QStringLiteral("14,980") << QStringLiteral("14,980");
    QTest::newRow("a unit") << QStringLiteral("162 ms") << QStringLiteral("162");
    QTest::newRow("a sign and percent") << QStringLiteral("±1.1%") << QStringLiteral("±1");
    QTest::newRow("no digit at all") << QStringLiteral("–") << QStringLiteral("–");
}

void TestTheme::decimalPointsAlign()
{
    QFETCH(QString, text);
    QFETCH(QString, whole);
    const QFont font = lightTheme().font(TextRole::Body);
    const DecimalWidths widths = decimalWidths(text, font);
    QCOMPARE(widths.whole, cellWidth(whole, font));
    QVERIFY(std::abs(widths.whole + widths.fraction - cellWidth(text, font)) < 0.01);
}

void TestTheme::oneUnitFitsAColumn_data()
{
    QTest::addColumn<double>("nanos");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("text");
    QTest::newRow("nanoseconds") << 512.0 << QStringLiteral("ns") << QStringLiteral("512");
    QTest::newRow("microseconds") << 35'100.0 << QStringLiteral("µs") << QStringLiteral("35.1");
    QTest::newRow("milliseconds") << 4'270'000.0 << QStringLiteral("ms") << QStringLiteral("4.27");
    QTest::newRow("seconds") << 1.5e9 << QStringLiteral("s") << QStringLiteral("1.50");
    QTest::newRow("a minute and a half is 90 s") << 90e9 << QStringLiteral("s") << QStringLiteral("90.0");
    QTest::newRow("minutes") << 150e9 << QStringLiteral("min") << QStringLiteral("2.50");
}

void TestTheme::oneUnitFitsAColumn()
{
    QFETCH(double, nanos);
    QFETCH(QString, unit);
    QFETCH(QString, text);
    QCOMPARE(timeUnitFor(nanos).name, unit);
    QCOMPARE(textInUnit(nanos, timeUnitFor(nanos)), text);
}

void TestTheme::ticksSayNoMoreThanTheyNeed()
{
    const auto tick = [](double nanos) { return durationTick(nanos).replace(QChar(0x202f), QLatin1Char(' ')); };
    QCOMPARE(tick(100), QStringLiteral("100 ns"));
    QCOMPARE(tick(1e6), QStringLiteral("1 ms"));
    QCOMPARE(tick(2e8), QStringLiteral("200 ms"));
    QCOMPARE(tick(1e9), QStringLiteral("1 s"));
    QCOMPARE(durationTick(0, timeUnitFor(1e10)).replace(QChar(0x202f), QLatin1Char(' ')), QStringLiteral("0 s"));
    QCOMPARE(
        durationTick(0.1e9 * 3, timeUnitFor(1e9)).replace(QChar(0x202f), QLatin1Char(' ')), QStringLiteral("0.3 s"));
    QCOMPARE(rateTick(20'000), QStringLiteral("20k"));
}

void TestTheme::everyIconDrawsSomething()
{
    for (int icon = 0; icon <= static_cast<int>(Icon::Pause); ++icon) {
        QImage image(16, 16, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        drawIcon(painter, static_cast<Icon>(icon), QRectF(0, 0, 16, 16), Qt::black);
        painter.end();
        int inked = 0;
        for (int y = 0; y < 16; ++y) {
            for (int x = 0; x < 16; ++x)
                inked += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
        }
        QVERIFY2(inked >= 8 && inked < 200, qPrintable(QString::number(icon)));
        QVERIFY(!makeIcon(static_cast<Icon>(icon), 16, Qt::black).pixmap(16, 16).isNull());
    }
}

void TestTheme::hatchStaysInsideItsBox()
{
    const Theme t = lightTheme();
    QImage image(80, 40, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    drawHatch(painter, QRectF(20, 10, 40, 20), t);
    painter.end();
    int strokes = 0;
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 80; ++x) {
            const bool inside = x >= 20 && x < 60 && y >= 10 && y < 30;
            const bool near = x >= 19 && x < 61 && y >= 9 && y < 31; // antialiased ends of the strokes
            if (!near)
                QCOMPARE(image.pixelColor(x, y), QColor(Qt::white));
            if (inside)
                strokes += image.pixelColor(x, y) != t.queueBack ? 1 : 0;
        }
    }
    QVERIFY2(strokes > 300 && strokes < 700, qPrintable(QString::number(strokes))); // hatched, not filled
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
