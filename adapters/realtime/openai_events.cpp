#include "adapters/realtime/openai_events.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "adapters/sound/g711.hpp"
#include "schemas/base64.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::realtime {
namespace {

constexpr std::size_t kMostId = 200;
constexpr std::size_t kMostWords = 300;
constexpr std::size_t kMostAnswerText = std::size_t{64} * 1024;
constexpr std::size_t kMostArguments = std::size_t{64} * 1024;
constexpr std::size_t kMostCallsRead = 32;

const json::value* ValueIn(const json::object& message,
                           std::initializer_list<std::string_view> path) {
  const json::object* at = &message;
  const json::value* found = nullptr;
  for (const auto key : path) {
    if (at == nullptr || (found = at->if_contains(key)) == nullptr) return nullptr;
    at = IfMap(*found);
  }
  return found;
}

std::span<const json::value> ListOf(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  if (found == nullptr || !found->is_array()) return {};
  const auto& list = found->get_array();
  return {list.data(), list.size()};
}

constexpr int kMostTokens = 10'000'000;  ///< of one answer; more is a mistake of the service

int TokensAt(const json::object& usage, std::string_view key) {
  const auto* found = usage.if_contains(key);
  if (found == nullptr) return 0;
  boost::system::error_code fault;
  const auto number = found->to_number<int>(fault);
  return fault ? 0 : std::clamp(number, 0, kMostTokens);
}

std::string AsTold(const json::value* value) {
  return value == nullptr ? "missing" : PlainText(JsonText(*value), kMostId);
}

/// What was said in a message of the answer.
void AddSpoken(const json::object& item, std::string& text) {
  for (const auto& value : ListOf(item, "content")) {
    const auto* part = IfMap(value);
    if (part == nullptr) continue;
    const auto said = StringAt(*part, "transcript", StringAt(*part, "text"));
    if (said.empty() || text.size() + said.size() > kMostAnswerText) continue;
    if (!text.empty()) text += ' ';
    text += said;
  }
}

std::string WhyFailed(const json::object& response) {
  const auto code = TextIn(response, {"status_details", "error", "code"});
  const auto type = TextIn(response, {"status_details", "error", "type"});
  const auto words = TextIn(response, {"status_details", "error", "message"});
  std::string why(code.empty() ? type : code);
  if (!words.empty()) why += (why.empty() ? "" : ": ") + std::string(words);
  return why.empty() ? "the service says no more" : PlainText(why, kMostWords);
}

}  // namespace

Result<json::object> ReadRealtimeMessage(std::string_view text) {
  auto parsed = ParseJson(text);
  if (!parsed || IfMap(*parsed) == nullptr || StringAt(parsed->get_object(), "type").empty())
    return Fail(ErrorKind::kInvalid, "a message that is no JSON object with a type");
  return std::move(parsed->get_object());
}

std::string_view TextIn(const json::object& message, std::initializer_list<std::string_view> path) {
  const auto* found = ValueIn(message, path);
  if (found == nullptr || !found->is_string()) return {};
  return {found->get_string().data(), found->get_string().size()};
}

Result<Sound> DecodeDelta(std::string_view base64) {
  TRY_ASSIGN(const auto bytes, DecodeBase64(base64));
  Sound sound(bytes.size());
  sound::DecodeMuLaw({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, sound);
  return sound;
}

std::string SessionDiffers(const json::object& message, const OpenRealtime& asked) {
  const std::pair<std::vector<std::string_view>, json::value> wanted[] = {
      {{"audio", "input", "format", "type"}, "audio/pcmu"},
      {{"audio", "output", "format", "type"}, "audio/pcmu"},
      {{"output_modalities"}, json::array{"audio"}},
      {{"audio", "input", "turn_detection", "type"}, "server_vad"},
      {{"audio", "input", "turn_detection", "create_response"}, true},
      {{"audio", "input", "turn_detection", "interrupt_response"}, false},
      {{"audio", "input", "turn_detection", "silence_duration_ms"}, asked.end_after.count()},
  };
  for (const auto& [path, value] : wanted) {
    const json::value* found = message.if_contains("session");
    std::string name;
    for (const auto key : path) {
      found = found == nullptr ? nullptr : Find(*found, key);
      name.append(name.empty() ? "" : ".").append(key);
    }
    if (found == nullptr || CanonicalJson(*found) != CanonicalJson(value))
      return name + " is " + AsTold(found) + ", and " + JsonText(value) + " was asked for";
  }
  return {};
}

EndedAnswer ReadAnswerDone(const json::object& message) {
  EndedAnswer ended;
  const auto* found = ValueIn(message, {"response"});
  const auto* response = found == nullptr ? nullptr : IfMap(*found);
  if (response == nullptr) return ended;
  ended.response = StringAt(*response, "id");
  auto& answer = ended.answer;
  for (const auto& value : ListOf(*response, "output")) {
    const auto* item = IfMap(value);
    if (item == nullptr) continue;
    if (StringAt(*item, "type") == "message") AddSpoken(*item, answer.text);
    // One that was broken off has half of its arguments.
    if (StringAt(*item, "type") != "function_call" || StringAt(*item, "status") == "incomplete" ||
        answer.calls.size() >= kMostCallsRead)
      continue;
    answer.calls.push_back({.id = PlainText(StringAt(*item, "call_id"), kMostId),
                            .name = PlainText(StringAt(*item, "name"), kMostId),
                            .arguments = std::string(StringAt(*item, "arguments"))});
    if (answer.calls.back().arguments.size() > kMostArguments)
      answer.calls.back().arguments.resize(kMostArguments);  // no JSON any more: refused
  }
  if (const auto* usage = ValueIn(message, {"response", "usage"});
      usage != nullptr && IfMap(*usage) != nullptr)
    answer.usage = LanguageUsage{.input_tokens = TokensAt(usage->get_object(), "input_tokens"),
                                 .output_tokens = TokensAt(usage->get_object(), "output_tokens")};
  const auto status = StringAt(*response, "status");
  const auto reason = TextIn(*response, {"status_details", "reason"});
  answer.cut = status == "cancelled";
  if (status == "failed") answer.failed = WhyFailed(*response);
  if (status == "incomplete" && reason != "max_output_tokens")
    answer.failed =
        "it was broken off: " + PlainText(reason.empty() ? "no reason" : reason, kMostId);
  ended.calls_hold = !answer.cut && answer.failed.empty();
  return ended;
}

}  // namespace tocsin::realtime
