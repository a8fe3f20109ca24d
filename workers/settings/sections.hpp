#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/spec.hpp"
#include "workers/settings/carrier_accounts.hpp"

// The sections of the configuration file, one struct each. What a field means stands in its field
// table (sections_*.cpp); an empty text means "not given".
namespace tocsin::compose {

/// As tocsin::ValueFormat has them.
enum class RecordFormat { kJson, kAvro, kProtobuf };
std::span<const std::string_view> WordsOf(RecordFormat);

/// How plain records of a topic become events. `id`, `subject` and `data` are jq.
struct InboundRule {
  std::string topic, type, id, subject, data;
  RecordFormat format = RecordFormat::kJson;
  static const FieldTable& Spec();
};

/// Confluent's Schema Registry, or one that answers as it does.
struct RegistrySettings {
  std::string url, username;
  Secret password;
  Duration timeout = std::chrono::seconds(10);
  static const FieldTable& Spec();
};

struct BusSettings {
  std::string brokers;
  std::string group = "tocsin";
  std::string prefix = "tocsin";
  int partitions = 12;
  bool gateway = true;
  std::vector<InboundRule> in;
  RegistrySettings registry;
  std::map<std::string, std::string, std::less<>> client;
  static const FieldTable& Spec();
};

struct StoreSettings {
  std::string url;
  std::string schema = "tocsin";
  Duration timeout = std::chrono::seconds(10);
  Duration inbox_retention = std::chrono::hours(24 * 7);
  Duration history_retention = std::chrono::hours(24 * 30);
  static const FieldTable& Spec();
};

struct TlsSettings {
  std::string certificate, key, client_ca;
  static const FieldTable& Spec();
};

/// Carriers' media sockets.
struct WebSocketSettings {
  int max_size = 1024 * 1024;
  Duration ping_interval = std::chrono::seconds(20);
  Duration ping_timeout = std::chrono::seconds(10);
  int max_waiting = 256 * 1024;
  int max_open = 1000;
  static const FieldTable& Spec();
};

struct HttpSettings {
  std::string listen = "127.0.0.1:8003";
  std::string public_url;
  TlsSettings tls;
  std::vector<std::string> trusted_proxies;
  int max_body_bytes = 1024 * 1024;
  Duration request_timeout = std::chrono::seconds(15);
  Duration idle_timeout = std::chrono::seconds(60);
  int max_connections = 1024;
  WebSocketSettings websocket;
  static const FieldTable& Spec();
};

/// Over which carrier numbers are dialled.
struct RouteSettings {
  std::string prefix;
  std::string provider;
  std::string then;
  static const FieldTable& Spec();
};

struct TelephonySettings {
  CarrierAccounts carriers;  ///< each a section of its own
  std::vector<RouteSettings> routes;
  std::string alert_number;
  std::map<std::string, Secret, std::less<>> pins;
  bool identify_by_pin = false;
  std::map<std::string, std::string, std::less<>> tenants;
  std::string language = "en-US";
  Duration ring_timeout = std::chrono::seconds(30);
  Duration max_call = std::chrono::seconds(600);
  Duration warn_after = std::chrono::seconds(480);
  bool person_first = true;
  Duration screening_wait = std::chrono::seconds(60);
  Duration wait_for_line = std::chrono::seconds(600);
  Duration wait_for_workflow = std::chrono::seconds(20);
  Duration wait_for_step = std::chrono::seconds(60);
  static const FieldTable& Spec();
};

/// A Sesame speech service.
struct SesameSettings {
  std::string url;
  std::string voice;
  Duration timeout = std::chrono::seconds(10);
  static const FieldTable& Spec();
};

/// What Deepgram hears with.
struct DeepgramListenSettings {
  std::string model;
  bool detect_language = false;
  double confidence = 0.5;
  double end_of_turn = 0;
  double eager_end_of_turn = 0;
  int streams = 0;
  double second_price = 0;
  static const FieldTable& Spec();
};

/// What Deepgram speaks with.
struct DeepgramSpeakSettings {
  std::string model;
  std::map<std::string, std::string, std::less<>> models;
  Duration timeout = std::chrono::seconds(2);
  int streams = 0;
  double characters_price = 0;
  static const FieldTable& Spec();
};

struct DeepgramSettings {
  Secret api_key;
  std::string api_url = "https://api.deepgram.com";
  DeepgramListenSettings listen;
  DeepgramSpeakSettings speak;
  static const FieldTable& Spec();
};

/// What OpenAI, or a server with its protocol, hears with.
struct OpenAiTranscriptionSettings {
  std::string model;
  bool realtime = false;
  bool detect_language = false;
  double confidence = 0.5;
  int streams = 0;
  double second_price = 0;
  static const FieldTable& Spec();
};

/// What OpenAI, or a server with its protocol, speaks with.
struct OpenAiSpeechSettings {
  std::string model;
  std::string voice;
  std::map<std::string, std::string, std::less<>> voices;
  std::string instructions;
  std::optional<double> speed;
  Duration timeout = std::chrono::seconds(2);
  int streams = 0;
  double characters_price = 0;
  static const FieldTable& Spec();
};

struct OpenAiSettings {
  Secret api_key;
  std::string api_url = "https://api.openai.com";
  OpenAiTranscriptionSettings transcription;
  OpenAiSpeechSettings speech;
  static const FieldTable& Spec();
};

struct ElevenLabsSettings {
  Secret api_key;
  std::string api_url = "https://api.elevenlabs.io";
  std::string model;
  bool stream_input = false;
  std::string voice;
  std::map<std::string, std::string, std::less<>> voices;
  std::optional<double> stability, similarity, speed;
  Duration timeout = std::chrono::seconds(2);
  int streams = 0;
  double characters_price = 0;
  static const FieldTable& Spec();
};

/// Azure Speech.
struct AzureSettings {
  Secret api_key;
  std::string region;
  std::string api_url;
  std::string voice;
  std::map<std::string, std::string, std::less<>> voices;
  Duration timeout = std::chrono::seconds(2);
  int streams = 0;
  double characters_price = 0;
  static const FieldTable& Spec();
};

/// What was said, kept.
struct PreparedSettings {
  bool enabled = true;
  bool ahead = true;
  std::string kokoro;  ///< its voice; empty: who speaks makes what is prepared, too
  int memory_bytes = 64 * 1024 * 1024;
  std::string folder;
  int disk_bytes = 256 * 1024 * 1024;
  Duration keep = std::chrono::hours(24 * 7);
  static const FieldTable& Spec();
};

/// A server with OpenAI's page for transcriptions.
struct WhisperSettings {
  std::string url;
  std::string model = "base";
  bool detect_language = false;
  double confidence = 0.5;
  int streams = 0;
  static const FieldTable& Spec();
};

/// A Vosk server.
struct VoskSettings {
  std::string url;
  std::string language = "en";
  double confidence = 0.5;
  int streams = 0;
  static const FieldTable& Spec();
};

/// Ears and a voice of our own.
struct SpeechSettings {
  WordList stt = {{"auto"}};
  WordList tts = {{"auto"}};
  std::string models = ".local/models";
  std::string lexicon = "workflows/lexicon";
  PreparedSettings prepared;
  SesameSettings sesame;
  DeepgramSettings deepgram;
  OpenAiSettings openai;
  WhisperSettings whisper;
  VoskSettings vosk;
  ElevenLabsSettings elevenlabs;
  AzureSettings azure;
  static const FieldTable& Spec();

  /// Prompts that the carrier speaks, and what it hears.
  bool ByCarrier() const { return stt.Is("carrier") || stt.Is("none") || tts.Is("carrier"); }
  /// Live sound was asked for by name: a start without it is refused.
  bool MustBeLive() const { return !ByCarrier() && (!stt.Is("auto") || !tts.Is("auto")); }
};

/// Who answers free questions in calls.
struct ChatSettings {
  std::string url;
  Secret api_key;
  std::string model;
  Duration timeout = std::chrono::seconds(8);
  int max_tokens = 300;
  Duration first_text = std::chrono::seconds(2);
  int streams = 0;
  int questions_per_call = 10;
  int questions_per_minute = 30;
  double input_price = 0;
  double output_price = 0;
  static const FieldTable& Spec();
};

/// Groq's service of language models.
struct GroqSettings {
  Secret api_key;
  std::string api_url = "https://api.groq.com/openai/v1";
  std::string model;
  int streams = 0;
  static const FieldTable& Spec();
};

/// A model that is asked where the ones before it fail.
struct FallbackModelSettings {
  std::string name, url;
  Secret api_key;
  std::string model;
  int streams = 0;
  static const FieldTable& Spec();
};

/// A service that holds whole conversations.
struct RealtimeSettings {
  Secret api_key;
  std::string api_url = "https://api.openai.com/v1";
  std::string model;
  std::string voice;
  std::string transcription;
  double threshold = 0.5;
  int max_tokens = 1'500;
  Duration timeout = std::chrono::seconds(2);
  Duration stall = std::chrono::seconds(4);
  double input_price = 0;
  double output_price = 0;
  static const FieldTable& Spec();
};

struct LanguageSettings {
  ChatSettings chat;
  GroqSettings groq;
  std::vector<FallbackModelSettings> fallbacks;
  RealtimeSettings realtime;
  static const FieldTable& Spec();
};

enum class LifecycleEvents { kNone, kWorkflow, kAll };
std::span<const std::string_view> WordsOf(LifecycleEvents);

struct WorkflowSettings {
  std::string path = "workflows";
  std::string resources = "workflows/resources";
  LifecycleEvents lifecycle = LifecycleEvents::kWorkflow;
  Duration mailbox_expiry = std::chrono::hours(1);
  int mailbox_limit = 10'000;
  static const FieldTable& Spec();
};

struct RunSettings {
  Duration stuck_after = std::chrono::seconds(60);
  int shards = 0;
  static const FieldTable& Spec();
};

struct RateSettings {
  int requests_per_minute = 600;
  static const FieldTable& Spec();
};

/// User and password of a webhook's sender.
struct HookBasicSettings {
  std::string user;
  Secret password;
  static const FieldTable& Spec();
};

/// A keyed hash of the body in a header.
struct HookHmacSettings {
  Secret secret;
  std::string header;
  std::string algorithm = "sha256";
  std::string encoding = "hex";
  std::string prefix;
  std::string timestamp_header;
  std::string signed_text;
  Duration tolerance = std::chrono::minutes(5);
  static const FieldTable& Spec();
};

/// A way into a hook.
struct HookWaySettings {
  std::string hook;
  Secret bearer;
  std::optional<HookBasicSettings> basic;
  std::optional<HookHmacSettings> hmac;
  Secret standard;
  std::vector<std::string> allow;
  bool open = false;
  static const FieldTable& Spec();
};

struct SecuritySettings {
  Secret internal_api_key;
  RateSettings rates;
  std::vector<HookWaySettings> webhooks;
  std::vector<std::string> cors;
  Duration links = std::chrono::hours(2);
  static const FieldTable& Spec();
};

struct RetrySettings {
  int attempts = 8;
  Duration backoff = std::chrono::seconds(2);
  Duration max_backoff = std::chrono::hours(1);
  Duration max_age = std::chrono::hours(24);
  static const FieldTable& Spec();
};

struct BreakerSettings {
  int failures = 5;
  Duration rest = std::chrono::seconds(30);
  static const FieldTable& Spec();
};

enum class DeliveryOrder { kKey, kNone };
std::span<const std::string_view> WordsOf(DeliveryOrder);

enum class DeliveryResult { kAnswer, kLater, kNone };
std::span<const std::string_view> WordsOf(DeliveryResult);

struct DeliverySettings {
  std::string name;
  std::vector<std::string> types = {"tocsin.action.requested"};
  std::string when;
  std::string url, topic;
  std::string body;
  std::map<std::string, std::string, std::less<>> headers;
  Secret secret;
  Duration timeout = std::chrono::seconds(10);
  Duration connect_timeout = std::chrono::seconds(10);
  RetrySettings retry;
  int concurrency = 16;
  DeliveryOrder order = DeliveryOrder::kKey;
  BreakerSettings breaker;
  bool paused = false;
  DeliveryResult result = DeliveryResult::kAnswer;
  Duration result_within = std::chrono::minutes(10);
  static const FieldTable& Spec();
};

struct ActionRateSettings {
  int count = 0;
  Duration per = std::chrono::hours(1);
  static const FieldTable& Spec();
};

/// What one action must keep to, instead of what holds for all.
struct ActionSafeguardSettings {
  std::string name;
  Duration max_age{0};
  ActionRateSettings rate;
  int quorum = 1;
  bool dry_run = false;
  static const FieldTable& Spec();
};

struct SafeguardSettings {
  std::optional<std::vector<std::string>> allow;
  bool kill_switch = false;
  Duration max_age{0};
  ActionRateSettings rate;
  int quorum = 1;
  bool dry_run = false;
  std::vector<ActionSafeguardSettings> actions;
  static const FieldTable& Spec();
};

struct BridgeSettings {
  SafeguardSettings safeguards;
  std::vector<DeliverySettings> deliveries;
  static const FieldTable& Spec();
};

/// An address that takes JSON.
struct WebhookChannelSettings {
  Secret url;
  Secret secret;
  std::map<std::string, Secret, std::less<>> headers;
  static const FieldTable& Spec();
};

struct SlackChannelSettings {
  Secret url;
  static const FieldTable& Spec();
};

struct TeamsChannelSettings {
  Secret url;
  static const FieldTable& Spec();
};

struct NtfyChannelSettings {
  std::string url = "https://ntfy.sh";
  Secret topic;
  Secret token;
  static const FieldTable& Spec();
};

enum class MailSecurity { kStartTls, kTls, kNone };
std::span<const std::string_view> WordsOf(MailSecurity);

struct EmailChannelSettings {
  std::string server;
  MailSecurity security = MailSecurity::kStartTls;
  std::string user;
  Secret password;
  std::string from;
  std::vector<std::string> to;
  static const FieldTable& Spec();
};

/// Text messages over a carrier's account.
struct SmsChannelSettings {
  std::string from;
  static const FieldTable& Spec();
};

struct ChannelRetrySettings {
  int attempts = 5;
  Duration backoff = std::chrono::seconds(2);
  Duration max_backoff = std::chrono::minutes(5);
  Duration max_age = std::chrono::minutes(30);
  static const FieldTable& Spec();
};

/// Where messages of a name go, by kind.
struct ChannelSettings {
  std::string name;
  std::optional<WebhookChannelSettings> webhook;
  std::optional<SlackChannelSettings> slack;
  std::optional<TeamsChannelSettings> teams;
  std::optional<NtfyChannelSettings> ntfy;
  std::optional<EmailChannelSettings> email;
  std::optional<SmsChannelSettings> sms;
  Duration timeout = std::chrono::seconds(10);
  ChannelRetrySettings retry;
  static const FieldTable& Spec();
};

/// Errors to Sentry, or to what takes its envelopes.
struct SentrySettings {
  Secret dsn;
  std::string environment = "production";
  int per_minute = 10;
  static const FieldTable& Spec();
};

/// Where the log goes beside stderr, and what it tells.
struct LogSettings {
  std::string level = "info";
  std::string format = "text";
  std::string file;
  int max_bytes = 50 * 1024 * 1024;
  int keep = 5;
  SentrySettings sentry;
  static const FieldTable& Spec();
};

/// Traces to an OpenTelemetry collector.
struct OtlpSettings {
  std::string endpoint;
  std::string format = "protobuf";
  double sample = 1;
  std::string service = "tocsin";
  std::map<std::string, Secret, std::less<>> headers;
  static const FieldTable& Spec();
};

/// `/metrics`.
struct MetricsSettings {
  int series = 500;
  bool voxanne_names = false;
  static const FieldTable& Spec();
};

/// A watcher elsewhere that is asked as long as the process can work.
struct HeartbeatSettings {
  std::string url;
  Duration every = std::chrono::minutes(1);
  static const FieldTable& Spec();
};

struct TelemetrySettings {
  LogSettings log;
  HeartbeatSettings heartbeat;
  MetricsSettings metrics;
  OtlpSettings otlp;
  Duration turn_budget = std::chrono::seconds(1);
  static const FieldTable& Spec();
};

/// What a carrier takes for calls.
struct RateOfCalls {
  std::string provider, prefix;
  bool inbound = false;
  double per_minute = 0;
  double per_call = 0;
  static const FieldTable& Spec();
};

/// 0: no bound.
struct BudgetSettings {
  double day = 0;
  double person_day = 0;
  double per_minute = 0;
  std::string zone = "UTC";
  static const FieldTable& Spec();
};

struct CostSettings {
  std::string currency = "USD";
  std::vector<RateOfCalls> rates;
  BudgetSettings budget;
  static const FieldTable& Spec();
};

struct LimitSettings {
  std::vector<std::string> countries;
  int calls_per_number_hour = 30;
  int calls_per_number_minute = 10;
  int calls_per_hour = 600;
  int concurrent_calls = 0;
  int texts_per_number_hour = 30;
  int texts_per_hour = 600;
  bool kill_switch = false;
  static const FieldTable& Spec();
};

}  // namespace tocsin::compose
