#include "workers/workflow/language/asked_calls.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "workers/workflow/language/told_error.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kCalls = "calls";
constexpr std::string_view kCall = "call_id";
constexpr std::string_view kWho = "who";
constexpr std::string_view kAnswer = "answer";
constexpr std::string_view kPlace = "place";
constexpr std::string_view kError = "error";

json::object& CallsIn(json::object& state) {
  auto& calls = state[kCalls];
  if (!calls.is_object()) {
    json::object former;
    if (const auto call = StringAt(state, kCall); !call.empty()) former[call] = json::object();
    calls = std::move(former);
  }
  return calls.get_object();
}

bool IsOverCall(const json::object& call) {
  return call.contains(kAnswer) || call.contains(kError);
}

}  // namespace

AskedCalls::AskedCalls(json::object& state) : calls_(CallsIn(state)) {}

void AskedCalls::Add(std::string_view call, std::string_view who) {
  calls_[call] = json::object{{kWho, who}};
}

bool AskedCalls::Over(std::string_view call) const {
  const auto* found = calls_.if_contains(call);
  return found == nullptr || IsOverCall(found->get_object());
}

bool AskedCalls::AllOver() const {
  return std::ranges::all_of(
      calls_, [](const auto& call) { return IsOverCall(call.value().get_object()); });
}

std::vector<std::string> AskedCalls::Live() const {
  std::vector<std::string> live;
  for (const auto& call : calls_)
    if (!IsOverCall(call.value().get_object())) live.emplace_back(call.key());
  return live;
}

void AskedCalls::NoteAnswer(std::string_view call, json::value answer) {
  const auto place = Answers().size();
  auto& noted = calls_[call].get_object();
  noted[kAnswer] = std::move(answer);
  noted[kPlace] = place;
}

void AskedCalls::NoteError(std::string_view call, const RaisedError& error) {
  const auto& keys = KeysOf<ErrorKeys>();
  calls_[call].get_object()[kError] = json::object{{keys.type, error.type},
                                                   {keys.status, error.status},
                                                   {keys.title, error.title},
                                                   {keys.detail, error.detail}};
}

json::array AskedCalls::Answers() const {
  std::vector<const json::object*> given;
  for (const auto& call : calls_)
    if (call.value().get_object().contains(kAnswer)) given.push_back(&call.value().get_object());
  std::ranges::sort(given, {}, [](const json::object* call) {
    return call->at(kPlace).to_number<std::int64_t>();
  });
  json::array answers;
  for (const auto* call : given) answers.push_back(call->at(kAnswer));
  return answers;
}

FunctionOutcome AskedCalls::Outcome(std::string_view before) const {
  auto answers = Answers();
  if (!answers.empty()) return std::move(answers.back());
  return Error(before);
}

RaisedError AskedCalls::Error(std::string_view before) const {
  std::optional<RaisedError> first;
  std::string details;
  for (const auto& call : calls_) {
    const auto* error = call.value().get_object().if_contains(kError);
    if (error == nullptr) continue;
    auto told = ToldError(error->get_object());
    const auto who = StringAt(call.value().get_object(), kWho);
    if (calls_.size() > 1) details += (details.empty() ? "" : "; ") + std::string(who) + ": ";
    details += told.detail;
    if (!first || (first->type != before && told.type == before)) first = std::move(told);
  }
  if (!first) return {};
  first->detail = std::move(details);
  return *std::move(first);
}

}  // namespace tocsin::workflow
