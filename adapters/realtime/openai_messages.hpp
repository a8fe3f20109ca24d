#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/realtime.hpp"
#include "adapters/realtime/openai_realtime.hpp"

/// What we send to OpenAI's Realtime service, message by message. Pure.
namespace tocsin::realtime {

/// The id of the message that sets the session up, which an error about it names.
inline constexpr std::string_view kSessionEventId = "session";
/// So begins the id of a message that changes it.
inline constexpr std::string_view kChangeEventId = "rules_";
/// So begins the id of a message that asks for an answer.
inline constexpr std::string_view kAnswerEventId = "answer_";

std::string SessionUpdate(const OpenAiRealtimeOptions& options, const OpenRealtime& what);
/// What may change in a session: instructions, tools, and the language that is written down.
std::string SessionChange(const OpenAiRealtimeOptions& options, const OpenRealtime& what,
                          std::string_view event_id);
/// What was said so far, a message each. Calls of tools without a result, and results without a
/// call, are left out, and so is what has no text.
std::vector<std::string> HistoryMessages(const std::vector<LanguageMessage>& messages);
/// Words of the user, or of another; of a tool's result: ToolOutput.
std::string TextItem(LanguageMessage::Role role, std::string_view text);
/// At most 32 KB of `text`.
std::string ToolOutput(std::string_view call_id, std::string_view text);
/// `mu_law`: samples, a byte each.
std::string SoundAppend(std::string_view mu_law);
std::string CreateAnswer(std::string_view event_id);
std::string CancelAnswer(std::string_view response_id);
std::string TruncateItem(std::string_view item_id, std::int64_t end_ms);

}  // namespace tocsin::realtime
