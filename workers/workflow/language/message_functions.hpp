#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/messages.hpp"
#include "schemas/grouped.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/keys.hpp"
#include "workers/workflow/language/question_choices.hpp"

/// What the functions have in common that send a message beside the phone.
namespace tocsin::workflow {

/// The alert that a message is about.
struct AboutKeys : KeyTable {
  Key alert_id{*this,
               "alert_id",
               Shape::kText,
               "The alert it is about, for the events.",
               {.default_text = "the run's subject"}};
};
/// Of messages that may be answered.
struct AnswerableKeys : AboutKeys {
  Key link{*this,
           "link",
           Shape::kBoolean,
           "Adds a link to a page where the question is answered that `voice.ask` asks in the "
           "outermost `for`, or the competing `fork`, around this task. It needs "
           "`http.public_url`.",
           {.default_text = "false"}};
};
/// Of messages that may go as text messages.
template <class Base>
struct RepliableKeys : Base {
  Key answers{*this,
              "answers",
              {Shape::kList, KeysWithin<ChoiceKeys>},
              "The `choices` of the question that `link` means: a text message (SMS) ends with the "
              "keys, and a text that comes back from its number answers the question.",
              {.default_text = "none: what comes back answers nothing"}};
};
/// Of messages that people read.
struct TextKeys : AnswerableKeys {
  Key text{*this,
           NameOf<&events::MessageRequested::text>(),
           Shape::kText,
           "The message: plain text, 1 to " + Grouped(events::kMaxMessageText) +
               " bytes; nothing in it is markup.",
           {.required = true}};
  Key title{*this,
            NameOf<&events::MessageRequested::title>(),
            Shape::kText,
            "Stands above it, at most " + Grouped(events::kMaxMessageTitle) + " bytes.",
            {.default_text = "none"}};
  Key url{*this,
          NameOf<&events::MessageRequested::url>(),
          Shape::kText,
          "A link to more, http or https, at most " + Grouped(events::kMaxMessageUrl) +
              " bytes; not beside `link`.",
          {.default_text = "none"}};
};
/// Whose channel the arguments name.
template <class Base>
struct OverChannel : Base {
  Key channel{*this,
              "channel",
              Shape::kText,
              "Name of an entry of the setting `channels`, of the function's kind.",
              {.required = true}};
};
using MessageKeys = OverChannel<AboutKeys>;
using TextMessageKeys = OverChannel<TextKeys>;
struct MessageOutput final : KeyTable {
  Key message_id{*this, "message_id", Shape::kText, "As the events have it.", {.required = true}};
  Key channel{*this, "channel", Shape::kText, "Over which it went.", {.required = true}};
  Key attempts{*this, "attempts", Shape::kInteger, "How many it took.", {.required = true}};
};

/// `text`, `title` and `url` of the arguments; what is wrong with them, if anything.
std::optional<std::string> AskTexts(const json::object& given, events::MessageRequested& asked);
/// `link` of the arguments, for a message to this contact (empty: to whoever reads it); what is
/// wrong with it.
std::optional<std::string> AskLink(const FunctionCall& call, std::string_view contact,
                                   events::MessageRequested& asked);
/// `answers` of the arguments, for a text message to this contact (empty: nobody that is known):
/// says in its text how to reply; what is wrong with them.
std::optional<std::string> AskReply(const FunctionCall& call, std::string_view contact,
                                    events::MessageRequested& asked);
/// Lint of the same.
void CheckTexts(const FunctionCheck& check);
/// The error that a message raises which was not sent, and why.
RaisedError MessageNotSent(std::string reason);
const std::vector<ErrorMeaning>& MessageErrors();

/// Sends one message and returns when the receiver's side has taken it.
class MessageFunction : public Function {
 public:
  /// Of the channels that it sends over.
  std::string_view Kind() const { return kind_; }
  const FieldTable& Output() const final { return KeysOf<MessageOutput>(); }
  const std::vector<ErrorMeaning>& Errors() const final { return MessageErrors(); }
  FunctionOutcome Begin(FunctionCall& call) const final;
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const final;

 protected:
  /// One of events::message_kind.
  explicit MessageFunction(std::string_view kind) : kind_(kind) {}
  /// What is asked for, of checked arguments, beside the kind; the error names the argument.
  virtual std::optional<RaisedError> Ask(const FunctionCall& call,
                                         events::MessageRequested& asked) const = 0;
  /// Where the arguments name none.
  virtual std::string_view DefaultChannel() const { return {}; }

 private:
  std::string_view kind_;
};

/// One that people read: its keys are TextMessageKeys and more.
class TextMessageFunction : public MessageFunction {
 public:
  void Check(const FunctionCheck& check) const override { CheckTexts(check); }

 protected:
  using MessageFunction::MessageFunction;
  std::optional<RaisedError> Ask(const FunctionCall& call,
                                 events::MessageRequested& asked) const override;
};

}  // namespace tocsin::workflow
