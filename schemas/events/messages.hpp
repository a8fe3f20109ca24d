#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/spec.hpp"

/// Messages to people and programs beside the phone.
namespace tocsin::events {

/// The words of MessageRequested::kind: of what kind its channel must be.
namespace message_kind {
inline constexpr std::string_view kWebhook = "webhook";
inline constexpr std::string_view kSlack = "slack";
inline constexpr std::string_view kTeams = "teams";
inline constexpr std::string_view kNtfy = "ntfy";
inline constexpr std::string_view kEmail = "email";
inline constexpr std::string_view kSms = "sms";
}  // namespace message_kind

/// How urgent a message is, least first.
inline constexpr std::string_view kPriorities[] = {"min", "low", "default", "high", "urgent"};

inline constexpr std::size_t kMaxMessageText = 4000;        ///< bytes of a text
inline constexpr std::size_t kMaxMessageTitle = 250;        ///< bytes of a title
inline constexpr std::size_t kMaxMessageUrl = 2000;         ///< bytes of a link
inline constexpr std::size_t kMaxMessageBody = 256 * 1024;  ///< bytes of a webhook's body

inline constexpr std::size_t kMaxSmsText = 1600;         ///< bytes, as the carrier takes them
inline constexpr std::size_t kMaxMessageReceivers = 20;  ///< of a mail
/// MessageSent::status of a text message that has arrived.
inline constexpr std::string_view kDelivered = "delivered";

/// How a question may be answered that a message is about (MessageRequested::answer).
struct MessageAnswer {
  std::string question_id;
  std::string contact;  ///< whom it is written to; empty: whoever reads the channel
  bool link = false;    ///< the message gets a link to a page, as `url`
  bool reply = false;   ///< of `sms`: by a text message that answers it
  static const FieldTable& Spec();
};

/// Data of tocsin.message.requested. The event's id is the message's id.
struct MessageRequested {
  std::string kind;
  std::string channel;          ///< of the settings' `channels`
  std::vector<std::string> to;  ///< addresses of mail, or one phone number
  std::optional<std::string> title;
  std::optional<std::string> text;
  std::optional<std::string> url;
  std::optional<std::string> priority;  ///< of kPriorities
  std::vector<std::string> tags;
  std::optional<json::value> body;  ///< of a webhook
  std::optional<MessageAnswer> answer;
  std::optional<std::string> alert_id;
  static const FieldTable& Spec();
};

/// Data of tocsin.message.sent: the receiver's side has taken it.
struct MessageSent {
  std::string message_id;
  std::string kind;
  std::string channel;
  int attempts = 1;
  std::optional<std::string> status;  ///< kDelivered; absent: it was taken, no more is known
  std::optional<std::string> alert_id;
  static const FieldTable& Spec();
};

/// Data of tocsin.message.failed.
struct MessageFailed {
  std::string message_id;
  std::string kind;
  std::string channel;
  int attempts = 0;  ///< 0: it was not tried
  std::string reason;
  std::optional<std::string> alert_id;
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
