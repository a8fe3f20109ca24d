#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http_stream.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/raw_sound.hpp"
#include "adapters/speech/voice_parts.hpp"
#include "schemas/lexicon.hpp"
#include "schemas/secret.hpp"

namespace tocsin::speech {

/// Voices by language (BCP 47), each by the name that its service gives it.
using VoicesByLanguage = std::map<std::string, std::string, std::less<>>;
/// The one for a language: of the very tag, else of the language without a country, else of the
/// language in some country. Empty: none.
std::string_view VoiceFor(const VoicesByLanguage& voices, std::string_view language);

/// "de=aura-2-viktoria-de", one behind the other, for VoiceService::more.
std::string VoicesText(const VoicesByLanguage& voices);

/// What one service has of its own, of those that give a sentence's sound as the body of an answer.
struct VoiceService {
  std::string engine;    ///< for errors: "Deepgram"
  std::string provider;  ///< for metrics: "deepgram"
  std::string name;      ///< for pages: "Deepgram aura-2-thalia-en"
  /// As of TextToSpeech::Variant, behind the name: what else makes its sound differ.
  std::string more = {};
  std::string setting;               ///< where it is set up: "speech.deepgram"
  Secret key = {};                   ///< taken out of what the service says
  SampleForm form = {};              ///< of the sound that `ask` asks for
  std::size_t longest_part = 2'000;  ///< bytes of a text
  double characters_price = 0;       ///< of 1,000; 0: it has none
  /// To the first byte of an answer, and between two pieces of it.
  Duration timeout = std::chrono::seconds(2);
  std::function<bool(std::string_view language)> speaks;
  /// Of a service that takes phonemes: a part's text as it stands in its request, with the words of
  /// the lexicon, which may be empty. None: the text as it is.
  std::function<std::string(std::string_view text, std::string_view language,
                            const Pronunciations& lexicon)>
      pronounced = {};
  /// Address, headers and body; the rest is not the service's to say.
  std::function<HttpStreamCall(const VoicePart& part)> ask;
};

/// A voice of such a service. Texts are data: what could be mark-up to an engine is left out. Sound
/// is given as it comes; a text that is too long at once is asked for in parts, one after the
/// other. Client and metrics outlive it and its jobs; a client that ends says nothing more.
///
/// Errors at the end: kRejected (key, account), kNotFound, kInvalid (what was asked, or what came),
/// kTransient (busy, away), kTimeout, each with engine and cause, never with the key.
std::unique_ptr<TextToSpeech> MakeStreamedVoice(VoiceService service, HttpStreamClient& client,
                                                Metrics& metrics);

}  // namespace tocsin::speech
