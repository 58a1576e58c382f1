// SPDX-License-Identifier: GPL-3.0-or-later
// The clients against the loopback service: what an experiment does.
#include "net/allocations.h"
#include "net/httprig.h"
#include "net/httpservice.h"

#include <algorithm>
#include <QtTest>
#include <stdexcept>
#include <vector>

using namespace ilv;
using Client = HttpRig::Client;

Q_DECLARE_METATYPE(HttpRig::Client)

class LoopbackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksTheLoopbackService_data();
    void asksTheLoopbackService();
    void runsManyAtOnce();
    void allocatesNothingPerRequestWhenWarm();
};

void LoopbackTest::asksTheLoopbackService_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<int>("bytes");
    for (const Client client : { Client::Async, Client::Blocking }) {
        const std::string who = client == Client::Async ? "the async client: " : "the blocking client: ";
        for (const int bytes : { 0, 1, 64, 5000, 3'000'000 })
            QTest::newRow((who + "a body of " + std::to_string(bytes) + " bytes").c_str()) << client << bytes;
    }
}

void LoopbackTest::asksTheLoopbackService()
{
    QFETCH(Client, client);
    QFETCH(int, bytes);
    HttpService* service = nullptr;
    HttpRig rig(client, [&](IoLoop& loop) {
        const auto fill = [](std::uint32_t variant, std::span<std::byte> body) {
            for (std::size_t i = 0; i < body.size(); ++i)
                body[i] = static_cast<std::byte>(i * 7 + i / 251 + variant);
        };
        auto made = std::make_shared<HttpService>(loop, HttpService::Options{ .prefix = "/p", .fill = fill });
        if (!made->listen())
            throw std::runtime_error("the service does not listen");
        service = made.get();
        return made;
    });
    rig.open("http://localhost:" + std::to_string(service->port()));
    for (const unsigned variant : { 0U, 5U, 0U }) {
        const Nanos before = now();
        const RigReply reply = rig.get(
            "/p/r?ns=1000000&bytes=" + std::to_string(bytes) + "&v=" + std::to_string(variant), before + 10 * kSecond);
        QCOMPARE(reply.code, Code::None);
        QVERIFY(now() - before >= kMilli);
        if (client == Client::Async)
            QVERIFY(reply.readyAt >= before + kMilli && reply.readyAt <= now());
        else
            QCOMPARE(reply.readyAt, Nanos{ 0 });
        QCOMPARE(reply.body.size(), static_cast<std::size_t>(bytes));
        bool same = true;
        for (std::size_t i = 0; i < reply.body.size(); ++i)
            same = same
                && static_cast<unsigned char>(reply.body[i]) == static_cast<unsigned char>(i * 7 + i / 251 + variant);
        QVERIFY(same);
    }
    rig.onLoop([&] {
        QCOMPARE(service->served(), std::uint64_t{ 3 });
        QCOMPARE(service->connections(), 1);
    });
}

void LoopbackTest::runsManyAtOnce()
{
    IoLoop loop;
    HttpService service(loop, { .prefix = "/p", .fill = {} });
    QVERIFY(service.listen().ok());
    const Result<Url> url = parseUrl("http://127.0.0.1:" + std::to_string(service.port()));
    int good = 0;
    const auto lane = [&](int number) -> Strand {
        HttpConnection connection(loop, *url);
        for (int i = 0; i < 10; ++i) {
            const std::size_t bytes = static_cast<std::size_t>(number * 10 + i);
            const std::string target
                = "/p/r?ns=" + std::to_string((number % 5) * 100'000) + "&bytes=" + std::to_string(bytes) + "&v=0";
            const HttpReply reply = co_await connection.get(target, now() + 10 * kSecond);
            good += reply.code == Code::None && reply.body.size() == bytes ? 1 : 0;
        }
    };
    std::vector<Strand> strands;
    for (int i = 0; i < 100; ++i)
        strands.push_back(lane(i));
    const Nanos limit = now() + 10 * kSecond;
    while (!std::all_of(strands.begin(), strands.end(), [](const Strand& s) { return s.finished(); }) && now() < limit)
        loop.poll(kSecond);
    QCOMPARE(good, 1000);
    QCOMPARE(service.served(), std::uint64_t{ 1000 });
}

void LoopbackTest::allocatesNothingPerRequestWhenWarm()
{
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("under AddressSanitizer frames are not recycled");
#endif
    IoLoop loop;
    HttpService service(loop, { .prefix = "/p", .fill = {} });
    QVERIFY(service.listen().ok());
    const Result<Url> url = parseUrl("http://127.0.0.1:" + std::to_string(service.port()));
    std::uint64_t during = 1;
    const auto run = [&]() -> Strand {
        HttpConnection connection(loop, *url);
        std::uint64_t before = 0;
        for (int i = 0; i < 200; ++i) {
            if (i == 100)
                before = allocations();
            (void)co_await connection.get(
                i % 2 == 0 ? "/p/r?ns=0&bytes=64&v=0" : "/p/r?ns=1000&bytes=6000&v=1", now() + kSecond);
        }
        during = allocations() - before;
    };
    const Strand strand = run();
    while (!strand.finished())
        loop.poll(kSecond);
    QCOMPARE(service.served(), std::uint64_t{ 200 });
    QCOMPARE(during, std::uint64_t{ 0 }); // client and service together
}

QTEST_APPLESS_MAIN(LoopbackTest)
#include "tst_loopback.moc"
