#include <cstdio>

#include "schemas/plain_text.hpp"
#include "workers/compose/realtime_trial.hpp"

namespace tocsin::compose {
namespace {

constexpr std::size_t kLongestShown = 200;

std::string Line(std::string_view name, std::string_view text) {
  std::string line = "  " + std::string(name);
  line.append(name.size() < 14 ? 14 - name.size() : 1, ' ');
  return line + std::string(text) + '\n';
}

std::string Ms(const std::optional<Duration>& time) {
  return time ? std::to_string(time->count()) + " ms" : "-";
}

std::string Quoted(std::string_view text) {
  return '"' + OneLine(PlainText(text, kLongestShown)) + '"';
}

std::string TextAt(const json::object& session, std::initializer_list<std::string_view> path) {
  const json::value whole(session);
  const auto* found = FindPath(whole, path);
  if (found == nullptr || found->is_null()) return "-";
  return PlainText(found->is_string() ? std::string_view(found->get_string()) : JsonText(*found),
                   kLongestShown);
}

std::string ServiceText(const json::object& session) {
  return "model " + TextAt(session, {"model"}) + ", voice " +
         TextAt(session, {"audio", "output", "voice"}) + ", transcription " +
         TextAt(session, {"audio", "input", "transcription", "model"}) + ", " +
         TextAt(session, {"audio", "input", "format", "type"}) + " in, " +
         TextAt(session, {"audio", "output", "format", "type"}) + " out, turns end after " +
         TextAt(session, {"audio", "input", "turn_detection", "silence_duration_ms"}) + " ms";
}

void PutTime(json::object& out, std::string_view name, const std::optional<Duration>& time) {
  if (time) out[name] = time->count();
}

}  // namespace

std::string RealtimeTrialText(const RealtimeTrial& trial) {
  std::string text =
      (trial.engine.empty() ? "no engine" : trial.engine) + " at " + trial.url + '\n';
  if (trial.connected) text += Line("connected", Ms(trial.connected));
  if (trial.ready) text += Line("ready", Ms(trial.ready));
  if (!trial.session.empty()) text += Line("the service", ServiceText(trial.session));
  if (trial.first_sound)
    text += Line("first sound", Ms(trial.first_sound) + "   " + Quoted(trial.greeting));
  if (!trial.turns.empty()) text += "a conversation with " + trial.voice + '\n';
  for (const auto& turn : trial.turns) {
    text += Line("said", Quoted(turn.said));
    text += Line("heard", turn.heard.empty() ? "not written down (language.realtime.transcription)"
                                             : Quoted(turn.heard));
    text += Line("answer", Quoted(turn.answer) + "   first sound after " + Ms(turn.first_sound));
    if (&turn == &trial.turns.front() && trial.cut)
      text += Line(
          "interrupted",
          "after " + Ms(trial.cut) + " of it; " +
              (trial.taken_back ? "the service has forgotten what is behind " + Ms(trial.taken_back)
                                : "no word of it from the service"));
  }
  if (!trial.tool.empty()) text += Line("tool", "code_word " + OneLine(trial.tool));
  if (!trial.tool_answer.empty()) text += Line("answer", Quoted(trial.tool_answer));
  return text;
}

json::object RealtimeTrialJson(const RealtimeTrial& trial) {
  json::object out{{"ok", !trial.failed}, {"engine", trial.engine}, {"url", trial.url}};
  PutTime(out, "connected_ms", trial.connected);
  PutTime(out, "ready_ms", trial.ready);
  PutTime(out, "first_sound_ms", trial.first_sound);
  if (!trial.greeting.empty()) out["greeting"] = trial.greeting;
  if (!trial.session.empty()) {
    // The rest repeats what it was sent.
    out["session"] = json::object{
        {"id", TextAt(trial.session, {"id"})},
        {"model", TextAt(trial.session, {"model"})},
        {"voice", TextAt(trial.session, {"audio", "output", "voice"})},
        {"transcription", TextAt(trial.session, {"audio", "input", "transcription", "model"})},
        {"input", TextAt(trial.session, {"audio", "input", "format", "type"})},
        {"output", TextAt(trial.session, {"audio", "output", "format", "type"})}};
  }
  json::array turns;
  for (const auto& turn : trial.turns) {
    json::object one{{"said", turn.said}, {"heard", turn.heard}, {"answer", turn.answer}};
    PutTime(one, "first_sound_ms", turn.first_sound);
    turns.push_back(std::move(one));
  }
  if (!turns.empty()) {
    out["voice"] = trial.voice;
    out["turns"] = std::move(turns);
  }
  PutTime(out, "interrupted_after_ms", trial.cut);
  PutTime(out, "taken_back_behind_ms", trial.taken_back);
  if (!trial.tool.empty()) out["tool_arguments"] = trial.tool;
  if (!trial.tool_answer.empty()) out["tool_answer"] = trial.tool_answer;
  if (trial.failed)
    out["error"] =
        json::object{{"kind", ToString(trial.failed->kind)}, {"message", trial.failed->message}};
  return out;
}

}  // namespace tocsin::compose
