// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/payload.h"

#include <QTest>

#include <cstring>
#include <set>
#include <string_view>
#include <vector>

using namespace ilv;

namespace {

using Bytes = std::vector<std::byte>;

std::uint64_t digestOf(std::span<const std::byte> bytes)
{
    DigestStream stream;
    stream.add(bytes);
    return stream.finish();
}

Bytes contentOf(std::uint64_t seed, std::size_t size)
{
    Bytes bytes(size);
    fillContent(seed, bytes);
    return bytes;
}

} // namespace

class TestPayload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void digestIsTheKnownOne_data();
    void digestIsTheKnownOne();
    void piecesDigestAsTheWhole();
    void everyBitCounts();
    void trailingZerosCount();
    void contentIsWhatItSays();
    void anyChangedByteIsSeen_data();
    void anyChangedByteIsSeen();
    void contentOfAnotherSeedIsRefused();
    void digestOfContentNeedsNoContent_data();
    void digestOfContentNeedsNoContent();
};

void TestPayload::digestIsTheKnownOne_data()
{
    // Made by an independent program in Python from the description in payload.h: content of seed 42.
    QTest::addColumn<int>("size");
    QTest::addColumn<quint64>("digest");
    QTest::newRow("nothing at all") << 0 << quint64(0x3c7289fa49ad1b5e);
    QTest::newRow("a single byte") << 1 << quint64(0xb44179242ac07e55);
    QTest::newRow("less than a word") << 7 << quint64(0xdb2ba1d905df3445);
    QTest::newRow("one word") << 8 << quint64(0x953b6dba86ababdd);
    QTest::newRow("exactly one stripe") << 64 << quint64(0x85a268dfca2609be);
    QTest::newRow("a stripe and a byte") << 65 << quint64(0xed1dbba7f50a2c8d);
    QTest::newRow("one period") << 4072 << quint64(0x343e3e5b1a1d0b4b);
    QTest::newRow("a period and a byte") << 4073 << quint64(0xee4d721be9059772);
    QTest::newRow("many periods") << 100'000 << quint64(0xa8277bcd191e004c);
}

void TestPayload::digestIsTheKnownOne()
{
    QFETCH(int, size);
    QFETCH(quint64, digest);
    QCOMPARE(quint64(digestOf(contentOf(42, static_cast<std::size_t>(size)))), digest);
}

void TestPayload::piecesDigestAsTheWhole()
{
    const Bytes bytes = contentOf(1, 10'001);
    for (const std::size_t piece : { 64u, 128u, 4096u, 9984u }) {
        DigestStream stream;
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            stream.add(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
        QCOMPARE(stream.finish(), digestOf(bytes));
    }
}

void TestPayload::everyBitCounts()
{
    Bytes bytes = contentOf(9, 150);
    std::set<std::uint64_t> digests{ digestOf(bytes) };
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= std::byte(1 << bit % 8);
        digests.insert(digestOf(bytes));
        bytes[bit / 8] ^= std::byte(1 << bit % 8);
    }
    QCOMPARE(digests.size(), bytes.size() * 8 + 1);
}

void TestPayload::trailingZerosCount()
{
    std::set<std::uint64_t> digests;
    for (std::size_t size = 0; size < 200; ++size)
        digests.insert(digestOf(Bytes(size)));
    QCOMPARE(digests.size(), std::size_t{ 200 });
}

void TestPayload::contentIsWhatItSays()
{
    const Bytes bytes = contentOf(7, 3 * kContentPeriod + 5);
    for (std::size_t word = 0; word < bytes.size() / 8; ++word) {
        std::uint64_t value;
        std::memcpy(&value, bytes.data() + word * 8, 8);
        QCOMPARE(value, 7 + (word % 509 + 1) * 0x9E3779B97F4A7C15ULL);
    }
    QVERIFY(isContent(7, bytes));
}

void TestPayload::anyChangedByteIsSeen_data()
{
    QTest::addColumn<int>("size");
    for (const int size : { 1, 7, 8, 9, 63, 256, 4071, 4072, 4073, 8144, 8150 })
        QTest::newRow(qPrintable(QStringLiteral("%1 bytes").arg(size))) << size;
}

void TestPayload::anyChangedByteIsSeen()
{
    QFETCH(int, size);
    Bytes bytes = contentOf(3, static_cast<std::size_t>(size));
    QVERIFY(isContent(3, bytes));
    for (std::byte& byte : bytes) {
        byte ^= std::byte{ 0x80 };
        QVERIFY(!isContent(3, bytes));
        byte ^= std::byte{ 0x80 };
    }
    QVERIFY(isContent(3, bytes));
}

void TestPayload::contentOfAnotherSeedIsRefused()
{
    QVERIFY(!isContent(4, contentOf(3, 100)));
    QVERIFY(!isContent(4, contentOf(3, 100'000)));
    QVERIFY(isContent(4, {})); // nothing cannot be wrong
}

void TestPayload::digestOfContentNeedsNoContent_data()
{
    QTest::addColumn<int>("size");
    for (const int size : { 0, 1, 64, 4072, 4096, 32'575, 32'576, 32'577, 1 << 20, 3'000'001 })
        QTest::newRow(qPrintable(QStringLiteral("%1 bytes").arg(size))) << size;
}

void TestPayload::digestOfContentNeedsNoContent()
{
    QFETCH(int, size);
    QCOMPARE(
        contentDigest(11, static_cast<std::uint64_t>(size)), digestOf(contentOf(11, static_cast<std::size_t>(size))));
}

QTEST_APPLESS_MAIN(TestPayload)
#include "tst_payload.moc"
