#include "workers/voice/call/call_journal.hpp"

#include <spdlog/spdlog.h>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/masking.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"
#include "workers/runtime/event_fields.hpp"

namespace tocsin::voice {
namespace {

std::string HowItEnded(const events::CallProgress& data) {
  std::string text = data.reason.value_or("");
  if (data.detail && !data.detail->empty()) text.append(": ").append(*data.detail);
  return text;
}

/// "ringing", "turn 2: understood approve by key"; never what was said.
std::string StepText(const Event& event) {
  if (event.type == type::kCallTurn) {
    const auto turn = events::Read<events::CallTurn>(event);
    return "turn " + std::to_string(turn.turn) + ": understood " + turn.understood + " by " +
           turn.method;
  }
  return event.type.substr(event.type.rfind('.') + 1);
}

std::string Stage(std::string_view name, const std::optional<int>& took,
                  const std::optional<std::string>& engine) {
  if (!took) return {};
  auto text = ", " + std::string(name) + ' ' + std::to_string(*took) + " ms";
  if (engine) text += " (" + *engine + ')';
  return text;
}

/// Of an answer that took longer than it may, with what took it; else empty.
std::string SlowAnswer(const Event& event) {
  if (event.type != type::kCallTurn) return {};
  const auto turn = events::Read<events::CallTurn>(event);
  if (!turn.slowest) return {};
  return ": LATENCY BUDGET EXCEEDED by " + *turn.slowest + ": the answer to turn " +
         std::to_string(turn.turn) + " took " + std::to_string(turn.total_rtt_ms.value_or(0)) +
         " ms" + Stage("stt", turn.stt_ttft_ms, turn.stt) +
         Stage("llm", turn.llm_sentence_ms, turn.llm) + Stage("tts", turn.tts_ttfb_ms, turn.tts) +
         Stage("own", turn.own_ms, {}) + " (telemetry.turn_budget)";
}

/// What the operator may do about it; empty: nothing.
std::string_view RemedyFor(std::string_view reason) {
  if (reason == "no_carrier")
    return "; no carrier is configured: set up one under telephony ('tocsin config check')";
  if (reason == "kill_switch") return "; limits.kill_switch is on (or VOICE_ENABLED=false)";
  if (reason == "limit") return "; see docs/guides/limits.md";
  if (reason == "budget") return "; see docs/guides/limits.md#money";
  if (reason == "country") return "; limits.countries does not allow this number";
  return {};
}

}  // namespace

spdlog::level::level_enum CallJournal::LevelOf(Kind kind) {
  if (kind == Kind::kFailed || kind == Kind::kSlow) return spdlog::level::warn;
  return kind == Kind::kStep ? spdlog::level::debug : spdlog::level::info;
}

std::string NameForLog(const Call& call) {
  std::string text =
      "call " + call.id_text + (call.direction == CallDirection::kInbound ? " from " : " to ");
  if (!call.contact.empty()) text += call.contact + ' ';
  text += MaskPhone(call.phone);
  if (!call.alert_id.empty()) text += " about alert " + call.alert_id;
  return text;
}

json::object FieldsForLog(const Call& call) {
  json::object fields;
  PutField(fields, "call_id", call.id_text);
  PutField(fields, "alert_id", call.alert_id);
  PutField(fields, "contact", call.contact);
  PutField(fields, "run_id", call.origin.run);
  PutField(fields, "tenant", call.origin.tenant);
  PutField(fields, "trace_id", TraceOf(call.origin.traceparent));
  const bool inbound = call.direction == CallDirection::kInbound;
  PutField(fields, inbound ? "from" : "to", MaskPhone(call.phone));
  return fields;
}

void CallJournal::Add(Kind kind, std::string text, const Call& call, const Event& event) {
  LogLine line{.level = LevelOf(kind),
               .text = NameForLog(call) + std::move(text),
               .fields = runtime::FieldsOf(event)};
  for (const auto& [name, value] : FieldsForLog(call)) line.fields.emplace(name, value);
  lines_.push_back({kind, std::move(line)});
}

void CallJournal::Note(const Transition& transition) {
  const auto& call = transition.next.call;
  for (const auto& event : transition.events) {
    const bool failed = event.type == type::kCallFailed;
    if (event.type == type::kDecisionMade) {
      const auto made = events::Read<events::DecisionMade>(event);
      Add(Kind::kDecided, ": decided " + made.choice + " by " + made.method, call, event);
    } else if (failed || event.type == type::kCallEnded) {
      const auto how = events::Read<events::CallProgress>(event);
      std::string text = (failed ? " failed: " : " ended: ") + HowItEnded(how);
      if (how.next_provider) text += "; next over " + *how.next_provider;
      if (failed) text += RemedyFor(how.reason.value_or(""));
      Add(failed ? Kind::kFailed : Kind::kEnded, std::move(text), call, event);
    } else if (auto slow = SlowAnswer(event); !slow.empty()) {
      Add(Kind::kSlow, std::move(slow), call, event);
    } else if (spdlog::should_log(spdlog::level::debug)) {
      Add(Kind::kStep, ": " + StepText(event), call, event);
    }
  }
}

void CallJournal::Flush() {
  for (const auto& [kind, line] : lines_)
    WriteLog(line, kind == Kind::kSlow     ? slow_
                   : kind == Kind::kFailed ? failed_
                   : kind == Kind::kEnded  ? ended_
                                           : decided_);
  lines_.clear();
}

}  // namespace tocsin::voice
