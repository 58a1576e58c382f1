// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "charts/chart.h"

#include <QMenu>

#include <functional>

namespace ilv::ui {

/// Asks the user where to write; an empty answer means "do not". Tests put their own answer here.
struct PlaceChooser {
    std::function<QString(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter)>
        file;
    std::function<QString(QWidget* parent, const QString& title)> folder;
    std::function<QString(QWidget* parent, const QString& title, const QString& filter)> open;
};
[[nodiscard]] PlaceChooser dialogs(); ///< Qt's own

/// The menu of a chart, at its export button and under the right button: image or data to the clipboard, SVG, PNG or
/// PDF into a file, its table, and what the chart itself offers.
class FigureMenu : public QMenu {
    Q_OBJECT

public:
    FigureMenu(Chart* chart, QWidget* parent);
    /// What stands around the figure; asked when something is exported.
    void setText(std::function<FigureText()> text) { m_text = std::move(text); }
    void setChooser(PlaceChooser chooser) { m_chooser = std::move(chooser); }
    void saveAgain(); ///< what was last saved, to another place

Q_SIGNALS:
    void saved(const QString& path);
    void failed(const ilv::Error& error);

private:
    enum class Format : std::uint8_t { Svg, Pdf, Png };
    void fill();
    void addGoals(bool filled);
    void save(Format format);

    Chart* m_chart;
    std::function<FigureText()> m_text;
    PlaceChooser m_chooser;
    Format m_format = Format::Svg; ///< last asked for
};

/// The toolbar's export menu: reports of the whole run into a folder.
class ReportMenu : public QMenu {
    Q_OBJECT

public:
    explicit ReportMenu(QWidget* parent);

Q_SIGNALS:
    void chosen(const QStringList& formats); ///< "html", "csv", "json"
};

} // namespace ilv::ui
