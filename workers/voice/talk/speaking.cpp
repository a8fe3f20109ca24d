#include "workers/voice/talk/speaking.hpp"

#include <algorithm>
#include <utility>

#include "workers/voice/call/noted.hpp"
#include "workers/voice/leg/call_length.hpp"
#include "workers/voice/leg/leg.hpp"
#include "workers/voice/talk/alert_words.hpp"
#include "workers/voice/talk/conversed.hpp"
#include "workers/voice/talk/model_money.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script.hpp"
#include "workers/voice/talk/speech_money.hpp"
#include "workers/voice/talk/talk.hpp"
#include "workers/voice/talk/turn_times.hpp"

namespace tocsin::voice {
namespace {

/// A line that says nothing for this long is asked about.
constexpr Duration kQuietTalk = std::chrono::seconds(90);
/// Of a call that came in the carrier may have been told of no address for its end.
constexpr Duration kQuietInbound = std::chrono::seconds(20);

Duration QuietOf(const Call& call) {
  return call.direction == CallDirection::kInbound ? kQuietInbound : kQuietTalk;
}

/// Where the sentence of this byte begins.
std::size_t SentenceStart(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  for (std::size_t i = at; i > 1; --i)
    if (text[i - 1] == ' ' && EndsSentence(text.substr(0, i - 1))) return i;
  return 0;
}

/// What only bridged a wait is no word of the talk.
std::string WithoutFiller(const HeardOfUs& of_us, const std::string& text) {
  auto rest = text.substr(std::min(of_us.filler, text.size()));
  rest.erase(0, std::min(rest.find_first_not_of(' '), rest.size()));
  return rest;
}

/// Keeps the reply for a repeated turn and what is now to be heard.
void Answer(TransitionBuilder& d, Reply reply) {
  auto& call = d.Changed();
  // What came between was heard, or spoken over.
  StoreHeard(d);
  reply.language = call.language;
  std::string text = reply.Text();
  // Only listened: nothing for the transcript.
  if (!text.empty()) call.talk.unheard.push_back({.text = std::move(text), .at = d.now});
  call.talk.rest.clear();
  call.talk.last = reply;
  d.out.reply = std::move(reply);
}

TurnTaking TakingOf(const Call& call, Duration end_after, const VoiceSettings& settings) {
  const auto wished = call.listen.value_or(events::Listen{});
  const auto given = [](Duration wish, Duration usual) {
    return wish > Duration(0) ? wish : usual;
  };
  return {.end_after = given(wished.end_after, end_after),
          .first_words = given(wished.first_words, settings.silence),
          .barge_in = wished.barge_in};
}

/// Tells once that the call will end, from the moment of the warning on.
void Warn(TransitionBuilder& d, std::vector<std::string>& say) {
  const auto length = LengthOf(d.call(), d.settings);
  if (!length || d.now < length->warning || d.call().talk.warned) return;
  d.Changed().talk.warned = true;
  say.insert(say.begin(), prompts::EndsSoon(d.call(), length->end - d.now));
}

}  // namespace

void StoreHeard(TransitionBuilder& d, const std::optional<HeardOfUs>& of_us) {
  if (of_us) TellAnswerTimes(d, *of_us);
  if (of_us) SpendOnSpeech(d, of_us->cost);
  if (of_us && of_us->tokens) SettleCut(d, *of_us->tokens);
  if (of_us && of_us->first_sound)
    d.Note("first_sound", EncodeJson(NotedSound{.ago_ms = of_us->first_sound->ago.count(),
                                                .waited_ms = of_us->first_sound->waited.count(),
                                                .voice_ms = of_us->first_sound->voice.count()}));
  if (!d.call().answered || d.call().talk.unheard.empty()) return;
  auto lines = std::exchange(d.Changed().talk.unheard, {});
  const auto& talk = d.call().talk;
  // Of an answer that is said as it is written the line knows the words first.
  if (auto& written = lines.back().text; written.empty() && talk.last.stream != 0)
    written = of_us ? WithoutFiller(*of_us, of_us->said) : talk.asked ? talk.asked->answer : "";
  const bool cut = of_us && of_us->heard.size() < of_us->said.size();
  if (cut) {
    d.Note("cut_off", {{"heard", of_us->heard.size()}, {"of", of_us->said.size()}});
    lines.back().text = WithoutFiller(*of_us, of_us->heard);
  }
  for (auto& line : lines) {
    if (line.text.empty()) continue;
    d.Line("assistant", line.text, line.at);
    const bool last = &line == &lines.back();
    AddConversed(d.Changed(),
                 {.by = "assistant", .text = std::move(line.text), .cut = cut && last});
  }
}

void KeepRest(TransitionBuilder& d, const HeardOfUs& of_us) {
  auto& talk = d.Changed().talk;
  talk.rest.clear();
  LeaveLine(d.call());
  if (of_us.said.empty() || of_us.heard.empty()) return;
  // All was heard: what is to be answered stands behind the news.
  const bool all = of_us.heard.size() >= of_us.said.size();
  if (all && talk.last.say.size() > 1)
    talk.rest.assign(talk.last.say.begin() + 1, talk.last.say.end());
  if (!all) talk.rest = {of_us.said.substr(SentenceStart(of_us.said, of_us.heard.size()))};
}

void LeaveLine(Call& call) {
  if (call.talk.conversation) call.talk.conversation->written = false;
}

bool SpeaksOn(const Call& call) {
  const auto& talk = call.talk;
  return call.live.open && talk.last.stream != 0 && talk.conversation &&
         talk.conversation->written && talk.asked && talk.asked->over;
}

void SayLastAgain(TransitionBuilder& d) {
  auto reply = d.call().talk.last;
  if (!d.call().talk.rest.empty()) {
    reply.say = std::exchange(d.Changed().talk.rest, {});
  }
  // What was heard of it before is stored.
  if (std::string text = reply.Text(); d.call().talk.unheard.empty() && !text.empty())
    d.Changed().talk.unheard.push_back({.text = std::move(text), .at = d.now});
  d.out.reply = std::move(reply);
}

bool TimeIsUp(const TransitionBuilder& d) {
  const auto length = LengthOf(d.out.next.call, d.settings);
  return length && d.now >= length->closing;
}

void SayTimeIsUp(TransitionBuilder& d) {
  SayGoodbye(d, "time_limit", prompts::For(d.call()).time_is_up);
}

void AskOn(TransitionBuilder& d, std::vector<std::string> say) {
  if (TimeIsUp(d)) return SayTimeIsUp(d);
  Warn(d, say);
  auto& call = d.Changed();
  auto expected = ScriptOf(call).Expects(call, d.settings);
  Reply reply{.say = std::move(say), .ask = {}, .language = call.language};
  reply.ask =
      Reply::Question{.turn = call.talk.turn,
                      .hints = std::move(expected.hints),
                      .digits = expected.digits,
                      .taking = TakingOf(call, expected.end_after, d.settings),
                      .unproven = call.talk.unproven || call.talk.listener == Listener::kMachine,
                      .free_speech = expected.free_speech,
                      .converses = expected.converses};
  Answer(d, std::move(reply));
  WakeInTalk(d, QuietOf(call));
}

void PauseFor(TransitionBuilder& d, std::vector<std::string> say, Duration pause) {
  auto& call = d.Changed();
  Reply reply{.say = std::move(say), .ask = {}, .language = call.language};
  reply.ask = Reply::Question{.turn = call.talk.turn, .digits = 0, .pause = pause};
  Answer(d, std::move(reply));
  WakeInTalk(d, QuietOf(call));
}

void AskAgain(TransitionBuilder& d, const char* why) {
  if (++d.Changed().talk.misses >= d.settings.max_misses)
    return SayGoodbye(d, "not_understood", prompts::For(d.call()).still_not_understood);
  AskOn(d, {why, ScriptOf(d.call()).Prompt(d.call())});
}

void AskIntoSilence(TransitionBuilder& d) {
  if (++d.Changed().talk.silences >= d.settings.max_silences)
    return SayGoodbye(d, "no_input", prompts::For(d.call()).nothing_heard);
  AskOn(d, {prompts::For(d.call()).silence, ScriptOf(d.call()).Prompt(d.call())});
}

void SayGoodbye(TransitionBuilder& d, std::string reason, std::string text) {
  Goodbye(d, std::move(reason));
  Reply last{.say = {}, .ask = {}, .language = d.call().language};
  if (!text.empty()) last.say.push_back(std::move(text));
  Answer(d, std::move(last));
}

std::string HeardText(const Heard& heard) {
  if (!heard.digits.empty()) return "pressed " + heard.digits;
  return heard.speech;
}

}  // namespace tocsin::voice
