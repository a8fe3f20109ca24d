#include "workers/rehearsal/callees.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace tocsin::rehearsal {
namespace {

using Kind = CalleeBehaviour::Kind;

constexpr double kDayInACall = 86'400'000;
constexpr std::size_t kMaxPattern = 1000;

constexpr std::array<std::pair<std::string_view, AnsweredBy>, 7> kDetections = {{
    {"human", AnsweredBy::kHuman},
    {"machine_start", AnsweredBy::kMachine},
    {"machine_end_beep", AnsweredBy::kMachine},
    {"machine_end_silence", AnsweredBy::kMachine},
    {"machine_end_other", AnsweredBy::kMachine},
    {"fax", AnsweredBy::kFax},
    {"unknown", AnsweredBy::kUnknown},
}};

std::vector<std::string_view> DetectionWords() {
  std::vector<std::string_view> words;
  for (const auto& [word, value] : kDetections) words.push_back(word);
  return words;
}

std::string FaultOfKeys(std::string_view keys) {
  const bool good = !keys.empty() && keys.size() <= 32 &&
                    keys.find_first_not_of("0123456789*#") == std::string_view::npos;
  return good ? "" : "must be 1 to 32 keys out of 0-9, * and #, in quotes: '1'";
}

/// A key of a behaviour that takes no other beside it.
struct AloneKey {
  std::string_view name;
  bool given;
  Kind kind;
};
std::vector<AloneKey> AloneKeysOf(const BehaviourEntry& entry) {
  using Entry = BehaviourEntry;
  return {{NameOf<&Entry::voicemail>(), entry.voicemail.has_value(), Kind::kVoicemail},
          {NameOf<&Entry::busy>(), entry.busy.given, Kind::kBusy},
          {NameOf<&Entry::reject>(), entry.reject.given, Kind::kRejects},
          {NameOf<&Entry::no_answer>(), entry.no_answer.given, Kind::kNoAnswer},
          {NameOf<&Entry::failed>(), entry.failed.given, Kind::kUnreachable},
          {NameOf<&Entry::canceled>(), entry.canceled.given, Kind::kCanceled},
          {NameOf<&Entry::fails>(), entry.fails.has_value(), Kind::kFails},
          {NameOf<&Entry::ignored>(), entry.ignored.given, Kind::kIgnored}};
}

/// Makes behaviours of what is written and finds what does not go together.
class BehaviourMaker {
 public:
  BehaviourMaker(std::string_view file, std::vector<Finding>& findings)
      : file_(file), findings_(findings) {}

  Callees Make(const CalleeEntries& entries) {
    Callees callees;
    for (const auto& [who, mark, behaviours] : entries) {
      auto& callee = callees[who];
      callee.mark = mark;
      for (const auto& item : behaviours) callee.behaviours.push_back(Behaviour(item));
      if (behaviours.empty()) Error(mark, "a callee needs at least one behaviour");
    }
    return callees;
  }

 private:
  void Error(Mark mark, std::string text) {
    if (mark.line > 0)  // else it is at fault already
      findings_.push_back({std::string(file_), mark, Finding::Level::kError, std::move(text)});
  }

  CalleeBehaviour Behaviour(const Located<BehaviourEntry>& located) {
    const BehaviourEntry& entry = located.value;
    CalleeBehaviour behaviour;
    behaviour.kind = Kind::kAnswers;
    int given = entry.answer_after || entry.turns || entry.hang_up_after || entry.detected_as;
    std::string_view alone;
    for (const auto& key : AloneKeysOf(entry)) {
      if (!key.given) continue;
      ++given;
      if (!alone.empty()) continue;
      alone = key.name;
      behaviour.kind = key.kind;
    }
    if (!alone.empty() && given > 1)
      Error(located.mark, "'" + std::string(alone) + "' stands alone in its behaviour");
    if (entry.voicemail) ReadTape(*entry.voicemail, behaviour);
    behaviour.reason = entry.fails.value_or("");
    if (behaviour.kind == Kind::kAnswers) ReadAnswer(entry, behaviour);
    return behaviour;
  }

  static void ReadTape(const VoicemailEntry& entry, CalleeBehaviour& behaviour) {
    behaviour.answer_after = entry.after;
    behaviour.hang_up_after = entry.hang_up_after;
    behaviour.greeting = entry.greeting;
    behaviour.detected_as = AnsweredBy::kMachine;
  }

  void ReadAnswer(const BehaviourEntry& entry, CalleeBehaviour& behaviour) {
    behaviour.answer_after = entry.answer_after.value_or(behaviour.answer_after);
    behaviour.hang_up_after = entry.hang_up_after;
    for (const auto& [word, value] : kDetections)
      if (entry.detected_as == word) behaviour.detected_as = value;
    if (!entry.turns) return;
    for (const auto& turn : *entry.turns) behaviour.turns.push_back(Turn(turn));
  }

  CalleeTurn Turn(const Located<TurnEntry>& located) {
    const TurnEntry& entry = located.value;
    CalleeTurn turn;
    if (entry.hear && entry.hear->value.pattern)
      turn.hear = HearPattern(*entry.hear->value.pattern, entry.hear->mark);
    turn.silent = entry.silent.value_or(Duration(0));
    turn.say = entry.say;
    turn.confidence = entry.confidence;
    turn.press = entry.press;
    turn.hang_up = entry.hang_up.given;
    const int acts = !turn.say.empty() + !turn.press.empty() + turn.hang_up;
    if (acts == 0 && turn.silent.count() == 0)
      Error(located.mark, "a turn needs 'say', 'press', 'silent' or 'hang_up'");
    if (acts > 1) Error(located.mark, "a turn takes only one of 'say', 'press' and 'hang_up'");
    return turn;
  }

  std::string_view file_;
  std::vector<Finding>& findings_;
};

}  // namespace

bool HearPattern::IsIn(std::string_view heard) const {
  std::int64_t steps = Regex::kMaxSteps;
  const auto outcome = pattern_.Search(heard, steps);
  if (outcome == Pattern::Outcome::kTooCostly) *gave_up_ = true;
  return outcome == Pattern::Outcome::kFound;
}

const std::vector<std::string_view>& FailureReasons() {
  static const std::vector<std::string_view> reasons = {
      "refused",     "outcome_unknown", "carrier_unreachable", "limit", "budget",
      "kill_switch", "country",         "no_carrier"};
  return reasons;
}

std::string HearText::Read(std::string_view text) {
  if (auto fault = FaultOfEmpty(text); !fault.empty()) return fault;
  if (text.size() > kMaxPattern) return "is longer than 1000 characters";
  auto compiled = Pattern::Compile(text, Pattern::Letters::kOfAnyCase);
  if (!compiled) return "is not a regular expression: " + compiled.error().message;
  pattern = *std::move(compiled);
  return {};
}

const FieldTable& TurnEntry::Spec() {
  static const FieldTable table = TableOf<TurnEntry>(
      "turn",
      "One go of a person's: waits until what was heard since the last go matches, stays silent "
      "for a while, then says or presses something or hangs up.",
      {FieldOf<&TurnEntry::hear>("hear", "What is waited for.", {.example = "press 1"}),
       FieldOf<&TurnEntry::silent>("silent", "From the moment an answer is waited for.",
                                   {.max = kDayInACall, .example = "8s"}),
       FieldOf<&TurnEntry::say>("say", "What is said.",
                                {.example = "approve", .check = FaultOfEmpty}),
       FieldOf<&TurnEntry::confidence>("confidence", "Of the words, as the carrier gives it.",
                                       {.min = 0, .max = 1}),
       FieldOf<&TurnEntry::press>("press", "Keys.", {.example = "1", .check = FaultOfKeys}),
       FieldOf<&TurnEntry::hang_up>("hang_up", "Hangs up.")});
  return table;
}

const FieldTable& VoicemailEntry::Spec() {
  static const FieldTable table = TableOf<VoicemailEntry>(
      "voicemail", "A machine answers.",
      {FieldOf<&VoicemailEntry::after>("after", "How long it rings.", {.max = kDayInACall}),
       FieldOf<&VoicemailEntry::greeting>("greeting", "What it says.", {.check = FaultOfEmpty}),
       FieldOf<&VoicemailEntry::hang_up_after>("hang_up_after", "The length of its tape.",
                                               {.max = kDayInACall})});
  return table;
}

const FieldTable& BehaviourEntry::Spec() {
  using Entry = BehaviourEntry;
  static const FieldTable table = TableOf<Entry>(
      "behaviour", "How one call is taken; the last of a callee's repeats.",
      {FieldOf<&Entry::answer_after>("answer_after", "How long it rings.",
                                     {.max = kDayInACall, .default_text = "`1s`"}),
       FieldOf<&Entry::turns>("turns", "What the person does, one after another."),
       FieldOf<&Entry::hang_up_after>("hang_up_after", "From the answer.", {.max = kDayInACall}),
       FieldOf<&Entry::detected_as>("detected_as", "What the carrier takes them for.",
                                    {.allowed = DetectionWords(), .default_text = "`human`"}),
       FieldOf<&Entry::voicemail>("voicemail", "Stands alone: a machine answers.",
                                  {.takes_null = true}),
       FieldOf<&Entry::busy>("busy", "Stands alone: the line is busy."),
       FieldOf<&Entry::reject>("reject", "Stands alone: the call is pushed away while it rings."),
       FieldOf<&Entry::no_answer>("no_answer", "Stands alone: it rings until it is given up."),
       FieldOf<&Entry::failed>("failed", "Stands alone: the carrier cannot connect the call."),
       FieldOf<&Entry::canceled>("canceled",
                                 "Stands alone: the carrier takes the call back while it rings."),
       FieldOf<&Entry::fails>("fails",
                              "Stands alone: the dial comes to nothing, for a reason of "
                              "`tocsin.call.failed` that no person has a part in.",
                              {.allowed = FailureReasons()}),
       FieldOf<&Entry::ignored>(
           "ignored", "Stands alone: the voice worker is away; nothing ever comes back.")});
  return table;
}

Callees CalleesOf(const CalleeEntries& entries, std::string_view file,
                  std::vector<Finding>& findings) {
  return BehaviourMaker(file, findings).Make(entries);
}

Callees ReadCallees(const YamlNode& node, std::string_view file, std::vector<Finding>& findings) {
  CalleeEntries entries;
  DecodePart(node, "callees", file, entries, findings);
  return CalleesOf(entries, file, findings);
}

}  // namespace tocsin::rehearsal
