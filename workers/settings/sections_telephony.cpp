#include "schemas/pin.hpp"
#include "workers/settings/checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {
namespace {

constexpr double kSecond = 1e3;

}  // namespace

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

const FieldTable& ExotelSettings::Spec() {
  static const FieldTable table = TableOf<ExotelSettings>(
      "exotel",
      "The Exotel account, whose calls are led over live sound, or by a flow that takes keys. All "
      "of `sid`, `api_key`, `api_token` and `from`, or none.",
      {FieldOf<&ExotelSettings::sid>("sid", "Account SID.",
                                     {.example = "acme1", .check = CheckWord}),
       FieldOf<&ExotelSettings::api_key>("api_key", "API key, the user of its REST API.",
                                         {.example = "${EXOTEL_API_KEY}"}),
       FieldOf<&ExotelSettings::api_token>("api_token", "API token, its password.",
                                           {.example = "${file:/run/secrets/exotel_api_token}"}),
       FieldOf<&ExotelSettings::from>(
           "from", "Our number there (ExoPhone), E.164.",
           {.example = "+918000000001", .shown = Shown::kPhone, .check = CheckPhone}),
       FieldOf<&ExotelSettings::subdomain>("subdomain",
                                           "Host of the REST API: that of the account's region.",
                                           {.example = "api.in.exotel.com", .check = CheckHost}),
       FieldOf<&ExotelSettings::api_url>("api_url", "Address of the REST API, instead of the host.",
                                         {.example = "http://127.0.0.1:9001",
                                          .default_text = "https:// and `subdomain`",
                                          .check = CheckHttpUrl}),
       FieldOf<&ExotelSettings::webhook_secret>(
           "webhook_secret",
           "Stands in the path of the addresses that Exotel calls, and is the password of user "
           "`tocsin` on media sockets: nothing from Exotel is signed.",
           {.example = "${EXOTEL_WEBHOOK_SECRET}",
            .default_text = "made of `api_token`",
            .check = CheckPathSecret}),
       FieldOf<&ExotelSettings::allow>(
           "allow",
           "Addresses and networks that Exotel may come from, beside the secret; none: from "
           "anywhere. Behind `http.trusted_proxies` the forwarded address counts.",
           {.example = R"(["52.203.14.206", "103.100.40.0/23"])", .check = CheckNetwork}),
       FieldOf<&ExotelSettings::key_flow>(
           "key_flow",
           "Number of a flow of the account that speaks our words and takes keys: leads the calls "
           "that no media socket can, on an account without streams or without `speech`.",
           {.example = "1148615", .check = CheckWord}),
       FieldOf<&ExotelSettings::calls_per_minute>(
           "calls_per_minute", "Requests per minute the account allows; dials are spread over it.",
           {.min = 60, .max = 60'000}),
       FieldOf<&ExotelSettings::timeout>(
           "timeout", "Time for one request; after it the outcome of a dial is unknown.",
           {.min = kSecond, .max = 120 * kSecond})});
  return table;
}

const FieldTable& RouteSettings::Spec() {
  static const FieldTable table = TableOf<RouteSettings>(
      "route", "Numbers that are dialled over one carrier.",
      {FieldOf<&RouteSettings::prefix>(
           "prefix", "What the numbers begin with: a calling code or more.",
           {.required = true, .example = "+49", .check = CheckCallingCode}),
       FieldOf<&RouteSettings::provider>(
           "provider", "Name of the carrier.",
           {.required = true, .allowed = {"twilio", "exotel"}, .example = "twilio"}),
       FieldOf<&RouteSettings::then>(
           "then",
           "Carrier that a call is tried over, once, when the first refuses "
           "it for what the account may, not for the number.",
           {.allowed = {"twilio", "exotel"}, .example = "exotel"})});
  return table;
}

const FieldTable& TelephonySettings::Spec() {
  static const FieldTable table = TableOf<TelephonySettings>(
      "telephony",
      "Carriers and calls. Without a carrier tocsin runs, and `/ready` says that nobody can be "
      "phoned.",
      {FieldOf<&TelephonySettings::twilio>("twilio", "Twilio."),
       FieldOf<&TelephonySettings::exotel>("exotel", "Exotel."),
       FieldOf<&TelephonySettings::routes>(
           "routes",
           "Carriers by number; of several that fit, the longest prefix. Other numbers go to the "
           "first carrier that is set up."),
       FieldOf<&TelephonySettings::alert_number>(
           "alert_number", "Number of last resort, called where nobody else would be.",
           {.example = "+15559876543", .shown = Shown::kPhone, .check = CheckPhone}),
       FieldOf<&TelephonySettings::pins>(
           "pins",
           "By name of the contact: the PIN, 4 to 12 digits, that confirms choices of `confirm: "
           "pin`.",
           {.example = R"({"alice":"${ALICE_PIN}"})", .check = FaultOfPin}),
       FieldOf<&TelephonySettings::identify_by_pin>(
           "identify_by_pin",
           "Who rings from a number that is no contact's may key their PIN and is then taken for "
           "that contact (`voice.identify`). Each of `pins` must then be of six digits or more, "
           "and of one contact only."),
       FieldOf<&TelephonySettings::tenants>(
           "tenants",
           "By number of ours: the tenant whose calls come in there. Others are of the tenant "
           "`default`.",
           {.example = R"({"+15551234567":"acme"})", .check = CheckTenantName}),
       FieldOf<&TelephonySettings::language>(
           "language", "What is spoken to contacts without a language of their own.",
           {.check = CheckLanguage}),
       FieldOf<&TelephonySettings::ring_timeout>("ring_timeout", "How long it rings.",
                                                 {.min = 5 * kSecond, .max = 600 * kSecond}),
       FieldOf<&TelephonySettings::max_call>("max_call", "A call ends after this.",
                                             {.min = 30 * kSecond, .max = 14'400 * kSecond}),
       FieldOf<&TelephonySettings::warn_after>(
           "warn_after", "After this the person is told that the call will end soon.",
           {.min = 10 * kSecond, .max = 14'400 * kSecond}),
       FieldOf<&TelephonySettings::person_first>(
           "person_first",
           "On live sound nothing of an alert is told before a person was heard: a few words, a "
           "key, or the carrier's detection. False: it is told to whatever answers."),
       FieldOf<&TelephonySettings::screening_wait>(
           "screening_wait",
           "How long the person is waited for after a device has asked who calls and why.",
           {.min = kSecond, .max = 600 * kSecond}),
       FieldOf<&TelephonySettings::wait_for_line>(
           "wait_for_line",
           "Calls to one number are placed one after another; one that has waited so long for its "
           "turn ends as `busy`.",
           {.min = kSecond, .max = 14'400 * kSecond}),
       FieldOf<&TelephonySettings::wait_for_workflow>(
           "wait_for_workflow",
           "How long a call that comes in is kept for a workflow to take it; then the caller hears "
           "that this number takes no calls.",
           {.min = kSecond, .max = 600 * kSecond}),
       FieldOf<&TelephonySettings::wait_for_step>(
           "wait_for_step",
           "How long a call that a workflow leads is kept without a step; then the caller hears "
           "goodbye.",
           {.min = kSecond, .max = 14'400 * kSecond})});
  return table;
}

const FieldTable& LimitSettings::Spec() {
  static const FieldTable table = TableOf<LimitSettings>(
      "limits", "Guards against calling too much, or the wrong people.",
      {FieldOf<&LimitSettings::countries>("countries", "Calling codes that may be dialled.",
                                          {.example = R"(["+49", "+1"])",
                                           .default_text = "the country of the carrier's `from`",
                                           .check = CheckCallingCode}),
       FieldOf<&LimitSettings::calls_per_number_hour>(
           "calls_per_number_hour", "Dials of one number in an hour.", {.min = 1, .max = 100'000}),
       FieldOf<&LimitSettings::calls_per_number_minute>(
           "calls_per_number_minute",
           "Dials of one number in a minute, and calls that come in from one.",
           {.min = 1, .max = 100'000}),
       FieldOf<&LimitSettings::calls_per_hour>("calls_per_hour", "Dials in all in an hour.",
                                               {.min = 1, .max = 1'000'000}),
       FieldOf<&LimitSettings::concurrent_calls>(
           "concurrent_calls",
           "Calls at a time, theirs and ours; 0: any number. Who calls when there are as many "
           "hears "
           "that all lines are busy; a dial waits for its turn, as for a number that is busy.",
           {.max = 100'000}),
       FieldOf<&LimitSettings::texts_per_number_hour>(
           "texts_per_number_hour", "Text messages to one number in an hour, of each process.",
           {.min = 1, .max = 100'000}),
       FieldOf<&LimitSettings::texts_per_hour>("texts_per_hour",
                                               "Text messages in all in an hour, of each process.",
                                               {.min = 1, .max = 1'000'000}),
       FieldOf<&LimitSettings::kill_switch>(
           "kill_switch", "True: nobody is dialled, and no text message is sent.")});
  return table;
}

}  // namespace tocsin::compose
