#include "workers/bridge/log_pages.hpp"

#include <optional>
#include <string>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

constexpr Duration kUsualChange = std::chrono::minutes(15);
constexpr Duration kLongestChange = std::chrono::hours(24);
constexpr std::size_t kLongestFocusId = 200;

using Refusal = tl::unexpected<HttpResponse>;

struct LogChange {
  std::optional<std::string> level;
  std::optional<std::vector<std::string>> focus;
  Duration length = kUsualChange;
};

tl::expected<Duration, HttpResponse> ReadLength(const json::value& value) {
  const auto length =
      value.is_string() ? ParseDuration(value.get_string()) : Fail(ErrorKind::kInvalid, "");
  if (!length || *length <= Duration(0) || *length > kLongestChange)
    return Refusal(FieldProblem("for", "must be a duration up to 24h, such as 15m"));
  return *length;
}

tl::expected<std::vector<std::string>, HttpResponse> ReadFocus(const json::value& value) {
  const auto wrong = [] {
    return Refusal(FieldProblem(
        "focus", "must be a list of ids: of calls (also the carrier's), runs, alerts or traces"));
  };
  if (!value.is_array()) return wrong();
  std::vector<std::string> ids;
  for (const auto& id : value.get_array()) {
    if (!id.is_string() || id.get_string().empty() || id.get_string().size() > kLongestFocusId)
      return wrong();
    ids.emplace_back(id.get_string());
  }
  return ids;
}

tl::expected<LogChange, HttpResponse> ReadChange(std::string_view text) {
  const auto body = ParseJson(text);
  if (!body || !body->is_object())
    return Refusal(Problem(400, "Bad Request", "the body must be a JSON object"));
  LogChange change;
  for (const auto& [name, value] : body->get_object()) {
    if (name == "level") {
      if (!value.is_string()) return Refusal(FieldProblem(name, "must be a string"));
      change.level = value.get_string();
    } else if (name == "focus") {
      TRY_ASSIGN(change.focus, ReadFocus(value));
    } else if (name == "for") {
      TRY_ASSIGN(change.length, ReadLength(value));
    } else {
      return Refusal(FieldProblem(name, "is not known here; there are level, focus and for"));
    }
  }
  if (!change.level && !change.focus)
    return Refusal(FieldProblem("level", "neither level nor focus is named"));
  return change;
}

}  // namespace

HttpResponse ShowLog(const LogControl& log) {
  const auto state = log.State();
  json::array focus;
  for (const auto& one : state.focus)
    focus.push_back({{"id", one.id}, {"until", FormatTime(one.until)}});
  return JsonResponse(
      200, JsonText(json::object{
               {"level", state.level},
               {"configured", state.configured},
               {"until", state.until ? json::value(FormatTime(*state.until)) : json::value()},
               {"focus", std::move(focus)}}));
}

std::string ToText(const LogState& state) {
  std::string text = "level " + state.level;
  if (state.until) text += " until " + FormatTime(*state.until);
  for (const auto& one : state.focus)
    text.append(&one == state.focus.data() ? ", all of " : ", ").append(one.id);
  return text;
}

HttpResponse ChangeLog(std::string_view body, LogControl& log) {
  const auto change = ReadChange(body);
  if (!change) return change.error();
  if (change->focus && change->focus->size() > LogControl::kMostFocus)
    return FieldProblem("focus", "at most " + std::to_string(LogControl::kMostFocus) + " ids");
  if (change->level)
    if (const auto set = log.SetLevel(*change->level, change->length); !set)
      return FieldProblem("level", set.error().message);
  if (change->focus)
    if (const auto set = log.SetFocus(*change->focus, change->length); !set)
      return FieldProblem("focus", set.error().message);
  return ShowLog(log);
}

}  // namespace tocsin::bridge
