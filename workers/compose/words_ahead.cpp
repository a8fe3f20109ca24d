#include "workers/compose/words_ahead.hpp"

#include <optional>
#include <utility>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/voice/talk/first_words.hpp"
#include "workers/workflow/functions/voice_ask_keys.hpp"
#include "workers/workflow/functions/voice_say_keys.hpp"
#include "workers/workflow/language/call_keys.hpp"
#include "workers/workflow/language/question_choices.hpp"
#include "workers/workflow/language/template.hpp"

namespace tocsin::compose {
namespace {

/// A text that stands there as it is; an expression is none.
std::string LiteralAt(const json::object& arguments, std::string_view name) {
  const auto text = StringAt(arguments, name);
  return workflow::IsExpression(text) ? std::string() : std::string(text);
}

std::string LanguageIn(const json::object& arguments, const std::string& language) {
  auto own = LiteralAt(arguments, workflow::KeysOf<workflow::VoiceAskKeys>().language);
  return own.empty() || FindSpokenLanguage(own) == nullptr ? language : own;
}

/// The choices as far as they are known; what offers one is not asked.
std::optional<std::vector<events::Choice>> ChoicesIn(const json::object& arguments) {
  const auto* given = arguments.if_contains(workflow::KeysOf<workflow::VoiceAskKeys>().choices);
  if (given == nullptr || !given->is_array()) return std::nullopt;
  json::value literal = *given;
  const json::string_view when = workflow::KeysOf<workflow::ChoiceKeys>().when;
  for (auto& choice : literal.get_array())
    if (choice.is_object()) choice.get_object().erase(when);
  auto choices = workflow::NormalizeChoices(literal);
  if (!choices) return std::nullopt;
  return *std::move(choices);
}

/// As the call will be that a run requests.
std::optional<voice::LinesAhead> LinesOfQuestion(const json::object& arguments,
                                                 std::vector<events::Choice> choices,
                                                 const std::string& language) {
  const auto say = LiteralAt(arguments, workflow::KeysOf<workflow::VoiceAskKeys>().say);
  events::CallRequested asked{.call_id = CallId::Derive({"ahead"}).ToString(),
                              .question_id = QuestionId::Derive({"ahead"}).ToString(),
                              .say = say.empty() ? "-" : say,
                              .choices = std::move(choices),
                              .language = LanguageIn(arguments, language)};
  asked.to.contact = "ahead";
  Event event{.id = "ahead", .type = std::string(type::kCallRequested)};
  event.data = events::Written(asked);
  auto call = voice::ReadCallRequest(event, 0, TimePoint(), language);
  if (!call) return std::nullopt;
  if (say.empty()) call->say.clear();
  return voice::LinesAhead{.lines = voice::WordsAhead(*call), .language = call->language};
}

/// Every `call` of the document, wherever it stands.
void Collect(const json::value& node, const std::string& language,
             std::vector<voice::LinesAhead>& out) {
  if (node.is_array())
    for (const auto& item : node.get_array()) Collect(item, language, out);
  if (!node.is_object()) return;
  const auto& object = node.get_object();
  const auto& keys = workflow::KeysOf<workflow::CallFunctionKeys>();
  const auto* with = object.if_contains(keys.with);
  const auto function = StringAt(object, keys.call);
  if (!function.empty() && with != nullptr && with->is_object()) {
    const auto& arguments = with->get_object();
    if (auto choices = ChoicesIn(arguments)) {
      if (auto lines = LinesOfQuestion(arguments, *std::move(choices), language))
        out.push_back(*std::move(lines));
    } else if (auto say = LiteralAt(arguments, workflow::KeysOf<workflow::VoiceSayKeys>().say);
               !say.empty() && function.starts_with("voice.")) {
      out.push_back({.lines = {std::move(say)}, .language = LanguageIn(arguments, language)});
    }
  }
  for (const auto& member : object) Collect(member.value(), language, out);
}

}  // namespace

std::vector<voice::LinesAhead> WordsAheadOf(const workflow::DefinitionSet& set,
                                            const std::string& language) {
  std::vector<voice::LinesAhead> out;
  for (const auto& known : set.Active()) Collect(known.definition->document, language, out);
  return out;
}

}  // namespace tocsin::compose
