// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/arena.h"
#include "pool/frame.h"

#include <cstring>
#include <QTest>
#include <string>
#include <vector>

using namespace ilv;

namespace {

std::string textOf(std::span<const std::byte> bytes)
{
    return { reinterpret_cast<const char*>(bytes.data()), bytes.size() };
}

void feed(FrameReader& reader, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const auto space = reader.space();
        const std::size_t n = std::min(space.size(), bytes.size());
        std::memcpy(space.data(), bytes.data(), n);
        reader.filled(n);
        bytes = bytes.subspan(n);
    }
}

/// Three frames of different kinds, one with a payload.
ByteQueue threeFrames()
{
    ByteQueue out(16);
    JobBody job;
    job.index = 77;
    job.lastStage = 3;
    std::memcpy(putFrame(out, 5, job, 4), "abcd", 4);
    putFrame(out, 0, ReadyBody{});
    ResultBody result;
    result.digest = 99;
    result.outcome = Outcome::Error;
    result.code = Code::TaskError;
    std::memcpy(putFrame(out, 6, result, 2), "xy", 2);
    return out;
}

QString readAll(FrameReader& reader, std::vector<std::string>& seen)
{
    Frame frame;
    for (;;) {
        const auto found = reader.next(frame);
        if (found != FrameReader::Found::Frame)
            return found == FrameReader::Found::Nothing ? QString() : QStringLiteral("bad");
        std::string line = std::to_string(frame.sequence);
        if (JobBody job; frame.type() == FrameType::Job && readBody(frame, job))
            line += " job " + std::to_string(job.index) + ' ' + textOf(payloadOf<JobBody>(frame));
        else if (ResultBody result; frame.type() == FrameType::Result && readBody(frame, result))
            line += " result " + std::to_string(result.digest) + ' ' + std::string(name(result.code)) + ' '
                + textOf(payloadOf<ResultBody>(frame));
        else
            line += " type " + std::to_string(static_cast<int>(frame.type()));
        seen.push_back(line);
    }
}

const std::vector<std::string> kThree{ "5 job 77 abcd", "0 type 5", "6 result 99 TASK_ERROR xy" };

} // namespace

class TestFrame : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySplitPointGivesTheSameFrames()
    {
        const ByteQueue stream = threeFrames();
        for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
            FrameReader reader(1 << 20);
            std::vector<std::string> seen;
            feed(reader, stream.bytes().first(cut));
            QCOMPARE(readAll(reader, seen), QString());
            feed(reader, stream.bytes().subspan(cut));
            QCOMPARE(readAll(reader, seen), QString());
            QCOMPARE(seen, kThree);
            QCOMPARE(reader.pending(), std::size_t{ 0 });
        }
    }

    void byteByByteGivesTheSameFrames()
    {
        const ByteQueue stream = threeFrames();
        FrameReader reader(1 << 20);
        std::vector<std::string> seen;
        for (std::size_t i = 0; i < stream.size(); ++i) {
            feed(reader, stream.bytes().subspan(i, 1));
            QCOMPARE(readAll(reader, seen), QString());
        }
        QCOMPARE(seen, kThree);
    }

    void aLongStreamNeverLosesABeat()
    {
        ByteQueue stream;
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            JobBody job;
            job.index = i;
            std::memset(putFrame(stream, i, job, i % 97), static_cast<int>(i), i % 97);
        }
        FrameReader reader(1 << 20);
        std::uint64_t expected = 0;
        std::span<const std::byte> rest = stream.bytes();
        for (std::size_t step = 1; !rest.empty(); step = step * 7 % 40'009) {
            const std::size_t n = std::min(step, rest.size());
            feed(reader, rest.first(n));
            rest = rest.subspan(n);
            Frame frame;
            while (reader.next(frame) == FrameReader::Found::Frame) {
                QCOMPARE(frame.sequence, expected);
                QCOMPARE(payloadOf<JobBody>(frame).size(), expected % 97);
                for (const std::byte b : payloadOf<JobBody>(frame))
                    QCOMPARE(b, static_cast<std::byte>(expected));
                ++expected;
            }
        }
        QCOMPARE(expected, 20'000U);
    }

    void aBodyOfTheLargestSizePassesAndOneByteMoreDoesNot()
    {
        for (const std::size_t extra : { 0U, 1U }) {
            ByteQueue stream;
            putFrame(stream, 1, ReadyBody{}, 300'000 - sizeof(ReadyBody) + extra);
            FrameReader reader(300'000);
            feed(reader, stream.bytes());
            Frame frame;
            QCOMPARE(reader.next(frame), extra == 0 ? FrameReader::Found::Frame : FrameReader::Found::TooLarge);
        }
    }

    void aViolationIsToldAsSoonAsItCanBe_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("found");
        using F = FrameReader::Found;
        const auto row = [](const char* title, QByteArray bytes, F found) {
            QTest::newRow(title) << bytes << static_cast<int>(found);
        };
        row("nothing at all", {}, F::Nothing);
        row("the first letter of the magic", "I", F::Nothing);
        row("a wrong first letter", "J", F::BadMagic);
        row("a wrong last letter of the magic", "ILV2", F::BadMagic);
        row("the output of yes", "y\ny\ny\n", F::BadMagic);
        row("a length of 4 GiB before the sequence has come", QByteArray("ILV1\xff\xff\xff\xff", 8), F::TooLarge);
        row("a length of nothing", QByteArray("ILV1\0\0\0\0", 8), F::Empty);
        row("a length not yet whole", QByteArray("ILV1\xff\xff\xff", 7), F::Nothing);
    }
    void aViolationIsToldAsSoonAsItCanBe()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, found);
        FrameReader reader(1 << 20);
        feed(reader, std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
        Frame frame;
        QCOMPARE(static_cast<int>(reader.next(frame)), found);
        QCOMPARE(static_cast<int>(reader.next(frame)), found);
    }

    void aShortBodyIsNoBody()
    {
        ByteQueue stream;
        putFrame(stream, 1, ReadyBody{});
        FrameReader reader(1 << 20);
        feed(reader, stream.bytes());
        Frame frame;
        QCOMPARE(reader.next(frame), FrameReader::Found::Frame);
        ResultBody result;
        QVERIFY(!readBody(frame, result));
        ReadyBody ready;
        QVERIFY(readBody(frame, ready));
    }

    void theRingHandsOutWhatFitsInOrder()
    {
        ArenaRing ring;
        QVERIFY(!ring.fit(1));
        ring.resize(1024);
        std::vector<std::pair<std::uint64_t, std::size_t>> inUse;
        std::uint64_t random = 1;
        for (int i = 0; i < 100'000; ++i) {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            const std::size_t size = 1 + (random >> 33) % 600;
            if (const auto position = ring.fit(size)) {
                QVERIFY(*position % 1024 + size <= 1024);
                for (const auto& [other, length] : inUse) {
                    const std::uint64_t from = *position % 1024;
                    const std::uint64_t to = other % 1024;
                    QVERIFY(from + size <= to || to + length <= from);
                }
                ring.take(*position, size);
                inUse.emplace_back(*position, size);
            } else {
                QVERIFY(!inUse.empty());
                ring.setTail(inUse.front().first + ArenaRing::rounded(inUse.front().second));
                inUse.erase(inUse.begin());
            }
        }
    }

    void anEmptyRingTakesAnythingUpToItsSize()
    {
        ArenaRing ring;
        ring.resize(1024);
        const auto first = ring.fit(700);
        QVERIFY(first);
        ring.take(*first, 700);
        QVERIFY(!ring.fit(700));
        ring.setTail(ring.head());
        const auto second = ring.fit(1024);
        QVERIFY(second);
        QCOMPARE(*second % 1024, 0U);
        QVERIFY(!ring.fit(1025));
    }
};

QTEST_APPLESS_MAIN(TestFrame)
#include "tst_frame.moc"
