#include "workers/voice/worker/instructions.hpp"

#include <utility>

#include "adapters/websocket.hpp"
#include "workers/voice/media/relay_line.hpp"

namespace tocsin::voice {

Connect ConnectTo(const CarrierLine& line, std::string_view public_base, std::string_view token,
                  int connection, std::string_view language) {
  const auto live = line.Can().live_audio.value_or(LiveAudio{});
  Connect connect{.url = SocketAddressBelow(public_base, live.socket_path),
                  .parameters = {{std::string(kTokenParameter), std::string(token)},
                                 {std::string(kConnectionParameter), std::to_string(connection)}},
                  .language = std::string(language)};
  if (live.text) connect.parameters.emplace_back(kLanguageParameter, connect.language);
  return connect;
}

Instructions ToInstructions(const Reply& reply, const CallbackUrls& urls,
                            const VoiceSettings& settings, const CarrierLine& line,
                            const PromptSounds* sounds, const std::string& tenant) {
  // Behind the socket's end, whyever it ended, the carrier comes back.
  if (reply.connection) {
    auto connect = ConnectTo(line, settings.public_bases.front(), urls.Token(), *reply.connection,
                             reply.language);
    connect.then_url = urls.Answer();
    return {std::move(connect), Redirect{.url = urls.Answer()}};
  }
  std::vector<Say> said;
  for (const auto& sentence : reply.say) {
    Say say{
        .text = settings.lexicon ? settings.lexicon->Respelled(sentence, reply.language) : sentence,
        .language = reply.language};
    if (sounds != nullptr)
      say.sound_url = sounds->Url(settings.public_bases.front(), sentence, reply.language, tenant);
    said.push_back(std::move(say));
  }
  Instructions out;
  if (reply.ask && reply.ask->pause) {
    for (auto& sentence : said) out.emplace_back(std::move(sentence));
    if (*reply.ask->pause > Duration(0)) out.emplace_back(Pause{.length = *reply.ask->pause});
    out.emplace_back(Redirect{.url = urls.Gather(reply.ask->turn)});
    return out;
  }
  if (reply.ask) {
    out.emplace_back(Ask{.prompt = std::move(said),
                         .action_url = urls.Gather(reply.ask->turn),
                         .language = reply.language,
                         .hints = reply.ask->hints,
                         .speech = settings.hear_speech,
                         .digits = reply.ask->digits,
                         .silence = settings.silence});
    return out;
  }
  for (auto& sentence : said) out.emplace_back(std::move(sentence));
  out.emplace_back(Hangup{});
  return out;
}

}  // namespace tocsin::voice
