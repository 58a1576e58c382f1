// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/events.h"

#include "base/codes.h"

#include <nlohmann/json.hpp>

#include <QByteArray>

#include <algorithm>
#include <cstring>

namespace ilv {
namespace {

/// A row as it travels packed, little-endian like every machine this runs on.
struct PackedRow {
    std::uint64_t index;
    std::int64_t elapsed;
    std::uint16_t code;
    std::uint16_t attempt;
    std::uint8_t outcome;
    std::uint8_t last;
    std::uint16_t pad;
};
static_assert(sizeof(PackedRow) == 24);

/// How outcomes travel. At 100,000 tasks a second these lines are all but the whole of what a host says: taking them for
/// the JSON they are would cost both ends several times what is in them.
constexpr std::string_view kPackedBegin = R"({"e":"outcomes","packed":")", kPackedEnd = R"("})";

std::string packed(const std::vector<OutcomesEvent::Row>& rows)
{
    QByteArray bytes(static_cast<qsizetype>(rows.size() * sizeof(PackedRow)), Qt::Uninitialized);
    char* place = bytes.data();
    for (const auto& row : rows) {
        const PackedRow one { row.index, row.elapsed,
            static_cast<std::uint16_t>(row.code.empty() ? Code::None : codeFromName(row.code)),
            static_cast<std::uint16_t>(row.attempt), static_cast<std::uint8_t>(row.outcome),
            static_cast<std::uint8_t>(row.last), 0 };
        std::memcpy(place, &one, sizeof one);
        place += sizeof one;
    }
    return bytes.toBase64().toStdString();
}

bool unpack(std::string_view text, std::vector<OutcomesEvent::Row>& rows)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())), QByteArray::AbortOnBase64DecodingErrors);
    const auto size = static_cast<std::size_t>(decoded.decoded.size());
    if (!decoded || size % sizeof(PackedRow) != 0)
        return false;
    rows.reserve(size / sizeof(PackedRow));
    for (std::size_t at = 0; at < size; at += sizeof(PackedRow)) {
        PackedRow one;
        std::memcpy(&one, decoded.decoded.constData() + at, sizeof one);
        const auto code = static_cast<Code>(one.code);
        if (one.outcome >= kOutcomeCount || (code != Code::None && name(code).empty()))
            return false;
        rows.push_back({ one.index, one.attempt, static_cast<Outcome>(one.outcome), std::string(name(code)), one.elapsed,
            one.last != 0 });
    }
    return true;
}

std::optional<OutcomesEvent::Row> rowFrom(const json::Node& node)
{
    if (node.items.size() != 6)
        return std::nullopt;
    const auto outcome = node.items[2].integer;
    if (outcome < 0 || outcome >= static_cast<std::int64_t>(kOutcomeCount))
        return std::nullopt;
    return OutcomesEvent::Row { static_cast<std::uint64_t>(node.items[0].integer),
        static_cast<int>(node.items[1].integer), static_cast<Outcome>(outcome), node.items[3].text,
        node.items[4].integer, node.items[5].integer != 0 };
}

json::Out eventJson(const HostEvent& event)
{
    return std::visit(
        Overloaded {
            [](const HelloEvent& e) -> json::Out {
                return { {"e", "hello"}, {"version", e.version}, {"pid", e.pid}, {"runtime", e.runtime} };
            },
            [](const PhaseEvent& e) -> json::Out { return { {"e", "phase"}, {"phase", e.phase}, {"at", e.at} }; },
            [](const LiveEvent& e) -> json::Out {
                return { {"e", "live"}, {"at", e.at}, {"in_flight", e.inFlight}, {"queued", e.queued},
                    {"progress", e.progress}, {"bins_from", e.binsFrom}, {"result", toJson(e.result, !e.result.spans.empty())} };
            },
            [](const OutcomesEvent&) -> json::Out { return {}; }, // encode() writes them itself
            [](const ProbeEvent& e) -> json::Out {
                return { {"e", "probe"}, {"units_per_ms", e.unitsPerMs}, {"expected", e.expected},
                    {"golden_ok", e.goldenOk}, {"golden_message", e.goldenMessage},
                    {"effective_cores", e.effectiveCores} };
            },
            [](const FaultEvent& e) -> json::Out {
                json::Out out { {"e", "fault"}, {"at", e.at}, {"lane", e.lane}, {"fault", e.fault} };
                if (e.refused)
                    out["refused"] = { {"code", e.refused->code}, {"message", e.refused->message},
                        {"hint", e.refused->hint} };
                return out;
            },
            [](const EndEvent& e) -> json::Out { return { {"e", "end"}, {"result", toJson(e.result, true)} }; },
            [](const ErrorEvent& e) -> json::Out {
                return { {"e", "error"}, {"code", e.error.code}, {"message", e.error.message},
                    {"hint", e.error.hint} };
            } },
        event);
}

Error errorFrom(const json::Node& node)
{
    return { .code = std::string(node.str("code")), .message = std::string(node.str("message")),
        .hint = std::string(node.str("hint")) };
}

Error protocolError(std::string what)
{
    return error(Code::HostProtocol, "The host said something that is not an event: " + std::move(what) + ".");
}

Result<HostEvent> liveFrom(const json::Node& node)
{
    const auto* result = node.find("result");
    if (!result)
        return protocolError("a live event without a result");
    auto trial = trialFromJson(*result);
    if (!trial)
        return trial.error();
    return HostEvent { LiveEvent { node.i64("at"), static_cast<std::uint64_t>(node.i64("in_flight")),
        static_cast<std::uint64_t>(node.i64("queued")), node.num("progress"), trial.take(),
        static_cast<std::size_t>(std::max<std::int64_t>(0, node.i64("bins_from"))) } };
}

Result<HostEvent> endFrom(const json::Node& node)
{
    const auto* result = node.find("result");
    if (!result)
        return protocolError("an end without a result");
    auto trial = trialFromJson(*result);
    if (!trial)
        return trial.error();
    return HostEvent { EndEvent { trial.take() } };
}

Result<HostEvent> outcomesFrom(const json::Node& node)
{
    OutcomesEvent event;
    if (!unpack(node.str("packed"), event.rows))
        return protocolError("packed outcome rows of another shape");
    for (const auto& item : node.array("rows")) {
        auto row = rowFrom(item);
        if (!row)
            return protocolError("an outcome row of another shape");
        event.rows.push_back(std::move(*row));
    }
    return HostEvent { std::move(event) };
}

HostEvent probeFrom(const json::Node& node)
{
    ProbeEvent event;
    if (const auto* units = node.find("units_per_ms")) {
        for (const auto& [key, value] : units->members)
            event.unitsPerMs[key] = value.number;
    }
    for (const auto& digest : node.array("expected"))
        event.expected.push_back(
            digest.kind == json::Node::Kind::Uint ? digest.natural : static_cast<std::uint64_t>(digest.integer));
    event.goldenOk = node.flag("golden_ok", true);
    event.goldenMessage = node.str("golden_message");
    event.effectiveCores = node.num("effective_cores");
    return event;
}

} // namespace

/// Compared, not by age: a thread with a chunk of long tasks adds to bins of seconds ago when it has done all of it.
void leaveOutToldBins(LiveEvent& live, std::vector<std::uint32_t>& told)
{
    auto& bins = live.result.okBins;
    const auto other = std::mismatch(bins.begin(), bins.end(), told.begin(), told.end()).first;
    live.binsFrom = static_cast<std::size_t>(other - bins.begin());
    told = bins;
    bins.erase(bins.begin(), other);
}

std::string encode(const HostEvent& event)
{
    if (const auto* outcomes = std::get_if<OutcomesEvent>(&event))
        return std::string(kPackedBegin) + packed(outcomes->rows) + std::string(kPackedEnd) + '\n';
    return eventJson(event).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

Result<HostEvent> decodeEvent(std::string_view line)
{
    if (line.size() >= kPackedBegin.size() + kPackedEnd.size() && line.starts_with(kPackedBegin)
        && line.ends_with(kPackedEnd)) {
        const auto text = line.substr(kPackedBegin.size(), line.size() - kPackedBegin.size() - kPackedEnd.size());
        if (OutcomesEvent event; unpack(text, event.rows))
            return HostEvent { std::move(event) };
    } // else it may be one with more in it
    auto node = json::parse(line, {.bytes = 256u << 20});
    if (!node)
        return protocolError(node.error().message);
    const auto kind = node->str("e");
    if (kind == "hello")
        return HostEvent { HelloEvent { std::string(node->str("version")), node->i64("pid"),
            std::string(node->str("runtime")) } };
    if (kind == "phase")
        return HostEvent { PhaseEvent { std::string(node->str("phase")), node->i64("at") } };
    if (kind == "live")
        return liveFrom(*node);
    if (kind == "outcomes")
        return outcomesFrom(*node);
    if (kind == "probe")
        return probeFrom(*node);
    if (kind == "end")
        return endFrom(*node);
    if (kind == "error")
        return HostEvent { ErrorEvent { errorFrom(*node) } };
    if (kind == "fault") {
        const auto* refused = node->find("refused");
        return HostEvent { FaultEvent { node->i64("at"), std::string(node->str("lane")),
            std::string(node->str("fault")), refused ? std::optional(errorFrom(*refused)) : std::nullopt } };
    }
    return protocolError("the kind '" + std::string(kind.substr(0, 40)) + "'");
}

} // namespace ilv
