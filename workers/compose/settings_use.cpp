#include "workers/compose/settings_use.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "adapters/bus/kafka.hpp"
#include "adapters/expression/jq.hpp"
#include "adapters/net/http_server.hpp"
#include "schemas/events/messages.hpp"
#include "schemas/yaml_place.hpp"
#include "workers/compose/certificate_watch.hpp"
#include "workers/compose/channel_names.hpp"
#include "workers/workflow/language/lint_expressions.hpp"

namespace tocsin::compose {
namespace {

MailCall::Security SecurityOf(MailSecurity security) {
  switch (security) {
    case MailSecurity::kStartTls:
      return MailCall::Security::kStartTls;
    case MailSecurity::kTls:
      return MailCall::Security::kTls;
    case MailSecurity::kNone:
      return MailCall::Security::kNone;
  }
  return MailCall::Security::kStartTls;
}

std::vector<bridge::ChannelSpec> SpecsOf(const ChannelSettings& channel, const Settings& settings) {
  std::vector<bridge::ChannelSpec> specs;
  const auto add = [&](std::string_view kind, std::string url) -> bridge::ChannelSpec& {
    specs.push_back({.name = channel.name,
                     .kind = std::string(kind),
                     .url = std::move(url),
                     .timeout = channel.timeout,
                     .attempts = channel.retry.attempts,
                     .backoff = channel.retry.backoff,
                     .longest_backoff = channel.retry.max_backoff,
                     .max_age = channel.retry.max_age});
    return specs.back();
  };
  if (channel.webhook) {
    auto& spec = add(events::message_kind::kWebhook, channel.webhook->url.Reveal());
    spec.secret = channel.webhook->secret.Reveal();
    for (const auto& [name, value] : channel.webhook->headers)
      spec.headers.emplace(name, value.Reveal());
  }
  if (channel.slack) add(events::message_kind::kSlack, channel.slack->url.Reveal());
  if (channel.teams) add(events::message_kind::kTeams, channel.teams->url.Reveal());
  if (channel.ntfy) {
    auto& spec = add(events::message_kind::kNtfy, channel.ntfy->url);
    spec.topic = channel.ntfy->topic.Reveal();
    spec.token = channel.ntfy->token.Reveal();
  }
  if (channel.email) {
    auto& spec = add(events::message_kind::kEmail, "");
    spec.server = channel.email->server;
    spec.security = SecurityOf(channel.email->security);
    spec.user = channel.email->user;
    spec.token = channel.email->password.Reveal();
    spec.from = channel.email->from;
    spec.to = channel.email->to;
  }
  if (channel.sms) {
    auto& spec = add(events::message_kind::kSms, "");
    const auto* account = settings.telephony.carriers.ForTexts();
    spec.from =
        channel.sms->from.empty() && account != nullptr ? account->Number() : channel.sms->from;
    spec.countries = settings.limits.countries;
    spec.kill_switch = settings.limits.kill_switch;
    spec.texts = {settings.limits.texts_per_number_hour, settings.limits.texts_per_hour};
    spec.public_url = settings.http.public_url;
  }
  return specs;
}

/// Collects errors at the places of their settings.
class UseFindings {
 public:
  explicit UseFindings(const LoadedSettings& loaded) : loaded_(loaded), source_(loaded.text) {}

  /// At the first of `paths` that was given, else at the file as a whole.
  void Add(std::initializer_list<std::string> paths, std::string text) {
    Finding finding{loaded_.file.empty() ? "tocsin.yaml" : loaded_.file,
                    {},
                    Finding::Level::kError,
                    std::move(text)};
    for (const auto& path : paths) {
      const auto found = loaded_.origins.find(path);
      if (found == loaded_.origins.end()) continue;
      finding.file = found->second.file;
      finding.mark = found->second.mark;
      break;
    }
    all_.push_back(std::move(finding));
  }

  void Warn(const std::string& path, std::string text) {
    Add({path}, std::move(text));
    all_.back().level = Finding::Level::kWarning;
  }

  /// What is said of the expression that a setting holds, at its character; `what` begins it.
  void AddOf(ExpressionEngine& engine, const ExpressionSource& source, const std::string& path,
             const std::string& what, const workflow::EventSight& sees = {}) {
    const auto report = engine.Inspect(source);
    const auto add = [&](Finding::Level level, std::size_t at, const std::string& text) {
      AddWithin(level, path, source.text, at, what + ": " + text);
    };
    if (report.fault) add(Finding::Level::kError, report.fault->begin, report.fault->text);
    for (const auto& failure : report.failures)
      add(Finding::Level::kWarning, failure.begin, failure.text);
    workflow::LintExpression(report, sees, {}, [&](std::size_t at, const std::string& text) {
      add(Finding::Level::kWarning, at, text);
    });
  }

  std::vector<Finding> Take() { return std::move(all_); }

 private:
  void AddWithin(Finding::Level level, const std::string& path, const std::string& value,
                 std::size_t at, std::string text) {
    Add({path}, std::move(text));
    Finding& finding = all_.back();
    finding.level = level;
    const auto origin = loaded_.origins.find(path);
    if (origin != loaded_.origins.end() && origin->second.source == Origin::Source::kFile) {
      finding.mark = source_.Within(finding.mark, value, at);
    } else {
      const Mark within = MarkOfByte(value, at);
      finding.text += " at " + std::to_string(within.line) + ':' + std::to_string(within.column);
    }
  }

  const LoadedSettings& loaded_;
  SourceText source_;
  std::vector<Finding> all_;
};

void CheckBusUse(const BusSettings& bus, const std::vector<runtime::InboundRule>& rules,
                 ExpressionEngine& engine, UseFindings& findings) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string path = "bus.in[" + std::to_string(i) + ']';
    for (const auto& [key, source] : runtime::ExpressionsOf(rules[i])) {
      const auto setting = path + '.' + std::string(key);
      findings.AddOf(engine, source, setting, setting);
    }
  }
  for (const auto& [name, value] : bus.client)
    if (const auto checked = CheckKafkaProperty(name, value); !checked)
      findings.Add({"bus.client." + name, "bus.client"}, checked.error().message);
}

/// The setting that an error of bridge::Deliveries speaks of: "reading delivery 'n8n': secret:
/// ...".
std::string SettingIn(std::string_view text) {
  const auto begin = text.find("': ");
  if (begin == std::string_view::npos) return "url";
  const auto rest = text.substr(begin + 3);
  const auto setting = rest.substr(0, rest.find(": "));
  return setting.find(' ') == std::string_view::npos ? std::string(setting) : "url";
}

void CheckDeliveryUse(const BridgeSettings& bridge, ExpressionEngine& engine,
                      UseFindings& findings) {
  for (std::size_t i = 0; i < bridge.deliveries.size(); ++i) {
    const auto& delivery = bridge.deliveries[i];
    // That has its finding already.
    if (delivery.name.empty() || (delivery.url.empty() && delivery.topic.empty())) continue;
    const std::string path = "bridge.deliveries[" + std::to_string(i) + "].";
    auto spec = SpecOf(delivery);
    for (const auto& [setting, source] : bridge::ExpressionsOf(spec))
      findings.AddOf(engine, source, path + setting,
                     "reading delivery '" + spec.name + "': " + setting,
                     {.part = workflow::EventSight::Part::kEnvelope, .types = spec.types});
    spec.when.clear();
    spec.body.clear();
    for (auto& [name, text] : spec.headers) text = "null";
    const auto created = bridge::Deliveries::Create({std::move(spec)}, engine);
    if (created) continue;
    const auto& text = created.error().message;
    findings.Add({path + SettingIn(text), path + "name"}, text);
  }
}

void CheckChannelUse(const Settings& settings, UseFindings& findings) {
  const auto& channels = settings.channels;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (channels[i].name.empty()) continue;  // that has its finding already
    const auto created = bridge::Channels::Create(SpecsOf(channels[i], settings));
    if (created) continue;
    const auto& text = created.error().message;
    const std::string path = "channels[" + std::to_string(i) + "].";
    findings.Add({path + SettingIn(text), path + "name"}, text);
  }
}

void CheckHookUse(const Settings& settings, UseFindings& findings) {
  const auto ways = HookWaysOf(settings);
  if (ways.size() != settings.security.webhooks.size()) return;  // an entry has its finding already
  const auto access = bridge::HookAccess::Create(ways);
  if (access) return;
  const auto& text = access.error().message;
  const auto path = text.substr(0, text.find(':'));
  findings.Add({path, path.substr(0, path.find(']') + 1) + ".hook"}, text);
}

void CheckTlsUse(const LoadedSettings& loaded, UseFindings& findings) {
  const auto& tls = loaded.settings.http.tls;
  const std::pair<const char*, const std::string&> files[] = {
      {"http.tls.certificate", tls.certificate},
      {"http.tls.key", tls.key},
      {"http.tls.client_ca", tls.client_ca}};
  bool readable = tls.certificate.empty() == tls.key.empty();
  for (const auto& [path, file] : files) {
    if (file.empty()) continue;
    std::error_code ignored;
    const bool folder = std::filesystem::is_directory(file, ignored);
    if (!folder && std::ifstream(file)) continue;
    readable = false;
    findings.Add({path}, std::string(path) + ": the file '" + file + "' cannot be read");
  }
  if (tls.certificate.empty() || !readable) return;
  const auto usable = CheckTls(TlsFilesOf(tls));
  if (usable) {
    const auto end = CertificateEnd(tls.certificate);
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    if (auto warning = end ? WarningOfEnd(tls.certificate, *end, now) : ""; !warning.empty())
      findings.Warn("http.tls.certificate", "http.tls.certificate: " + std::move(warning));
    return;
  }
  for (const auto& [path, file] : files)
    if (usable.error().message.find('\'' + file + '\'') != std::string::npos)
      return findings.Add({path}, std::string(path) + ": " + usable.error().message);
}

void CheckFoldersUse(const LoadedSettings& loaded, UseFindings& findings) {
  const std::pair<const char*, const std::string&> folders[] = {
      {"workflows.path", loaded.settings.workflows.path},
      {"workflows.resources", loaded.settings.workflows.resources}};
  for (const auto& [path, folder] : folders) {
    std::error_code trouble;
    const bool there = std::filesystem::exists(folder, trouble);
    if (there && std::filesystem::is_directory(folder, trouble))
      std::filesystem::directory_iterator(folder, trouble);
    if (trouble)
      findings.Add({path},
                   std::string(path) + ": '" + folder + "' cannot be read: " + trouble.message());
    if (trouble || there || !loaded.origins.contains(path)) continue;
    findings.Add({path}, std::string(path) + ": there is no file or folder '" + folder +
                             "' (working folder " + std::filesystem::current_path().string() + ")");
  }
}

}  // namespace

std::vector<runtime::InboundRule> RulesOf(const Settings& settings) {
  const auto format = [](RecordFormat of) {
    switch (of) {
      case RecordFormat::kAvro:
        return ValueFormat::kAvro;
      case RecordFormat::kProtobuf:
        return ValueFormat::kProtobuf;
      case RecordFormat::kJson:
        break;
    }
    return ValueFormat::kJson;
  };
  std::vector<runtime::InboundRule> rules;
  for (const auto& rule : settings.bus.in)
    rules.push_back({rule.topic, rule.type, rule.id, rule.subject, rule.data, format(rule.format)});
  return rules;
}

namespace {

bridge::ActionEndBy EndBy(const DeliverySettings& delivery) {
  if (delivery.result == DeliveryResult::kLater) return bridge::ActionEndBy::kReport;
  const bool answers = delivery.topic.empty() && delivery.result == DeliveryResult::kAnswer;
  return answers ? bridge::ActionEndBy::kAnswer : bridge::ActionEndBy::kOther;
}

}  // namespace

bridge::DeliverySpec SpecOf(const DeliverySettings& delivery) {
  return {.name = delivery.name,
          .types = delivery.types,
          .when = delivery.when,
          .url = delivery.url,
          .topic = delivery.topic,
          .body = delivery.body,
          .headers = delivery.headers,
          .secret = delivery.secret.Reveal(),
          .timeout = delivery.timeout,
          .connect_timeout = delivery.connect_timeout,
          .attempts = delivery.retry.attempts,
          .backoff = delivery.retry.backoff,
          .longest_backoff = delivery.retry.max_backoff,
          .max_age = delivery.retry.max_age,
          .concurrency = delivery.concurrency,
          .ordered = delivery.order == DeliveryOrder::kKey,
          .paused = delivery.paused,
          .breaker_failures = delivery.breaker.failures,
          .breaker_rest = delivery.breaker.rest,
          .end_by = EndBy(delivery),
          .report_within = delivery.result_within};
}

bridge::SafeguardRules RulesOf(const SafeguardSettings& settings) {
  bridge::SafeguardRules rules;
  if (settings.allow) rules.allow.emplace(settings.allow->begin(), settings.allow->end());
  rules.kill_switch = settings.kill_switch;
  const auto limits = [](const auto& of) {
    return bridge::ActionLimits{.max_age = of.max_age,
                                .rate = of.rate.count,
                                .per = of.rate.per,
                                .quorum = of.quorum,
                                .dry_run = of.dry_run};
  };
  rules.all = limits(settings);
  for (const auto& action : settings.actions) rules.of[action.name] = limits(action);
  return rules;
}

std::vector<bridge::ChannelSpec> ChannelSpecsOf(const Settings& settings) {
  std::vector<bridge::ChannelSpec> specs;
  const auto add = [&](const ChannelSettings& channel) {
    for (auto& spec : SpecsOf(channel, settings)) specs.push_back(std::move(spec));
  };
  for (const auto& channel : settings.channels) add(channel);
  const auto texts = std::string(events::message_kind::kSms);
  if (settings.telephony.carriers.ForTexts() != nullptr &&
      std::ranges::find(settings.channels, texts, &ChannelSettings::name) ==
          settings.channels.end())
    add({.name = texts, .sms = SmsChannelSettings{}});
  return specs;
}

TlsFiles TlsFilesOf(const TlsSettings& tls) { return {tls.certificate, tls.key, tls.client_ca}; }

std::vector<bridge::HookWaySpec> HookWaysOf(const Settings& settings) {
  std::vector<bridge::HookWaySpec> ways;
  for (const auto& entry : settings.security.webhooks) {
    if (entry.hook.empty()) continue;
    bridge::HookWaySpec way{.hook = entry.hook,
                            .bearer = entry.bearer.Reveal(),
                            .standard = entry.standard.Reveal(),
                            .allow = entry.allow,
                            .open = entry.open};
    if (entry.basic) {
      way.basic_user = entry.basic->user;
      way.basic_password = entry.basic->password.Reveal();
    }
    if (entry.hmac)
      way.signature = {entry.hmac->secret.Reveal(), entry.hmac->header,
                       entry.hmac->algorithm,       entry.hmac->encoding,
                       entry.hmac->prefix,          entry.hmac->timestamp_header,
                       entry.hmac->signed_text,     entry.hmac->tolerance};
    ways.push_back(std::move(way));
  }
  return ways;
}

std::vector<Finding> CheckUse(const LoadedSettings& loaded) {
  UseFindings findings(loaded);
  const auto engine = MakeJqEngine();
  CheckBusUse(loaded.settings.bus, RulesOf(loaded.settings), *engine, findings);
  CheckDeliveryUse(loaded.settings.bridge, *engine, findings);
  CheckChannelUse(loaded.settings, findings);
  CheckHookUse(loaded.settings, findings);
  CheckTlsUse(loaded, findings);
  CheckFoldersUse(loaded, findings);
  auto all = findings.Take();
  for (auto& warning : CheckExposure(loaded)) all.push_back(std::move(warning));
  for (auto& warning : CheckChannelNames(loaded)) all.push_back(std::move(warning));
  return all;
}

}  // namespace tocsin::compose
