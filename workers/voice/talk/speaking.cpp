#include "workers/voice/talk/speaking.hpp"

#include <utility>

#include "workers/voice/leg/call_length.hpp"
#include "workers/voice/leg/leg.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script.hpp"

namespace tocsin::voice {
namespace {

/// A line that says nothing for this long is asked about.
constexpr Duration kQuietTalk = std::chrono::seconds(90);

/// Keeps the reply for a repeated turn and writes what will be heard.
void Answer(TransitionBuilder& d, Reply reply) {
  auto& call = d.Changed();
  reply.language = call.language;
  const std::string text = reply.Text();
  if (text.empty()) {
    // Only listened: nothing for the transcript.
  } else if (call.answered) {
    d.Line("assistant", text);
  } else {
    call.talk.unheard.push_back(text);
  }
  call.talk.last = reply;
  d.out.reply = std::move(reply);
}

/// Tells once that the call will end, from the moment of the warning on.
void Warn(TransitionBuilder& d, std::vector<std::string>& say) {
  const auto length = LengthOf(d.call(), d.settings);
  if (!length || d.now < length->warning || d.call().talk.warned) return;
  d.Changed().talk.warned = true;
  say.insert(say.begin(), prompts::EndsSoon(d.call(), length->end - d.now));
}

}  // namespace

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
  auto expected = ScriptOf(call).Expects(call);
  Reply reply{.say = std::move(say), .ask = {}, .language = call.language};
  reply.ask = Reply::Question{
      .turn = call.talk.turn, .hints = std::move(expected.hints), .digits = expected.digits};
  Answer(d, std::move(reply));
  WakeInTalk(d, kQuietTalk);
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
  Answer(d, {.say = {std::move(text)}, .ask = {}, .language = d.call().language});
}

std::string HeardText(const Heard& heard) {
  if (!heard.digits.empty()) return "pressed " + heard.digits;
  return heard.speech;
}

}  // namespace tocsin::voice
