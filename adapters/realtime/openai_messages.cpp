#include "adapters/realtime/openai_messages.hpp"

#include <map>
#include <set>
#include <utility>

#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::realtime {
namespace {

using Role = LanguageMessage::Role;

constexpr int kPrefixPaddingMs = 300;
constexpr std::size_t kMostToolOutput = std::size_t{32} * 1024;

json::object LineFormat() { return {{"type", "audio/pcmu"}}; }

json::object InputOf(const OpenAiRealtimeOptions& options, const OpenRealtime& what) {
  json::object input{{"format", LineFormat()},
                     {"turn_detection",
                      {{"type", "server_vad"},
                       {"threshold", options.threshold},
                       {"prefix_padding_ms", kPrefixPaddingMs},
                       {"silence_duration_ms", what.end_after.count()},
                       {"create_response", true},
                       {"interrupt_response", false}}}};
  if (options.transcription.empty()) return input;
  json::object transcription{{"model", options.transcription}};
  if (!what.language.empty()) transcription["language"] = MainTag(what.language);
  input["transcription"] = std::move(transcription);
  return input;
}

json::object OutputOf(const OpenAiRealtimeOptions& options) {
  json::object output{{"format", LineFormat()}};
  if (options.voice.starts_with("voice_"))
    output["voice"] = json::object{{"id", options.voice}};
  else if (!options.voice.empty())
    output["voice"] = options.voice;
  return output;
}

std::string InstructionsOf(const std::vector<LanguageMessage>& messages) {
  std::string text;
  for (const auto& message : messages)
    if (message.role == Role::kSystem) text += (text.empty() ? "" : "\n\n") + message.text;
  return text;
}

json::array ToolsOf(const OpenRealtime& what) {
  json::array tools;
  for (const auto& tool : what.tools)
    tools.push_back({{"type", "function"},
                     {"name", tool.name},
                     {"description", tool.description},
                     {"parameters", tool.parameters}});
  return tools;
}

std::string ItemMessage(json::object item) {
  return JsonText(json::object{{"type", "conversation.item.create"}, {"item", std::move(item)}});
}

/// The calls that have a result behind them, by their own ids, with ids that a service surely
/// takes.
std::map<std::string, std::string> AnsweredCalls(const std::vector<LanguageMessage>& messages) {
  std::set<std::string_view> open;
  std::map<std::string, std::string> answered;
  for (const auto& message : messages) {
    for (const auto& call : message.calls) open.insert(call.id);
    if (message.role == Role::kTool && open.erase(message.call_id) > 0)
      answered.emplace(message.call_id, "past_call_" + std::to_string(answered.size() + 1));
  }
  return answered;
}

}  // namespace

std::string SessionUpdate(const OpenAiRealtimeOptions& options, const OpenRealtime& what) {
  return JsonText(
      json::object{{"type", "session.update"},
                   {"event_id", kSessionEventId},
                   {"session",
                    {{"type", "realtime"},
                     {"model", options.model},
                     {"instructions", InstructionsOf(what.messages)},
                     {"output_modalities", {"audio"}},
                     {"audio", {{"input", InputOf(options, what)}, {"output", OutputOf(options)}}},
                     {"tools", ToolsOf(what)},
                     {"tool_choice", "auto"},
                     {"max_output_tokens", options.max_tokens}}}});
}

std::string SessionChange(const OpenAiRealtimeOptions& options, const OpenRealtime& what,
                          std::string_view event_id) {
  return JsonText(json::object{{"type", "session.update"},
                               {"event_id", event_id},
                               {"session",
                                {{"type", "realtime"},
                                 {"instructions", InstructionsOf(what.messages)},
                                 {"audio", {{"input", InputOf(options, what)}}},
                                 {"tools", ToolsOf(what)}}}});
}

std::vector<std::string> HistoryMessages(const std::vector<LanguageMessage>& messages) {
  auto answered = AnsweredCalls(messages);
  std::vector<std::string> out;
  for (const auto& message : messages) {
    if (message.role == Role::kSystem) continue;
    if (message.role == Role::kTool) {
      // A call has one result.
      if (auto call = answered.extract(message.call_id))
        out.push_back(ToolOutput(call.mapped(), message.text));
      continue;
    }
    if (!message.text.empty()) out.push_back(TextItem(message.role, message.text));
    for (const auto& call : message.calls)
      if (const auto found = answered.find(call.id); found != answered.end())
        out.push_back(ItemMessage({{"type", "function_call"},
                                   {"call_id", found->second},
                                   {"name", call.name},
                                   {"arguments", call.arguments}}));
  }
  return out;
}

std::string TextItem(Role role, std::string_view text) {
  const bool ours = role == Role::kAssistant;
  return ItemMessage(
      {{"type", "message"},
       {"role", ours                    ? "assistant"
                : role == Role::kSystem ? "system"
                                        : "user"},
       {"content", {{{"type", ours ? "output_text" : "input_text"}, {"text", text}}}}});
}

std::string ToolOutput(std::string_view call_id, std::string_view text) {
  return ItemMessage({{"type", "function_call_output"},
                      {"call_id", call_id},
                      {"output", Shortened(text, kMostToolOutput)}});
}

std::string SoundAppend(std::string_view mu_law) {
  return R"({"type":"input_audio_buffer.append","audio":")" + EncodeBase64(mu_law) + "\"}";
}

std::string CreateAnswer(std::string_view event_id) {
  return JsonText(json::object{{"type", "response.create"}, {"event_id", event_id}});
}

std::string CancelAnswer(std::string_view response_id) {
  return JsonText(json::object{{"type", "response.cancel"}, {"response_id", response_id}});
}

std::string TruncateItem(std::string_view item_id, std::int64_t end_ms) {
  return JsonText(json::object{{"type", "conversation.item.truncate"},
                               {"item_id", item_id},
                               {"content_index", 0},
                               {"audio_end_ms", end_ms}});
}

}  // namespace tocsin::realtime
