// What the program knows of Exotel: its settings, and what is made of them.
#include <algorithm>

#include "adapters/account_settings.hpp"
#include "adapters/carrier_kind.hpp"
#include "adapters/telephony/exotel/exotel.hpp"
#include "adapters/telephony/exotel/paths.hpp"
#include "schemas/text_checks.hpp"

namespace tocsin::exotel {
namespace {

constexpr double kSecond = 1e3;

struct ExotelSettings {
  std::string sid, api_key;
  Secret api_token;
  std::string from;
  std::string subdomain = "api.exotel.com";
  std::string api_url;
  Secret webhook_secret;
  std::vector<std::string> allow;
  std::string key_flow;
  int calls_per_minute = 200;
  Duration timeout = std::chrono::seconds(30);
  static const FieldTable& Spec();
};

std::string CheckHost(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
  });
  const bool dotted = text.find('.') != std::string_view::npos;
  if (dotted && text.size() <= 253 && plain) return {};
  return "must be a host such as api.exotel.com, got '" + std::string(text) + "'";
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

CarrierFacts Facts() {
  return {
      .name = "exotel",
      .title = "Exotel",
      .place = 2,
      .paths = {.webhooks = kWebhookPath,
                .sockets = kMediaPath,
                .inbound = {std::string(kInboundPath)},
                .own = {std::string(kStreamDoor), std::string(kPassthruDoor)},
                .secret = true,
                .fetches = true},
      .account = ShapeOf<ExotelSettings>(),
      .parts = {{"sid", "Account SID of Exotel"},
                {"api_key", "API key of Exotel"},
                {"api_token", "API token of Exotel"},
                {"from", "Your number at Exotel"}},
      .variables = {{"EXOTEL_PHONE_NUMBER", "from", "Our number at Exotel, E.164."},
                    {"EXOTEL_SID", "sid", "Account SID at Exotel."},
                    {"EXOTEL_API_KEY", "api_key", "API key at Exotel.", true},
                    {"EXOTEL_API_TOKEN", "api_token", "API token at Exotel.", true},
                    {"EXOTEL_KEY_FLOW", "key_flow",
                     "Number of Exotel's flow that takes keys where no media socket leads a call."},
                    {"EXOTEL_SUBDOMAIN", "subdomain",
                     "Host of Exotel's REST API: api.exotel.com, api.in.exotel.com."}},
      .at_start = {"calls_per_minute"},
      .speaker = "Exotel's own voice,"};
}

class ExotelKind final : public CarrierKind {
 public:
  ExotelKind() : CarrierKind(exotel::Facts()) {}

  std::shared_ptr<TelephonyProvider> Make(const AccountSettings& account,
                                          HttpClient& client) const override {
    const auto& given = account.As<ExotelSettings>();
    ExotelOptions options;
    options.sid = given.sid;
    options.api_key = given.api_key;
    options.api_token = given.api_token.Reveal();
    options.from = given.from;
    options.api_url = ApiUrl(account);
    options.webhook_secret = given.webhook_secret.Reveal();
    options.allow = given.allow;
    options.key_flow = given.key_flow;
    options.calls_per_minute = given.calls_per_minute;
    options.timeout = given.timeout;
    return MakeExotel(std::move(options), client);
  }
  std::string ApiUrl(const AccountSettings& account) const override {
    const auto& given = account.As<ExotelSettings>();
    return given.api_url.empty() ? "https://" + given.subdomain : given.api_url;
  }
};

}  // namespace
}  // namespace tocsin::exotel

namespace tocsin {

void RegisterCarrierKind_exotel(CarrierKindRegistry& registry);
void RegisterCarrierKind_exotel(CarrierKindRegistry& registry) {
  registry.Add(std::make_unique<exotel::ExotelKind>());
}

}  // namespace tocsin
