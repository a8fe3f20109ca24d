#include "workers/voice/talk/first_words.hpp"

#include <utility>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script.hpp"

namespace tocsin::voice {

std::vector<std::string> FirstWords(const Call& call, TimePoint now,
                                    const VoiceSettings& settings) {
  Situation situation;
  situation.call = call;
  TransitionBuilder d(std::move(situation), now, settings);
  d.call().talk.turn = 1;
  ScriptOf(call).Begin(d);
  return d.out.reply ? d.out.reply->say : std::vector<std::string>();
}

std::vector<std::string> WordsAhead(const Call& call) {
  const auto& say = prompts::For(call);
  std::vector<std::string> lines;
  if (!call.say.empty()) lines.push_back(prompts::Greeting(call));
  lines.insert(lines.end(), {prompts::Options(call), prompts::Keys(call)});
  for (const auto& choice : call.choices)
    lines.insert(lines.end(),
                 {prompts::ReadBack(call, choice, true), prompts::ReadBack(call, choice, false),
                  prompts::Decided(call, choice)});
  for (const auto* sentence :
       {say.not_understood, say.silence, say.nothing_heard, say.goodbye, say.one_moment})
    lines.emplace_back(sentence);
  return lines;
}

}  // namespace tocsin::voice
