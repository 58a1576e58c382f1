// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentfile.h"
#include "experiment/trust.h"
#include "experiment/url.h"

#include <QtTest>

using namespace ilv;

class TestTrust : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksForNothingWithoutNeed();
    void listsProgramsWithTheirArguments();
    void listsForeignHosts();
    void readsAddresses_data();
    void readsAddresses();
    void hashesTheCanonicalText();
    void knowsWhetherAnEditReachesFurther_data();
    void knowsWhetherAnEditReachesFurther();
};

void TestTrust::asksForNothingWithoutNeed()
{
    Experiment e;
    e.workload.stages = { WaitStage{}, ComputeStage{}, RequestStage{}, ReadStage{}, WriteStage{}, FaultStage{},
        RequestStage{ .url = "http://127.0.0.1:8080/" }, RequestStage{ .url = "http://[::1]/" } };
    QVERIFY(trustNeeds(e).empty());
}

void TestTrust::listsProgramsWithTheirArguments()
{
    Experiment e;
    e.workload.stages = { CommandStage{ "/bin/rm", { "-rf", "my files" } }, CommandStage{ "true", {} },
        CommandStage{ "true", {} }, CallStage{ "os:abort" } };
    const std::vector<std::vector<std::string>> expected{ { "/bin/rm", "-rf", "my files" }, { "true" },
        { "python", "os:abort" } };
    QVERIFY(trustNeeds(e).commands == expected);
    QVERIFY(!trustNeeds(e).empty());
}

void TestTrust::listsForeignHosts()
{
    Experiment e;
    e.workload.stages = { RequestStage{ .url = "http://Example.ORG/a" },
        RequestStage{ .url = "https://example.org:444/b" }, RequestStage{ .url = "http://10.0.0.1" } };
    const std::vector<std::string> expected{ "example.org", "10.0.0.1" };
    QVERIFY(trustNeeds(e).hosts == expected);
}

void TestTrust::readsAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host"); // empty: refused
    QTest::addColumn<bool>("loopback");
    const auto row = [](const char* url, const char* host, bool loopback) {
        QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(host) << loopback;
    };
    row("http://localhost", "localhost", true);
    row("HTTP://LocalHost:1/", "localhost", true);
    row("https://127.0.0.1:65535/x?y#z", "127.0.0.1", true);
    row("http://127.255.0.9", "127.255.0.9", true);
    row("http://[::1]:80/", "::1", true);
    row("http://localhost?x", "localhost", true);
    // All of these reach somewhere else, or may.
    row("http://localhost.example.org/", "localhost.example.org", false);
    row("http://127.0.0.1.example.org/", "127.0.0.1.example.org", false);
    row("http://127.1/", "127.1", false);
    row("http://127.0.0.256/", "127.0.0.256", false);
    row("http://0127.0.0.1/", "0127.0.0.1", false);
    row("http://127.0.0.01/", "127.0.0.01", false);
    row("http://2130706433/", "2130706433", false);
    row("http://0.0.0.0/", "0.0.0.0", false);
    row("http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1", false);
    row("http://localhost./", "localhost.", false);
    row("http://127.0.0.1./", "127.0.0.1.", false);
    // None of these is an address.
    row("", "", false);
    row("localhost", "", false);
    row("http:/localhost", "", false);
    row("http://", "", false);
    row("http:///path", "", false);
    row("ftp://localhost", "", false);
    row("file:///etc/passwd", "", false);
    row("http://localhost:", "", false);
    row("http://localhost:0", "", false);
    row("http://localhost:65536", "", false);
    row("http://localhost:8o80", "", false);
    row("http://localhost:080000", "", false);
    row("http://127.0.0.1@evil.example/", "", false);
    row("http://[::1/", "", false);
    row("http://[::1]x/", "", false);
    row("http://[localhost]/", "", false);
    row("http://a b/", "", false);
    row("http://localhost/\r\nHost: evil", "", false);
    row("http://localhost\\@evil.example/", "", false);
    row("http://b\xc3\xbc"
        "cher.example/",
        "", false);
}

void TestTrust::readsAddresses()
{
    QFETCH(const QString, url);
    QFETCH(const QString, host);
    QFETCH(const bool, loopback);
    const UrlShape shape = urlShape(url.toStdString());
    QCOMPARE(shape.problem.empty(), !host.isEmpty());
    if (host.isEmpty())
        return;
    QCOMPARE(QString::fromStdString(shape.host), host);
    QCOMPARE(isLoopback(shape.host), loopback);
}

void TestTrust::hashesTheCanonicalText()
{
    Experiment e;
    e.workload.stages = { WaitStage{} };
    e.models = { ModelEntry{ .model = Model::Async } };
    e.load.tasks = 1;
    const std::string text = writeExperiment(e);
    const QByteArray expected
        = QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256).toHex();
    QCOMPARE(QByteArray::fromStdString(experimentHash(e)), expected);
    e.load.tasks = 2;
    QVERIFY(QByteArray::fromStdString(experimentHash(e)) != expected);
}

void TestTrust::knowsWhetherAnEditReachesFurther_data()
{
    QTest::addColumn<Stage>("stage");
    QTest::addColumn<bool>("further");
    QTest::newRow("the same command") << Stage(CommandStage{ "tool", { "a", "b" } }) << false;
    QTest::newRow("another argument") << Stage(CommandStage{ "tool", { "a", "c" } }) << true;
    QTest::newRow("one argument of two") << Stage(CommandStage{ "tool", { "a b" } }) << true;
    QTest::newRow("another program") << Stage(CommandStage{ "tool2", { "a", "b" } }) << true;
    QTest::newRow("a call") << Stage(CallStage{ "os:abort" }) << true;
    QTest::newRow("the same address, slower") << Stage(RequestStage{ .latencyMs = 9, .url = "http://a.example/x" }) << false;
    QTest::newRow("another page of that host") << Stage(RequestStage{ .url = "http://a.example/delete" }) << true;
    QTest::newRow("another host") << Stage(RequestStage{ .url = "http://b.example/x" }) << true;
    QTest::newRow("this machine") << Stage(RequestStage{ .url = "http://localhost/x" }) << false;
    QTest::newRow("a stage that reaches nothing") << Stage(WaitStage{ .ms = 5 }) << false;
}

void TestTrust::knowsWhetherAnEditReachesFurther()
{
    QFETCH(const Stage, stage);
    QFETCH(const bool, further);
    Experiment source, edited;
    source.workload.stages = { CommandStage{ "tool", { "a", "b" } }, RequestStage{ .url = "http://a.example/x" } };
    edited.workload.stages = { stage };
    QCOMPARE(!reachesNoFurther(edited, source), further);
}

QTEST_APPLESS_MAIN(TestTrust)
#include "tst_trust.moc"
