#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/mail.hpp"
#include "adapters/text_messages.hpp"
#include "schemas/result.hpp"
#include "schemas/secret.hpp"
#include "schemas/time.hpp"
#include "workers/bridge/messages/text_quota.hpp"

namespace tocsin::bridge {

/// One kind of an entry of the setting `channels`: where messages of a name go. Which of the texts
/// the kind takes stands in its file.
struct ChannelSpec {
  std::string name;
  std::string kind;  ///< of events::message_kind
  std::string url = {};
  std::string topic = {};
  std::string token = {};
  std::string secret = {};
  std::map<std::string, std::string, std::less<>> headers = {};
  std::string server = {};  ///< of mail: host:port
  MailCall::Security security = MailCall::Security::kStartTls;
  std::string user = {};
  std::string from = {};             ///< an address, or a number of ours
  std::vector<std::string> to = {};  ///< of mail: where the message names nobody
  /// Of text messages, as `limits.countries`: beginnings of numbers; none: the country of `from`.
  std::vector<std::string> countries = {};
  bool kill_switch = false;                     ///< likewise: nothing is sent
  TextQuota::Limits texts = {};                 ///< likewise: how many
  std::string public_url = {};                  ///< likewise: where reports come to; empty: nowhere
  Duration timeout = std::chrono::seconds(10);  ///< of one try
  int attempts = 5;
  Duration backoff = std::chrono::seconds(2);  ///< before the second try; doubles
  Duration longest_backoff = std::chrono::minutes(5);
  Duration max_age = std::chrono::minutes(30);  ///< since the event was read
};

/// By what links of messages are made (schemas/approval_link.hpp).
struct LinkTerms {
  std::string public_url = {};  ///< empty: no link can be made
  Secret secret = {};           ///< of the installation
  Duration valid = std::chrono::hours(2);
};

/// How messages leave. `http` outlives all that uses it.
struct MessageSenders {
  HttpClient* http = nullptr;
  std::shared_ptr<MailClient> mail = {};
  std::shared_ptr<TextMessages> texts = {};  ///< null: there is no account for text messages
  std::string text_accounts = {};            ///< where there might be one: "telephony.twilio"
  LinkTerms links = {};
  std::shared_ptr<TextQuota> quota = std::make_shared<TextQuota>();  ///< of text messages
};

/// The channels of a configuration. Immutable, shared by the shards.
class Channels {
 public:
  /// kInvalid names the channel and what is wrong with it: no name, a doubled or unknown
  /// kind, what the kind does not take.
  static Result<std::shared_ptr<const Channels>> Create(std::vector<ChannelSpec> specs,
                                                        MessageSenders senders = {});
  /// Of a rehearsal: every name is a channel of the kind that is asked for, at an address that
  /// nobody has and that ImaginedName knows again.
  static std::shared_ptr<const Channels> Imagined(MessageSenders senders);
  static std::optional<std::string> ImaginedName(std::string_view address);

  /// The channel of that name and kind; the error says why there is none.
  Result<ChannelSpec> Find(std::string_view name, std::string_view kind) const;
  std::vector<std::string> Names() const;
  const MessageSenders& Senders() const { return senders_; }

 private:
  MessageSenders senders_;
  /// By name, then by kind.
  std::map<std::string, std::map<std::string, ChannelSpec, std::less<>>, std::less<>> by_name_;
  bool imagined_ = false;
};

}  // namespace tocsin::bridge
