#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/speech.hpp"
#include "adapters/speech/hearing_socket.hpp"

namespace tocsin::speech {

struct SocketEarsOptions {
  HearingService service;              ///< `url` without its language
  std::vector<std::string> languages;  ///< SpokenLanguage::code
  /// The address for a language (BCP 47); none: `service.url`.
  std::function<std::string(std::string_view language)> url = {};
  /// What it speaks for a language; none: `service.dialect`.
  std::function<MakeHearingDialect(std::string_view language)> dialect = {};
};

/// Ears at a service that is spoken to over a socket. Their sentences may choose what is confirmed
/// as the step wants it (SpeechTrust::kText). A sentence of Recognize has a socket of its own, on
/// `loop`. Client and loop outlive it, its streams and its jobs.
std::unique_ptr<SpeechToText> MakeSocketEars(SocketEarsOptions options, WebSocketClient& client,
                                             Loop& loop);

}  // namespace tocsin::speech
