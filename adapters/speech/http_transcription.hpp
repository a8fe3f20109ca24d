#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/speech.hpp"
#include "schemas/json.hpp"
#include "schemas/secret.hpp"

namespace tocsin::speech {

struct HttpTranscriptionOptions {
  std::string name;     ///< "openai gpt-4o-mini-transcribe"
  std::string api_url;  ///< of the service; the page is below it
  Secret api_key = {};  ///< none: nothing is sent
  std::string model;
  std::string setting = {};  ///< the section, for a refusal: "speech.openai"
  std::vector<std::string> languages = {"en", "de", "es", "hi"};
  /// It tells of segments what whisper tells (verbose_json); else of words (logprobs).
  bool segments = false;
  double least_confidence = 0.5;
  /// It is not told which language is spoken, and tells it where its model does.
  bool detect_language = false;
  double second_price = 0;                     ///< of a sentence; 0: it has none
  Duration timeout = std::chrono::seconds(4);  ///< of a sentence
};

/// Whole sentences to OpenAI's page for transcriptions, or a server that has one
/// (https://platform.openai.com/docs/api-reference/audio/createTranscription):
///
///   POST /v1/audio/transcriptions, multipart: file (WAV, 8 kHz), model, language,
///   response_format, include[]=logprobs
///   {text, languages[] {code}, logprobs[] {token, logprob}} or
///   {text, language, segments[] {avg_logprob, no_speech_prob}}
///
/// What is wanted of the person is never sent (prompt). A sentence all of whose segments are
/// probably no speech is none: whisper writes texts for silence. `client` outlives it and its jobs.
std::unique_ptr<SpeechToText> MakeHttpTranscription(HttpTranscriptionOptions options,
                                                    HttpClient& client);

/// 0 to 1, of the least sure token with letters in the list `name` of {token, logprob}; none: there
/// is no such list.
std::optional<double> LeastSureToken(const json::object& answer, std::string_view name);

/// Main tag of the language that an answer tells ("de"): of `languages` the first ({code}), else
/// `language`, as a tag or by its English name ("german"). Empty: it tells none that is known here.
std::string LanguageToldIn(const json::object& answer);

}  // namespace tocsin::speech
