// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/exportmenu.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>

namespace ilv::ui {

PlaceChooser dialogs()
{
    return { .file
        = [](QWidget* parent, const QString& title, const QString& suggestion,
              const QString& filter) { return QFileDialog::getSaveFileName(parent, title, suggestion, filter); },
        .folder
        = [](QWidget* parent, const QString& title) { return QFileDialog::getExistingDirectory(parent, title); },
        .open = [](QWidget* parent, const QString& title,
                    const QString& filter) { return QFileDialog::getOpenFileName(parent, title, {}, filter); } };
}

FigureMenu::FigureMenu(Chart* chart, QWidget* parent)
    : QMenu(parent)
    , m_chart(chart)
    , m_chooser(dialogs())
{
    connect(addAction(tr("Save as SVG…")), &QAction::triggered, this, [this] { save(Format::Svg); });
    connect(addAction(tr("Save as PDF…")), &QAction::triggered, this, [this] { save(Format::Pdf); });
    connect(addAction(tr("Save as PNG…")), &QAction::triggered, this, [this] { save(Format::Png); });
    addSeparator();
    connect(addAction(tr("Copy picture")), &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setImage(m_chart->figureImage(m_text ? m_text() : FigureText{})); });
    connect(addAction(tr("Copy data")), &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setText(m_chart->tableData().asTsv()); });
    connect(this, &QMenu::aboutToShow, this, [this] {
        const auto all = actions();
        for (QAction* action : all)
            action->setEnabled(!m_chart->isEmpty());
    });
}

void FigureMenu::save(Format format)
{
    const QString ending = format == Format::Svg ? QStringLiteral("svg")
        : format == Format::Pdf                  ? QStringLiteral("pdf")
                                                 : QStringLiteral("png");
    const QString name = m_chart->title().toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
    QString path = m_chooser.file(this, tr("Save %1").arg(m_chart->title()), name % QLatin1Char('.') % ending,
        ending.toUpper() % QStringLiteral(" (*.") % ending % QLatin1Char(')'));
    if (path.isEmpty())
        return;
    if (!path.endsWith(QLatin1Char('.') % ending, Qt::CaseInsensitive))
        path += QLatin1Char('.') % ending;
    const FigureText text = m_text ? m_text() : FigureText{};
    const Status written = format == Format::Svg ? m_chart->saveSvg(path, text)
        : format == Format::Pdf                  ? m_chart->savePdf(path, text)
                                                 : m_chart->savePng(path, text);
    if (written)
        Q_EMIT saved(path);
    else
        Q_EMIT failed(written.error());
}

ReportMenu::ReportMenu(QWidget* parent)
    : QMenu(parent)
{
    const auto add = [this](const QString& text, const QStringList& formats) {
        connect(addAction(text), &QAction::triggered, this, [this, formats] { Q_EMIT chosen(formats); });
    };
    const QString html = QStringLiteral("html"), csv = QStringLiteral("csv"), json = QStringLiteral("json");
    add(tr("Report, all formats…"), { html, csv, json });
    addSeparator();
    add(tr("HTML page…"), { html });
    add(tr("CSV table…"), { csv });
    add(tr("JSON result…"), { json });
}

} // namespace ilv::ui
