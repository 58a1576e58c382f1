// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/trust.h"
#include "look/theme.h"

#include <QDialog>
#include <QStringList>

class QVBoxLayout;

namespace ilv::ui {

class Button;

/// A question or a page of text in the window's own look. Escape is always the harmless answer.
class MessageDialog : public QDialog {
    Q_OBJECT

public:
    MessageDialog(const Theme& theme, const QString& title, const QString& text, QWidget* parent, int width = 460);

    void addLines(const QStringList& lines, TextRole role); ///< selectable, scrolled where they are many
    /// The harmless answer: the default button, closes the dialog.
    Button* addRefusal(const QString& label);
    /// The other one: accepts.
    Button* addConsent(const QString& label);

protected:
    void showEvent(QShowEvent* event) override;

private:
    Button* addButton(const QString& label, bool primary);

    Theme m_theme;
    QVBoxLayout* m_column;
    QWidget* m_buttons;
    Button* m_refusal = nullptr;
};

/// One argument so that nothing of it can hide: where it ends is seen, quotes and backslashes are escaped, and what is
/// not seen or turns the reading direction is written by its number ("\\u202e").
[[nodiscard]] QString exactWord(const std::string& word);

/// Lists the exact command lines and foreign hosts an experiment would reach. Default: "Do not run".
[[nodiscard]] MessageDialog* trustDialog(const Theme& theme, const TrustNeeds& needs, QWidget* parent);
/// Asked when the window is closed in the middle of a run. Default: "Keep running".
[[nodiscard]] MessageDialog* closeDialog(const Theme& theme, QWidget* parent);
/// The reasons behind a verdict.
[[nodiscard]] MessageDialog* reasonsDialog(
    const Theme& theme, const QString& headline, const QString& sentence, const QStringList& reasons, QWidget* parent);

} // namespace ilv::ui
