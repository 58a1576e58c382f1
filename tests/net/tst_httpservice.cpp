// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/answercache.h"
#include "net/httpservice.h"
#include "net/servicerequest.h"

#include <functional>
#include <netinet/in.h>
#include <QtTest>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace ilv;

namespace {

QByteArray answer(const QByteArray& body)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray request(const QByteArray& target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

/// The variant's letter, so many times.
void fillLetters(std::uint32_t variant, std::span<std::byte> body)
{
    std::fill(body.begin(), body.end(), static_cast<std::byte>('a' + variant));
}

/// A socket that says exactly what a test wants and hears everything.
class RawClient {
public:
    RawClient(IoLoop& loop, std::uint16_t port, std::uint32_t address = INADDR_LOOPBACK)
        : m_loop(loop)
        , m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(address);
        to.sin_port = htons(port);
        connected = ::connect(m_fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void say(const QByteArray& bytes)
    {
        QCOMPARE(::send(m_fd, bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL), bytes.size());
    }
    void endWriting() { ::shutdown(m_fd, SHUT_WR); }
    void close()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }

    /// Runs the loop and listens until `done`.
    bool listenUntil(const std::function<bool()>& done)
    {
        const Nanos limit = now() + 10 * kSecond;
        while (!done() && now() < limit) {
            m_loop.poll(kMilli);
            char room[65536];
            const ssize_t count = ::recv(m_fd, room, sizeof room, MSG_DONTWAIT);
            if (count > 0)
                heard.append(room, count);
            ended = ended || count == 0;
            reset = reset || (count < 0 && errno == ECONNRESET);
        }
        return done();
    }
    bool hears(const QByteArray& all)
    {
        return listenUntil([&] { return heard.size() >= all.size(); }) && heard == all;
    }

    QByteArray heard;
    bool connected = false;
    bool ended = false;
    bool reset = false;

private:
    IoLoop& m_loop;
    int m_fd;
};

/// A service that listens, and a client that is connected to it.
struct Rig {
    Rig()
    {
        if (!listens || !client.connected)
            qFatal("no service here");
    }
    IoLoop loop;
    HttpService service{ loop, { .prefix = "/p", .fill = fillLetters } };
    const bool listens = service.listen().ok();
    RawClient client{ loop, service.port() };
};

} // namespace

class HttpServiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatAPathAsksFor_data();
    void readsWhatAPathAsksFor();
    void answersWithTheBody_data();
    void answersWithTheBody();
    void answers404AndGoesOn_data();
    void answers404AndGoesOn();
    void refusesWhatIsNotHttp_data();
    void refusesWhatIsNotHttp();
    void waitsFromTheCompleteRequest();
    void failsAsAsked_data();
    void failsAsAsked();
    void answersPipelinedRequestsInOrder();
    void closesWhenAskedTo_data();
    void closesWhenAskedTo();
    void answersAHalfClosedClient();
    void servesMuchToASlowReader();
    void forgetsClientsThatGo_data();
    void forgetsClientsThatGo();
    void listensOnLoopbackOnly();
    void saysThatAPortIsTaken();
    void goesOnAfterDescriptorsRanOut();
    void keepsAnswersWithinItsBudget();
};

void HttpServiceTest::readsWhatAPathAsksFor_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char* title, const char* target, bool valid) {
        QTest::newRow(title) << QByteArray(target) << valid;
    };
    row("everything", "/p/r?ns=5&bytes=6&v=7", true);
    row("in another order", "/p/r?v=7&ns=5&bytes=6", true);
    row("with a fault", "/p/r?ns=5&bytes=6&v=7&fault=close", true);
    row("the largest body", "/p/r?ns=5&bytes=67108864&v=7", true);
    row("a body beyond the largest", "/p/r?ns=5&bytes=67108865&v=7", false);
    row("a day", "/p/r?ns=86400000000000&bytes=6&v=7", true);
    row("more than a day", "/p/r?ns=86400000000001&bytes=6&v=7", false);
    row("a negative wait", "/p/r?ns=-1&bytes=6&v=7", false);
    row("a variant beyond 32 bits", "/p/r?ns=5&bytes=6&v=4294967296", false);
    row("a number that is none", "/p/r?ns=5x&bytes=6&v=7", false);
    row("an empty number", "/p/r?ns=&bytes=6&v=7", false);
    row("no variant", "/p/r?ns=5&bytes=6", false);
    row("a key twice", "/p/r?ns=5&ns=5&bytes=6&v=7", false);
    row("an unknown key", "/p/r?ns=5&bytes=6&v=7&w=8", false);
    row("an unknown fault", "/p/r?ns=5&bytes=6&v=7&fault=flood", false);
    row("an end without a pair", "/p/r?ns=5&bytes=6&v=7&", false);
    row("another prefix", "/q/r?ns=5&bytes=6&v=7", false);
    row("no prefix", "/r?ns=5&bytes=6&v=7", false);
    row("a longer prefix", "/pp/r?ns=5&bytes=6&v=7", false);
    row("another path", "/p/s?ns=5&bytes=6&v=7", false);
    row("no query", "/p/r", false);
    row("an empty query", "/p/r?", false);
}

void HttpServiceTest::readsWhatAPathAsksFor()
{
    QFETCH(QByteArray, target);
    QFETCH(bool, valid);
    const auto parsed = parseServiceRequest("/p", target.toStdString());
    QCOMPARE(parsed.has_value(), valid);
    if (valid) {
        QCOMPARE(parsed->variant, 7U);
        QCOMPARE(parsed->fault == ServiceFault::Close, target.contains("fault"));
    }
}

void HttpServiceTest::answersWithTheBody_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("variant");
    QTest::addColumn<bool>("bytewise");
    QTest::newRow("no body") << 0 << 0 << false;
    QTest::newRow("a small body") << 5 << 2 << false;
    QTest::newRow("a request that comes byte by byte") << 5 << 3 << true;
    QTest::newRow("a large body") << 3'000'000 << 1 << false;
}

void HttpServiceTest::answersWithTheBody()
{
    QFETCH(int, bytes);
    QFETCH(int, variant);
    QFETCH(bool, bytewise);
    Rig rig;
    const QByteArray asked
        = request("/p/r?ns=0&bytes=" + QByteArray::number(bytes) + "&v=" + QByteArray::number(variant));
    QByteArray expected;
    for (int i = 0; i < 3; ++i) { // from the cache as when it is new
        if (!bytewise)
            rig.client.say(asked);
        for (qsizetype at = 0; bytewise && at < asked.size(); ++at) {
            rig.client.say(asked.mid(at, 1));
            rig.loop.poll(kMilli);
        }
        expected += answer(QByteArray(bytes, static_cast<char>('a' + variant)));
        QVERIFY(rig.client.hears(expected));
    }
    QCOMPARE(rig.service.served(), std::uint64_t{ 3 });
    QCOMPARE(rig.service.connections(), 1);
}

void HttpServiceTest::answers404AndGoesOn_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("an unknown path") << request("/");
    QTest::newRow("a wrong prefix") << request("/x/r?ns=0&bytes=1&v=0");
    QTest::newRow("a broken query") << request("/p/r?ns=0&bytes=1");
    QTest::newRow("another method") << QByteArray("POST /p/r?ns=0&bytes=1&v=0 HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
    QTest::newRow("an unknown method") << QByteArray("BREW /p/r?ns=0&bytes=1&v=0 HTTP/1.1\r\n\r\n");
}

void HttpServiceTest::answers404AndGoesOn()
{
    QFETCH(QByteArray, raw);
    Rig rig;
    rig.client.say(raw);
    const QByteArray missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nNot Found";
    QVERIFY(rig.client.hears(missing));
    rig.client.say(request("/p/r?ns=0&bytes=1&v=0"));
    QVERIFY(rig.client.hears(missing + answer("a")));
}

void HttpServiceTest::refusesWhatIsNotHttp_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("noise") << QByteArray("\x01\x02\x03\r\n\r\n");
    QTest::newRow("a head over 16 KiB") << QByteArray("GET / HTTP/1.1\r\nX: " + QByteArray(20'000, 'x'));
    QTest::newRow("a body over 64 KiB") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n");
}

void HttpServiceTest::refusesWhatIsNotHttp()
{
    QFETCH(QByteArray, raw);
    Rig rig;
    rig.client.say(raw);
    QVERIFY(rig.client.listenUntil([&] { return rig.client.ended || rig.client.reset; }));
    if (!rig.client.reset) // what it had not read may turn its end into a reset, which may take the answer along
        QCOMPARE(rig.client.heard, QByteArray("HTTP/1.1 400 Bad Request\r\nContent-Length: 11\r\n\r\nBad Request"));
    QCOMPARE(rig.service.connections(), 0);
}

void HttpServiceTest::waitsFromTheCompleteRequest()
{
    Rig rig;
    const QByteArray asked = request("/p/r?ns=20000000&bytes=1&v=0");
    rig.client.say(asked.chopped(1));
    rig.loop.poll(5 * kMilli);
    rig.loop.poll(5 * kMilli);
    const Nanos complete = now();
    rig.client.say(asked.right(1));
    QVERIFY(rig.client.hears(answer("a")));
    QVERIFY(now() - complete >= 20 * kMilli);
}

void HttpServiceTest::failsAsAsked_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("heard");
    QTest::addColumn<bool>("ends");
    QTest::addColumn<bool>("resets");
    QTest::newRow("reset") << QByteArray("reset") << QByteArray() << false << true;
    QTest::newRow("close") << QByteArray("close") << QByteArray() << true << false;
    QTest::newRow("garbage") << QByteArray("garbage") << QByteArray("\x16\x03 this is not HTTP\r\n\r\n") << true
                             << false;
    QTest::newRow("status") << QByteArray(
        "status") << QByteArray("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 19\r\n\r\nService Unavailable")
                            << false << false;
}

void HttpServiceTest::failsAsAsked()
{
    QFETCH(QByteArray, fault);
    QFETCH(QByteArray, heard);
    QFETCH(bool, ends);
    QFETCH(bool, resets);
    Rig rig;
    const Nanos asked = now();
    rig.client.say(request("/p/r?ns=2000000&bytes=9&v=0&fault=" + fault));
    QVERIFY(rig.client.listenUntil(
        [&] { return rig.client.ended || rig.client.reset || (!ends && !resets && rig.client.heard == heard); }));
    QVERIFY(now() - asked >= 2 * kMilli); // a failure takes its time too
    QCOMPARE(rig.client.heard, heard);
    QCOMPARE(rig.client.ended, ends);
    QCOMPARE(rig.client.reset, resets);
    QCOMPARE(rig.service.connections(), ends || resets ? 0 : 1);
    QCOMPARE(rig.service.served(), std::uint64_t{ 1 });
}

void HttpServiceTest::answersPipelinedRequestsInOrder()
{
    Rig rig;
    QByteArray all, expected;
    for (int i = 0; i < 8; ++i) {
        all += request("/p/r?ns=" + QByteArray::number((8 - i) % 3 * 500'000) + "&bytes=3&v=" + QByteArray::number(i));
        expected += answer(QByteArray(3, static_cast<char>('a' + i)));
    }
    rig.client.say(all);
    QVERIFY(rig.client.hears(expected));
}

void HttpServiceTest::closesWhenAskedTo_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("Connection: close") << QByteArray("GET /p/r?ns=0&bytes=1&v=0 HTTP/1.1\r\nConnection: close\r\n\r\n");
    QTest::newRow("HTTP/1.0") << QByteArray("GET /p/r?ns=0&bytes=1&v=0 HTTP/1.0\r\n\r\n");
}

void HttpServiceTest::closesWhenAskedTo()
{
    QFETCH(QByteArray, raw);
    Rig rig;
    rig.client.say(raw);
    QVERIFY(rig.client.listenUntil([&] { return rig.client.ended; }));
    QCOMPARE(rig.client.heard, answer("a"));
}

void HttpServiceTest::answersAHalfClosedClient()
{
    Rig rig;
    rig.client.say(request("/p/r?ns=1000000&bytes=2&v=1"));
    rig.client.endWriting();
    QVERIFY(rig.client.listenUntil([&] { return rig.client.ended; }));
    QCOMPARE(rig.client.heard, answer("bb"));
    QCOMPARE(rig.service.connections(), 0);
}

void HttpServiceTest::servesMuchToASlowReader()
{
    Rig rig;
    rig.client.say(request("/p/r?ns=0&bytes=20000000&v=0"));
    const qsizetype head = answer({}).size() + 7;
    QVERIFY(rig.client.listenUntil([&] { return rig.client.heard.size() >= head + 20'000'000; }));
    QCOMPARE(rig.client.heard.size(), head + 20'000'000);
    QCOMPARE(rig.client.heard.count('a'), 20'000'000);
}

void HttpServiceTest::forgetsClientsThatGo_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("without a word") << QByteArray();
    QTest::newRow("within a request") << QByteArray("GET /p/r?n");
    QTest::newRow("while they wait") << request("/p/r?ns=3000000&bytes=100000&v=0");
    QTest::newRow("while much is sent to them") << request("/p/r?ns=0&bytes=20000000&v=0");
}

void HttpServiceTest::forgetsClientsThatGo()
{
    QFETCH(QByteArray, said);
    IoLoop loop;
    HttpService service(loop, { .prefix = "/p", .fill = fillLetters });
    QVERIFY(service.listen().ok());
    for (int i = 0; i < 50; ++i) {
        RawClient client(loop, service.port());
        client.say(said);
        loop.poll(kMilli);
        loop.poll(0);
    }
    RawClient last(loop, service.port());
    QVERIFY(last.listenUntil([&] { return service.connections() == 1; }));
}

void HttpServiceTest::listensOnLoopbackOnly()
{
    IoLoop loop;
    HttpService service(loop, { .prefix = "/p", .fill = fillLetters });
    QVERIFY(service.listen().ok());
    QVERIFY(RawClient(loop, service.port()).connected);
    // A listener on every address would take this one too.
    QVERIFY(!RawClient(loop, service.port(), INADDR_LOOPBACK + 1).connected);
}

void HttpServiceTest::saysThatAPortIsTaken()
{
    IoLoop loop;
    HttpService first(loop, { .prefix = "/p", .fill = {} });
    QVERIFY(first.listen().ok());
    HttpService second(loop, { .prefix = "/p", .port = first.port(), .fill = {} });
    const Status status = second.listen();
    QVERIFY(!status.ok());
    QCOMPARE(status.error().code, std::string("NET_REFUSED"));
    QVERIFY(!status.error().hint.empty());
}

void HttpServiceTest::goesOnAfterDescriptorsRanOut()
{
    IoLoop loop;
    HttpService service(loop, { .prefix = "/p", .fill = fillLetters });
    QVERIFY(service.listen().ok());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i)
        clients.push_back(std::make_unique<RawClient>(loop, service.port()));
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int next = ::dup(0);
    ::close(next);
    const rlimit tight{ .rlim_cur = static_cast<rlim_t>(next), .rlim_max = before.rlim_max };
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    loop.poll(kMilli);
    const int accepted = service.connections();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QCOMPARE(accepted, 0);
    clients[0]->say(request("/p/r?ns=0&bytes=1&v=0"));
    QVERIFY(clients[0]->hears(answer("a")));
    QVERIFY(clients[0]->listenUntil([&] { return service.connections() == 5; }));
}

void HttpServiceTest::keepsAnswersWithinItsBudget()
{
    int filled = 0;
    AnswerCache cache(
        [&](std::uint32_t, std::span<std::byte> body) {
            ++filled;
            std::fill(body.begin(), body.end(), std::byte{ 1 });
        },
        3000);
    const AnswerCache::Answer first = cache.find(0, 1000);
    for (int i = 0; i < 3; ++i)
        (void)cache.find(0, 1000);
    QCOMPARE(filled, 1);
    (void)cache.find(1, 1000);
    (void)cache.find(0, 1000); // used again: the other one is older
    (void)cache.find(2, 1000);
    QVERIFY(cache.held() <= 3000);
    QCOMPARE(filled, 3);
    (void)cache.find(0, 1000);
    QCOMPARE(filled, 3);
    (void)cache.find(1, 1000);
    QCOMPARE(filled, 4);
    const AnswerCache::Answer large = cache.find(9, 100'000); // over the budget alone: made, not kept
    QCOMPARE(large->size(), std::string("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").size() + 100'000);
    QVERIFY(cache.held() <= 3000);
    QVERIFY(first->ends_with(std::string(1000, '\x01'))); // still whole for who holds it
}

QTEST_APPLESS_MAIN(HttpServiceTest)
#include "tst_httpservice.moc"
