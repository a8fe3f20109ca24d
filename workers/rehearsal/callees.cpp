#include "workers/rehearsal/callees.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "workers/workflow/oncall/field_reader.hpp"

namespace tocsin::rehearsal {
namespace {

using Kind = CalleeBehaviour::Kind;
using AnsweredBy = AnsweredBy;

constexpr Duration kLongestInACall = std::chrono::hours(24);
constexpr Duration kVoicemailAfter = std::chrono::seconds(3);
constexpr Duration kTapeLength = std::chrono::seconds(60);
constexpr std::size_t kMaxPattern = 1000;

constexpr std::array<std::pair<std::string_view, Kind>, 7> kAlone = {{
    {"voicemail", Kind::kVoicemail},
    {"busy", Kind::kBusy},
    {"reject", Kind::kRejects},
    {"no_answer", Kind::kNoAnswer},
    {"failed", Kind::kUnreachable},
    {"fails", Kind::kFails},
    {"ignored", Kind::kIgnored},
}};
constexpr std::array<std::pair<std::string_view, AnsweredBy>, 7> kDetections = {{
    {"human", AnsweredBy::kHuman},
    {"machine_start", AnsweredBy::kMachine},
    {"machine_end_beep", AnsweredBy::kMachine},
    {"machine_end_silence", AnsweredBy::kMachine},
    {"machine_end_other", AnsweredBy::kMachine},
    {"fax", AnsweredBy::kFax},
    {"unknown", AnsweredBy::kUnknown},
}};

std::string Listed(const std::vector<std::string_view>& words) {
  std::string text;
  for (const auto word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

class ScriptReader {
 public:
  ScriptReader(std::string_view file, std::vector<Finding>& findings)
      : fields_(std::string(file), findings) {}

  Callees Read(const YamlNode& node) {
    Callees callees;
    if (!fields_.ExpectMap(node, "'callees'")) return callees;
    for (const auto& member : node.members) {
      auto& callee = callees[member.key];
      callee.mark = member.mark;
      if (!fields_.ExpectList(member.value, "the behaviours of a callee")) continue;
      for (const auto& item : member.value.items) callee.behaviours.push_back(Behaviour(item));
      if (callee.behaviours.empty())
        fields_.Error(member.mark, "a callee needs at least one behaviour");
    }
    return callees;
  }

 private:
  CalleeBehaviour Behaviour(const YamlNode& node) {
    CalleeBehaviour behaviour;
    if (!node.IsMap()) {
      fields_.ExpectMap(node, "a behaviour");
      return behaviour;
    }
    std::vector<std::string_view> known = {"answer_after", "turns", "hang_up_after", "detected_as"};
    for (const auto& [word, kind] : kAlone) known.push_back(word);
    fields_.RefuseOthers(node, known);
    for (const auto& [word, kind] : kAlone) {
      const YamlNode* value = node.Find(word);
      if (value == nullptr) continue;
      if (node.members.size() > 1)
        fields_.Error(node.mark, "'" + std::string(word) + "' stands alone in its behaviour");
      behaviour.kind = kind;
      ReadAlone(node, word, *value, behaviour);
      return behaviour;
    }
    behaviour.kind = Kind::kAnswers;
    ReadAnswer(node, behaviour);
    return behaviour;
  }

  void ReadAlone(const YamlNode& node, std::string_view word, const YamlNode& value,
                 CalleeBehaviour& behaviour) {
    if (behaviour.kind == Kind::kVoicemail) return ReadVoicemail(value, behaviour);
    if (behaviour.kind != Kind::kFails) return ExpectTrue(value, word);
    behaviour.reason = fields_.String(node, word, true).value_or("");
    if (!behaviour.reason.empty() &&
        std::ranges::find(FailureReasons(), behaviour.reason) == FailureReasons().end())
      fields_.Error(value.mark, "'fails' must be one of " + Listed(FailureReasons()));
  }

  void ReadVoicemail(const YamlNode& node, CalleeBehaviour& behaviour) {
    behaviour.answer_after = kVoicemailAfter;
    behaviour.hang_up_after = kTapeLength;
    behaviour.detected_as = AnsweredBy::kMachine;
    if (!fields_.ExpectMap(node, "'voicemail'")) return;
    fields_.RefuseOthers(node, {"after", "greeting", "hang_up_after"});
    behaviour.answer_after = fields_.Time(node, "after", kLongestInACall).value_or(kVoicemailAfter);
    behaviour.hang_up_after =
        fields_.Time(node, "hang_up_after", kLongestInACall).value_or(kTapeLength);
    behaviour.greeting = fields_.String(node, "greeting", false).value_or("");
  }

  void ReadAnswer(const YamlNode& node, CalleeBehaviour& behaviour) {
    behaviour.answer_after =
        fields_.Time(node, "answer_after", kLongestInACall).value_or(behaviour.answer_after);
    behaviour.hang_up_after = fields_.Time(node, "hang_up_after", kLongestInACall);
    if (const auto detected = fields_.String(node, "detected_as", false))
      ReadDetection(*detected, node.Find("detected_as")->mark, behaviour);
    const YamlNode* turns = node.Find("turns");
    if (turns == nullptr || !fields_.ExpectList(*turns, "'turns'")) return;
    for (const auto& item : turns->items) behaviour.turns.push_back(Turn(item));
  }

  void ReadDetection(std::string_view word, Mark mark, CalleeBehaviour& behaviour) {
    const auto found =
        std::ranges::find(kDetections, word, &std::pair<std::string_view, AnsweredBy>::first);
    if (found != kDetections.end()) {
      behaviour.detected_as = found->second;
      return;
    }
    std::vector<std::string_view> known;
    for (const auto& [name, value] : kDetections) known.push_back(name);
    fields_.Error(mark, "'detected_as' must be one of " + Listed(known));
  }

  CalleeTurn Turn(const YamlNode& node) {
    CalleeTurn turn;
    if (!node.IsMap()) {
      fields_.ExpectMap(node, "a turn");
      return turn;
    }
    fields_.RefuseOthers(node, {"hear", "say", "confidence", "press", "silent", "hang_up"});
    if (const auto pattern = fields_.String(node, "hear", false))
      turn.hear = Hear(*pattern, node.Find("hear")->mark);
    turn.say = fields_.String(node, "say", false).value_or("");
    turn.silent = fields_.Time(node, "silent", kLongestInACall).value_or(Duration(0));
    if (const auto keys = fields_.String(node, "press", false))
      ReadKeys(*keys, node.Find("press")->mark, turn);
    if (const YamlNode* hang_up = node.Find("hang_up")) {
      ExpectTrue(*hang_up, "hang_up");
      turn.hang_up = true;
    }
    if (const YamlNode* confidence = node.Find("confidence")) Confidence(*confidence, turn);
    const int acts = !turn.say.empty() + !turn.press.empty() + turn.hang_up;
    if (acts == 0 && turn.silent.count() == 0)
      fields_.Error(node.mark, "a turn needs 'say', 'press', 'silent' or 'hang_up'");
    if (acts > 1) fields_.Error(node.mark, "a turn takes only one of 'say', 'press' and 'hang_up'");
    return turn;
  }

  std::optional<HearPattern> Hear(const std::string& text, Mark mark) {
    if (text.size() > kMaxPattern) {
      fields_.Error(mark, "'hear' is longer than 1000 characters");
      return std::nullopt;
    }
    auto pattern = Pattern::Compile(text, Pattern::Letters::kOfAnyCase);
    if (pattern) return HearPattern(*std::move(pattern), mark);
    fields_.Error(mark, "'hear' is not a regular expression: " + pattern.error().message);
    return std::nullopt;
  }

  void ReadKeys(const std::string& keys, Mark mark, CalleeTurn& turn) {
    turn.press = keys;
    if (keys.empty() || keys.size() > 32 ||
        keys.find_first_not_of("0123456789*#") != std::string::npos)
      fields_.Error(mark, "'press' must be 1 to 32 keys out of 0-9, * and #, in quotes: '1'");
  }

  void Confidence(const YamlNode& node, CalleeTurn& turn) {
    const json::value value = node.ToJson();
    if (value.is_number()) turn.confidence = value.to_number<double>();
    if (!value.is_number() || turn.confidence < 0 || turn.confidence > 1)
      fields_.Error(node.mark, "'confidence' must be a number from 0 to 1");
  }

  void ExpectTrue(const YamlNode& value, std::string_view word) {
    if (value.kind != YamlNode::Kind::kBool || value.text != "true")
      fields_.Error(value.mark, "'" + std::string(word) + "' can only be true");
  }

  workflow::FieldReader fields_;
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
      "refused",     "outcome_unknown", "carrier_unreachable", "limit",
      "kill_switch", "country",         "no_carrier"};
  return reasons;
}

Callees ReadCallees(const YamlNode& node, std::string_view file, std::vector<Finding>& findings) {
  return ScriptReader(file, findings).Read(node);
}

}  // namespace tocsin::rehearsal
