// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httprig.h"
#include "net/scriptserver.h"
#include "support/processes.h"

#include <netinet/in.h>
#include <QtTest>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace ilv;
using namespace ilv::test;
using Do = ScriptServer::Do;
using Script = ScriptServer::Script;
using Step = ScriptServer::Step;
using Client = HttpRig::Client;

Q_DECLARE_METATYPE(HttpRig::Client)
Q_DECLARE_METATYPE(std::vector<Script>)

namespace {

QByteArray text(Code code)
{
    return QByteArray::fromStdString(std::string(name(code)));
}

std::string answer(const std::string& body, const std::string& fields = {})
{
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const Step kAwait{ .what = Do::AwaitRequest };
const Step kClose{ .what = Do::Close };

Step send(std::string what)
{
    return { .what = Do::Send, .text = std::move(what) };
}
Step trickle(std::string what)
{
    return { .what = Do::Trickle, .text = std::move(what) };
}

/// A script server under a rig.
struct Scripted {
    Scripted(Client client, std::vector<Script> scripts)
        : rig(client, [&](IoLoop& loop) {
            auto made = std::make_shared<ScriptServer>(loop, std::move(scripts));
            server = made.get();
            return made;
        })
    {
        rig.open("http://127.0.0.1:" + std::to_string(server->port()));
    }
    std::size_t accepted()
    {
        std::size_t count = 0;
        rig.onLoop([&] { count = server->accepted(); });
        return count;
    }

    ScriptServer* server = nullptr;
    HttpRig rig;
};

void bothClients(const std::function<void(const std::string& who, Client client)>& row)
{
    row("the async client: ", Client::Async);
    row("the blocking client: ", Client::Blocking);
}

} // namespace

class HttpClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesServers_data();
    void survivesServers();
    void keepsItsConnection_data();
    void keepsItsConnection();
    void comesBackWhenTheServerLetGo_data();
    void comesBackWhenTheServerLetGo();
    void doesNotAskTwiceForAStartedAnswer_data();
    void doesNotAskTwiceForAStartedAnswer();
    void givesUpAtItsDeadline_data();
    void givesUpAtItsDeadline();
    void isRefusedWhereNobodyListens_data();
    void isRefusedWhereNobodyListens();
    void saysWhichNameIsUnknown_data();
    void saysWhichNameIsUnknown();
    void refusesATargetThatWouldBreakTheRequest_data();
    void refusesATargetThatWouldBreakTheRequest();
    void connectsAheadOfTime_data();
    void connectsAheadOfTime();
    void dropsARequestWithItsConnection();
    void noticesAnEndBetweenRequests();
    void resumesNobodyWhoHasLeft();
    void looksAHostUpOnceForAll();
    void saysWhenItCannotLookUp();
};

void HttpClientTest::survivesServers_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<std::vector<Script>>("scripts");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const Step reset{ .what = Do::Reset };
    const Step halfClose{ .what = Do::EndWriting };
    bothClients([&](const std::string& who, Client client) {
        const auto row
            = [&](const char* title, const Script& script, const char* code, int status = 0, QByteArray body = {}) {
                  QTest::newRow((who + title).c_str())
                      << client << std::vector<Script>{ script } << QByteArray(code) << status << body;
              };
        row("a plain answer", { kAwait, send(answer("hello")) }, "", 200, "hello");
        row("an answer byte by byte", { kAwait, trickle(answer("hello")) }, "", 200, "hello");
        row("chunks byte by byte",
            { kAwait,
                trickle("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n") },
            "", 200, "hello");
        row("a body until the server closes", { kAwait, send("HTTP/1.0 200 OK\r\n\r\nhel"), trickle("lo"), kClose }, "",
            200, "hello");
        row("a body until the server ends its half", { kAwait, send("HTTP/1.1 200 OK\r\n\r\nhello"), halfClose }, "",
            200, "hello");
        row("an answer and the end in one go", { kAwait, send(answer("hello")), kClose }, "", 200, "hello");
        row("an answer announced by 100 Continue", { kAwait, send("HTTP/1.1 100 Continue\r\n\r\n" + answer("hello")) },
            "", 200, "hello");
        row("a redirection is told, not followed",
            { kAwait, send("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n") }, "", 302);
        row("404", { kAwait, send("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno") }, "NET_STATUS", 404, "no");
        row("500", { kAwait, send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n") }, "NET_STATUS", 500);
        row("bytes after the answer", { kAwait, send(answer("hello") + "more") }, "", 200, "hello");
        row("closing at once", { kClose }, "NET_RESET");
        row("closing instead of an answer", { kAwait, kClose }, "NET_RESET");
        row("ending its half instead of an answer", { kAwait, halfClose }, "NET_RESET");
        row("a reset instead of an answer", { kAwait, reset }, "NET_RESET");
        row("closing within the head", { kAwait, send("HTTP/1.1 200 OK\r\nConten"), kClose }, "NET_RESET");
        row("ending its half within the body",
            { kAwait, send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"), halfClose }, "NET_RESET");
        row("closing between chunks",
            { kAwait, send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n"), kClose }, "NET_RESET");
        row("garbage", { kAwait, send("\x16\x03\x01 what\r\n") }, "NET_PROTOCOL");
        row("garbage byte by byte", { kAwait, trickle("HTTQ/1.1 200 OK") }, "NET_PROTOCOL");
        row("a broken length", { kAwait, send("HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n") }, "NET_PROTOCOL");
        row("a huge head in one line", { kAwait, send("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')) },
            "NET_PROTOCOL");
        std::string lines = "HTTP/1.1 200 OK\r\n";
        while (lines.size() < 40'000)
            lines += "X-Field: value\r\n";
        row("a huge head in many lines", { kAwait, send(lines) }, "NET_PROTOCOL");
        row("a body said to be over 64 MiB", { kAwait, send("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n") },
            "NET_PROTOCOL");
        row("an answer before the question", { send(answer("early")), kAwait }, "", 200, "early");
    });
}

void HttpClientTest::survivesServers()
{
    QFETCH(Client, client);
    QFETCH(std::vector<Script>, scripts);
    QFETCH(QByteArray, code);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    Scripted scripted(client, scripts);
    const RigReply reply = scripted.rig.get("/x");
    QCOMPARE(text(reply.code), code);
    QCOMPARE(reply.status, status);
    QCOMPARE(QByteArray::fromStdString(reply.body), body);
    QCOMPARE(scripted.accepted(), std::size_t{ 1 }); // a failure on a fresh connection is not tried again
}

void HttpClientTest::keepsItsConnection_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("kept");
    bothClients([](const std::string& who, Client client) {
        QTest::newRow((who + "keeps it by default").c_str()) << client << QByteArray() << true;
        QTest::newRow((who + "lets go when told to").c_str()) << client << QByteArray("Connection: close\r\n") << false;
    });
}

void HttpClientTest::keepsItsConnection()
{
    QFETCH(Client, client);
    QFETCH(QByteArray, fields);
    QFETCH(bool, kept);
    Script script;
    for (int i = 0; i < 3; ++i) {
        script.push_back(kAwait);
        script.push_back(send(answer("body", fields.toStdString())));
    }
    Scripted scripted(client, { script });
    for (int i = 0; i < 3; ++i) {
        const RigReply reply = scripted.rig.get("/some/path?i=" + std::to_string(i));
        QCOMPARE(text(reply.code), QByteArray());
        QCOMPARE(reply.body, std::string("body"));
    }
    QCOMPARE(scripted.accepted(), std::size_t{ kept ? 1U : 3U });
    std::string request;
    scripted.rig.onLoop([&] { request = scripted.server->lastRequest(); });
    QCOMPARE(request,
        "GET /some/path?i=2 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(scripted.server->port())
            + "\r\nUser-Agent: interleave\r\n\r\n");
}

void HttpClientTest::comesBackWhenTheServerLetGo_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<std::vector<Script>>("scripts");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("connections");
    const Script good{ kAwait, send(answer("again")) };
    const Step reset{ .what = Do::Reset };
    bothClients([&](const std::string& who, Client client) {
        QTest::newRow((who + "closed after an answer").c_str())
            << client << std::vector<Script>{ { kAwait, send(answer("first")), kClose }, good } << QByteArray() << 2;
        QTest::newRow((who + "closed when the next request came").c_str())
            << client << std::vector<Script>{ { kAwait, send(answer("first")), kAwait, kClose }, good } << QByteArray()
            << 2;
        QTest::newRow((who + "reset when the next request came").c_str())
            << client << std::vector<Script>{ { kAwait, send(answer("first")), kAwait, reset }, good } << QByteArray()
            << 2;
        QTest::newRow((who + "closed again on the new connection").c_str())
            << client << std::vector<Script>{ { kAwait, send(answer("first")), kAwait, kClose }, { kAwait, kClose } }
            << QByteArray("NET_RESET") << 2;
    });
}

void HttpClientTest::comesBackWhenTheServerLetGo()
{
    QFETCH(Client, client);
    QFETCH(std::vector<Script>, scripts);
    QFETCH(QByteArray, code);
    QFETCH(int, connections);
    Scripted scripted(client, scripts);
    QCOMPARE(scripted.rig.get("/1").body, std::string("first"));
    const RigReply reply = scripted.rig.get("/2");
    QCOMPARE(text(reply.code), code);
    QCOMPARE(reply.body, std::string(code.isEmpty() ? "again" : ""));
    QCOMPARE(scripted.accepted(), static_cast<std::size_t>(connections));
}

void HttpClientTest::doesNotAskTwiceForAStartedAnswer_data()
{
    QTest::addColumn<Client>("client");
    bothClients([](const std::string& who, Client client) {
        QTest::newRow((who + "an answer cut short on a kept connection").c_str()) << client;
    });
}

void HttpClientTest::doesNotAskTwiceForAStartedAnswer()
{
    QFETCH(Client, client);
    Scripted scripted(client, { { kAwait, send(answer("first")), kAwait, send("HTTP/1.1 2"), kClose }, { kAwait } });
    QCOMPARE(text(scripted.rig.get("/1").code), QByteArray());
    QCOMPARE(text(scripted.rig.get("/2").code), QByteArray("NET_RESET"));
    QCOMPARE(scripted.accepted(), std::size_t{ 1 });
}

void HttpClientTest::givesUpAtItsDeadline_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<std::vector<Script>>("scripts");
    bothClients([&](const std::string& who, Client client) {
        QTest::newRow((who + "a server that never answers").c_str()) << client << std::vector<Script>{ { kAwait } };
        QTest::newRow((who + "an answer that trickles without end").c_str())
            << client
            << std::vector<Script>{ { kAwait, send("HTTP/1.1 200 OK\r\n\r\n"),
                   { .what = Do::TrickleForEver, .text = "x" } } };
        QTest::newRow((who + "a head that trickles").c_str())
            << client << std::vector<Script>{ { kAwait, trickle("HTTP/1.1 200 OK\r\n") } };
    });
}

void HttpClientTest::givesUpAtItsDeadline()
{
    QFETCH(Client, client);
    QFETCH(std::vector<Script>, scripts);
    scripts.push_back({ kAwait, send(answer("late")) });
    Scripted scripted(client, scripts);
    const Nanos deadline = now() + 30 * kMilli;
    const RigReply reply = scripted.rig.get("/x", deadline);
    QVERIFY(now() >= deadline);
    QCOMPARE(text(reply.code), QByteArray("NET_TIMEOUT"));
    QCOMPARE(reply.status, 0);
    // The connection was closed, so that the late answer is nobody's.
    QCOMPARE(scripted.rig.get("/y", now() + 5 * kSecond).body, std::string("late"));
    QCOMPARE(scripted.accepted(), std::size_t{ 2 });
}

void HttpClientTest::isRefusedWhereNobodyListens_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<QByteArray>("host");
    bothClients([](const std::string& who, Client client) {
        QTest::newRow((who + "a numeric address").c_str()) << client << QByteArray("127.0.0.1");
        QTest::newRow((who + "localhost in both families").c_str()) << client << QByteArray("localhost");
    });
}

void HttpClientTest::isRefusedWhereNobodyListens()
{
    QFETCH(Client, client);
    QFETCH(QByteArray, host);
    const int held = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); // bound, so that nobody else gets the port
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    QCOMPARE(::bind(held, reinterpret_cast<sockaddr*>(&address), size), 0);
    QCOMPARE(::getsockname(held, reinterpret_cast<sockaddr*>(&address), &size), 0);
    HttpRig rig(client, [](IoLoop&) { return std::shared_ptr<void>(); });
    rig.open("http://" + host.toStdString() + ":" + std::to_string(ntohs(address.sin_port)));
    QCOMPARE(text(rig.get("/").code), QByteArray("NET_REFUSED"));
    QCOMPARE(text(rig.connect().code), QByteArray("NET_REFUSED"));
    ::close(held);
}

void HttpClientTest::saysWhichNameIsUnknown_data()
{
    QTest::addColumn<Client>("client");
    bothClients([](const std::string& who, Client client) {
        QTest::newRow((who + "a name with a label over 63 letters, which no resolver can know").c_str()) << client;
    });
}

void HttpClientTest::saysWhichNameIsUnknown()
{
    QFETCH(Client, client);
    HttpRig rig(client, [](IoLoop&) { return std::shared_ptr<void>(); });
    rig.open("http://" + std::string(70, 'a') + ".invalid/");
    QCOMPARE(text(rig.get("/").code), QByteArray("NET_DNS"));
}

void HttpClientTest::refusesATargetThatWouldBreakTheRequest_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<QByteArray>("target");
    bothClients([](const std::string& who, Client client) {
        QTest::newRow((who + "nothing").c_str()) << client << QByteArray("");
        QTest::newRow((who + "no slash").c_str()) << client << QByteArray("x");
        QTest::newRow((who + "a blank").c_str()) << client << QByteArray("/a b");
        QTest::newRow((who + "a line end and a field").c_str()) << client << QByteArray("/a\r\nX: y");
        QTest::newRow((who + "a letter beyond ASCII").c_str()) << client << QByteArray("/\xc3\xa4");
    });
}

void HttpClientTest::refusesATargetThatWouldBreakTheRequest()
{
    QFETCH(Client, client);
    QFETCH(QByteArray, target);
    Scripted scripted(client, { { kAwait, send(answer("x")) } });
    QCOMPARE(text(scripted.rig.get(target.toStdString()).code), QByteArray("NET_PROTOCOL"));
    QCOMPARE(scripted.accepted(), std::size_t{ 0 });
}

void HttpClientTest::connectsAheadOfTime_data()
{
    QTest::addColumn<Client>("client");
    bothClients(
        [](const std::string& who, Client client) { QTest::newRow((who + "connect, then get").c_str()) << client; });
}

void HttpClientTest::connectsAheadOfTime()
{
    QFETCH(Client, client);
    Scripted scripted(client, { { kAwait, send(answer("x")) } });
    const RigReply connected = scripted.rig.connect(now() + 5 * kSecond);
    QCOMPARE(text(connected.code), QByteArray());
    QCOMPARE(connected.status, 0);
    QCOMPARE(text(scripted.rig.connect().code), QByteArray()); // it is open already
    QCOMPARE(scripted.rig.get("/").body, std::string("x"));
    QCOMPARE(scripted.accepted(), std::size_t{ 1 });
}

void HttpClientTest::dropsARequestWithItsConnection()
{
    IoLoop loop;
    ScriptServer server(loop, { { kAwait } });
    const Result<Url> url = parseUrl("http://127.0.0.1:" + std::to_string(server.port()));
    bool resumed = false;
    const auto run = [&]() -> Strand {
        HttpConnection connection(loop, *url);
        (void)co_await connection.get("/x", now() + 5 * kMilli);
        resumed = true;
    };
    {
        const Strand strand = run();
        while (server.lastRequest().empty())
            loop.poll(kSecond);
        QVERIFY(!strand.finished());
    }
    loop.poll(20 * kMilli); // the server sees the end; no deadline fires
    QVERIFY(!resumed);
}

void HttpClientTest::noticesAnEndBetweenRequests()
{
    Scripted scripted(Client::Async, { { kAwait, send(answer("first")), kClose }, { kAwait, send(answer("second")) } });
    QCOMPARE(scripted.rig.get("/1").body, std::string("first"));
    QCOMPARE(text(scripted.rig.connect().code), QByteArray());
    QCOMPARE(scripted.rig.get("/2").body, std::string("second"));
}

void HttpClientTest::resumesNobodyWhoHasLeft()
{
    IoLoop loop;
    ScriptServer server(loop, { { kAwait, send(answer("x")) } });
    ScriptServer silent(loop, { { kAwait } });
    const auto urlOf = [](const ScriptServer& one) { return *parseUrl("http://127.0.0.1:" + std::to_string(one.port())); };
    HttpConnection first(loop, urlOf(server));
    HttpConnection second(loop, urlOf(silent));
    bool resumed = false;
    const auto ask = [&](HttpConnection& connection) -> Strand {
        (void)co_await connection.get("/x");
        resumed = true;
    };
    {
        const Strand strand = ask(first);
        QVERIFY(!strand.finished());
    }
    const Strand other = ask(second); // its frames may lie where those of the first lay
    for (int i = 0; i < 50; ++i)
        loop.poll(2 * kMilli);
    QVERIFY(!server.lastRequest().empty()); // the first one's answer has come, to nobody
    QVERIFY(!resumed);
}

void HttpClientTest::looksAHostUpOnceForAll()
{
    IoLoop loop;
    const Url url = *parseUrl("http://" + std::string(70, 'a') + ".invalid/"); // no resolver can know it
    const auto book = makeAddressBook(loop, url);
    std::vector<std::unique_ptr<HttpConnection>> connections;
    std::vector<Strand> strands;
    int failed = 0;
    const auto ask = [&](HttpConnection& connection) -> Strand {
        const HttpReply reply = co_await connection.get("/");
        failed += reply.code == Code::NetDns ? 1 : 0;
    };
    const int before = openDescriptors();
    for (int i = 0; i < 50; ++i) {
        connections.push_back(std::make_unique<HttpConnection>(loop, url, book));
        strands.push_back(ask(*connections.back()));
    }
    QVERIFY(openDescriptors() <= before + 2); // one to hear of its end, one that the resolver may have open
    strands.erase(strands.begin()); // who has left is not told
    connections.erase(connections.begin());
    const Nanos limit = now() + 20 * kSecond;
    while (failed < 49 && now() < limit)
        loop.poll(kSecond);
    QCOMPARE(failed, 49);
}

void HttpClientTest::saysWhenItCannotLookUp()
{
    IoLoop loop;
    HttpConnection connection(loop, *parseUrl("http://" + std::string(70, 'a') + ".invalid/"));
    Code code = Code::None;
    const auto ask = [&]() -> Strand { code = (co_await connection.get("/")).code; };
    rlimit before {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none { .rlim_cur = 0, .rlim_max = before.rlim_max };
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const Strand strand = ask();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY(strand.finished());
    QCOMPARE(text(code), QByteArray("NET_NO_PORTS"));
}

QTEST_APPLESS_MAIN(HttpClientTest)
#include "tst_httpclient.moc"
