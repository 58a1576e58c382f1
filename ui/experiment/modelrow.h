// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "model/experimentform.h"
#include "model/runtexts.h"

#include <QCheckBox>

#include <optional>

namespace ilv::ui {

/// One line of the list of models: a check box with the model's marker and name, and at the right its setting or, while
/// a run goes on, how far it is.
class ModelRow : public QCheckBox, public Themed {
    Q_OBJECT

public:
    explicit ModelRow(QWidget* parent = nullptr);

    void setCompact(bool compact);
    void setLine(const ModelLine& line, int variant); ///< tells nobody
    void setWords(const std::optional<LineWords>& words); ///< absent: the setting again

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void runOnlyAsked(); ///< from its menu: this model alone
    void useOnlyAsked(); ///< from its menu: this one ticked, the others not

protected:
    bool hitButton(const QPoint& at) const override { return rect().contains(at); }
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void describe();

    bool m_compact = false;
    ModelLine m_line;
    int m_variant = 0;
    std::optional<LineWords> m_words;
};

} // namespace ilv::ui
