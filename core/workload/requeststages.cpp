// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/requeststages.h"

namespace ilv {

RequestStages::RequestStages(const TaskRecipe& recipe)
    : m_recipe(recipe)
    , m_own(recipe.stageCount())
{
}

StageResult RequestStages::run(std::uint64_t index, std::size_t stage, const RequestStage& request, Nanos deadline)
{
    if (request.url.empty()) {
        if (!m_service) {
            m_service = std::make_unique<BlockingHttpConnection>(
                Url{ .host = "127.0.0.1", .port = m_recipe.spec().servicePort });
        }
        m_recipe.requestPath(index, stage, m_path);
        return fetch(*m_service, m_path, false, deadline);
    }
    Own& own = m_own[stage];
    if (!own.connection) {
        Result<Url> url = parseUrl(request.url);
        if (!url) {
            m_message = url.error().message;
            return { .outcome = Outcome::Error, .code = Code::TaskBadParams };
        }
        own.target = url->target;
        own.connection = std::make_unique<BlockingHttpConnection>(url.take());
    }
    return fetch(*own.connection, own.target, true, deadline);
}

StageResult RequestStages::fetch(
    BlockingHttpConnection& connection, const std::string& target, bool own, Nanos deadline)
{
    const HttpReply reply = connection.get(target, deadline);
    if (reply.code == Code::NetTimeout && deadline != 0 && now() >= deadline) {
        m_message = "The answer had not come when the task's time was up.";
        return { .outcome = Outcome::Timeout, .code = Code::TaskTimeout };
    }
    if (reply.code != Code::None) {
        m_message = "The request failed: " + std::string(name(reply.code));
        if (reply.status != 0)
            m_message += " " + std::to_string(reply.status);
        return { .outcome = Outcome::Error, .code = reply.code };
    }
    return { .digest = own ? 0 : TaskRecipe::bytesDigest(reply.body) };
}

} // namespace ilv
