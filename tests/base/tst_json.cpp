// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "base/json.h"

#include <QtTest>

#include <cmath>

using namespace ilv;
using json::Node;

namespace {

QString place(const Error& e)
{
    return QStringLiteral("%1:%2").arg(e.line).arg(e.column);
}

QString shown(const Error& e)
{
    return QString::fromStdString(
        e.code + " at " + std::to_string(e.line) + ":" + std::to_string(e.column) + ", " + e.message);
}

} // namespace

class TestJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKindOfValue();
    void keepsIntegersExactly_data();
    void keepsIntegersExactly();
    void remembersPlaces();
    void countsColumnsInCharacters();
    void refuses_data();
    void refuses();
    void keepsWithinItsLimits();
    void findsDuplicatesAmongManyKeys();
    void writesBackWhatItRead_data();
    void writesBackWhatItRead();
    void readsLenientlyForOurOwnEvents();
    void survivesEveryCutAndEveryFlippedByte();
};

void TestJson::readsEveryKindOfValue()
{
    const auto node
        = json::parse(R"( {"n": null, "b": true, "i": -3, "d": 2.5, "s": "a\u00e9\n", "a": [1, []], "o": {}} )");
    QVERIFY2(node, qPrintable(shown(node ? Error{} : node.error())));
    QCOMPARE(node->kind, Node::Kind::Object);
    QCOMPARE(node->members.size(), std::size_t{ 7 });
    QCOMPARE(node->find("n")->kind, Node::Kind::Null);
    QVERIFY(node->find("b")->boolean);
    QCOMPARE(node->find("i")->integer, std::int64_t{ -3 });
    QCOMPARE(node->find("i")->number, -3.0);
    QCOMPARE(node->find("d")->number, 2.5);
    QCOMPARE(node->find("s")->text, std::string("a\u00e9\n"));
    QCOMPARE(node->find("a")->items.size(), std::size_t{ 2 });
    QCOMPARE(node->find("a")->items[1].kind, Node::Kind::Array);
    QCOMPARE(node->find("o")->kind, Node::Kind::Object);
    QVERIFY(node->find("x") == nullptr);
    QCOMPARE(node->members[5].first, std::string("a")); // in file order
}

void TestJson::keepsIntegersExactly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("natural");
    QTest::newRow("largest signed") << QByteArray("9223372036854775807") << false;
    QTest::newRow("smallest signed") << QByteArray("-9223372036854775808") << false;
    QTest::newRow("first that is only unsigned") << QByteArray("9223372036854775808") << true;
    QTest::newRow("largest unsigned, which QJsonDocument rounds") << QByteArray("18446744073709551615") << true;
    QTest::newRow("odd above 2^53") << QByteArray("9007199254740993") << false;
    QTest::newRow("nought") << QByteArray("0") << false;
}

void TestJson::keepsIntegersExactly()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, natural);
    const auto node = json::parse(text.toStdString());
    QVERIFY(node);
    QCOMPARE(node->kind, natural ? Node::Kind::Uint : Node::Kind::Int);
    QCOMPARE(QByteArray::fromStdString(json::compact(*node)), text);
}

void TestJson::remembersPlaces()
{
    const auto node = json::parse("{\n  \"a\": 12,\n  \"long\": [true,\n   \"x\\\"y\", {\"k\":-1.5e3}]\n}");
    QVERIFY(node);
    const auto at = [](const Node& n) { return std::pair(n.line, n.column); };
    using Place = std::pair<int, int>;
    QCOMPARE(at(*node), Place(1, 1));
    QCOMPARE(node->keyPlaces[0], Place(2, 3));
    QCOMPARE(at(*node->find("a")), Place(2, 8));
    QCOMPARE(node->keyPlaces[1], Place(3, 3));
    const Node& list = *node->find("long");
    QCOMPARE(at(list), Place(3, 11));
    QCOMPARE(at(list.items[0]), Place(3, 12));
    QCOMPARE(at(list.items[1]), Place(4, 4));
    QCOMPARE(at(list.items[2]), Place(4, 12));
    QCOMPARE(list.items[2].keyPlaces[0], Place(4, 13));
    QCOMPARE(at(*list.items[2].find("k")), Place(4, 17));
}

void TestJson::countsColumnsInCharacters()
{
    const auto node = json::parse("[\"äöü€😀\", 7]");
    QVERIFY(node);
    QCOMPARE(node->items[1].column, 11);
    const auto crlf = json::parse("[\r\n 1,\r\n 2]");
    QVERIFY(crlf);
    QCOMPARE(crlf->items[1].line, 3);
    QCOMPARE(crlf->items[1].column, 2);
}

void TestJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("at");
    const auto row = [](const char* name, QByteArray text, const char* code, const char* at) {
        QTest::newRow(name) << text << QString::fromLatin1(code) << QString::fromLatin1(at);
    };
    row("nothing at all", "", "FILE_SYNTAX", "1:1");
    row("only blanks", " \n ", "FILE_SYNTAX", "2:2");
    row("a byte order mark", "\xEF\xBB\xBF{}", "FILE_ENCODING", "1:1");
    row("UTF-16", QByteArray("\xFF\xFE{\0}\0", 6), "FILE_ENCODING", "1:1");
    row("a NUL byte behind the value", QByteArray("{}\0x", 4), "FILE_ENCODING", "1:3");
    row("a Latin-1 letter", "{\n \"a\": \"\xE9\"}", "FILE_ENCODING", "2:8");
    row("an overlong slash", "\"\xC0\xAF\"", "FILE_ENCODING", "1:2");
    row("a surrogate in UTF-8", "\"\xED\xA0\x80\"", "FILE_ENCODING", "1:2");
    row("beyond the last character", "\"\xF4\x90\x80\x80\"", "FILE_ENCODING", "1:2");
    row("an escaped NUL", "[\"a\\u0000\"]", "FILE_SYNTAX", "1:2");
    row("half a surrogate pair", "[\"\\ud800\"]", "FILE_SYNTAX", "1:9");
    row("a raw newline in a string", "[\"a\nb\"]", "FILE_SYNTAX", "1:4");
    row("an unknown escape", "[\"a\\x\"]", "FILE_SYNTAX", "1:5");
    row("a string without its end", "{\n  \"a\": \"bc", "FILE_SYNTAX", "2:8");
    row("a trailing comma in an object", "{\"a\": 1,\n}", "FILE_SYNTAX", "2:1");
    row("a trailing comma in a list", "[1, 2, ]", "FILE_SYNTAX", "1:8");
    row("a comment", "{\n // no\n}", "FILE_SYNTAX", "2:2");
    row("single quotes", "{'a': 1}", "FILE_SYNTAX", "1:2");
    row("a bare key", "{a: 1}", "FILE_SYNTAX", "1:2");
    row("a missing comma", "{\"a\": 1\n \"b\": 2}", "FILE_SYNTAX", "2:2");
    row("a missing comma between numbers", "[1 2]", "FILE_SYNTAX", "1:4");
    row("a missing colon", "{\"a\" 1}", "FILE_SYNTAX", "1:6");
    row("a missing brace", "{\"a\": {\"b\": 1}", "FILE_SYNTAX", "1:15");
    row("the wrong bracket", "[1, 2}", "FILE_SYNTAX", "1:6");
    row("text behind the value", "{} {}", "FILE_SYNTAX", "1:4");
    row("a misspelt literal", "[tru]", "FILE_SYNTAX", "1:2");
    row("NaN", "[NaN]", "FILE_BAD_NUMBER", "1:2");
    row("minus infinity", "[-Infinity]", "FILE_BAD_NUMBER", "1:2");
    row("too large for a double", "[1, 1e999]", "FILE_BAD_NUMBER", "1:5");
    row("too large for 64 bits", "[18446744073709551616]", "FILE_BAD_NUMBER", "1:2");
    row("too small for 64 bits", "[-9223372036854775809]", "FILE_BAD_NUMBER", "1:2");
    row("a leading nought", "[ 007]", "FILE_BAD_NUMBER", "1:3");
    row("a leading plus", "[+1]", "FILE_BAD_NUMBER", "1:2");
    row("a leading point", "[.5]", "FILE_BAD_NUMBER", "1:2");
    row("a trailing point", "[5.]", "FILE_BAD_NUMBER", "1:2");
    row("an exponent without digits", "[1e]", "FILE_BAD_NUMBER", "1:2");
    row("hexadecimal", "[0x10]", "FILE_BAD_NUMBER", "1:2");
    row("a unit behind a number", "{\"ms\": 10ms}", "FILE_BAD_NUMBER", "1:8");
    row("a duplicate key", "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", "FILE_DUPLICATE_KEY", "3:2");
    row("a duplicate key, one of them escaped", "{\"a\": 1, \"\\u0061\": 3}", "FILE_DUPLICATE_KEY", "1:10");
    row("a duplicate inside", "[{\"x\": {\"k\": 1, \"k\": 2}}]", "FILE_DUPLICATE_KEY", "1:17");
    row("33 levels", QByteArray(33, '[') + QByteArray(33, ']'), "FILE_TOO_DEEP", "1:33");
    row("5,000 levels", QByteArray(5000, '['), "FILE_TOO_DEEP", "1:33");
}

void TestJson::refuses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, code);
    QFETCH(const QString, at);
    const auto node = json::parse(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    QVERIFY(!node);
    QVERIFY2(QString::fromStdString(node.error().code) == code, qPrintable(shown(node.error())));
    QVERIFY2(place(node.error()) == at, qPrintable(shown(node.error())));
    QVERIFY(node.error().message.size() > 10);
    QVERIFY2(node.error().message.find("json.exception") == std::string::npos, qPrintable(shown(node.error())));
}

void TestJson::keepsWithinItsLimits()
{
    QVERIFY(json::parse(std::string(32, '[') + std::string(32, ']')));
    json::Limits limits{ .bytes = 100, .depth = 2, .stringBytes = 5, .values = 4 };
    QVERIFY(json::parse("[[1], 2]", limits));
    QCOMPARE(json::parse(std::string(101, ' '), limits).error().code, std::string("FILE_TOO_LARGE"));
    QCOMPARE(json::parse("[1,2,3,4]", limits).error().code, std::string("FILE_TOO_LARGE"));
    QCOMPARE(json::parse("[\"123456\"]", limits).error().code, std::string("FILE_TOO_LARGE"));
    QCOMPARE(json::parse("{\"123456\": 1}", limits).error().code, std::string("FILE_TOO_LARGE"));
    QCOMPARE(json::parse("[[[]]]", limits).error().code, std::string("FILE_TOO_DEEP"));
}

void TestJson::findsDuplicatesAmongManyKeys()
{
    std::string text = "{";
    for (int i = 0; i < 20'000; ++i)
        text += "\"k" + std::to_string(i) + "\": 0,\n";
    QVERIFY(json::parse(text + "\"last\": 0}"));
    const auto twice = json::parse(text + "\"k19999\": 0}");
    QVERIFY(!twice);
    QCOMPARE(twice.error().code, std::string("FILE_DUPLICATE_KEY"));
    QCOMPARE(twice.error().line, 20'001);
    QVERIFY(!json::parse(text + "\"k3\": 0}"));
}

void TestJson::writesBackWhatItRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nesting") << QByteArray(R"({"b":[1,2,{"a":null}],"a":{},"c":[]})");
    QTest::newRow("numbers") << QByteArray("[0.1,1e+300,-2.5,1.0,12345678901234567890]");
    QTest::newRow("escapes") << QByteArray(R"(["\"\\\n\u0001","é","/"])");
}

void TestJson::writesBackWhatItRead()
{
    QFETCH(const QByteArray, text);
    const auto node = json::parse(text.toStdString());
    QVERIFY(node);
    QCOMPARE(QByteArray::fromStdString(json::compact(*node)), text);
}

void TestJson::readsLenientlyForOurOwnEvents()
{
    const auto node = json::parse(R"({"i": 5, "d": 1.5, "s": "t", "f": true, "a": [1, 2]})");
    QVERIFY(node);
    QCOMPARE(node->i64("i"), std::int64_t{ 5 });
    QCOMPARE(node->i64("d", -1), std::int64_t{ -1 });
    QCOMPARE(node->num("i"), 5.0);
    QCOMPARE(node->num("s", 9), 9.0);
    QCOMPARE(node->str("s"), std::string_view("t"));
    QCOMPARE(node->str("i", "none"), std::string_view("none"));
    QVERIFY(node->flag("f"));
    QVERIFY(node->flag("none", true));
    QCOMPARE(node->array("a").size(), std::size_t{ 2 });
    QVERIFY(node->array("none").empty());
}

/// Whatever stands in a file, the reader answers: a value, or a code and a place inside the text.
void TestJson::survivesEveryCutAndEveryFlippedByte()
{
    const std::string text = "{\"a\": [1, -2.5e3, true, null],\n \"é\": {\"b\": \"x\\u00e9\\n\"}}";
    int refused = 0;
    const auto check = [&refused](const std::string& broken) {
        const auto node = json::parse(broken);
        if (node)
            return true;
        ++refused;
        return codeFromName(node.error().code) != Code::None && node.error().line >= 1 && node.error().line <= 4
            && node.error().column >= 1 && node.error().column <= static_cast<int>(broken.size()) + 1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        QVERIFY(check(text.substr(0, i)));
        for (int byte = 0; byte < 256; ++byte) {
            std::string broken = text;
            broken[i] = static_cast<char>(byte);
            QVERIFY2(check(broken), broken.c_str());
        }
    }
    QVERIFY(refused > 1000);
}

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
