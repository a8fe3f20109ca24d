// What the program knows of Twilio: its settings, and what is made of them.
#include <algorithm>
#include <cctype>

#include "adapters/account_settings.hpp"
#include "adapters/carrier_kind.hpp"
#include "adapters/telephony/twilio/paths.hpp"
#include "adapters/telephony/twilio/relay.hpp"
#include "adapters/telephony/twilio/text_messages.hpp"
#include "adapters/telephony/twilio/twilio.hpp"
#include "schemas/text_checks.hpp"

namespace tocsin::twilio {
namespace {

constexpr double kSecond = 1e3;

/// Who speaks and hears in Twilio's ConversationRelay.
struct RelaySettings {
  std::string tts_provider, voice;
  std::map<std::string, std::string, std::less<>> voices;
  std::string transcription_provider, speech_model;
  static const FieldTable& Spec();
};

struct TwilioSettings {
  std::string account_sid;
  Secret auth_token, auth_token_previous;
  std::string from;
  std::string api_url = "https://api.twilio.com";
  int calls_per_second = 1;
  std::string voice;
  std::string live = "media";
  RelaySettings relay;
  Duration timeout = std::chrono::seconds(30);
  static const FieldTable& Spec();
};

std::string CheckAccountSid(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  if (text.size() > 2 && text.size() <= 64 && text.starts_with("AC") && plain) return {};
  return "must be an account SID, which begins with AC, as the carrier's console shows it";
}

/// As Twilio writes it: stricter than what settings take, for who types it has the console open.
std::string_view FaultOfAccountSid(std::string_view answer) {
  const bool good =
      answer.size() == 34 && answer.starts_with("AC") &&
      std::ranges::all_of(answer.substr(2), [](unsigned char c) { return std::isxdigit(c) != 0; });
  return good ? "" : "an account SID is AC and 32 hex digits";
}

const FieldTable& RelaySettings::Spec() {
  static const FieldTable table = TableOf<RelaySettings>(
      "relay",
      "Who speaks and hears where Twilio does both (`live: relay`); what is not given is Twilio's "
      "default. The names are Twilio's.",
      {FieldOf<&RelaySettings::tts_provider>("tts_provider", "Who speaks.",
                                             {.example = "Google", .default_text = "Twilio's"}),
       FieldOf<&RelaySettings::voice>("voice",
                                      "Its voice for every language that `voices` has not.",
                                      {.example = "en-US-Journey-O", .default_text = "Twilio's"}),
       FieldOf<&RelaySettings::voices>("voices", "Its voices by language.",
                                       {.example = R"({"de-DE":"de-DE-Neural2-F"})"}),
       FieldOf<&RelaySettings::transcription_provider>(
           "transcription_provider", "Who hears; stands in the evidence of decisions.",
           {.example = "Deepgram", .default_text = "Twilio's"}),
       FieldOf<&RelaySettings::speech_model>(
           "speech_model", "Its model.",
           {.example = "nova-3-general", .default_text = "Twilio's"})});
  return table;
}

const FieldTable& TwilioSettings::Spec() {
  static const FieldTable table = TableOf<TwilioSettings>(
      "twilio", "The Twilio account. All of `account_sid`, `auth_token` and `from`, or none.",
      {FieldOf<&TwilioSettings::account_sid>(
           "account_sid", "Account SID.",
           {.example = "AC0000000000000000000000000000aaaa", .check = CheckAccountSid}),
       FieldOf<&TwilioSettings::auth_token>("auth_token",
                                            "Auth token; signs requests and webhooks.",
                                            {.example = "${file:/run/secrets/twilio_auth_token}"}),
       FieldOf<&TwilioSettings::auth_token_previous>(
           "auth_token_previous",
           "The token before, accepted on webhooks while it is being rotated.",
           {.example = "${TWILIO_AUTH_TOKEN_PREVIOUS}"}),
       FieldOf<&TwilioSettings::from>(
           "from", "Our number, E.164.",
           {.example = "+15551234567", .shown = Shown::kPhone, .check = CheckPhone}),
       FieldOf<&TwilioSettings::api_url>("api_url", "Address of the REST API.",
                                         {.check = CheckHttpUrl}),
       FieldOf<&TwilioSettings::calls_per_second>(
           "calls_per_second", "Dials per second the account allows.", {.min = 1, .max = 10'000}),
       FieldOf<&TwilioSettings::voice>(
           "voice", "Voice of what is said.",
           {.example = "Polly.Joanna", .default_text = "the carrier's own"}),
       FieldOf<&TwilioSettings::live>(
           "live",
           "How calls are led live: `media` (sound over Media Streams, where ears and a voice of "
           "`speech` are there), `relay` (text over ConversationRelay: Twilio hears and speaks, no "
           "models are needed), or `none` (prompts). `relay` begins at a start.",
           {.allowed = {"media", "relay", "none"}}),
       FieldOf<&TwilioSettings::relay>("relay", "Who speaks and hears with `live: relay`."),
       FieldOf<&TwilioSettings::timeout>(
           "timeout", "Time for one request; after it the outcome of a dial is unknown.",
           {.min = kSecond, .max = 120 * kSecond})});
  return table;
}

TwilioOptions OptionsOf(const TwilioSettings& account) {
  TwilioOptions options;
  options.account_sid = account.account_sid;
  options.auth_token = account.auth_token.Reveal();
  options.auth_token_previous = account.auth_token_previous.Reveal();
  options.from = account.from;
  options.api_url = account.api_url;
  options.calls_per_second = account.calls_per_second;
  options.voice = account.voice;
  options.timeout = account.timeout;
  options.live = account.live == "relay"  ? TwilioLive::kRelay
                 : account.live == "none" ? TwilioLive::kNone
                                          : TwilioLive::kMedia;
  options.relay = {.tts_provider = account.relay.tts_provider,
                   .voice = account.relay.voice,
                   .voices = account.relay.voices,
                   .transcription_provider = account.relay.transcription_provider,
                   .speech_model = account.relay.speech_model};
  return options;
}

CarrierFacts Facts() {
  return {.name = "twilio",
          .title = "Twilio",
          .place = 1,
          .paths = {.webhooks = kWebhookPath,
                    .sockets = kMediaPath,
                    .relay = kRelayPath,
                    .texts = kTextsPath,
                    .inbound = {std::string(kInboundPath), std::string(kFormerInboundPath)}},
          .account = ShapeOf<TwilioSettings>(),
          .parts = {{"account_sid", "Account SID of Twilio", FaultOfAccountSid},
                    {"auth_token", "Auth token of Twilio"},
                    {"from", "Your number at Twilio"}},
          .variables =
              {{"TWILIO_ACCOUNT_SID", "account_sid", "Account SID from the Twilio console."},
               {"TWILIO_AUTH_TOKEN", "auth_token", "Auth token from the Twilio console.", true},
               {"TWILIO_PHONE_NUMBER", "from", "Our voice-capable number, E.164: +15551234567."}},
          .at_start = {"calls_per_second", "live"},
          .speaker = "Twilio <Say>,",
          .sends_texts = true};
}

class TwilioKind final : public CarrierKind {
 public:
  TwilioKind() : CarrierKind(twilio::Facts()) {}

  std::shared_ptr<TelephonyProvider> Make(const AccountSettings& account,
                                          HttpClient& client) const override {
    return MakeTwilio(OptionsOf(account.As<TwilioSettings>()), client);
  }
  std::shared_ptr<TextMessages> MakeTexts(const AccountSettings& account,
                                          HttpClient& client) const override {
    return MakeTwilioMessages(OptionsOf(account.As<TwilioSettings>()), client);
  }
  std::optional<CarrierSpeech> SpeaksItself(const AccountSettings& account) const override {
    const auto options = OptionsOf(account.As<TwilioSettings>());
    if (options.live != TwilioLive::kRelay) return std::nullopt;
    return CarrierSpeech{.words = RelayEars(options.relay),
                         .instead = Setting("live") + " to media or none"};
  }
};

}  // namespace
}  // namespace tocsin::twilio

namespace tocsin {

void RegisterCarrierKind_twilio(CarrierKindRegistry& registry);
void RegisterCarrierKind_twilio(CarrierKindRegistry& registry) {
  registry.Add(std::make_unique<twilio::TwilioKind>());
}

}  // namespace tocsin
