#include <cstdio>
#include <future>

#include "schemas/json.hpp"
#include "workers/compose/carriers.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"

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

int WebhookProbe(const Common& common, const std::string& hook, const std::string& url) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto client = compose::MakeOutsideClient();
  const auto carriers = compose::MakeCarriers(loaded->settings, *client);
  if (carriers.empty())
    return Refuse({ErrorKind::kInvalid, "no carrier is configured: " + compose::CarrierRemedy()});
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

}  // namespace

void AddWebhookCommands(CommandLine& line) {
  static std::string url;
  static std::string hook = "answer";
  auto* webhook = AddCommand(line, group::kFindOut, "webhook",
                             "webhooks: ours asked, others' checked", "tocsin webhook probe");
  webhook->require_subcommand(1);
  auto* probe =
      AddCommand(*webhook, "probe", "send a correctly signed webhook to the public address",
                 "tocsin webhook probe gather --url https://voice.example.com");
  probe->add_option("hook", hook, "answer (default), gather, status, amd or recording")
      ->check(CLI::IsMember({"answer", "gather", "status", "amd", "recording"}))
      ->option_text("HOOK");
  probe->add_option("--url", url, "instead of the configured public address")->option_text("URL");
  AddFormat(line, probe);
  probe->callback(
      [&line] { line.action = [&line] { return WebhookProbe(line.common, hook, url); }; });
  AddWebhookVerifyCommand(line, *webhook);
}

}  // namespace tocsin::commands
