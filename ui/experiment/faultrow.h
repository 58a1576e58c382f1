// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/numberrow.h"
#include "model/faultpalette.h"

namespace ilv::ui {

class Button;

/// One fault that stands in the task: its name, whom it hits or how long it takes, and a button that takes it out.
class FaultRow : public NumberRow {
    Q_OBJECT

public:
    explicit FaultRow(QWidget* parent = nullptr);

    void setFault(const PlantedFault& fault); ///< tells nobody
    [[nodiscard]] Button* removeButton() const { return m_remove; }

Q_SIGNALS:
    void edited(double number);
    void removeAsked();

protected:
    void themeChanged() override;

private:
    TextLabel *m_name, *m_before;
    Button* m_remove;
};

} // namespace ilv::ui
