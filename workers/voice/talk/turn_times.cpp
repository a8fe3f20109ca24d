#include "workers/voice/talk/turn_times.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "workers/voice/call/call_events.hpp"

namespace tocsin::voice {
namespace {

int Milliseconds(Duration length) { return static_cast<int>(length.count()); }

/// The stage that took most.
std::string SlowestOf(const events::CallTurn& told) {
  const std::pair<int, const char*> stages[] = {{told.own_ms.value_or(0), "own"},
                                                {told.stt_ttft_ms.value_or(0), "stt"},
                                                {told.llm_sentence_ms.value_or(0), "llm"},
                                                {told.tts_ttfb_ms.value_or(0), "tts"}};
  return std::ranges::max_element(stages)->second;
}

}  // namespace

void NoteEars(TransitionBuilder& d, int turn, const Heard& heard) {
  auto& talk = d.Changed().talk;
  talk.times.reset();
  if (heard.Silent() || heard.ended_ago <= Duration(0)) return;
  // A key is there at once.
  const bool keys = !heard.digits.empty();
  talk.times =
      TurnTimes{.turn = turn,
                .endpoint = keys ? Duration(0)
                                 : std::max(Duration(0), heard.ended_ago - heard.recognised_for),
                .ears = keys ? Duration(0) : heard.recognised_for,
                .ears_name = keys ? std::string() : heard.engine};
}

void NoteModel(TransitionBuilder& d, const QuestionAnswered& input) {
  auto& times = d.call().talk.times;
  // Of several answers to one turn (a tool came between) the first was waited for.
  if (!times || times->text > Duration(0) || input.first_text <= Duration(0)) return;
  d.Changed();
  times->text = input.first_text;
  times->sentence = std::max(input.first_sentence, input.first_text);
  times->model_name = input.engine;
}

void TellAnswerTimes(TransitionBuilder& d, const HeardOfUs& of_us) {
  if (!of_us.first_sound || !d.call().talk.times) return;
  const auto times = *std::exchange(d.Changed().talk.times, std::nullopt);
  const auto& sound = *of_us.first_sound;
  events::CallTurn told;
  told.turn = times.turn;
  told.method = kAnswerTurn;
  told.understood = kAnswerTurn;
  told.language = d.call().talk.last.language;
  told.heard = of_us.heard.substr(std::min(of_us.filler, of_us.heard.size()));
  if (of_us.heard.size() < of_us.said.size()) told.unheard = of_us.said.substr(of_us.heard.size());
  const Duration total = std::max(Duration(0), sound.waited - times.endpoint);
  told.endpoint_ms = Milliseconds(times.endpoint);
  told.stt_ttft_ms = Milliseconds(times.ears);
  if (times.text > Duration(0)) {
    told.llm_ttft_ms = Milliseconds(times.text);
    told.llm_sentence_ms = Milliseconds(times.sentence);
    told.llm = times.model_name;
  }
  told.tts_ttfb_ms = Milliseconds(sound.voice);
  told.total_rtt_ms = Milliseconds(total);
  told.own_ms =
      Milliseconds(std::max(Duration(0), total - times.ears - times.sentence - sound.voice));
  if (!times.ears_name.empty()) told.stt = times.ears_name;
  if (!sound.engine.empty()) told.tts = sound.engine;
  if (total > d.settings.turn_budget) told.slowest = SlowestOf(told);
  d.Emit(TurnEvent(d.call(), told, d.now));
}

}  // namespace tocsin::voice
