// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpclient.h"
#include "workload/task.h"

#include <memory>
#include <string>
#include <vector>

namespace ilv {

/// The request stages of one lane, on the calling thread: one kept-alive connection to the loopback service for all of
/// them, and one for each stage with a URL of its own.
class RequestStages {
public:
    explicit RequestStages(const TaskRecipe& recipe);

    /// The digest is the body's, or 0 where the URL is the user's. NET_…, TASK_BAD_PARAMS; TASK_TIMEOUT at the
    /// deadline.
    [[nodiscard]] StageResult run(std::uint64_t index, std::size_t stage, const RequestStage& request, Nanos deadline);
    [[nodiscard]] const std::string& message() const { return m_message; } ///< of the last failure

private:
    struct Own {
        std::unique_ptr<BlockingHttpConnection> connection;
        std::string target;
    };
    StageResult fetch(BlockingHttpConnection& connection, const std::string& target, bool own, Nanos deadline);

    const TaskRecipe& m_recipe;
    std::unique_ptr<BlockingHttpConnection> m_service;
    std::vector<Own> m_own; ///< by stage; connected at the first use
    std::string m_path;
    std::string m_message;
};

} // namespace ilv
