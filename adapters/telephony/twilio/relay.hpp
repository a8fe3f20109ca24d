#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/relay_codec.hpp"

namespace tocsin::twilio {

/// Who speaks and hears in Twilio's ConversationRelay. Empty: Twilio's default.
struct RelayOptions {
  std::string tts_provider = {};  ///< "Google", "Amazon", "ElevenLabs"
  std::string voice = {};         ///< of the languages that `voices` has not
  std::map<std::string, std::string, std::less<>> voices = {};  ///< by language, "de-DE"
  std::string transcription_provider = {};                      ///< "Deepgram", "Google"
  std::string speech_model = {};
};

/// ConversationRelay's messages (https://www.twilio.com/docs/voice/conversationrelay/
/// websocket-messages; docs/reference/conversation-relay.md): JSON with a `type`, no sound.
std::unique_ptr<RelayCodec> MakeRelayCodec(const RelayOptions& options);

/// The name by which RelayCodec::Ears calls who hears there.
std::string RelayEars(const RelayOptions& options);

/// The attributes of <ConversationRelay> but its url, escaped, and its <Language> elements.
std::string RelayAttributes(const RelayOptions& options, std::string_view language);
std::string RelayLanguages(const RelayOptions& options);

}  // namespace tocsin::twilio
