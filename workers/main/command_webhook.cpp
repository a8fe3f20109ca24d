#include <cstdio>
#include <future>

#include "schemas/json.hpp"
#include "workers/compose/carriers.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/commands.hpp"

namespace tocsin::commands {

namespace {

json::value ReportJson(const tocsin::WebhookProbe& report) {
  json::object parameters;
  for (const auto& [name, value] : report.parameters) parameters[name] = value;
  return json::object{{"url", report.url},
                      {"parameters", std::move(parameters)},
                      {"signature", report.signature.second},
                      {"status", report.status},
                      {"body", report.body},
                      {"ok", report.ok},
                      {"hint", report.hint}};
}

}  // namespace

int WebhookProbe(const Common& common, const std::string& hook, const std::string& url) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto client = compose::MakeOutsideClient();
  const auto carriers = compose::MakeCarriers(loaded->settings, *client);
  if (carriers.empty())
    return Refuse(
        {ErrorKind::kInvalid, std::string("no carrier is configured: ") + compose::kCarrierRemedy});
  auto& carrier = *carriers.front();
  std::string address =
      AddressBelow(url.empty() ? loaded->settings.http.public_url : url,
                   carrier.Capabilities().webhook_path + '/' + hook + "?token=probe");
  std::promise<Result<tocsin::WebhookProbe>> promise;
  carrier.ProbeWebhook(std::move(address), [&](Result<tocsin::WebhookProbe> report) {
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
