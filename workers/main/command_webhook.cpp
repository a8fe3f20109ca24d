#include <cstdio>
#include <future>

#include "schemas/json.hpp"
#include "workers/compose/carrier.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/commands.hpp"
#include "workers/voice/worker/webhook_probe.hpp"

namespace tocsin::commands {

namespace {

json::value ReportJson(const voice::ProbeReport& report) {
  json::object parameters;
  for (const auto& [name, value] : report.parameters) parameters[name] = value;
  return json::object{{"url", report.url},
                      {"parameters", std::move(parameters)},
                      {"signature", report.signature},
                      {"status", report.status},
                      {"body", report.body},
                      {"ok", report.ok},
                      {"hint", report.hint}};
}

}  // namespace

int WebhookProbe(const Common& common, const std::string& hook, const std::string& url) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto& twilio = loaded->settings.telephony.twilio;
  if (!twilio.Complete())
    return Refuse({ErrorKind::kInvalid,
                   "no carrier is configured: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and "
                   "TWILIO_PHONE_NUMBER"});
  voice::ProbeTarget target;
  target.public_base = url.empty() ? loaded->settings.http.public_url : url;
  target.hook = hook;
  target.account = twilio.account_sid;
  target.from = twilio.from;
  const auto client = compose::MakeOutsideClient();
  std::promise<Result<voice::ProbeReport>> promise;
  const auto sign = [&](std::string_view address,
                        const std::vector<std::pair<std::string, std::string>>& parameters) {
    return compose::SignAsCarrier(loaded->settings, address, parameters);
  };
  voice::ProbeWebhook(*client, target, sign, [&](Result<voice::ProbeReport> report) {
    promise.set_value(std::move(report));
  });
  const auto report = promise.get_future().get();
  if (!report) return Refuse(report.error());
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(ReportJson(*report)).c_str());
  else
    std::printf("%s", report->Text().c_str());
  return report->ok ? kDone : kFailed;
}

}  // namespace tocsin::commands
