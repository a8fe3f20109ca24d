#include "workers/setup/setup_questions.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "adapters/carrier_kind.hpp"
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

struct SetupQuestion {
  const CarrierKind* carrier = nullptr;  ///< asked of who has chosen it; null: of everybody
  std::string_view name;
  std::string_view prompt;
  SetupCheck check = AnyText;
  bool secret = false;
  std::string_view without = {};  ///< what an empty answer means; empty: there must be one
};

const SetupQuestion kQuestionsToAll[] = {
    {nullptr, "PUBLIC_BASE_URL", "Address by which the carrier reaches this machine", PublicAddress,
     false, "later; until then calls cannot be led"},
    {nullptr, "ALERT_PHONE_NUMBER", "Who is rung where nobody else is on duty", PhoneText, false,
     "nobody"},
    {nullptr, "DATABASE_URL", "PostgreSQL", DatabaseAddress, true,
     "tocsin run --embedded brings its own"},
    {nullptr, "KAFKA_BROKERS", "Kafka", Brokers, false,
     "tocsin run --embedded keeps the bus in PostgreSQL"},
};

/// What each carrier wants, then what everybody is asked.
const std::vector<SetupQuestion>& SetupQuestions() {
  static const auto questions = [] {
    std::vector<SetupQuestion> all;
    for (const auto& kind : CarrierKinds())
      for (const auto& part : kind->Facts().parts) {
        const auto& variable = kind->VariableOf(part);
        const auto check = part.fault != nullptr  ? part.fault
                           : kind->IsNumber(part) ? PhoneText
                                                  : AnyText;
        all.push_back({kind.get(), variable.name, part.question, check, variable.secret});
      }
    all.insert(all.end(), std::begin(kQuestionsToAll), std::end(kQuestionsToAll));
    return all;
  }();
  return questions;
}

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

/// Which carrier: the one that is set up, unless another is wanted; null: none for now.
Result<const CarrierKind*> AskForCarrier(SetupDialogue& dialogue, const KnownValue& known) {
  const auto& kinds = CarrierKinds();
  const auto is_known = [&](const auto& kind) {
    return known(kind->VariableOf(kind->Facts().parts.front()).name).has_value();
  };
  const auto found = std::ranges::find_if(kinds, is_known);
  const auto usual = (found == kinds.end() ? kinds.front() : *found)->Name();
  std::string names;
  for (const auto& kind : kinds) names += (names.empty() ? "" : ", ") + kind->Name();
  for (;;) {
    const auto line =
        dialogue.Ask("Who phones people: " + names + ", or none for now? [" + usual + "]: ", false);
    if (!line) return Fail(ErrorKind::kCancelled, "the answers ended");
    const auto& word = line->empty() ? usual : *line;
    for (const auto& kind : kinds)
      if (word == kind->Facts().name) return kind.get();
    if (word == "none") return nullptr;
    dialogue.Say("  " + names + " or none");
  }
}

}  // namespace

Result<SetupValues> AskForSetup(SetupDialogue& dialogue, const KnownValue& known) {
  SetupValues values;
  TRY_ASSIGN(const auto carrier, AskForCarrier(dialogue, known));
  for (const auto& question : SetupQuestions()) {
    if (question.carrier != carrier && question.carrier != nullptr) continue;
    TRY_ASSIGN(auto value, AskOne(dialogue, question, known(question.name)));
    if (!value.empty()) values.emplace(question.name, std::move(value));
  }
  return values;
}

Status CheckSetupValue(std::string_view name, std::string_view value) {
  const auto found = std::ranges::find(SetupQuestions(), name, &SetupQuestion::name);
  if (found == SetupQuestions().end()) {
    std::string names;
    for (const auto& question : SetupQuestions())
      names.append(names.empty() ? "" : ", ").append(question.name);
    return Fail(ErrorKind::kInvalid, "'" + std::string(name) + "' is not asked for; there are " +
                                         names + "; all others are set in .env or tocsin.yaml");
  }
  if (const auto fault = FaultOf(*found, value); !fault.empty())
    return Fail(ErrorKind::kInvalid, std::string(name) + ": " + std::string(fault));
  return {};
}

}  // namespace tocsin::compose
