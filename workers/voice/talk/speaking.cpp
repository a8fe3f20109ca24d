// What a turn says and asks.
#include <algorithm>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/leg/call_length.hpp"
#include "workers/voice/talk/prompts.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

constexpr Duration kQuiet = seconds(90);
/// Time to say goodbye before the carrier is asked whether the call has ended.
constexpr Duration kFarewell = seconds(30);

std::vector<std::string> HintsOf(const Call& call) {
  const auto& words = prompts::LanguageFor(call).words;
  const bool confirming = call.talk.step == Step::kConfirm;
  const auto more = confirming ? words.confirming_hints : words.choosing_hints;
  std::vector<std::string> hints;
  if (!confirming) {
    for (const auto& choice : call.choices)
      hints.insert(hints.end(), choice.phrases.begin(), choice.phrases.end());
  }
  hints.insert(hints.end(), more.begin(), more.end());
  return hints;
}

int KeysOf(const Call& call) {
  if (call.talk.step == Step::kConfirm) return 1;
  std::size_t most = 1;
  for (const auto& choice : call.choices) most = std::max(most, choice.digits.size());
  return static_cast<int>(most);
}

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
  Reply reply{.say = std::move(say), .ask = {}, .language = call.language};
  reply.ask =
      Reply::Question{.turn = call.talk.turn, .hints = HintsOf(call), .digits = KeysOf(call)};
  Answer(d, std::move(reply));
  d.WakeInTalk(kQuiet);
}

void SayGoodbye(TransitionBuilder& d, std::string reason, std::string text) {
  auto& call = d.Changed();
  call.farewell = std::move(reason);
  Answer(d, {.say = {std::move(text)}, .ask = {}, .language = call.language});
  d.WakeIn(kFarewell);
}

const Choice* PendingOf(const Call& call) {
  if (!call.talk.candidate) return nullptr;
  const auto found = std::ranges::find(call.choices, call.talk.candidate->choice, &Choice::id);
  return found == call.choices.end() ? nullptr : &*found;
}

std::string PromptOf(const Call& call) {
  const auto* pending = PendingOf(call);
  if (call.talk.step == Step::kConfirm && pending != nullptr)
    return prompts::ReadBack(call, *pending, call.talk.candidate->method == "dtmf");
  return prompts::Options(call);
}

std::string HeardText(const Heard& heard) {
  if (!heard.digits.empty()) return "pressed " + heard.digits;
  return heard.speech;
}

}  // namespace tocsin::voice
