// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "model/chartdata.h"

#include <QWidget>

#include <memory>

namespace ilv::ui {

class PlotView;
struct FigureWords;

/// The words around an exported figure.
struct FigureText {
    QString title; ///< empty: the chart's own
    QString subtitle; ///< the full workload
    QString footer; ///< machine, governor, UTC time, run id
    bool dark = false; ///< figures are light unless asked
};

/// What every chart of the workbench can do. A chart is only the plot: its card (title, subtitle, buttons) belongs to
/// the window, which takes the words from here. GUI thread only. Repaints when data or theme change, never by itself;
/// paint only as often as you set data.
///
/// Keyboard: the arrows move the crosshair (Home/End, Ctrl for ten steps), Escape hides it. The accessible description
/// is one sentence that follows the data, or says what the crosshair is on.
class Chart : public QWidget {
    Q_OBJECT

public:
    ~Chart() override;

    void setTheme(const Theme& theme); ///< carries the scale too
    [[nodiscard]] const Theme& theme() const;

    [[nodiscard]] virtual QString title() const = 0; ///< "Throughput": tab and card title
    [[nodiscard]] virtual QString subtitle() const = 0; ///< what and unit: "tasks per second, log scale"
    [[nodiscard]] virtual bool isEmpty() const = 0; ///< then only the empty state is drawn
    [[nodiscard]] virtual TableData tableData() const = 0; ///< what is drawn, as text
    [[nodiscard]] virtual QSize figureSize() const; ///< 900 × 470

    /// Replaces "Nothing measured yet" and the line below it.
    void setEmptyText(const QString& headline, const QString& hint);

    /// Exported figures. Written atomically: OUT_UNWRITABLE, OUT_DISK_FULL, OUT_IO.
    [[nodiscard]] Status saveSvg(const QString& path, const FigureText& text) const;
    [[nodiscard]] Status savePng(const QString& path, const FigureText& text) const; ///< at 2×
    [[nodiscard]] Status savePdf(const QString& path, const FigureText& text) const; ///< page = figure in points
    [[nodiscard]] QImage figureImage(const FigureText& text, double ratio = 2) const; ///< for the clipboard

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void subtitleChanged();

protected:
    explicit Chart(QWidget* parent);
    /// A view of the same data for another surface (the screen's own, or an exported figure's).
    [[nodiscard]] virtual std::unique_ptr<PlotView> makeView() const = 0;
    /// Call once from the constructor's end of each chart.
    void openView();
    [[nodiscard]] PlotView& view() const;
    /// Call after data changed: takes the sentence for screen readers, redraws, and tells of a new subtitle.
    void dataChanged(const QString& description);

    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Parts;
    [[nodiscard]] FigureWords words(const FigureText& text) const;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv::ui
