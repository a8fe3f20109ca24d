#include "workers/workflow/language/message_functions.hpp"

#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"
#include "schemas/web_address.hpp"
#include "workers/workflow/language/asked_question.hpp"
#include "workers/workflow/language/errors.hpp"

namespace tocsin::workflow {
namespace {

constexpr ErrorMeaning kNotSent = {
    "https://tocsin.dev/messages/errors/not-sent", 502, "the message was not sent",
    "The channel is not set up, the receiver refused the message, or it did not take it in all the "
    "attempts that the channel allows. `detail` says which.",
    "The attempts were made already; another channel is the better way."};

/// Of what stands behind the text of a message: "1 = approve, 2 = dismiss".
constexpr std::size_t kMostKeysText = 800;
/// The bridge adds the link behind that, and would cut off the keys.
constexpr std::size_t kRoomForLink = 500;

/// What is wrong with a text of a message; empty: nothing.
std::string FaultOfLength(std::string_view key, std::string_view text, std::size_t most) {
  if (text.size() <= most) return {};
  return '\'' + std::string(key) + "' is longer than " + std::to_string(most) + " bytes";
}

std::string FaultOfText(std::string_view key, std::string_view text) {
  if (text.empty()) return '\'' + std::string(key) + "' is empty";
  return FaultOfLength(key, text, events::kMaxMessageText);
}

std::string FaultOfUrl(std::string_view key, std::string_view url) {
  if (!IsWebAddress(url)) return '\'' + std::string(key) + '\'' + std::string(kNoWebAddress);
  return FaultOfLength(key, url, events::kMaxMessageUrl);
}

std::string FaultOfTitle(std::string_view key, std::string_view title) {
  return FaultOfLength(key, title, events::kMaxMessageTitle);
}

/// An argument of a message and what may be wrong with it.
struct MessagePart {
  std::string_view key;
  std::string (*fault)(std::string_view key, std::string_view text);
};

std::vector<MessagePart> PartsOfText() {
  const auto& keys = KeysOf<TextKeys>();
  return {{keys.text, FaultOfText}, {keys.title, FaultOfTitle}, {keys.url, FaultOfUrl}};
}

std::optional<std::string> Given(const json::object& given, std::string_view key) {
  const auto* value = given.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

}  // namespace

RaisedError MessageNotSent(std::string reason) {
  return {std::string(kNotSent.type), kNotSent.status, std::string(kNotSent.title),
          std::move(reason)};
}

const std::vector<ErrorMeaning>& MessageErrors() {
  static const std::vector<ErrorMeaning> errors = {kNotSent};
  return errors;
}

FunctionOutcome MessageFunction::Begin(FunctionCall& call) const {
  const auto& keys = KeysOf<MessageKeys>();
  const auto& given = call.Arguments();
  events::MessageRequested asked{.kind = std::string(kind_)};
  asked.channel = StringAt(given, keys.channel, DefaultChannel());
  if (const auto alert = StringAt(given, keys.alert_id, call.Subject()); !alert.empty())
    asked.alert_id = alert;
  if (auto fault = Ask(call, asked)) return *fault;
  call.Emit(type::kMessageRequested, "", events::Written(asked));
  return StillWaiting{};
}

FunctionOutcome MessageFunction::OnEvent(FunctionCall&, const Event& event) const {
  if (event.type == type::kMessageFailed) {
    auto failed = events::Read<events::MessageFailed>(event);
    return MessageNotSent(std::move(failed.reason));
  }
  if (event.type != type::kMessageSent) return StillWaiting{};
  const auto sent = events::Read<events::MessageSent>(event);
  const auto& keys = KeysOf<MessageOutput>();
  json::object output;
  output[keys.message_id] = sent.message_id;
  output[keys.channel] = sent.channel;
  output[keys.attempts] = sent.attempts;
  return json::value(std::move(output));
}

std::optional<std::string> AskTexts(const json::object& given, events::MessageRequested& asked) {
  const auto& keys = KeysOf<TextKeys>();
  asked.text = Given(given, keys.text);
  asked.title = Given(given, keys.title);
  asked.url = Given(given, keys.url);
  for (const auto& part : PartsOfText()) {
    const auto text = Given(given, part.key);
    if (!text) continue;
    if (auto fault = part.fault(part.key, *text); !fault.empty()) return fault;
  }
  return std::nullopt;
}

std::optional<std::string> AskLink(const FunctionCall& call, std::string_view contact,
                                   events::MessageRequested& asked) {
  const auto& keys = KeysOf<TextKeys>();
  const auto* wanted = call.Arguments().if_contains(keys.link);
  if (wanted == nullptr || !wanted->is_bool() || !wanted->get_bool()) return std::nullopt;
  if (asked.url) return "'url' and 'link' cannot both be given: a message has one link";
  if (!SharesQuestion(call))
    return "'link' needs a question: put the message into the 'for' or competing 'fork' in which "
           "voice.ask asks it";
  asked.answer = events::MessageAnswer{
      .question_id = QuestionIdAt(call), .contact = std::string(contact), .link = true};
  return std::nullopt;
}

std::optional<std::string> AskReply(const FunctionCall& call, std::string_view contact,
                                    events::MessageRequested& asked) {
  const auto* given = call.Arguments().if_contains(KeysOf<RepliableKeys<AboutKeys>>().answers);
  if (given == nullptr || given->is_null()) return std::nullopt;
  const auto choices = NormalizeChoices(*given);
  if (!choices) return "'answers': " + choices.error().message;
  if (!SharesQuestion(call))
    return "'answers' needs a question: put the message into the 'for' or competing 'fork' in "
           "which voice.ask asks it";
  std::string keys;
  for (const auto& choice : *choices) {
    if (!choice.final || choice.digits.empty()) continue;
    keys += (keys.empty() ? "\n" : ", ") + choice.digits + " = " +
            (choice.phrases.empty() ? choice.id : choice.phrases.front());
  }
  if (keys.empty()) return "'answers' has no choice with 'digits' that is final";
  if (keys.size() > kMostKeysText) return "'answers' has too many choices for a text message";
  const auto behind = keys.size() + (asked.answer && asked.answer->link ? kRoomForLink : 0);
  asked.text = Shortened(asked.text.value_or(""), events::kMaxSmsText - behind) + keys;
  if (!asked.answer)
    asked.answer =
        events::MessageAnswer{.question_id = QuestionIdAt(call), .contact = std::string(contact)};
  asked.answer->reply = true;
  return std::nullopt;
}

void CheckTexts(const FunctionCheck& check) {
  for (const auto& part : PartsOfText()) {
    const YamlNode* node = check.Literal(part.key);
    if (node == nullptr || !node->IsScalar()) continue;
    if (auto fault = part.fault(part.key, node->text); !fault.empty())
      check.error(node->mark, std::move(fault));
  }
}

std::optional<RaisedError> TextMessageFunction::Ask(const FunctionCall& call,
                                                    events::MessageRequested& asked) const {
  auto fault = AskTexts(call.Arguments(), asked);
  if (!fault) fault = AskLink(call, {}, asked);
  return fault ? std::optional(ValidationError(std::string(Name()) + ": " + *fault)) : std::nullopt;
}

}  // namespace tocsin::workflow
