#include <cstdio>
#include <future>

#include "adapters/net/http_client.hpp"
#include "adapters/telephony/twilio_signature.hpp"
#include "workers/compose/carrier.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/selfcheck/selfcheck.hpp"
#include "workers/main/commands.hpp"
#include "workers/voice/webhook_probe.hpp"

namespace tocsin::commands {
namespace {

constexpr Duration kPatience = std::chrono::seconds(5);

using compose::Settings;

compose::OutsidePart CarrierPart(const Settings& settings, TelephonyProvider* carrier) {
  return {settings.telephony.twilio.api_url, carrier == nullptr ? compose::Question{} : compose::AskCarrier(*carrier, kPatience),
          "check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and telephony.twilio.api_url"};
}

}  // namespace

int SelfCheck(const Common& common) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const Settings& settings = loaded->settings;
  const auto client = MakeHttpClient();
  const auto carrier = compose::MakeCarrier(settings, *client);
  compose::SelfCheckPlan plan;
  plan.speaker = "the carrier's <Say>";
  plan.carrier_name = "Twilio";
  plan.carrier = CarrierPart(settings, carrier.get());

  Result<std::unique_ptr<Store>> store = Fail(ErrorKind::kInvalid, "store.url is not set");
  if (!settings.store.url.empty()) store = compose::OpenStore(settings, settings.store.url);
  plan.database = {store ? (*store)->Describe() : "store.url", {}, "set store.url or DATABASE_URL, start PostgreSQL, run: tocsin migrate"};
  if (store) plan.database.ask = compose::AskDatabase(**store);

  Result<std::unique_ptr<Bus>> bus = Fail(ErrorKind::kInvalid, "bus.brokers is not set");
  if (!settings.bus.brokers.empty()) bus = compose::OpenBus(settings, settings.store.url, false, "");
  plan.bus = {bus ? (*bus)->Describe() : "bus.brokers", {}, "set bus.brokers or KAFKA_BROKERS and start the broker"};
  if (bus) plan.bus.ask = compose::AskBus(**bus, kPatience);

  const auto report = compose::RunSelfCheck(plan);
  if (common.format == Format::kJson) std::printf("%s\n", json::serialize(compose::SelfCheckJson(report)).c_str());
  else std::printf("%s", compose::FormatSelfCheck(report).c_str());
  return report.ExitCode();
}

int WebhookProbe(const Common& common, const std::string& url) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto& twilio = loaded->settings.telephony.twilio;
  if (!twilio.Complete())
    return Refuse({ErrorKind::kInvalid, "no carrier is configured: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER"});
  voice::ProbeTarget target;
  target.public_base = url.empty() ? loaded->settings.http.public_url : url;
  target.account = twilio.account_sid;
  target.from = twilio.from;
  const auto client = MakeHttpClient();
  std::promise<Result<voice::ProbeReport>> promise;
  const auto sign = [&](std::string_view address, const std::vector<std::pair<std::string, std::string>>& parameters) {
    return SignTwilio(twilio.auth_token.Reveal(), address, parameters);
  };
  voice::ProbeWebhook(*client, target, sign, [&](Result<voice::ProbeReport> report) { promise.set_value(std::move(report)); });
  const auto report = promise.get_future().get();
  if (!report) return Refuse(report.error());
  std::printf("%s", report->Text().c_str());
  return report->ok ? kDone : kFailed;
}

}  // namespace tocsin::commands
