// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QDialog>
#include <QStringList>

class QPlainTextEdit;
class QScrollArea;
class QVBoxLayout;

namespace ilv::ui {

class Button;
class TextLabel;

/// A question or a page of text in the window's own look. Escape is always the harmless answer. Never larger than the
/// screen: its lists get shorter first, then its text scrolls; the answers always stay in sight.
class MessageDialog : public QDialog {
    Q_OBJECT

public:
    MessageDialog(const Theme& theme, const QString& title, const QString& text, QWidget* parent, int width = 460);

    /// Selectable, scrolled where they are many; `name` for a screen reader, the title where it is empty.
    QPlainTextEdit* addLines(const QStringList& lines, TextRole role, const QString& name = {});
    TextLabel* addText(TextRole role, QColor Theme::*ink, const QString& text); ///< below what is there
    /// The harmless answer: the default button, closes the dialog.
    Button* addRefusal(const QString& label);
    /// The other one: accepts.
    Button* addConsent(const QString& label);
    Button* addButton(const QString& label, bool primary = false); ///< that does neither, by itself

protected:
    void showEvent(QShowEvent* event) override;

    [[nodiscard]] const Theme& theme() const { return m_theme; }

private:
    [[nodiscard]] int textWidth() const;

    void fit(); ///< its first size
    void fitScrollBar(); ///< which stands in the margin: the text keeps its width

    Theme m_theme;
    int m_margin;
    QScrollArea* m_scroll;
    QVBoxLayout* m_column; ///< what is scrolled
    QWidget* m_buttons;
    Button* m_refusal = nullptr;
};

/// Asked when the window is closed in the middle of a run. Default: "Keep running".
[[nodiscard]] MessageDialog* closeDialog(const Theme& theme, QWidget* parent);
/// The reasons behind a verdict.
[[nodiscard]] MessageDialog* reasonsDialog(
    const Theme& theme, const QString& headline, const QString& sentence, const QStringList& reasons, QWidget* parent);

} // namespace ilv::ui
