#include "workers/workflow/language/call_steps.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "schemas/events/data.hpp"
#include "schemas/events/listen.hpp"
#include "schemas/ids.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/template.hpp"
#include "workers/workflow/oncall/known_contact.hpp"

namespace tocsin::workflow {

const ErrorMeaning kCallOverMeaning = {
    "https://tocsin.dev/voice/errors/call-over", 410, "the call is over",
    "Something was to be done in a call that had ended, or ended meanwhile. `detail`: hung_up (by "
    "the caller), no_input, not_understood, wrong_pin, time_limit, not_taken (no step came for 20 "
    "s), "
    "completed, unknown (there is no such call).",
    "No: the caller is gone; they may be rung with `voice.ask`."};

std::optional<std::string> LedCallOf(const FunctionCall& call, std::string_view given) {
  const auto id = CallId::Parse(given.empty() ? std::string_view(call.Subject()) : given);
  return id ? std::optional(id->ToString()) : std::nullopt;
}

namespace {

/// Of the contact who calls, where the call started the run.
std::optional<std::string> CallersLanguage(const FunctionCall& call, std::string_view call_id) {
  const auto* events = call.RunInput().if_array();
  const auto* came = events == nullptr || events->empty() ? nullptr : IfMap(events->front());
  if (came == nullptr || StringAt(*came, NameOf<&events::CallInbound::call_id>()) != call_id)
    return std::nullopt;
  const auto from = StringAt(*came, NameOf<&events::CallInbound::from>());
  const auto* contact = ContactWithPhone(call.Catalog(), from);
  if (contact == nullptr || contact->language.empty()) return std::nullopt;
  return contact->language;
}

}  // namespace

FunctionOutcome RequestStep(FunctionCall& call, std::string_view given,
                            events::CallStepRequested step) {
  auto id = LedCallOf(call, given);
  if (!id)
    return ValidationError(
        given.empty() ? "the run was not started by a call that came in: give 'call', the id of one"
                      : "'call' must be the id of a call, as tocsin.call.inbound has it");
  step.call_id = *std::move(id);
  const std::string subject = step.call_id;
  step.caller_language = CallersLanguage(call, subject);
  call.Emit(type::kCallStepRequested, subject, events::Written(step));
  return StillWaiting{};
}

FunctionOutcome FollowStep(const Event& event, json::value output) {
  if (event.type != type::kCallStepEnded) return StillWaiting{};
  auto ended = events::Read<events::CallStepEnded>(event);
  if (ended.outcome == events::kStepDone) return output;
  std::string reason = ended.reason.value_or("");
  if (ended.outcome == events::kStepRefused)
    return ValidationError("the voice role refused the step: " + reason);
  if (reason.empty()) reason = ended.outcome;
  return RaisedError{std::string(kCallOverMeaning.type), kCallOverMeaning.status,
                     std::string(kCallOverMeaning.title), std::move(reason)};
}

const std::vector<ErrorMeaning>& StepFunction::Errors() const {
  static const std::vector<ErrorMeaning> errors = {kCallOverMeaning};
  return errors;
}

FunctionOutcome StepFunction::OnEvent(FunctionCall& call, const Event& event) const {
  json::object output;
  output[KeysOf<StepOutput>().call_id] =
      LedCallOf(call, StringAt(call.Arguments(), KeysOf<StepKeys>().call)).value_or("");
  return FollowStep(event, std::move(output));
}

std::optional<RaisedError> StepSayFault(std::string_view say) {
  if (!say.empty() && say.size() <= events::kMostSayBytes) return std::nullopt;
  return ValidationError("'say' must be a text of 1 to " + std::to_string(events::kMostSayBytes) +
                         " bytes");
}

void CheckStepSay(const FunctionCheck& check, std::string_view key) {
  const YamlNode* say = check.Literal(key);
  if (say != nullptr && say->text.size() > events::kMostSayBytes)
    check.error(say->mark, "'" + std::string(key) + "' is longer than " +
                               std::to_string(events::kMostSayBytes) + " bytes");
}

void CheckStepLanguage(const FunctionCheck& check, const YamlNode* language) {
  if (language == nullptr || !language->IsScalar() || IsExpression(language->text)) return;
  if (const auto wrong = CheckSpokenLanguage(language->text); !wrong.empty())
    check.error(language->mark, "'language' " + wrong);
}

void CheckStepListen(const FunctionCheck& check, const YamlNode* listen) {
  if (listen == nullptr || !listen->IsMap()) return;
  const auto known = NamesOf(events::Listen::Spec());
  for (const auto& [key, mark, value] : listen->members) {
    if (std::ranges::find(known, key) == known.end()) {
      check.error(mark, "unknown key '" + key + "' in 'listen'" + DidYouMean(key, known));
      continue;
    }
    if (IsExpression(value.text)) continue;
    const json::value alone = json::object{{key, value.ToJson()}};
    if (const auto read = events::ReadListen(&alone); !read)
      check.error(value.mark, read.error().message);
  }
}

}  // namespace tocsin::workflow
