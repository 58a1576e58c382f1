// SPDX-License-Identifier: GPL-3.0-or-later
// The house's rules, read off the #include lines: who may include whom, no Qt Gui in core, no Qt at all in what a worker
// runs, no file over 500 lines (design, Folders).
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

namespace {

/// Folder → the folders it may include besides itself. Core's order is a chain; siblings never include each other.
QMap<QString, QStringList> allowedEdges()
{
    const QStringList base { QStringLiteral("base") };
    const QStringList net = base + QStringList { QStringLiteral("net") };
    const QStringList doing { QStringLiteral("experiment"), QStringLiteral("workload"), QStringLiteral("measure"),
        QStringLiteral("pool") };
    QMap<QString, QStringList> edges;
    edges[QStringLiteral("base")] = {};
    edges[QStringLiteral("net")] = base;
    for (const auto& folder : doing)
        edges[folder] = net;
    QStringList below = net + doing;
    for (const auto& folder : { QStringLiteral("plan"), QStringLiteral("executor"), QStringLiteral("trial"), QStringLiteral("run") }) {
        edges[folder] = below;
        below << folder;
    }
    edges[QStringLiteral("analysis")] = below;
    edges[QStringLiteral("history")] = below;
    below << QStringLiteral("analysis") << QStringLiteral("history");
    edges[QStringLiteral("report")] = below;
    below << QStringLiteral("report");
    return edges;
}

/// What each folder of the window may include of the others; from core all may include all.
QMap<QString, QStringList> allowedUiEdges()
{
    QMap<QString, QStringList> edges;
    edges[QStringLiteral("look")] = {};
    edges[QStringLiteral("model")] = edges[QStringLiteral("controls")] = { QStringLiteral("look") };
    edges[QStringLiteral("engine")] = edges[QStringLiteral("charts")] = { QStringLiteral("look"), QStringLiteral("model") };
    const QStringList below { QStringLiteral("look"), QStringLiteral("model"), QStringLiteral("controls"), QStringLiteral("charts") };
    const QStringList parts { QStringLiteral("command"), QStringLiteral("experiment"), QStringLiteral("live"), QStringLiteral("results"),
        QStringLiteral("lesson"), QStringLiteral("history"), QStringLiteral("report") };
    for (const auto& part : parts)
        edges[part] = below;
    edges[QStringLiteral("window")] = below + parts + QStringList { QStringLiteral("engine") };
    return edges;
}

QString folderOf(const QString& relativePath)
{
    const auto parts = relativePath.split(u'/');
    return parts.first() == QLatin1String("core") ? parts.value(1) : parts.first();
}

bool isSource(const QString& path)
{
    return path.endsWith(QLatin1String(".h")) || path.endsWith(QLatin1String(".cpp")) || path.endsWith(QLatin1String(".py"));
}

QStringList sources(const QString& folder)
{
    const QString root = QStringLiteral(ILV_SOURCE_DIR "/");
    QStringList found;
    for (QDirIterator it(root + folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
        const auto path = it.next().mid(root.size());
        if (isSource(path))
            found << path;
    }
    found.sort();
    return found;
}

QStringList lines(const QString& path)
{
    QFile file(QStringLiteral(ILV_SOURCE_DIR "/") + path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n');
}

} // namespace

class TestLayers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void coreIncludesOnlyWhatIsBelow();
    void uiIncludesOnlyWhatIsBelow();
    void uiModelNeedsNoWidget();
    void whatAWorkerRunsHasNoQt();
    void coreHasNoGui();
    void noFileIsOver500Lines();
    void onlyTheAtomicWriterReplacesFiles();
};

void TestLayers::coreIncludesOnlyWhatIsBelow()
{
    static const QRegularExpression include(QStringLiteral("^#include \"([a-z]+)/"));
    const auto edges = allowedEdges();
    QStringList broken;
    const auto files = sources(QStringLiteral("core"));
    QVERIFY(files.size() > 20);
    for (const auto& path : files) {
        const auto from = folderOf(path);
        QVERIFY2(edges.contains(from), qPrintable(path + QStringLiteral(": a folder the design does not know")));
        for (const auto& line : lines(path)) {
            const auto match = include.match(line);
            if (!match.hasMatch())
                continue;
            const auto to = match.captured(1);
            if (to != from && !edges[from].contains(to))
                broken << path + QStringLiteral(" includes ") + to;
        }
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

void TestLayers::uiIncludesOnlyWhatIsBelow()
{
    static const QRegularExpression include(QStringLiteral("^#include \"([a-z]+)/([a-z]+\\.h)\""));
    const auto edges = allowedUiEdges();
    QStringList broken;
    const auto files = sources(QStringLiteral("ui"));
    QVERIFY(files.size() > 20);
    for (const auto& path : files) {
        const auto from = path.split(u'/').value(1);
        QVERIFY2(edges.contains(from), qPrintable(path + QStringLiteral(": a folder the design does not know")));
        for (const auto& line : lines(path)) {
            const auto match = include.match(line);
            const auto to = match.captured(1); // core has folders of the same name
            if (match.hasMatch() && to != from && files.contains(QStringLiteral("ui/") + to + u'/' + match.captured(2)) && !edges[from].contains(to))
                broken << path + QStringLiteral(" includes ") + to;
        }
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

void TestLayers::uiModelNeedsNoWidget()
{
    static const QRegularExpression widget(
        QStringLiteral("^#include (<Q(Widget|Application|MainWindow|Label|PushButton|Dialog|TableView)>|\"(charts|window|live|results)/)"));
    for (const auto& path : sources(QStringLiteral("ui/look")) + sources(QStringLiteral("ui/model"))) {
        for (const auto& line : lines(path))
            QVERIFY2(!widget.match(line).hasMatch(), qPrintable(path + QStringLiteral(": ") + line));
    }
}

void TestLayers::whatAWorkerRunsHasNoQt()
{
    static const QRegularExpression qt(QStringLiteral("^#include <(Q[A-Z]|Qt)"));
    QStringList files;
    for (const auto& folder : { "core/base", "core/net", "core/experiment", "core/workload", "core/measure", "core/analysis", "app/worker", "app/service" })
        files << sources(QString::fromLatin1(folder));
    for (const auto& path : files) {
        for (const auto& line : lines(path))
            QVERIFY2(!qt.match(line).hasMatch(), qPrintable(path + QStringLiteral(": ") + line));
    }
}

void TestLayers::coreHasNoGui()
{
    static const QRegularExpression gui(QStringLiteral(
        "^#include <(QtGui|QtWidgets|QColor|QImage|QPixmap|QPainter|QFont|QWidget|QGuiApplication|QApplication|QSvg|QPdf|QPrinter)"));
    for (const auto& path : sources(QStringLiteral("core"))) {
        for (const auto& line : lines(path))
            QVERIFY2(!gui.match(line).hasMatch(), qPrintable(path + QStringLiteral(": ") + line));
    }
}

void TestLayers::noFileIsOver500Lines()
{
    QStringList broken;
    for (const auto& folder : { "app", "core", "ui", "resources", "tests" }) {
        for (const auto& path : sources(QString::fromLatin1(folder))) {
            if (const auto n = lines(path).size() - 1; n > 500)
                broken << QStringLiteral("%1: %2 lines").arg(path).arg(n);
        }
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

void TestLayers::onlyTheAtomicWriterReplacesFiles()
{
    static const QRegularExpression writer(QStringLiteral("\\bQSaveFile\\b|std::ofstream|[fF]ile\\.open\\(QIODevice::WriteOnly"));
    QStringList broken;
    for (const auto& folder : { "core", "app", "ui" }) {
        for (const auto& path : sources(QString::fromLatin1(folder))) {
            for (const auto& line : lines(path)) {
                if (!path.startsWith(QLatin1String("core/base/")) && writer.match(line).hasMatch())
                    broken << path + QStringLiteral(": ") + line.trimmed();
            }
        }
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
