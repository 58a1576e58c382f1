// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "look/themed.h"
#include "model/chartdata.h"

#include <QKeySequence>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

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

/// Something a chart offers in its menu. The keys are its own: it hears them while it has the focus.
struct ChartAction {
    QString text;
    QKeySequence keys;
    bool enabled = true;
    std::function<void()> run;
};

/// What every chart of the workbench can do. A chart is only the plot: its card (title, subtitle, buttons) belongs to
/// the window, which takes the words from here. GUI thread only. Repaints when data or theme change, never by itself;
/// paint only as often as you set data.
///
/// Keyboard: the arrows move the crosshair (Home/End, Ctrl for ten steps), Escape hides it; + and - (W, S) zoom, A and
/// D pan, 0 or Z shows everything again; G takes hold of a goal, which the arrows then move (Enter keeps it, Escape
/// puts it back); T turns the chart into its table. Pointer: wheel zooms, dragging pans or moves a goal, a double click
/// shows everything. The accessible description is one sentence that follows the data, or says what the crosshair is
/// on.
class Chart : public QWidget, public Themed {
    Q_OBJECT

public:
    ~Chart() override;

    [[nodiscard]] const Theme& theme() const { return m_theme; }

    [[nodiscard]] virtual QString title() const = 0; ///< "Throughput": tab and card title
    [[nodiscard]] virtual QString subtitle() const = 0; ///< what and unit: "tasks per second, log scale"
    [[nodiscard]] virtual bool isEmpty() const = 0; ///< then only the empty state is drawn
    [[nodiscard]] virtual TableData tableData() const = 0; ///< what is drawn, as text
    [[nodiscard]] virtual QSize figureSize() const; ///< 900 × 470

    /// Replaces "Nothing measured yet" and the line below it.
    void setEmptyText(const QString& headline, const QString& hint);

    /// Goals as lines, which can be dragged where their kind is measured on an axis of this chart.
    void setGoals(std::vector<GoalLine> goals);
    [[nodiscard]] const std::vector<GoalLine>& goals() const;
    [[nodiscard]] virtual std::vector<GoalKind> goalKinds() const { return {}; } ///< those that have a place here
    /// As if the user had set it: shown, and told with goalDragged(…, true). Without a value, in the middle of the
    /// axis.
    void placeGoal(GoalKind kind, std::optional<double> value = {});
    void removeGoal(GoalKind kind);

    [[nodiscard]] virtual std::vector<ChartAction> chartActions() { return {}; } ///< as things are now
    void setTableShown(bool shown); ///< its data as a table in its place
    [[nodiscard]] bool isTableShown() const;
    [[nodiscard]] virtual bool canResetView() const; ///< it shows less than everything
    virtual void resetView();

    /// Exported figures. Written atomically: OUT_UNWRITABLE, OUT_DISK_FULL, OUT_IO.
    [[nodiscard]] Status saveSvg(const QString& path, const FigureText& text) const;
    [[nodiscard]] Status savePng(const QString& path, const FigureText& text) const; ///< at 2×
    [[nodiscard]] Status savePdf(const QString& path, const FigureText& text) const; ///< page = figure in points
    [[nodiscard]] QImage figureImage(const FigureText& text, double ratio = 2) const; ///< for the clipboard

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void subtitleChanged();
    /// The user moves a goal: tasks per second, or ns. `done`: let go of.
    void goalDragged(ilv::ui::GoalKind kind, double value, bool done);
    void goalRemoved(ilv::ui::GoalKind kind);
    void tableShownChanged(bool shown);

protected:
    explicit Chart(QWidget* parent);
    /// A view of the same data for another surface (the screen's own, or an exported figure's).
    [[nodiscard]] virtual std::unique_ptr<PlotView> makeView() const = 0;
    /// Call once from the constructor's end of each chart; again when it becomes another kind of picture.
    void openView();
    [[nodiscard]] PlotView& view() const;
    virtual void zoomView(double factor, double aroundPx); ///< < 1: closer
    virtual void panView(double px); ///< > 0: what is further right
    /// What the crosshair is on, for screen readers; empty: the chart's own sentence again.
    void say(const QString& sentence);
    /// Call after data changed: takes the sentence for screen readers, redraws, and tells of a new subtitle.
    void dataChanged(const QString& description);

    void themeChanged() override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Parts;
    [[nodiscard]] FigureWords words(const FigureText& text) const;
    [[nodiscard]] std::unique_ptr<PlotView> figureView(const FigureText& text) const;
    bool viewKey(int key); ///< zoom, pan, table
    bool goalKey(int key); ///< while a goal is held by the keyboard, or to take hold of one
    void moveGoal(std::size_t index, double value, bool done);
    void letGo(bool keep); ///< of the goal the keyboard holds
    void refillTable();
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv::ui
