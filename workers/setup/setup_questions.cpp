#include "workers/setup/setup_questions.hpp"

#include <algorithm>
#include <cctype>

#include "schemas/masking.hpp"
#include "schemas/phone_number.hpp"

namespace tocsin::compose {
namespace {

/// What is wrong with a value; empty: nothing.
using SetupCheck = std::string_view (*)(std::string_view value);

std::string_view AnyText(std::string_view) { return {}; }

std::string_view PhoneText(std::string_view value) {
  return IsPhoneNumber(value) ? ""
                              : "a number begins with '+' and has 7 to 15 digits: +15551234567";
}

std::string_view TwilioAccount(std::string_view value) {
  const bool good =
      value.size() == 34 && value.starts_with("AC") &&
      std::ranges::all_of(value.substr(2), [](unsigned char c) { return std::isxdigit(c) != 0; });
  return good ? "" : "an account SID is AC and 32 hex digits";
}

std::string_view PublicAddress(std::string_view value) {
  const bool local = value.starts_with("http://127.") || value.starts_with("http://localhost");
  return value.starts_with("https://") || local
             ? ""
             : "the carrier must reach it by https: https://voice.example.com";
}

std::string_view DatabaseAddress(std::string_view value) {
  return value.starts_with("postgresql://") || value.starts_with("postgres://")
             ? ""
             : "it looks like postgresql://USER:PASSWORD@HOST:5432/DATABASE";
}

std::string_view Brokers(std::string_view value) {
  return value.find(':') != std::string_view::npos && value.find(' ') == std::string_view::npos
             ? ""
             : "brokers are HOST:PORT, several with commas";
}

enum class SetupPart { kTwilio, kExotel, kAlways };

struct SetupQuestion {
  SetupPart part;
  std::string_view name;
  std::string_view prompt;
  SetupCheck check = AnyText;
  bool secret = false;
  std::string_view without = {};  ///< what an empty answer means; empty: there must be one
};

constexpr SetupQuestion kSetupQuestions[] = {
    {SetupPart::kTwilio, "TWILIO_ACCOUNT_SID", "Account SID of Twilio", TwilioAccount},
    {SetupPart::kTwilio, "TWILIO_AUTH_TOKEN", "Auth token of Twilio", AnyText, true},
    {SetupPart::kTwilio, "TWILIO_PHONE_NUMBER", "Your number at Twilio", PhoneText},
    {SetupPart::kExotel, "EXOTEL_SID", "Account SID of Exotel"},
    {SetupPart::kExotel, "EXOTEL_API_KEY", "API key of Exotel", AnyText, true},
    {SetupPart::kExotel, "EXOTEL_API_TOKEN", "API token of Exotel", AnyText, true},
    {SetupPart::kExotel, "EXOTEL_PHONE_NUMBER", "Your number at Exotel", PhoneText},
    {SetupPart::kAlways, "PUBLIC_BASE_URL", "Address by which the carrier reaches this machine",
     PublicAddress, false, "later; until then calls cannot be led"},
    {SetupPart::kAlways, "ALERT_PHONE_NUMBER", "Who is rung where nobody else is on duty",
     PhoneText, false, "nobody"},
    {SetupPart::kAlways, "DATABASE_URL", "PostgreSQL", DatabaseAddress, true,
     "tocsin run --embedded brings its own"},
    {SetupPart::kAlways, "KAFKA_BROKERS", "Kafka", Brokers, false,
     "tocsin run --embedded keeps the bus in PostgreSQL"},
};

constexpr std::string_view kNoControl = "a value has no control characters";
constexpr std::string_view kNeeded =
    "this one is needed; Ctrl-C leaves everything as it was, and 'none' to who phones people "
    "goes on without a carrier";

std::string_view FaultOf(const SetupQuestion& question, std::string_view value) {
  const bool plain =
      std::ranges::none_of(value, [](unsigned char c) { return std::iscntrl(c) != 0; });
  return plain ? question.check(value) : kNoControl;
}

std::string Shown(const SetupQuestion& question, const std::string& value) {
  if (question.name == "DATABASE_URL") return MaskUrl(value);
  return question.secret ? "is set" : value;
}

using KnownValue = std::function<std::optional<std::string>(std::string_view name)>;

Result<std::string> AskOne(SetupDialogue& dialogue, const SetupQuestion& question,
                           const std::optional<std::string>& known) {
  std::string prompt(question.prompt);
  if (known)
    prompt += " [" + Shown(question, *known) + "]";
  else if (!question.without.empty())
    prompt.append(" (empty: ").append(question.without).append(")");
  prompt += ": ";
  for (;;) {
    const auto line = dialogue.Ask(prompt, question.secret);
    if (!line) return Fail(ErrorKind::kCancelled, "the answers ended");
    if (line->empty() && (known || !question.without.empty())) return std::string();
    const auto fault = line->empty() ? kNeeded : FaultOf(question, *line);
    if (fault.empty()) return *line;
    dialogue.Say("  " + std::string(fault));
  }
}

/// Which carrier: the one that is set up, unless another is wanted; kAlways: none for now.
Result<SetupPart> AskForCarrier(SetupDialogue& dialogue, const KnownValue& known) {
  const std::string usual =
      known("EXOTEL_SID") && !known("TWILIO_ACCOUNT_SID") ? "exotel" : "twilio";
  for (;;) {
    const auto line = dialogue.Ask(
        "Who phones people: twilio, exotel, or none for now? [" + usual + "]: ", false);
    if (!line) return Fail(ErrorKind::kCancelled, "the answers ended");
    const auto& word = line->empty() ? usual : *line;
    if (word == "twilio") return SetupPart::kTwilio;
    if (word == "exotel") return SetupPart::kExotel;
    if (word == "none") return SetupPart::kAlways;
    dialogue.Say("  twilio, exotel or none");
  }
}

}  // namespace

Result<SetupValues> AskForSetup(SetupDialogue& dialogue, const KnownValue& known) {
  SetupValues values;
  TRY_ASSIGN(const auto carrier, AskForCarrier(dialogue, known));
  for (const auto& question : kSetupQuestions) {
    if (question.part != carrier && question.part != SetupPart::kAlways) continue;
    TRY_ASSIGN(auto value, AskOne(dialogue, question, known(question.name)));
    if (!value.empty()) values.emplace(question.name, std::move(value));
  }
  return values;
}

Status CheckSetupValue(std::string_view name, std::string_view value) {
  const auto* found = std::ranges::find(kSetupQuestions, name, &SetupQuestion::name);
  if (found == std::end(kSetupQuestions)) {
    std::string names;
    for (const auto& question : kSetupQuestions)
      names.append(names.empty() ? "" : ", ").append(question.name);
    return Fail(ErrorKind::kInvalid, "'" + std::string(name) + "' is not asked for; there are " +
                                         names + "; all others are set in .env or tocsin.yaml");
  }
  if (const auto fault = FaultOf(*found, value); !fault.empty())
    return Fail(ErrorKind::kInvalid, std::string(name) + ": " + std::string(fault));
  return {};
}

}  // namespace tocsin::compose
