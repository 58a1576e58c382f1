// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/allocations.h"
#include "net/httpparser.h"

#include <algorithm>
#include <QtTest>

using namespace ilv;
using State = HttpParser::State;
using Kind = HttpParser::Kind;

Q_DECLARE_METATYPE(HttpParser::State)

namespace {

/// Hands `bytes` over, cut wherever the parser's room or `most` ends. Returns how much it took before it was through.
qsizetype feed(HttpParser& parser, const QByteArray& bytes, qsizetype most = 1 << 20)
{
    qsizetype fed = 0;
    while (fed < bytes.size() && parser.state() == State::Incomplete) {
        const std::span<char> room = parser.space();
        const qsizetype count = std::min({ most, bytes.size() - fed, static_cast<qsizetype>(room.size()) });
        std::copy_n(bytes.constData() + fed, count, room.data());
        parser.received(static_cast<std::size_t>(count));
        fed += count;
    }
    return fed;
}

QByteArray bodyOf(const HttpParser& parser)
{
    const auto body = parser.body();
    return QByteArray(reinterpret_cast<const char*>(body.data()), static_cast<qsizetype>(body.size()));
}

QByteArray text(State state)
{
    return state == State::Complete ? "complete" : state == State::Malformed ? "malformed" : "incomplete";
}

} // namespace

class HttpParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAResponseCutAnywhere_data();
    void readsAResponseCutAnywhere();
    void judgesWhatTheEndLeaves_data();
    void judgesWhatTheEndLeaves();
    void refusesMalformedResponses_data();
    void refusesMalformedResponses();
    void refusesMalformedRequests_data();
    void refusesMalformedRequests();
    void readsARequestCutAnywhere();
    void limitsTheHead_data();
    void limitsTheHead();
    void limitsTheBody_data();
    void limitsTheBody();
    void readsLargeBodies_data();
    void readsLargeBodies();
    void keepsWhatFollowsAMessage();
    void survivesNoise();
    void allocatesNothingWhenWarm();
};

void HttpParserTest::readsAResponseCutAnywhere_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<bool>("untilEnd");

    QTest::newRow("a body by length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") << 200
                                      << QByteArray("hello") << true << false;
    QTest::newRow("an empty body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") << 200 << QByteArray()
                                   << true << false;
    QTest::newRow("no reason phrase") << QByteArray("HTTP/1.1 404 \r\nContent-Length: 2\r\n\r\nno") << 404
                                      << QByteArray("no") << true << false;
    QTest::newRow("a chunked body with extension and trailer")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n")
        << 200 << QByteArray("abc0123456789") << true << false;
    QTest::newRow("an empty chunked body")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") << 200 << QByteArray() << true
        << false;
    QTest::newRow("a connection to be closed")
        << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx") << 200 << QByteArray("x")
        << false << false;
    QTest::newRow("HTTP/1.0 closes unless it says otherwise")
        << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx") << 200 << QByteArray("x") << false << false;
    QTest::newRow("HTTP/1.0 that keeps the connection")
        << QByteArray("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx") << 200
        << QByteArray("x") << true << false;
    QTest::newRow("204 has no body whatever it says")
        << QByteArray("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n") << 204 << QByteArray() << true << false;
    QTest::newRow("304 has no body") << QByteArray("HTTP/1.1 304 Not Modified\r\n\r\n") << 304 << QByteArray() << true
                                     << false;
    QTest::newRow("lengths that agree") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc") << 200
                                        << QByteArray("abc") << true << false;
    QTest::newRow("a folded field") << QByteArray("HTTP/1.1 200 OK\r\nX-A: b\r\n  c\r\nContent-Length: 1\r\n\r\nx")
                                    << 200 << QByteArray("x") << true << false;
    QTest::newRow("a body until the end") << QByteArray("HTTP/1.1 200 OK\r\n\r\nall the rest\r\n\r\n") << 200
                                          << QByteArray("all the rest\r\n\r\n") << false << true;
    QTest::newRow("a body with bytes that look like a head")
        << QByteArray("HTTP/1.1 503 Busy\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n") << 503
        << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << true << false;
}

void HttpParserTest::readsAResponseCutAnywhere()
{
    QFETCH(QByteArray, raw);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, keepAlive);
    QFETCH(bool, untilEnd);
    HttpParser parser(Kind::Response);
    const auto check = [&] {
        if (untilEnd) {
            QCOMPARE(text(parser.state()), text(State::Incomplete));
            QCOMPARE(text(parser.ended()), text(State::Complete));
        }
        QCOMPARE(text(parser.state()), text(State::Complete));
        QCOMPARE(parser.status(), status);
        QCOMPARE(bodyOf(parser), body);
        QCOMPARE(parser.keepAlive(), keepAlive);
        QCOMPARE(parser.leftover(), std::size_t{ 0 });
        QCOMPARE(text(parser.next()), text(State::Incomplete));
        QVERIFY(!parser.begun());
    };
    for (qsizetype cut = 0; cut <= raw.size(); ++cut) { // the same parser for all: it forgets well
        QCOMPARE(feed(parser, raw.left(cut)), cut);
        QCOMPARE(parser.begun(), cut > 0);
        if (cut < raw.size() || untilEnd)
            QCOMPARE(text(parser.state()), text(State::Incomplete));
        feed(parser, raw.mid(cut));
        check();
    }
    feed(parser, raw, 1);
    check();
    HttpParser fresh(Kind::Response);
    feed(fresh, raw, 1);
    if (untilEnd)
        fresh.ended();
    QCOMPARE(bodyOf(fresh), body);
}

void HttpParserTest::judgesWhatTheEndLeaves_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<State>("state");
    QTest::newRow("nothing came at all") << QByteArray() << State::Malformed;
    QTest::newRow("within the status line") << QByteArray("HTTP/1.1 20") << State::Malformed;
    QTest::newRow("within the fields") << QByteArray("HTTP/1.1 200 OK\r\nA: b\r\n") << State::Malformed;
    QTest::newRow("within a body by length")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell") << State::Malformed;
    QTest::newRow("within a chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
                                    << State::Malformed;
    QTest::newRow("before the last chunk")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") << State::Malformed;
    QTest::newRow("after a head without a length") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << State::Complete;
}

void HttpParserTest::judgesWhatTheEndLeaves()
{
    QFETCH(QByteArray, raw);
    QFETCH(State, state);
    HttpParser parser(Kind::Response);
    feed(parser, raw);
    QCOMPARE(text(parser.ended()), text(state));
    QCOMPARE(text(parser.ended()), text(state)); // and stays so
}

void HttpParserTest::refusesMalformedResponses_data()
{
    QTest::addColumn<QByteArray>("raw");
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
    QTest::newRow("something that begins like it") << QByteArray("HTCPCP/1.0 418 teapot\r\n");
    QTest::newRow("zero bytes") << QByteArray(64, '\0');
    QTest::newRow("HTTP/2") << QByteArray("HTTP/2.0 200 OK\r\n\r\n");
    QTest::newRow("a status that is no number") << QByteArray("HTTP/1.1 2x0 OK\r\n\r\n");
    QTest::newRow("a field without a colon") << QByteArray(ok + "Content-Length 5\r\n\r\nhello");
    QTest::newRow("a field with a blank in its name") << QByteArray(ok + "Content Length: 5\r\n\r\nhello");
    QTest::newRow("a negative length") << QByteArray(ok + "Content-Length: -1\r\n\r\n");
    QTest::newRow("a length that is no number") << QByteArray(ok + "Content-Length: five\r\n\r\n");
    QTest::newRow("a length beyond 64 bits") << QByteArray(ok + "Content-Length: 99999999999999999999\r\n\r\n");
    QTest::newRow("lengths that differ") << QByteArray(ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello");
    QTest::newRow("a length and chunks") << QByteArray(ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n");
    QTest::newRow("chunked twice") << QByteArray(
        ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n");
    QTest::newRow("a chunk size that is no number") << QByteArray(ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n");
    QTest::newRow("a chunk longer than it says")
        << QByteArray(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n");
}

void HttpParserTest::refusesMalformedResponses()
{
    QFETCH(QByteArray, raw);
    HttpParser whole(Kind::Response);
    feed(whole, raw);
    QCOMPARE(text(whole.state()), text(State::Malformed));
    HttpParser bytewise(Kind::Response);
    feed(bytewise, raw, 1);
    QCOMPARE(text(bytewise.state()), text(State::Malformed));
    bytewise.clear();
    feed(bytewise, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    QCOMPARE(bodyOf(bytewise), QByteArray("x"));
}

void HttpParserTest::refusesMalformedRequests_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("no target") << QByteArray("GET HTTP/1.1\r\n\r\n");
    QTest::newRow("a response") << QByteArray("HTTP/1.1 200 OK\r\n\r\n");
    QTest::newRow("a blank in the target") << QByteArray("GET /a b HTTP/1.1\r\n\r\n");
    QTest::newRow("a TLS greeting") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    QTest::newRow("an unknown version") << QByteArray("GET / HTTP/3.0\r\n\r\n");
}

void HttpParserTest::refusesMalformedRequests()
{
    QFETCH(QByteArray, raw);
    HttpParser parser(Kind::Request);
    feed(parser, raw);
    QCOMPARE(text(parser.state()), text(State::Malformed));
}

void HttpParserTest::readsARequestCutAnywhere()
{
    const QByteArray raw = "GET /a/b?c=d&e HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept: */*\r\n\r\n";
    HttpParser parser(Kind::Request);
    for (qsizetype cut = 0; cut <= raw.size(); ++cut) {
        feed(parser, raw.left(cut), 1);
        feed(parser, raw.mid(cut));
        QCOMPARE(text(parser.state()), text(State::Complete));
        QVERIFY(parser.get());
        QVERIFY(parser.keepAlive());
        QCOMPARE(QByteArray(parser.target().data(), qsizetype(parser.target().size())), QByteArray("/a/b?c=d&e"));
        parser.next();
    }
    feed(parser, "POST /x HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
    QCOMPARE(text(parser.state()), text(State::Complete));
    QVERIFY(!parser.get());
    QVERIFY(!parser.keepAlive());
    QCOMPARE(bodyOf(parser), QByteArray("abc"));
}

void HttpParserTest::limitsTheHead_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<State>("state");
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    QByteArray lines;
    while (lines.size() < 15 * 1024)
        lines += "X-Field: some value\r\n";
    const QByteArray end = "Content-Length: 0\r\n\r\n";
    QTest::newRow("many lines within 16 KiB") << QByteArray(ok + lines + end) << State::Complete;
    QTest::newRow("many lines over 16 KiB") << QByteArray(ok + lines + lines + end) << State::Malformed;
    QTest::newRow("one line within 16 KiB")
        << QByteArray(ok + "X-A: " + QByteArray(15'000, 'a') + "\r\n" + end) << State::Complete;
    QTest::newRow("one line over 16 KiB")
        << QByteArray(ok + "X-A: " + QByteArray(17'000, 'a') + "\r\n" + end) << State::Malformed;
    QTest::newRow("a status line without end")
        << QByteArray("HTTP/1.1 200 " + QByteArray(40'000, 'a')) << State::Malformed;
    QTest::newRow("a trailer without end")
        << QByteArray(ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + lines.repeated(10)) << State::Malformed;
    QTest::newRow("a chunk extension without end")
        << QByteArray(ok + "Transfer-Encoding: chunked\r\n\r\n1;" + QByteArray(100'000, 'a')) << State::Malformed;
}

void HttpParserTest::limitsTheHead()
{
    QFETCH(QByteArray, raw);
    QFETCH(State, state);
    for (const qsizetype piece : { qsizetype{ 1 << 20 }, qsizetype{ 1000 }, qsizetype{ 7 } }) {
        HttpParser parser(Kind::Response);
        feed(parser, raw, piece);
        QCOMPARE(text(parser.state()), text(state));
    }
}

void HttpParserTest::limitsTheBody_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<State>("state"); // with a limit of 100 bytes
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const QByteArray chunk = "32\r\n" + QByteArray(50, 'a') + "\r\n";
    QTest::newRow("a length at the limit")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + QByteArray(100, 'a')) << State::Complete;
    QTest::newRow("a length over the limit, before any of it came")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n") << State::Malformed;
    QTest::newRow("chunks up to the limit") << QByteArray(chunked + chunk + chunk + "0\r\n\r\n") << State::Complete;
    QTest::newRow("chunks over the limit") << QByteArray(chunked + chunk + chunk + "1\r\n") << State::Malformed;
    QTest::newRow("a chunk of nearly 2^64") << QByteArray(chunked + "ffffffffffffffff\r\n") << State::Malformed;
    QTest::newRow("a body until the end, at the limit")
        << QByteArray("HTTP/1.1 200 OK\r\n\r\n" + QByteArray(100, 'a')) << State::Incomplete;
    QTest::newRow("a body until the end, over the limit")
        << QByteArray("HTTP/1.1 200 OK\r\n\r\n" + QByteArray(101, 'a')) << State::Malformed;
}

void HttpParserTest::limitsTheBody()
{
    QFETCH(QByteArray, raw);
    QFETCH(State, state);
    for (const qsizetype piece : { qsizetype{ 1 << 20 }, qsizetype{ 1 } }) {
        HttpParser parser(Kind::Response, 100);
        feed(parser, raw, piece);
        QCOMPARE(text(parser.state()), text(state));
    }
}

void HttpParserTest::readsLargeBodies_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::newRow("by length") << false;
    QTest::newRow("in chunks") << true;
}

void HttpParserTest::readsLargeBodies()
{
    QFETCH(bool, chunked);
    QByteArray body(3'000'000, 'x');
    for (qsizetype i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>(i * 31 + i / 256);
    QByteArray raw = "HTTP/1.1 200 OK\r\n";
    if (chunked) {
        raw += "Transfer-Encoding: chunked\r\n\r\n";
        for (qsizetype at = 0; at < body.size(); at += 70'001) {
            const QByteArray piece = body.mid(at, 70'001);
            raw += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
        }
        raw += "0\r\n\r\n";
    } else {
        raw += "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    HttpParser parser(Kind::Response);
    for (const qsizetype piece : { qsizetype{ 1 << 20 }, qsizetype{ 9973 } }) {
        feed(parser, raw, piece);
        QCOMPARE(text(parser.state()), text(State::Complete));
        QVERIFY(bodyOf(parser) == body);
        parser.next();
    }
}

void HttpParserTest::keepsWhatFollowsAMessage()
{
    const QByteArray first = "GET /1 HTTP/1.1\r\n\r\n";
    const QByteArray third = "GET /3 HT";
    HttpParser parser(Kind::Request);
    QCOMPARE(feed(parser, first + "GET /2 HTTP/1.1\r\n\r\n" + third), 2 * first.size() + third.size());
    QCOMPARE(parser.target(), std::string_view("/1"));
    QCOMPARE(parser.leftover(), static_cast<std::size_t>(first.size() + third.size()));
    QCOMPARE(text(parser.next()), text(State::Complete));
    QCOMPARE(parser.target(), std::string_view("/2"));
    QCOMPARE(text(parser.next()), text(State::Incomplete));
    QVERIFY(parser.begun());
    feed(parser, "TP/1.1\r\n\r\n");
    QCOMPARE(parser.target(), std::string_view("/3"));
    parser.clear();
    QVERIFY(!parser.begun());
}

void HttpParserTest::survivesNoise()
{
    // Valid messages with one byte changed: whatever comes out, it comes out without a crash (sanitizers look on).
    const QByteArray raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n";
    int complete = 0;
    int malformed = 0;
    for (qsizetype at = 0; at < raw.size(); ++at) {
        for (const int byte : { 0, 10, 13, 32, 48, 57, 65, 127, 255 }) {
            QByteArray bent = raw;
            bent[at] = static_cast<char>(byte);
            for (const qsizetype piece : { qsizetype{ 1 << 20 }, qsizetype{ 1 } }) {
                HttpParser parser(Kind::Response);
                feed(parser, bent, piece);
                parser.ended();
                (parser.state() == State::Complete ? complete : malformed) += 1;
            }
        }
    }
    QVERIFY(complete > 0);
    QVERIFY(malformed > complete);
}

void HttpParserTest::allocatesNothingWhenWarm()
{
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    const QByteArray raw = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + QByteArray(5000, 'a');
    HttpParser parser(Kind::Response);
    std::uint64_t before = 0;
    for (int round = 0; round < 20; ++round) {
        if (round == 10)
            before = allocations();
        feed(parser, raw, 1500);
        parser.next();
        feed(parser, chunked);
        parser.next();
    }
    QCOMPARE(allocations(), before);
}

QTEST_APPLESS_MAIN(HttpParserTest)
#include "tst_httpparser.moc"
