// SPDX-License-Identifier: GPL-3.0-or-later
// Against OpenSSL's own server, with certificates made here.
#include "net/httprig.h"
#include "net/scriptserver.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace ilv;
using Client = HttpRig::Client;

Q_DECLARE_METATYPE(HttpRig::Client)

namespace {

QByteArray text(Code code)
{
    return QByteArray::fromStdString(std::string(name(code)));
}

std::shared_ptr<void> nothing(IoLoop&)
{
    return {};
}

} // namespace

class TlsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void trustsByAuthorityAndName_data();
    void trustsByAuthorityAndName();
    void readsALongAnswer_data();
    void readsALongAnswer();
    void asksAgainAfterTheServerEnded_data();
    void asksAgainAfterTheServerEnded();
    void endsWithoutTls_data();
    void endsWithoutTls();

private:
    void certify(const QString& name, const QString& alternatives);
    int serve(const QString& certificate, const QStringList& options);
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    static void bothClients();

    QString m_openssl;
    QTemporaryDir m_folder;
    QProcess m_server;
};

void TlsTest::initTestCase()
{
    m_openssl = QStandardPaths::findExecutable(QStringLiteral("openssl"));
    if (m_openssl.isEmpty())
        QSKIP("the openssl command is not installed: nothing here to make certificates and serve TLS with");
    QVERIFY(m_folder.isValid());
    certify(QStringLiteral("name"), QStringLiteral("DNS:localhost"));
    certify(QStringLiteral("number"), QStringLiteral("IP:127.0.0.1"));
    certify(QStringLiteral("stranger"), QStringLiteral("DNS:localhost,IP:127.0.0.1"));
    QFile trusted(path(QStringLiteral("trusted.pem")));
    QVERIFY(trusted.open(QFile::WriteOnly));
    for (const QString& name : { QStringLiteral("name.pem"), QStringLiteral("number.pem") }) {
        QFile certificate(path(name));
        QVERIFY(certificate.open(QFile::ReadOnly));
        trusted.write(certificate.readAll());
    }
    trusted.close();
    // Before the first session: the authorities are loaded once.
    qputenv("SSL_CERT_FILE", QFile::encodeName(trusted.fileName()));
    qputenv("SSL_CERT_DIR", QFile::encodeName(m_folder.path()));
}

void TlsTest::cleanup()
{
    if (m_server.state() != QProcess::NotRunning) {
        m_server.kill();
        m_server.waitForFinished();
    }
}

void TlsTest::certify(const QString& name, const QString& alternatives)
{
    QProcess process;
    process.start(m_openssl,
        { QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
            QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
            QStringLiteral("-keyout"), path(name + QStringLiteral(".key")), QStringLiteral("-out"),
            path(name + QStringLiteral(".pem")), QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
            QStringLiteral("/CN=test ") + name, QStringLiteral("-addext"),
            QStringLiteral("subjectAltName=") + alternatives });
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

/// The port it listens on; 0 when it does not.
int TlsTest::serve(const QString& certificate, const QStringList& options)
{
    m_server.setProcessChannelMode(QProcess::MergedChannels);
    m_server.setWorkingDirectory(m_folder.path());
    m_server.start(m_openssl,
        QStringList{ QStringLiteral("s_server"), QStringLiteral("-accept"), QStringLiteral("127.0.0.1:0"),
            QStringLiteral("-cert"), path(certificate + QStringLiteral(".pem")), QStringLiteral("-key"),
            path(certificate + QStringLiteral(".key")) }
            + options);
    static const QRegularExpression accepting(QStringLiteral("ACCEPT [^\\n]*:(\\d+)"));
    QString said;
    while (m_server.waitForReadyRead(10'000)) {
        said += QString::fromLocal8Bit(m_server.readAll());
        if (const auto match = accepting.match(said); match.hasMatch())
            return match.captured(1).toInt();
    }
    return 0;
}

void TlsTest::bothClients()
{
    QTest::addColumn<Client>("client");
    QTest::newRow("the async client") << Client::Async;
    QTest::newRow("the blocking client") << Client::Blocking;
}

void TlsTest::trustsByAuthorityAndName_data()
{
    QTest::addColumn<Client>("client");
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("code");
    for (const auto client : { Client::Async, Client::Blocking }) {
        const std::string who = client == Client::Async ? "the async client: " : "the blocking client: ";
        const auto row = [&](const char* title, const QString& certificate, const char* host, const char* code) {
            QTest::newRow((who + title).c_str()) << client << certificate << QByteArray(host) << QByteArray(code);
        };
        row("a trusted certificate with the name", QStringLiteral("name"), "localhost", "");
        row("a trusted certificate with the address", QStringLiteral("number"), "127.0.0.1", "");
        row("a trusted certificate for another host", QStringLiteral("name"), "127.0.0.1", "NET_TLS");
        row("a certificate nobody vouches for", QStringLiteral("stranger"), "localhost", "NET_TLS");
    }
}

void TlsTest::trustsByAuthorityAndName()
{
    QFETCH(Client, client);
    QFETCH(QString, certificate);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, code);
    const int port = serve(certificate, { QStringLiteral("-www") });
    QVERIFY(port > 0);
    HttpRig rig(client, nothing);
    rig.open("https://" + host.toStdString() + ":" + std::to_string(port) + "/");
    const RigReply reply = rig.get("/", now() + 20 * kSecond);
    QCOMPARE(text(reply.code), code);
    QCOMPARE(reply.status, code.isEmpty() ? 200 : 0);
    QCOMPARE(reply.body.find("s_server") != std::string::npos, code.isEmpty());
    if (code.isEmpty()) { // the server ends after each answer, properly
        QCOMPARE(rig.get("/", now() + 20 * kSecond).status, 200);
    }
}

void TlsTest::readsALongAnswer_data()
{
    bothClients();
}

void TlsTest::readsALongAnswer()
{
    QFETCH(Client, client);
    QByteArray content(1'000'000, 'x');
    for (qsizetype i = 0; i < content.size(); ++i)
        content[i] = static_cast<char>('a' + i * i % 26);
    QFile file(path(QStringLiteral("long.txt")));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(content);
    file.close();
    const int port = serve(QStringLiteral("name"), { QStringLiteral("-WWW") });
    QVERIFY(port > 0);
    HttpRig rig(client, nothing);
    rig.open("https://localhost:" + std::to_string(port));
    const RigReply reply = rig.get("/long.txt", now() + 20 * kSecond);
    QCOMPARE(text(reply.code), QByteArray());
    QVERIFY(QByteArray::fromStdString(reply.body) == content);
}

void TlsTest::asksAgainAfterTheServerEnded_data()
{
    bothClients();
}

void TlsTest::asksAgainAfterTheServerEnded()
{
    QFETCH(Client, client);
    const int port = serve(QStringLiteral("name"), { QStringLiteral("-www") });
    QVERIFY(port > 0);
    HttpRig rig(client, nothing);
    rig.open("https://localhost:" + std::to_string(port));
    QCOMPARE(text(rig.connect(now() + 20 * kSecond).code), QByteArray());
    QCOMPARE(rig.get("/", now() + 20 * kSecond).status, 200);
    QCOMPARE(text(rig.connect(now() + 20 * kSecond).code), QByteArray());
    m_server.kill();
    m_server.waitForFinished();
    QCOMPARE(text(rig.get("/", now() + 20 * kSecond).code), QByteArray("NET_REFUSED")); // reset, then nobody there
}

void TlsTest::endsWithoutTls_data()
{
    using Script = ScriptServer::Script;
    using Do = ScriptServer::Do;
    QTest::addColumn<Client>("client");
    QTest::addColumn<Script>("script");
    QTest::addColumn<QByteArray>("code");
    for (const auto client : { Client::Async, Client::Blocking }) {
        const std::string who = client == Client::Async ? "the async client: " : "the blocking client: ";
        QTest::newRow((who + "a server that speaks plain HTTP").c_str())
            << client
            << Script{ { Do::Send, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" }, { Do::AwaitRequest } }
            << QByteArray("NET_TLS");
        QTest::newRow((who + "a server that never speaks").c_str())
            << client << Script{ { Do::AwaitRequest } } << QByteArray("NET_TIMEOUT");
        QTest::newRow((who + "a server that closes").c_str())
            << client << Script{ { Do::EndWriting }, { Do::AwaitRequest } } << QByteArray("NET_RESET");
    }
}

void TlsTest::endsWithoutTls()
{
    QFETCH(Client, client);
    QFETCH(ScriptServer::Script, script);
    QFETCH(QByteArray, code);
    ScriptServer* server = nullptr;
    HttpRig rig(client, [&](IoLoop& loop) {
        auto made = std::make_shared<ScriptServer>(loop, std::vector<ScriptServer::Script>{ script });
        server = made.get();
        return made;
    });
    rig.open("https://127.0.0.1:" + std::to_string(server->port()));
    const Nanos deadline = now() + (code == "NET_TIMEOUT" ? 200 * kMilli : 20 * kSecond);
    QCOMPARE(text(rig.get("/", deadline).code), code);
}

QTEST_GUILESS_MAIN(TlsTest)
#include "tst_tls.moc"
