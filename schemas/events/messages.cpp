#include "schemas/events/messages.hpp"

#include "schemas/events/example_ids.hpp"
#include "schemas/grouped.hpp"

namespace tocsin::events {
namespace {

const std::vector<std::string_view>& KindWords() {
  static const std::vector<std::string_view> words = {message_kind::kWebhook, message_kind::kSlack,
                                                      message_kind::kTeams,   message_kind::kNtfy,
                                                      message_kind::kEmail,   message_kind::kSms};
  return words;
}

}  // namespace

const FieldTable& MessageAnswer::Spec() {
  static const FieldTable table = TableOf<MessageAnswer>(
      "answer", "The question that may be answered by a message, and how.",
      {FieldOf<&MessageAnswer::question_id>("question_id", "The question.",
                                            {.required = true, .example = example::kQuestionId}),
       FieldOf<&MessageAnswer::contact>("contact",
                                        "Whom it is written to, and who thus decides; empty: "
                                        "whoever reads the channel.",
                                        {.example = "alice"}),
       FieldOf<&MessageAnswer::link>(
           "link", "The message gets a link to a page where it is answered, in place of `url`.",
           {.example = "true"}),
       FieldOf<&MessageAnswer::reply>("reply", "Of `sms`: a text message answers it.",
                                      {.example = "false"})});
  return table;
}

const FieldTable& MessageRequested::Spec() {
  static const std::string to = "Of `email`: addresses, at most " + Grouped(kMaxMessageReceivers) +
                                "; absent: those of the channel. Of `sms`: one phone number.";
  static const std::string title =
      "Stands above the text; at most " + Grouped(kMaxMessageTitle) + " bytes.";
  static const std::string text = "The message, plain text; at most " + Grouped(kMaxMessageText) +
                                  " bytes. Every kind but `webhook` needs it.";
  static const FieldTable table = TableOf<MessageRequested>(
      "tocsin.message.requested", "A message is to be sent.",
      {FieldOf<&MessageRequested::kind>(
           "kind", "Of what kind the channel must be.",
           {.required = true, .allowed = KindWords(), .example = "slack"}),
       FieldOf<&MessageRequested::channel>("channel", "Name of an entry of the setting `channels`.",
                                           {.required = true, .example = "ops-chat"}),
       FieldOf<&MessageRequested::to>("to", to,
                                      {.example = R"(["+15559876543"])", .shown = Shown::kPhone}),
       FieldOf<&MessageRequested::title>("title", title, {.example = "nginx stopped"}),
       FieldOf<&MessageRequested::text>("text", text, {.example = "Nobody answered the phone."}),
       FieldOf<&MessageRequested::url>("url", "A link to more; http or https.",
                                       {.example = "https://pve1.example.com:8006"}),
       FieldOf<&MessageRequested::priority>(
           "priority", "How urgent it is, where the kind shows it.",
           {.allowed = {std::begin(kPriorities), std::end(kPriorities)}, .example = "high"}),
       FieldOf<&MessageRequested::tags>("tags", "Words beside it, where the kind shows them.",
                                        {.example = R"(["warning"])"}),
       FieldOf<&MessageRequested::body>("body", "Of a webhook: what is sent, as JSON.",
                                        {.example = R"({"text":"nginx stopped"})"}),
       FieldOf<&MessageRequested::answer>("answer",
                                          "The question that it is about may be answered by it."),
       FieldOf<&MessageRequested::alert_id>("alert_id", "The alert it is about.",
                                            {.example = "a1"})});
  return table;
}

const FieldTable& MessageSent::Spec() {
  static const FieldTable table = TableOf<MessageSent>(
      "tocsin.message.sent", "The receiver has taken it.",
      {FieldOf<&MessageSent::message_id>("message_id", "Id of the event that asked for it.",
                                         {.required = true, .example = example::kActionId}),
       FieldOf<&MessageSent::kind>("kind", "Kind of the channel.",
                                   {.required = true, .example = "slack"}),
       FieldOf<&MessageSent::channel>("channel", "Name of the channel.",
                                      {.required = true, .example = "ops-chat"}),
       FieldOf<&MessageSent::attempts>("attempts", "How many it took.", {.example = "1"}),
       FieldOf<&MessageSent::status>("status",
                                     "`delivered`: a text message has arrived, as its carrier "
                                     "reports; absent: it was taken, no more is known.",
                                     {.example = "delivered"}),
       FieldOf<&MessageSent::alert_id>("alert_id", "The alert it is about.", {.example = "a1"})});
  return table;
}

const FieldTable& MessageFailed::Spec() {
  static const FieldTable table = TableOf<MessageFailed>(
      "tocsin.message.failed", "It could not be sent.",
      {FieldOf<&MessageFailed::message_id>("message_id", "Id of the event that asked for it.",
                                           {.required = true, .example = example::kActionId}),
       FieldOf<&MessageFailed::kind>("kind", "Kind of the channel.",
                                     {.required = true, .example = "slack"}),
       FieldOf<&MessageFailed::channel>("channel", "Name of the channel.",
                                        {.required = true, .example = "ops-chat"}),
       FieldOf<&MessageFailed::attempts>("attempts", "How many were made; 0: it was not tried.",
                                         {.example = "5"}),
       FieldOf<&MessageFailed::reason>("reason", "What the last one came to.",
                                       {.required = true, .example = "status 503"}),
       FieldOf<&MessageFailed::alert_id>("alert_id", "The alert it is about.", {.example = "a1"})});
  return table;
}

}  // namespace tocsin::events
