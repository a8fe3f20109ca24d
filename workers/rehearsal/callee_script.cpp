#include "workers/rehearsal/scripted_phone.hpp"
#include "workers/workflow/oncall/field_reader.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr Duration kLongest = std::chrono::hours(24);

class ScriptReader {
 public:
  ScriptReader(std::string_view file, std::vector<Finding>& findings)
      : fields_(std::string(file), findings) {}

  Callees Read(const YamlNode& node) {
    Callees callees;
    if (!fields_.ExpectMap(node, "'callees'")) return callees;
    for (const auto& member : node.members) {
      auto& behaviours = callees[member.key];
      if (!fields_.ExpectList(member.value, "the behaviours of a callee")) continue;
      for (const auto& item : member.value.items) behaviours.push_back(Behaviour(item));
      if (behaviours.empty()) fields_.Error(member.mark, "a callee needs at least one behaviour");
    }
    return callees;
  }

 private:
  CalleeBehaviour Behaviour(const YamlNode& node) {
    using Kind = CalleeBehaviour::Kind;
    CalleeBehaviour behaviour;
    if (!node.IsMap()) {
      fields_.ExpectMap(node, "a behaviour");
      return behaviour;
    }
    fields_.RefuseOthers(node, {"answer_after", "turns", "hang_up_after", "voicemail", "busy",
                                "no_answer", "fails", "ignored"});
    if (node.Find("busy")) {
      behaviour.kind = Kind::kBusy;
    } else if (node.Find("ignored")) {
      behaviour.kind = Kind::kIgnored;
    } else if (node.Find("fails")) {
      behaviour.kind = Kind::kFails;
      behaviour.reason = fields_.String(node, "fails", true).value_or("");
    } else if (node.Find("no_answer")) {
      behaviour.kind = Kind::kNoAnswer;
    } else if (const YamlNode* voicemail = node.Find("voicemail")) {
      behaviour.kind = Kind::kVoicemail;
      if (fields_.ExpectMap(*voicemail, "'voicemail'")) {
        fields_.RefuseOthers(*voicemail, {"after", "greeting"});
        behaviour.answer_after =
            fields_.Time(*voicemail, "after", kLongest).value_or(behaviour.answer_after);
      }
    } else {
      behaviour.kind = Kind::kAnswers;
      ReadAnswer(node, behaviour);
    }
    return behaviour;
  }

  void ReadAnswer(const YamlNode& node, CalleeBehaviour& behaviour) {
    behaviour.answer_after =
        fields_.Time(node, "answer_after", kLongest).value_or(behaviour.answer_after);
    behaviour.hang_up_after = fields_.Time(node, "hang_up_after", kLongest);
    const YamlNode* turns = node.Find("turns");
    if (turns == nullptr || !fields_.ExpectList(*turns, "'turns'")) return;
    for (const auto& item : turns->items) behaviour.turns.push_back(Turn(item));
  }

  CalleeTurn Turn(const YamlNode& node) {
    CalleeTurn turn;
    if (!node.IsMap()) {
      fields_.ExpectMap(node, "a turn");
      return turn;
    }
    fields_.RefuseOthers(node, {"hear", "say", "confidence", "press", "silent"});
    if (const auto pattern = fields_.String(node, "hear", false)) {
      try {
        turn.hear = std::regex(*pattern, std::regex::ECMAScript | std::regex::icase);
      } catch (const std::regex_error&) {
        fields_.Error(node.Find("hear")->mark, "'hear' is not a regular expression");
      }
    }
    turn.say = fields_.String(node, "say", false).value_or("");
    turn.press = fields_.String(node, "press", false).value_or("");
    turn.silent = fields_.Time(node, "silent", kLongest).value_or(Duration(0));
    if (const YamlNode* confidence = node.Find("confidence")) Confidence(*confidence, turn);
    if (turn.say.empty() && turn.press.empty() && turn.silent.count() == 0)
      fields_.Error(node.mark, "a turn needs 'say', 'press' or 'silent'");
    return turn;
  }

  void Confidence(const YamlNode& node, CalleeTurn& turn) {
    const json::value value = node.ToJson();
    if (value.is_number()) turn.confidence = value.to_number<double>();
    if (!value.is_number() || turn.confidence < 0 || turn.confidence > 1)
      fields_.Error(node.mark, "'confidence' must be a number from 0 to 1");
  }

  workflow::FieldReader fields_;
};

}  // namespace

Callees ReadCallees(const YamlNode& node, std::string_view file, std::vector<Finding>& findings) {
  return ScriptReader(file, findings).Read(node);
}

}  // namespace tocsin::rehearsal
