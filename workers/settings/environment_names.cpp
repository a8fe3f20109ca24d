#include <charconv>
#include <list>

#include "adapters/carrier_kind.hpp"
#include "schemas/time.hpp"
#include "workers/settings/environment.hpp"

namespace tocsin::compose {
namespace {

std::optional<int> WholeNumber(std::string_view text, int max) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0 || number > max)
    return std::nullopt;
  return number;
}

Result<std::string> ListenOnAll(std::string_view value) {
  if (const auto port = WholeNumber(value, 65535)) return "0.0.0.0:" + std::to_string(*port);
  return Fail(ErrorKind::kInvalid, "must be a port number");
}

Result<std::string> Seconds(std::string_view value) {
  if (const auto number = WholeNumber(value, 1'000'000))
    return FormatDuration(std::chrono::seconds(*number));
  if (const auto duration = ParseDuration(value)) return FormatDuration(*duration);
  return Fail(ErrorKind::kInvalid, "must be a number of seconds, or a duration such as 10m");
}

Result<std::string> Minutes(std::string_view value) {
  if (const auto number = WholeNumber(value, 100'000))
    return FormatDuration(std::chrono::minutes(*number));
  return Fail(ErrorKind::kInvalid, "must be a number of minutes");
}

Result<std::string> Inverted(std::string_view value) {
  for (const auto word : {"true", "True", "TRUE", "1", "yes", "on"})
    if (value == word) return std::string("false");
  for (const auto word : {"false", "False", "FALSE", "0", "no", "off"})
    if (value == word) return std::string("true");
  return Fail(ErrorKind::kInvalid, "must be true or false");
}

/// A browser that speaks by itself is no voice of calls.
Result<std::string> Speaker(std::string_view value) {
  return std::string(value == "browser" ? "auto" : value);
}

constexpr std::string_view kLater = "";

std::vector<EnvironmentName> NamesOfCarriers() {
  static std::list<std::string> settings;  // which the names point to
  std::vector<EnvironmentName> names;
  for (const auto& kind : CarrierKinds())
    for (const auto& variable : kind->Facts().variables)
      names.push_back({variable.name, settings.emplace_back(kind->Setting(variable.key)),
                       variable.description, variable.secret});
  return names;
}

std::vector<EnvironmentName> UsedNames() {
  return {
      {"ALERT_PHONE_NUMBER", "telephony.alert_number",
       "Number of last resort, called where nobody else would be."},
      {"PUBLIC_BASE_URL", "http.public_url",
       "The https address by which the carrier reaches this listener."},
      {"PORT", "http.listen", "Port of the listener; it then listens on all addresses.", false,
       ListenOnAll},
      {"DATABASE_URL", "store.url", "postgresql://USER:PASSWORD@HOST:5432/DATABASE"},
      {"KAFKA_BROKERS", "bus.brokers", "HOST:PORT,HOST:PORT"},
      {"KAFKA_BOOTSTRAP_SERVERS", "bus.brokers", "Another name of KAFKA_BROKERS."},
      {"N8N_WEBHOOK_URL", kN8nDelivery,
       "Where n8n takes actions; adds a delivery named n8n. Not our public address."},
      {"N8N_WEBHOOK_SECRET", kN8nSecret, "Key of the signature on what is sent to N8N_WEBHOOK_URL.",
       true},
      {"INTERNAL_API_KEY", "security.internal_api_key",
       "An API key for services on the same network.", true},
      {"NODE_API_KEY", "security.internal_api_key", "The old name of INTERNAL_API_KEY.", true},
      {"DEFAULT_LANGUAGE", "telephony.language",
       "Language of speech for contacts without one, such as en-US."},
      {"MAX_CALL_DURATION", "telephony.max_call", "Seconds after which a call ends.", false,
       Seconds},
      {"MAX_CALL_DURATION_SECONDS", "telephony.max_call", "Another name of MAX_CALL_DURATION.",
       false, Seconds},
      {"MAX_CALL_DURATION_MINUTES", "telephony.max_call", "The same in minutes.", false, Minutes},
      {"MAX_CONCURRENT_CALLS", "limits.concurrent_calls", "Calls at a time, theirs and ours."},
      {"TOCSIN_MODELS", "speech.models", "Folder of the speech models."},
      {"SESAME_TTS_URL", "speech.sesame.url",
       "Address of a Sesame speech service, which speaks prompts and what /api/tts is given."},
      {"DEEPGRAM_API_KEY", "speech.deepgram.api_key", "Key of Deepgram's speech service.", true},
      {"OPENAI_API_KEY", "speech.openai.api_key", "Key of OpenAI's services of speech.", true},
      {"ELEVENLABS_API_KEY", "speech.elevenlabs.api_key", "Key of ElevenLabs's speech service.",
       true},
      {"ELEVENLABS_VOICE_ID", "speech.elevenlabs.voice", "Id of the voice there."},
      {"AZURE_SPEECH_KEY", "speech.azure.api_key", "Key of Azure's speech service.", true},
      {"AZURE_SPEECH_REGION", "speech.azure.region", "Where it is, such as centralindia."},
      {"TTS_DEFAULT_PROVIDER", "speech.tts",
       "Who speaks: elevenlabs, azure, deepgram, openai, festival, espeak; browser: auto.", false,
       Speaker},
      {"WHISPER_MODEL", "speech.whisper.model",
       "Model of Whisper, at the server of speech.whisper.url."},
      {"LLM_ENGINE_URL", "language.chat.url",
       "Address of a language model (OpenAI-compatible) that answers free questions in calls."},
      {"LLM_API_KEY", "language.chat.api_key", "Key of that language model.", true},
      {"LLM_MODEL", "language.chat.model", "Name of the model there."},
      {"GROQ_API_KEY", "language.groq.api_key",
       "Key of Groq, whose models are asked where LLM_ENGINE_URL is not given.", true},
      {"OPENAI_REALTIME_MODEL", "language.realtime.model",
       "Model of OpenAI Realtime, which then holds whole conversations; its key: OPENAI_API_KEY."},
      {"VOICE_CACHE_AUDIO", "speech.prepared.enabled", "false: nothing that was said is kept."},
      {"VOICE_CACHE_TTL", "speech.prepared.keep", "Life of kept sound since its last use, seconds.",
       false, Seconds},
      {"WEBSOCKET_MAX_SIZE", "http.websocket.max_size", "Largest message of a carrier's socket."},
      {"WEBSOCKET_PING_INTERVAL", "http.websocket.ping_interval",
       "Pings of carriers' sockets, seconds.", false, Seconds},
      {"WEBSOCKET_PING_TIMEOUT", "http.websocket.ping_timeout", "Answer to such a ping, seconds.",
       false, Seconds},
      {"OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry.otlp.endpoint",
       "Address of an OpenTelemetry collector that takes traces by HTTP."},
      {"SENTRY_DSN", "telemetry.log.sentry.dsn", "Where errors of the log are sent.", true},
      {"VOICE_ENABLED", "limits.kill_switch", "false: nobody is dialled.", false, Inverted},
  };
}

std::vector<EnvironmentName> UnusedNames() {
  return {
      {"WHISPER_DEVICE", kLater, "Device of Whisper: of the server at speech.whisper.url."},
      {"VOSK_MODEL_PATH", kLater, "Folder of a Vosk model: of the server at speech.vosk.url."},
      {"VOICE_RECORDING_ENABLED", kLater, "Recording on or off."},
      {"RECORDING_STORAGE", kLater, "Kind of storage for recordings."},
      {"S3_RECORDINGS_BUCKET", kLater, "Bucket for recordings."},
      {"BIZHIVE_CLOUD_ENABLED", kLater, "Copying of calls to a cloud service."},
      {"VOICE_SESSION_TIMEOUT", kLater, "Life of a browser session, seconds."},
      {"VOICE_MAX_CONCURRENT_SESSIONS", kLater, "Browser sessions at a time."},
      {"VOICE_ENABLE_COST_TRACKING", kLater, "Cost of calls on or off."},
      {"VOICE_COST_ALERT_THRESHOLD", kLater, "Cost of a day that raises an alert."},
      {"WS_PORT", kLater, "Port of a listener for sockets alone."},
      {"WS_MAX_CONNECTIONS", kLater, "Browser sockets at a time."},
      {"WS_PING_INTERVAL", kLater, "Pings of browser sockets, seconds."},
      {"AUDIO_SAMPLE_RATE", kLater, "Sample rate of browser audio."},
      {"AUDIO_CHUNK_DURATION", kLater, "Length of browser audio chunks, seconds."},
      {"AUDIO_MAX_DURATION", kLater, "Longest utterance, seconds."},
      {"DIALOG_MAX_CONTEXT_LENGTH", kLater, "Turns that a dialogue remembers."},
      {"DIALOG_INTENT_CONFIDENCE_THRESHOLD", kLater, "Confidence from which an intent counts."},
  };
}

}  // namespace

const std::vector<EnvironmentName>& EnvironmentNames() {
  static const std::vector<EnvironmentName> names = [] {
    auto all = NamesOfCarriers();
    for (const auto& name : UsedNames()) all.push_back(name);
    for (const auto& name : UnusedNames()) all.push_back(name);
    return all;
  }();
  return names;
}

}  // namespace tocsin::compose
