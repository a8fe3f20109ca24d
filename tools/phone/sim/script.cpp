#include "tools/phone/sim/script.hpp"

#include <algorithm>
#include <array>

#include "tools/phone/sim/script_live.hpp"
#include "tools/phone/sim/script_reader.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMaxPattern = 1000;

std::optional<Pattern> ReadPattern(ScriptReader& reader, const YamlNode& node) {
  std::string text = reader.ReadText(node, "hear");
  if (text.size() > kMaxPattern) {
    reader.Report(node.mark, "hear is longer than 1000 characters");
    return std::nullopt;
  }
  auto pattern = Pattern::Compile(text, Pattern::Letters::kOfAnyCase);
  if (pattern) return *std::move(pattern);
  reader.Report(node.mark,
                "hear is not a regular expression: '" + text + "': " + pattern.error().message);
  return std::nullopt;
}

void ReadKeys(ScriptReader& reader, const YamlNode& node, Turn& turn) {
  turn.act = Turn::Act::kPress;
  turn.keys = reader.ReadText(node, "press");
  if (turn.keys.empty() || turn.keys.size() > 32 ||
      turn.keys.find_first_not_of("0123456789*#") != std::string::npos)
    reader.Report(node.mark, "press must be 1 to 32 keys out of 0-9, * and #, quoted: '1'");
}

/// What goes with the act of a turn.
void ReadHow(ScriptReader& reader, const YamlNode& node, Turn& turn) {
  const bool says = node.Find("say") != nullptr;
  if (const auto* confidence = node.Find("confidence")) {
    turn.speech.confidence = reader.ReadShare(*confidence, "confidence");
    if (!says) reader.Report(confidence->mark, "confidence goes with say only");
  }
  if (const auto* voice = node.Find("voice")) {
    turn.speech.voice = reader.ReadText(*voice, "voice");
    if (!says) reader.Report(voice->mark, "voice goes with say only");
  }
  if (const auto* noise = node.Find("noise")) turn.speech.noise = ReadNoise(reader, *noise);
  if (const auto* over = node.Find("over")) {
    turn.over = true;
    reader.ReadTrue(*over, "over");
    if (turn.act == Turn::Act::kSilent)
      reader.Report(over->mark, "over goes with something that is said or pressed");
  }
}

Turn ReadTurn(ScriptReader& reader, const YamlNode& node) {
  Turn turn;
  if (!reader.Expect(node, YamlNode::Kind::kMap, "a turn")) return turn;
  reader.Allow(node,
               {"hear", "say", "wav", "cough", "press", "silent", "hang_up", "confidence", "voice",
                "noise", "over"},
               "a turn");
  if (const auto* hear = node.Find("hear")) turn.hear = ReadPattern(reader, *hear);
  int acts = 0;
  if (const auto* say = node.Find("say"); say != nullptr && ++acts > 0) {
    turn.act = Turn::Act::kSay;
    turn.speech.text = reader.ReadText(*say, "say");
    if (turn.speech.text.empty())
      reader.Report(say->mark, "say is empty; use silent for saying nothing");
  }
  if (const auto* wav = node.Find("wav"); wav != nullptr && ++acts > 0) {
    turn.act = Turn::Act::kSay;
    turn.speech.source = Speech::Source::kFile;
    turn.speech.text = reader.ReadText(*wav, "wav");
  }
  if (const auto* cough = node.Find("cough"); cough != nullptr && ++acts > 0) {
    turn.act = Turn::Act::kSay;
    turn.speech.source = Speech::Source::kCough;
    reader.ReadTrue(*cough, "cough");
  }
  if (const auto* press = node.Find("press"); press != nullptr && ++acts > 0)
    ReadKeys(reader, *press, turn);
  if (const auto* silent = node.Find("silent"); silent != nullptr && ++acts > 0) {
    turn.act = Turn::Act::kSilent;
    turn.silence = reader.ReadDuration(*silent, "silent");
  }
  if (const auto* hang_up = node.Find("hang_up"); hang_up != nullptr && ++acts > 0) {
    turn.act = Turn::Act::kHangUp;
    reader.ReadTrue(*hang_up, "hang_up");
  }
  if (acts != 1)
    reader.Report(node.mark, "a turn needs exactly one of say, wav, cough, press, silent, hang_up");
  ReadHow(reader, node, turn);
  return turn;
}

Answering ReadAnswering(ScriptReader& reader, const YamlNode& node) {
  reader.Allow(node,
               {"answer_after", "turns", "hang_up_after", "detected_as", "link", "noise", "carrier",
                "spelling"},
               "a person who answers");
  Answering answering;
  if (const auto* after = node.Find("answer_after"))
    answering.after = reader.ReadDuration(*after, "answer_after");
  if (const auto* after = node.Find("hang_up_after"))
    answering.hang_up_after = reader.ReadDuration(*after, "hang_up_after");
  if (const auto* turns = node.Find("turns"); turns != nullptr) {
    if (reader.Expect(*turns, YamlNode::Kind::kSequence, "turns"))
      for (const auto& turn : turns->items) answering.turns.push_back(ReadTurn(reader, turn));
  }
  if (const auto* link = node.Find("link")) answering.link = ReadLink(reader, *link);
  if (const auto* noise = node.Find("noise")) answering.noise = ReadNoise(reader, *noise);
  if (const auto* carrier = node.Find("carrier")) answering.carrier = ReadCarrier(reader, *carrier);
  if (const auto* spelling = node.Find("spelling"))
    answering.camel = ReadSpelling(reader, *spelling);
  if (const auto* detected = node.Find("detected_as")) {
    answering.detected_as = reader.ReadText(*detected, "detected_as");
    static constexpr auto kKnown = std::to_array<std::string_view>(
        {"human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other",
         "fax", "unknown"});
    if (std::ranges::find(kKnown, answering.detected_as) == kKnown.end())
      reader.Report(
          detected->mark,
          "detected_as must be human, machine_start, machine_end_beep, machine_end_silence, "
          "machine_end_other, fax or unknown");
  }
  return answering;
}

Voicemail ReadVoicemail(ScriptReader& reader, const YamlNode& node) {
  Voicemail voicemail;
  if (!reader.Expect(node, YamlNode::Kind::kMap, "voicemail")) return voicemail;
  reader.Allow(node, {"after", "greeting", "hang_up_after"}, "voicemail");
  if (const auto* after = node.Find("after"))
    voicemail.after = reader.ReadDuration(*after, "after");
  if (const auto* greeting = node.Find("greeting"))
    voicemail.greeting = reader.ReadText(*greeting, "greeting");
  if (const auto* after = node.Find("hang_up_after"))
    voicemail.hang_up_after = reader.ReadDuration(*after, "hang_up_after");
  return voicemail;
}

Behaviour ReadBehaviour(ScriptReader& reader, const YamlNode& node) {
  if (!reader.Expect(node, YamlNode::Kind::kMap, "a behaviour")) return NoAnswer{};
  if (node.members.empty()) {
    reader.Report(
        node.mark,
        "an empty behaviour; give answer_after, voicemail, busy, no_answer, reject or failed");
    return NoAnswer{};
  }
  static constexpr auto kWords =
      std::to_array<std::string_view>({"voicemail", "busy", "no_answer", "reject", "failed"});
  for (const auto word : kWords) {
    const auto* value = node.Find(word);
    if (value == nullptr) continue;
    if (node.members.size() > 1)
      reader.Report(node.mark, "'" + std::string(word) + "' stands alone in its behaviour");
    if (word == "voicemail") return ReadVoicemail(reader, *value);
    reader.ReadTrue(*value, word);
    if (word == "busy") return Busy{};
    if (word == "reject") return Declining{};
    if (word == "failed") return Unreachable{};
    return NoAnswer{};
  }
  const auto known = {"answer_after", "turns", "hang_up_after", "detected_as",
                      "link",         "noise", "carrier",       "spelling"};
  if (std::ranges::none_of(known, [&](const char* key) { return node.Find(key) != nullptr; })) {
    reader.Allow(node,
                 {"answer_after", "turns", "hang_up_after", "detected_as", "link", "noise",
                  "carrier", "spelling", "voicemail", "busy", "no_answer", "reject", "failed"},
                 "a behaviour");
    return NoAnswer{};
  }
  return ReadAnswering(reader, node);
}

void ReadPeople(ScriptReader& reader, const YamlNode& node, Script& script) {
  if (!reader.Expect(node, YamlNode::Kind::kMap, "people")) return;
  for (const auto& [number, mark, list] : node.members) {
    if (!IsE164(number))
      reader.Report(mark, "'" + number + "' must be a number with '+' and 7 to 15 digits, quoted");
    if (!reader.Expect(list, YamlNode::Kind::kSequence, "a person (one behaviour per call)"))
      continue;
    if (list.items.empty()) reader.Report(list.mark, "a person needs at least one behaviour");
    for (const auto& item : list.items)
      script.people[number].push_back(ReadBehaviour(reader, item));
  }
}

void ReadFlows(ScriptReader& reader, const YamlNode& node, Script& script) {
  if (!reader.Expect(node, YamlNode::Kind::kMap, "flows")) return;
  for (const auto& flow : node.members) {
    const bool address = flow.value.IsScalar() && flow.value.text.starts_with("http");
    if (!address)
      reader.Report(flow.mark,
                    "a flow must be an address that begins with http, below which its "
                    "applets ask /answer and /gather");
    script.flows[flow.key] = flow.value.text;
  }
}

void ReadFaults(ScriptReader& reader, const YamlNode& node, Faults& faults) {
  if (!reader.Expect(node, YamlNode::Kind::kMap, "faults")) return;
  reader.Allow(node,
               {"drop_response",
                "http_503",
                "http_429",
                "no_streaming",
                "http_500_after_placing",
                "webhook_before_response",
                "list_lag",
                "duplicate_callbacks",
                "late_callbacks",
                "reorder_callbacks",
                "lost_callbacks",
                "second_sid",
                "twiml_while_ringing",
                "socket_cut",
                "late_frames",
                "duplicate_frames",
                "no_marks",
                "unsigned_socket",
                "handshake_delay",
                "half_message",
                "stop_without_close"},
               "faults");
  ReadSocketFaults(reader, node, faults);
  const auto count = [&](std::string_view key, int& field) {
    if (const auto* value = node.Find(key)) field = reader.ReadCount(*value, key);
  };
  const auto time = [&](std::string_view key, Duration& field) {
    if (const auto* value = node.Find(key)) field = reader.ReadDuration(*value, key);
  };
  count("drop_response", faults.drop_response);
  count("http_503", faults.http_503);
  count("http_429", faults.http_429);
  count("no_streaming", faults.no_streaming);
  count("http_500_after_placing", faults.http_500_after_placing);
  count("webhook_before_response", faults.webhook_before_response);
  time("list_lag", faults.list_lag);
  count("duplicate_callbacks", faults.duplicate_callbacks);
  time("late_callbacks", faults.late_callbacks);
  count("reorder_callbacks", faults.reorder_callbacks);
  count("lost_callbacks", faults.lost_callbacks);
  count("second_sid", faults.second_sid);
  count("twiml_while_ringing", faults.twiml_while_ringing);
}

}  // namespace

std::string_view NameOf(const Behaviour& behaviour) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"answers", "voicemail", "busy", "no_answer", "reject", "failed"});
  return kNames[behaviour.index()];
}

bool IsE164(std::string_view number) {
  return number.size() >= 8 && number.size() <= 16 && number.front() == '+' &&
         number.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

tl::expected<Script, std::vector<Finding>> ReadScript(std::string_view text,
                                                      std::string_view file) {
  const auto root = ParseYaml(text, file);
  if (!root) return tl::unexpected(std::vector<Finding>{root.error()});
  ScriptReader reader(file);
  Script script;
  if (reader.Expect(*root, YamlNode::Kind::kMap, "a script")) {
    reader.Allow(*root, {"people", "faults", "flows"}, "a script");
    if (const auto* flows = root->Find("flows")) ReadFlows(reader, *flows, script);
    if (const auto* people = root->Find("people")) ReadPeople(reader, *people, script);
    if (const auto* faults = root->Find("faults")) ReadFaults(reader, *faults, script.faults);
  }
  if (reader.Failed()) return tl::unexpected(reader.TakeFindings());
  return script;
}

}  // namespace tocsin::phone
