// `tocsin webhook verify`: a captured webhook, checked as the door that it came to checks it.
#include <algorithm>
#include <cstdio>

#include "workers/bridge/hooks/hook_access.hpp"
#include "workers/bridge/webhook_examination.hpp"
#include "workers/compose/carriers.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/workflow_paths.hpp"

namespace tocsin::commands {
namespace {

using Checks = std::vector<bridge::WebhookCheck>;

struct VerifyOptions {
  std::string file, hook, delivery, url, at;
  std::string from = "127.0.0.1";
};

/// Other addresses under which the carrier may have called: what a proxy in front changes.
std::vector<std::string> OtherBases(const std::string& base, const HttpRequest& request) {
  const auto scheme_end = base.find("://");
  if (scheme_end == std::string::npos) return {};
  const std::string other = base.starts_with("https") ? "http" : "https";
  std::vector<std::string> bases = {other + base.substr(scheme_end)};
  if (const std::string host(HeaderValue(request.headers, "Host")); !host.empty())
    for (const char* scheme : {"https://", "http://"})
      if (scheme + host != base) bases.push_back(scheme + host);
  return bases;
}

/// By the account that the settings name.
Result<Checks> ExamineCarrier(const compose::Settings& settings, const VerifyOptions& options,
                              const HttpRequest& request) {
  const auto client = compose::MakeOutsideClient();
  const auto carriers = compose::MakeCarriers(settings, *client);
  if (carriers.empty())
    return Fail(ErrorKind::kInvalid,
                "no carrier is configured, so that nothing is known of its key: " +
                    compose::CarrierRemedy() + "; for other webhooks say --hook or --delivery");
  const auto& carrier = *carriers.front();
  const std::string base = options.url.empty() ? settings.http.public_url : options.url;
  const auto verify = [&](const std::string& at, const HttpRequest& one) -> Status {
    const auto read = carrier.ParseWebhook(CallWebhook::Kind::kStatus, one, at);
    if (!read && read.error().kind == ErrorKind::kRejected) return Fail(read.error());
    return {};  // well signed
  };
  auto checks =
      bridge::ExamineWhole(request, [&](const HttpRequest& one) { return verify(base, one); });
  auto& signature = checks.back();
  signature.text +=
      " (" + carrier.Capabilities().name + ", for " + AddressBelow(base, request.path) + ')';
  if (signature.ok) return checks;
  for (const auto& other : OtherBases(base, request))
    if (verify(other, request)) {
      signature.text += "; it fits " + other +
                        ": http.public_url must be the address that the carrier calls (--url)";
      break;
    }
  return checks;
}

/// As /hooks/NAME lets requests in.
Result<Checks> ExamineHook(const compose::Settings& settings, const VerifyOptions& options,
                           HttpRequest request, TimePoint now) {
  const auto ways = compose::HookWaysOf(settings);
  TRY_ASSIGN(const auto access, bridge::HookAccess::Create(ways));
  if (!access->Knows(options.hook))
    return Fail(ErrorKind::kInvalid, "hook '" + options.hook +
                                         "' has no entry under security.webhooks: it takes an API "
                                         "key, which signs nothing");
  const auto of_hook = [&](const auto& way) { return way.hook == options.hook; };
  const auto way = std::ranges::find_if(ways, of_hook);
  if (!way->standard.empty() && way->allow.empty() && std::ranges::count_if(ways, of_hook) == 1) {
    TRY_ASSIGN(const auto key, bridge::WebhookKey::Parse(way->standard));
    return bridge::ExamineStandard(key, request, now);
  }
  request.peer = options.from;
  return bridge::ExamineWhole(request, [&](const HttpRequest& one) -> Status {
    const auto refusal = access->Refusal(options.hook, one, now);
    if (!refusal) return {};
    const auto problem = ParseJson(refusal->body);
    return Fail(ErrorKind::kRejected, problem && problem->is_object()
                                          ? std::string(StringAt(problem->get_object(), "detail"))
                                          : refusal->body);
  });
}

/// As whoever receives a delivery checks it.
Result<Checks> ExamineDelivery(const compose::Settings& settings, const VerifyOptions& options,
                               const HttpRequest& request, TimePoint now) {
  const auto& all = settings.bridge.deliveries;
  const auto found = std::ranges::find(all, options.delivery, &compose::DeliverySettings::name);
  if (found == all.end())
    return Fail(ErrorKind::kInvalid, "there is no delivery '" + options.delivery +
                                         "' under bridge.deliveries (`tocsin list deliveries`)");
  if (found->secret.Reveal().empty())
    return Fail(ErrorKind::kInvalid,
                "delivery '" + options.delivery + "' has no secret: it signs nothing");
  TRY_ASSIGN(const auto key, bridge::WebhookKey::Parse(found->secret.Reveal()));
  return bridge::ExamineStandard(key, request, now);
}

Result<TimePoint> TimeOf(const std::string& text) {
  if (text.empty()) return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const auto time = ParseTime(text);
  if (!time) return Fail(ErrorKind::kInvalid, "--at: " + time.error().message);
  return *time;
}

Result<Checks> Examine(const compose::Settings& settings, const VerifyOptions& options) {
  TRY_ASSIGN(const auto now, TimeOf(options.at));
  TRY_ASSIGN(const auto text, ReadFileOrInput(options.file));
  TRY_ASSIGN(auto request, bridge::ReadCapturedRequest(text));
  if (!options.hook.empty()) return ExamineHook(settings, options, std::move(request), now);
  if (!options.delivery.empty()) return ExamineDelivery(settings, options, request, now);
  return ExamineCarrier(settings, options, request);
}

int Verify(const Common& common, const VerifyOptions& options) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto checks = Examine(loaded->settings, options);
  if (!checks) return Refuse(checks.error());
  const bool ok = std::ranges::all_of(*checks, &bridge::WebhookCheck::ok);
  json::array rows;
  for (const auto& check : *checks) {
    rows.push_back(json::object{{"what", check.what}, {"ok", check.ok}, {"text", check.text}});
    if (common.format == Format::kText)
      std::printf("%s  %-24s %s\n", check.ok ? "ok  " : "FAIL", check.what.c_str(),
                  check.text.c_str());
  }
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(json::object{{"ok", ok}, {"checks", std::move(rows)}}).c_str());
  return ok ? kDone : kFailed;
}

}  // namespace

void AddWebhookVerifyCommand(CommandLine& line, CLI::App& webhook) {
  static VerifyOptions options;
  auto* verify = AddCommand(webhook, "verify",
                            "check the signature of a captured webhook, and say which part fails",
                            "tocsin webhook verify captured.http\n  tocsin webhook verify --hook "
                            "shop --at 2026-03-07T02:10:00Z captured.http");
  verify
      ->add_option("file", options.file,
                   "the request as it came: request line, headers, an empty line, body; - for "
                   "standard input")
      ->required();
  auto* hook = verify->add_option("--hook", options.hook, "one that came to /hooks/NAME")
                   ->option_text("NAME");
  verify
      ->add_option("--delivery", options.delivery,
                   "one that we sent by this entry of bridge.deliveries")
      ->excludes(hook)
      ->option_text("NAME");
  verify
      ->add_option(
          "--url", options.url,
          "without both, the carrier's: the public address, where it is not http.public_url")
      ->option_text("URL");
  verify->add_option("--at", options.at, "when it came (default: now)")->option_text("TIME");
  verify->add_option("--from", options.from, "of a hook with `allow`: the address it came from")
      ->option_text("ADDRESS");
  AddFormat(line, verify);
  verify->callback([&line] { line.action = [&line] { return Verify(line.common, options); }; });
}

}  // namespace tocsin::commands
