#include "adapters/telephony/exotel/applets.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/telephony/exotel/wire.hpp"
#include "schemas/json.hpp"

namespace tocsin::exotel {
namespace {

constexpr std::size_t kMostKeys = 32;
constexpr std::size_t kLongestToken = 128;  ///< of CustomField, as Exotel bounds it
/// Behind a goodbye nothing is waited for, but the applet wants a time.
constexpr Duration kNoWait = std::chrono::seconds(1);

/// As Passthru writes them: in quotes, and sometimes with a space behind.
std::string KeysOf(std::string_view text) {
  std::string keys;
  for (const char c : text)
    if ((c >= '0' && c <= '9') || c == '*' || c == '#') keys += c;
  return keys.substr(0, kMostKeys);
}

struct Gathering {
  std::string text = {};
  int digits = 1;
  Duration wait = kNoWait;

  void operator()(const Say& say) { text += (text.empty() ? "" : " ") + say.text; }
  /// An applet wants a prompt, also where nothing is said.
  std::string Prompt() const { return text.empty() ? " " : text; }
  void operator()(const Pause& pause) { wait = std::max(wait, pause.length); }
  void operator()(const Ask& ask) {
    for (const auto& say : ask.prompt) (*this)(say);
    digits = std::max(1, ask.digits);
    wait = ask.silence;
  }
  void operator()(const Connect&) {}
  void operator()(const Redirect&) {}
  void operator()(const Hangup&) {}
};

}  // namespace

Result<CallWebhook> ReadApplet(CallWebhook::Kind kind, const HttpRequest& request) {
  CallWebhook hook;
  hook.kind = kind;
  hook.fetched = true;
  hook.provider_call_id = request.Query("CallSid");
  if (!IsSid(hook.provider_call_id))
    return Fail(ErrorKind::kInvalid, "reading applet: 'CallSid' is missing or wrong",
                "telephony.exotel");
  // Whoever hears an applet is on the line, whatever the call was when the flow began.
  hook.status = CallStatus::kInProgress;
  hook.inbound = request.Query("Direction") == "incoming";
  hook.from = request.Query("CallFrom");
  hook.to = request.Query("CallTo");
  hook.digits = KeysOf(request.Query("digits"));
  hook.token = request.Query("CustomField");
  if (hook.token.size() > kLongestToken) hook.token.clear();
  return hook;
}

HttpResponse AnswerApplet(CallWebhook::Kind kind, const Instructions& instructions) {
  Gathering gathering;
  for (const auto& instruction : instructions) std::visit(gathering, instruction);
  if (kind == CallWebhook::Kind::kInput) {
    const bool over = instructions.size() == 1 && std::holds_alternative<Hangup>(instructions[0]);
    if (over) return {.status = 302, .headers = {}, .body = {}};
    return JsonResponse(200, "{}");
  }
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(gathering.wait).count();
  return JsonResponse(
      200,
      JsonText(json::object{{"gather_prompt", json::object{{"text", gathering.Prompt()}}},
                            {"max_input_digits", gathering.digits},
                            {"finish_on_key", "#"},
                            {"input_timeout", seconds},
                            // Who says nothing is asked again by us, in other words.
                            {"repeat_menu", 0},
                            {"repeat_gather_prompt", json::object{{"text", gathering.Prompt()}}}}));
}

}  // namespace tocsin::exotel
