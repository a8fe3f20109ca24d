#pragma once

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "adapters/text_messages.hpp"
#include "schemas/spec.hpp"

namespace tocsin {

/// Where we are for a carrier, below our public address. These are there whether it is set up or
/// not.
struct CarrierPaths {
  std::string_view webhooks;      ///< as TelephonyCapabilities::webhook_path
  std::string_view sockets = {};  ///< as LiveAudio::socket_path; empty: it opens no media sockets
  std::string_view relay = {};    ///< of sockets of text (LiveAudio::text)
  std::string_view texts = {};    ///< where text messages come in; empty: it brings none
  std::vector<std::string> inbound = {};  ///< where calls to a number of ours come in
  std::vector<std::string> own = {};      ///< doors of its own beside webhooks (GET and POST)
  /// Its webhooks and own doors are also there with a secret behind the path, where nothing is
  /// signed.
  bool secret = false;
  /// It asks for words and tells what was keyed by GET too, in a flow of its own.
  bool fetches = false;
};

/// A variable of the environment that gives a setting of the account.
struct CarrierVariable {
  std::string_view name;         ///< "TWILIO_AUTH_TOKEN"
  std::string_view key;          ///< of the setting: "auth_token"
  std::string_view description;  ///< for the reference page and .env.example
  bool secret = false;
};

/// A setting that an account is not complete without; it has a variable, too. The one that its
/// table shows as a phone number is our number there.
struct CarrierPart {
  std::string_view key;
  std::string_view question;  ///< of `tocsin init`
  /// What is wrong with an answer; empty: nothing. Null: a number must be one, and all else is
  /// taken.
  std::string_view (*fault)(std::string_view answer) = nullptr;
};

/// The struct in which a kind keeps what the settings give, and its field table.
struct AccountShape {
  const FieldTable& (*table)();
  std::any (*blank)();  ///< with its defaults
  void* (*address)(std::any& account);
};
template <HasSpec T>
AccountShape ShapeOf() {
  return {T::Spec, [] { return std::any(T{}); },
          [](std::any& account) -> void* { return std::any_cast<T>(&account); }};
}

/// What the program has to know of a kind of carrier.
struct CarrierFacts {
  std::string_view name;   ///< "twilio": of its folder, in settings, and stored with every call
  std::string_view title;  ///< for people: "Twilio"
  /// Its place among the kinds. The first that is set up dials the numbers without a route, so a
  /// new one comes last.
  int place = 0;
  CarrierPaths paths;
  /// Beside others its table has `api_url`, the address of the REST API.
  AccountShape account;
  std::vector<CarrierPart> parts;  ///< in the order in which they are asked for
  std::vector<CarrierVariable> variables;
  std::vector<std::string_view> at_start = {};  ///< keys that a reload does not put into force
  std::string_view speaker;  ///< who speaks where nothing of ours does: "Twilio <Say>,"
  bool sends_texts = false;  ///< MakeTexts gives something
};

/// Who hears and speaks by itself, over sockets of text.
struct CarrierSpeech {
  std::string words;    ///< "twilio conversationrelay (Deepgram)"
  std::string instead;  ///< what else may be set: "telephony.twilio.live to media or none"
};

class AccountSettings;

/// A kind of carrier: kind.cpp of a folder adapters/telephony/NAME. Stateless, thread-safe.
class CarrierKind {
 public:
  explicit CarrierKind(CarrierFacts facts) : facts_(std::move(facts)) {}
  virtual ~CarrierKind() = default;

  const CarrierFacts& Facts() const { return facts_; }
  std::string Name() const { return std::string(facts_.name); }
  const FieldTable& Table() const { return facts_.account.table(); }
  /// "telephony.twilio"
  std::string Setting() const { return "telephony." + Name(); }
  std::string Setting(std::string_view key) const { return Setting() + '.' + std::string(key); }
  /// Of a part.
  const CarrierVariable& VariableOf(const CarrierPart& part) const;
  /// Whether it is our number there.
  bool IsNumber(const CarrierPart& part) const;
  /// The variables of its parts in words: "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and ...".
  std::string Variables() const;
  /// Of those that say who we are, without our number.
  std::string KeyVariables() const;

  /// The provider of a complete account; makes no request by itself. `client` outlives it.
  virtual std::shared_ptr<TelephonyProvider> Make(const AccountSettings& account,
                                                  HttpClient& client) const = 0;
  /// Text messages over the same account; nullptr: it sends none.
  virtual std::shared_ptr<TextMessages> MakeTexts(const AccountSettings&, HttpClient&) const {
    return nullptr;
  }
  /// Where its REST API is.
  virtual std::string ApiUrl(const AccountSettings& account) const;
  /// Nothing: calls of this account are heard and spoken by us, or led by prompts.
  virtual std::optional<CarrierSpeech> SpeaksItself(const AccountSettings&) const {
    return std::nullopt;
  }

 private:
  std::string VariablesInWords(bool number) const;

  const CarrierFacts facts_;
};

using CarrierKindList = std::vector<std::unique_ptr<const CarrierKind>>;

/// Where the kinds put themselves: void RegisterCarrierKind_<folder>(CarrierKindRegistry&).
class CarrierKindRegistry {
 public:
  void Add(std::unique_ptr<const CarrierKind> kind) { kinds_.push_back(std::move(kind)); }
  /// All of them by their places.
  CarrierKindList Sorted() &&;

 private:
  CarrierKindList kinds_;
};
/// Generated: every folder of adapters/telephony.
void RegisterCarrierKindAll(CarrierKindRegistry& registry);
/// All of them by their places; there is one at least.
const CarrierKindList& CarrierKinds();
/// Their names, for a field that takes one.
std::vector<std::string_view> CarrierNames();
/// The settings of those that send text messages, in words: "telephony.twilio".
std::string TextAccounts();

}  // namespace tocsin
