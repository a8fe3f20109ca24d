#include "workers/voice/worker/instructions.hpp"

#include <utility>

namespace tocsin::voice {

Instructions ToInstructions(const Reply& reply, const CallbackUrls& urls, Duration silence) {
  std::vector<Say> said;
  for (const auto& sentence : reply.say)
    said.push_back({.text = sentence, .language = reply.language});
  Instructions out;
  if (reply.ask) {
    out.emplace_back(Ask{.prompt = std::move(said),
                         .action_url = urls.Gather(reply.ask->turn),
                         .language = reply.language,
                         .hints = reply.ask->hints,
                         .speech = true,
                         .digits = reply.ask->digits,
                         .silence = silence});
    return out;
  }
  for (auto& sentence : said) out.emplace_back(std::move(sentence));
  out.emplace_back(Hangup{});
  return out;
}

}  // namespace tocsin::voice
