// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/modelsummary.h"
#include "model/chartdata.h"
#include "run/runresult.h"

#include <memory>
#include <string>
#include <vector>

namespace ilv::ui {

/// Makes the lanes of the model that is being measured ones on which a fault can be dropped: those of an earlier round,
/// or those it has now as far as its sample has come, and marks what was planted on them. Pure.
void addLiveLanes(TimelineData& timeline, const LivePicture& picture, const std::vector<ModelSummary>& models);

/// Another text whenever addLiveLanes() has something else to say of the same trials.
[[nodiscard]] std::string liveLanesKey(const LivePicture& picture);

/// What those of the model that runs are drawn from; null: nothing is on them yet, or an earlier round of it is drawn.
[[nodiscard]] std::shared_ptr<const TimelineSample> liveSample(const LivePicture& picture);

} // namespace ilv::ui
