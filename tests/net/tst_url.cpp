// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"

#include <QtTest>

using namespace ilv;

class UrlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parsesUrls_data();
    void parsesUrls();
    void refusesUrls_data();
    void refusesUrls();
    void knowsLoopbackBySpelling_data();
    void knowsLoopbackBySpelling();
};

void UrlTest::parsesUrls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char* title, const char* url, bool tls, const char* host, int port, const char* target) {
        QTest::newRow(title) << QByteArray(url) << tls << QByteArray(host) << port << QByteArray(target);
    };
    row("a bare host", "http://example.org", false, "example.org", 80, "/");
    row("https has a port of its own", "https://example.org/", true, "example.org", 443, "/");
    row("a port, path and query", "http://127.0.0.1:8080/a/b?c=d", false, "127.0.0.1", 8080, "/a/b?c=d");
    row("a query without a path", "http://h?x=1", false, "h", 80, "/?x=1");
    row("a fragment stays here", "http://h/a#part", false, "h", 80, "/a");
    row("an IPv6 address", "http://[::1]:81/x", false, "::1", 81, "/x");
    row("a scheme in capitals", "HTTP://h/", false, "h", 80, "/");
}

void UrlTest::parsesUrls()
{
    QFETCH(QByteArray, url);
    QFETCH(bool, tls);
    QFETCH(QByteArray, host);
    QFETCH(int, port);
    QFETCH(QByteArray, target);
    const Result<Url> parsed = parseUrl(url.toStdString());
    QVERIFY(parsed.ok());
    QCOMPARE(parsed->tls, tls);
    QCOMPARE(QByteArray::fromStdString(parsed->host), host);
    QCOMPARE(int{ parsed->port }, port);
    QCOMPARE(QByteArray::fromStdString(parsed->target), target);
}

void UrlTest::refusesUrls_data()
{
    QTest::addColumn<QByteArray>("url");
    for (const char* url :
        { "", "example.org", "ftp://h/", "http://", "http:///x", "http://:80/", "http://h:0/", "http://h:65536/",
            "http://h:8a/", "http://h:/", "http://user:word@h/", "http://[::1/", "http://[zz]/", "http://[::1]x/",
            "http://h/a b", "http://h/\r\nX: y", "http://h\xc3\xa4/", "http://h%20/", "file:///etc" })
        QTest::newRow(QByteArray(url).toPercentEncoding(":/@[]%?").prepend("refuses ").constData()) << QByteArray(url);
}

void UrlTest::refusesUrls()
{
    QFETCH(QByteArray, url);
    const Result<Url> parsed = parseUrl(url.toStdString());
    QVERIFY(!parsed.ok());
    QCOMPARE(parsed.error().code, std::string("FILE_RANGE"));
    QVERIFY(!parsed.error().message.empty());
    QVERIFY(!parsed.error().hint.empty());
}

void UrlTest::knowsLoopbackBySpelling_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("loopback");
    QTest::newRow("127.0.0.1") << QByteArray("http://127.0.0.1/") << true;
    QTest::newRow("any of 127.0.0.0/8") << QByteArray("http://127.8.9.10/") << true;
    QTest::newRow("::1") << QByteArray("http://[::1]/") << true;
    QTest::newRow("localhost, in any case") << QByteArray("http://LocalHost:1/") << true;
    QTest::newRow("a name that begins alike") << QByteArray("http://127.0.0.1.example.org/") << false;
    QTest::newRow("localhost within a domain") << QByteArray("http://localhost.example.org/") << false;
    QTest::newRow("every address") << QByteArray("http://0.0.0.0/") << false;
    QTest::newRow("another machine") << QByteArray("http://10.0.0.1/") << false;
}

void UrlTest::knowsLoopbackBySpelling()
{
    QFETCH(QByteArray, url);
    QFETCH(bool, loopback);
    QCOMPARE(parseUrl(url.toStdString())->loopback(), loopback);
}

QTEST_APPLESS_MAIN(UrlTest)
#include "tst_url.moc"
