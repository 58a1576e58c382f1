// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/numberrow.h"
#include "model/experimentform.h"

class QHBoxLayout;
class QMenu;
class QSpacerItem;

namespace ilv::ui {

class UnitButton;

/// One number of the form, its name before the box.
class FieldRow : public NumberRow {
    Q_OBJECT

public:
    explicit FieldRow(QWidget* parent = nullptr);

    void setView(const FieldView& view); ///< tells nobody
    [[nodiscard]] int unitWidth() const; ///< what the unit needs
    void setUnitWidth(int width); ///< the same for all rows, so that the boxes line up
    /// Makes the unit a button that opens that menu.
    void setUnitMenu(QMenu* menu, const QString& accessibleName);

Q_SIGNALS:
    void edited(double value); ///< by the user, with every key that makes a number

private:
    TextLabel* m_name;
    UnitButton* m_unitButton = nullptr;
    QHBoxLayout* m_row;
    QSpacerItem* m_gap;
};

} // namespace ilv::ui
