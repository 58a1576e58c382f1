// SPDX-License-Identifier: GPL-3.0-or-later
// The program interleave-service, as its starter sees it.
#include "net/httpclient.h"
#include "support/processes.h"
#include "workload/task.h"

#include <csignal>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

using namespace ilv;

namespace {

const QString kProgram = QStringLiteral(ILV_BIN_DIR "/interleave-service");

/// A started service and what it said.
class Service {
public:
    explicit Service(const QStringList& arguments)
    {
        process.start(kProgram, arguments);
        QByteArray line;
        while (!line.contains('\n') && process.waitForReadyRead(10'000))
            line += process.readAllStandardOutput();
        said = QJsonDocument::fromJson(line).object();
        port = said.value(QStringLiteral("port")).toInt();
        prefix = said.value(QStringLiteral("prefix")).toString();
    }

    ~Service()
    {
        process.closeWriteChannel();
        process.waitForFinished(10'000);
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    QProcess process;
    QJsonObject said;
    QString prefix;
    int port = 0;
};

} // namespace

class ServiceProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhereItIs_data();
    void saysWhereItIs();
    void servesTheWorkloadsBodies_data();
    void servesTheWorkloadsBodies();
    void endsWhenToldTo_data();
    void endsWhenToldTo();
    void makesAPrefixNobodyKnows();
    void refusesAWrongStart_data();
    void refusesAWrongStart();
};

void ServiceProgramTest::saysWhereItIs_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("prefix");
    QTest::newRow("with a prefix") << QStringList{ QStringLiteral("--prefix"), QStringLiteral("/abc") }
                                   << QStringLiteral("/abc");
    QTest::newRow("with a prefix of two parts")
        << QStringList{ QStringLiteral("--prefix"), QStringLiteral("/a.b/c-d") } << QStringLiteral("/a.b/c-d");
    QTest::newRow("with a free port") << QStringList{ QStringLiteral("--port"), QStringLiteral("0"),
        QStringLiteral("--prefix"), QStringLiteral("/x") }
                                      << QStringLiteral("/x");
}

void ServiceProgramTest::saysWhereItIs()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, prefix);
    const Service service(arguments);
    QVERIFY(service.port > 0);
    QCOMPARE(service.prefix, prefix);
    QCOMPARE(service.said.value(QStringLiteral("pid")).toInteger(), service.process.processId());
    QCOMPARE(service.said.size(), 3);
}

void ServiceProgramTest::servesTheWorkloadsBodies_data()
{
    QTest::addColumn<int>("bytes");
    for (const int bytes : { 0, 1, 64, 4099, 1'000'000 })
        QTest::newRow(qPrintable(QStringLiteral("a body of %1 bytes").arg(bytes))) << bytes;
}

void ServiceProgramTest::servesTheWorkloadsBodies()
{
    QFETCH(int, bytes);
    const Service service({});
    BlockingHttpConnection connection(*parseUrl("http://127.0.0.1:" + std::to_string(service.port)));
    for (std::uint32_t variant = 0; variant < kVariants; ++variant) {
        const HttpReply reply = connection.get(
            service.prefix.toStdString() + "/r?ns=0&bytes=" + std::to_string(bytes) + "&v=" + std::to_string(variant),
            now() + 10 * kSecond);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body.size(), static_cast<std::size_t>(bytes));
        QCOMPARE(TaskRecipe::bytesDigest(reply.body), TaskRecipe::responseDigest(variant, bytes));
    }
    QCOMPARE(connection.get("/r?ns=0&bytes=1&v=0", now() + 10 * kSecond).status, 404); // without the prefix
}

void ServiceProgramTest::endsWhenToldTo_data()
{
    QTest::addColumn<int>("signal"); // 0: the end of standard input
    QTest::newRow("by the end of its input") << 0;
    QTest::newRow("by SIGTERM") << SIGTERM;
    QTest::newRow("by SIGINT") << SIGINT;
}

void ServiceProgramTest::endsWhenToldTo()
{
    QFETCH(int, signal);
    Service service({});
    QVERIFY(service.port > 0);
    service.process.write("ignored\n");
    service.process.waitForBytesWritten();
    BlockingHttpConnection connection(*parseUrl("http://127.0.0.1:" + std::to_string(service.port)));
    QCOMPARE(connection.get("/", now() + 10 * kSecond).status, 404); // alive, and with a client
    if (signal == 0)
        service.process.closeWriteChannel();
    else
        QVERIFY(ilv::test::signalTo(service.process.processId(), signal));
    QVERIFY(service.process.waitForFinished(10'000));
    QCOMPARE(service.process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(service.process.exitCode(), 0);
    QCOMPARE(service.process.readAllStandardError(), QByteArray());
}

void ServiceProgramTest::makesAPrefixNobodyKnows()
{
    const Service first({});
    const Service second({});
    static const QRegularExpression form(QStringLiteral("^/[0-9a-f]{32}$"));
    QVERIFY(form.match(first.prefix).hasMatch());
    QVERIFY(form.match(second.prefix).hasMatch());
    QVERIFY(first.prefix != second.prefix);
}

void ServiceProgramTest::refusesAWrongStart_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("an unknown option") << QStringList{ QStringLiteral("--verbose") } << 2;
    QTest::newRow("a word") << QStringList{ QStringLiteral("8080") } << 2;
    QTest::newRow("a port without a number") << QStringList{ QStringLiteral("--port") } << 2;
    QTest::newRow("a port that is none") << QStringList{ QStringLiteral("--port"), QStringLiteral("65536") } << 2;
    QTest::newRow("a prefix without a slash") << QStringList{ QStringLiteral("--prefix"), QStringLiteral("abc") } << 2;
    QTest::newRow("a prefix with a quote") << QStringList{ QStringLiteral("--prefix"), QStringLiteral("/a\"b") } << 2;
    QTest::newRow("an empty prefix") << QStringList{ QStringLiteral("--prefix"), QString() } << 2;
    QTest::newRow("--help") << QStringList{ QStringLiteral("--help") } << 0;
    QTest::newRow("--version") << QStringList{ QStringLiteral("--version") } << 0;
}

void ServiceProgramTest::refusesAWrongStart()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QProcess process;
    process.start(kProgram, arguments);
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitCode(), exitCode);
    QCOMPARE(process.readAllStandardOutput().isEmpty(), exitCode != 0);
    QCOMPARE(process.readAllStandardError().isEmpty(), exitCode == 0);

    QProcess blind; // no way to hear of its end
    blind.setStandardInputFile(QProcess::nullDevice());
    blind.start(kProgram, QStringList());
    QVERIFY(blind.waitForFinished(10'000));
    QCOMPARE(blind.exitCode(), 4);
}

QTEST_GUILESS_MAIN(ServiceProgramTest)
#include "tst_serviceprogram.moc"
