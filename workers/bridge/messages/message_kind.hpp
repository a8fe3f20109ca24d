#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/http.hpp"
#include "adapters/mail.hpp"
#include "adapters/text_messages.hpp"
#include "schemas/events/messages.hpp"
#include "schemas/result.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"
#include "workers/bridge/messages/channel.hpp"

namespace tocsin::bridge {

/// A message as it was asked for, at one try.
struct Message {
  const events::MessageRequested& asked;
  std::string_view id;
  TimePoint now;
  std::string_view subject = {};             ///< of the event that asked
  std::string_view run = {};                 ///< likewise; empty: no run did
  std::string_view tenant = kDefaultTenant;  ///< likewise
};

/// What hands a message over.
using Handover = std::variant<HttpCall, MailCall, TextMessage>;

/// One kind of channel: the code for ChannelSpec::kind. Pure, stateless, thread-safe.
class MessageKind {
 public:
  virtual ~MessageKind() = default;
  virtual std::string_view Name() const = 0;
  /// What is wrong with a channel of the kind, led by the setting; empty: nothing.
  virtual std::string FaultOf(const ChannelSpec&) const { return {}; }
  /// The request that hands the message over; times are the channel's. kInvalid: the message lacks
  /// something, and no try will mend it.
  virtual Result<Handover> Render(const ChannelSpec& channel, const Message& message) const = 0;
};

/// Where the files of workers/bridge/messages/kinds put themselves: void
/// RegisterMessageKind_<stem>(MessageKindRegistry&).
class MessageKindRegistry {
 public:
  void Add(std::unique_ptr<MessageKind> kind) {
    const std::string name(kind->Name());
    kinds_.emplace(name, std::move(kind));
  }
  const MessageKind* Find(std::string_view name) const {
    const auto found = kinds_.find(name);
    return found == kinds_.end() ? nullptr : found->second.get();
  }

 private:
  std::map<std::string, std::unique_ptr<MessageKind>, std::less<>> kinds_;
};
/// Generated: every file of workers/bridge/messages/kinds.
void RegisterMessageKindAll(MessageKindRegistry& registry);
/// All of them.
const MessageKindRegistry& MessageKinds();

/// The text of a message, checked: kInvalid when there is none or it, title or link are too long.
Result<std::string> TextOf(const events::MessageRequested& asked);
/// What is wrong with the URL of a channel; empty: nothing.
std::string FaultOfUrl(const ChannelSpec& channel);
/// A POST of JSON to the channel.
HttpCall PostJson(const ChannelSpec& channel, const json::value& body);

}  // namespace tocsin::bridge
