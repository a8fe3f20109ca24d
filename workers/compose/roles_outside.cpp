#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "adapters/mail/smtp_client.hpp"
#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "schemas/authentication_code.hpp"
#include "schemas/events/alerts.hpp"
#include "schemas/ids.hpp"
#include "schemas/topics.hpp"
#include "workers/compose/carriers.hpp"
#include "workers/compose/deep_parts.hpp"
#include "workers/compose/lexicons.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/realtime_engine.hpp"
#include "workers/compose/roles.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/compose/words_ahead.hpp"
#include "workers/voice/worker/voice_handler.hpp"
#include "workers/workflow/oncall/alert_rules.hpp"

namespace tocsin::compose {
namespace {

constexpr Duration kTableSweep = std::chrono::seconds(5);
constexpr Duration kShardLimit = std::chrono::seconds(30);

std::int64_t MicrosOf(double amount) { return std::llround(amount * 1e6); }

voice::Budget BudgetOf(const CostSettings& cost) {
  voice::Budget budget{.currency = cost.currency,
                       .zone = cost.budget.zone == "UTC" ? "" : cost.budget.zone,
                       .day = MicrosOf(cost.budget.day),
                       .person_day = MicrosOf(cost.budget.person_day),
                       .per_minute = MicrosOf(cost.budget.per_minute)};
  for (const auto& rate : cost.rates)
    budget.rates.push_back({.inbound = rate.inbound,
                            .provider = rate.provider,
                            .prefix = rate.prefix,
                            .per_minute = MicrosOf(rate.per_minute),
                            .per_call = MicrosOf(rate.per_call)});
  return budget;
}

voice::VoiceSettings VoiceSettingsOf(const Settings& settings,
                                     const std::vector<std::string>& former_bases,
                                     const LiveSound* live, bool answers,
                                     std::shared_ptr<const Pronunciations> lexicon) {
  voice::VoiceSettings out;
  out.lexicon = std::move(lexicon);
  out.public_bases = {settings.http.public_url};
  for (const auto& base : former_bases)
    if (std::ranges::find(out.public_bases, base) == out.public_bases.end())
      out.public_bases.push_back(base);
  out.country_prefixes = settings.limits.countries;
  out.calls_per_number_hour = settings.limits.calls_per_number_hour;
  out.calls_per_number_minute = settings.limits.calls_per_number_minute;
  out.calls_per_hour = settings.limits.calls_per_hour;
  out.concurrent_calls = settings.limits.concurrent_calls;
  out.kill_switch = settings.limits.kill_switch;
  out.budget = BudgetOf(settings.cost);
  out.allowed_actions = settings.bridge.safeguards.allow;
  out.pins = settings.telephony.pins;
  out.tenants = settings.telephony.tenants;
  out.identify_by_pin = settings.telephony.identify_by_pin;
  out.ring_timeout = settings.telephony.ring_timeout;
  out.time_limit = settings.telephony.max_call;
  out.warn_after = settings.telephony.warn_after;
  out.person_first = settings.telephony.person_first;
  out.screening_wait = settings.telephony.screening_wait;
  out.wait_for_line = settings.telephony.wait_for_line;
  out.wait_for_workflow = settings.telephony.wait_for_workflow;
  out.wait_for_step = settings.telephony.wait_for_step;
  out.language = settings.telephony.language;
  out.hear_speech = !settings.speech.stt.Is("none");
  out.turn_budget = settings.telemetry.turn_budget;
  const auto& chat = settings.language.chat;
  out.questions = {.per_call = answers ? chat.questions_per_call : 0,
                   .timeout = chat.timeout,
                   .max_tokens = chat.max_tokens,
                   .input_price = MicrosOf(chat.input_price),
                   .output_price = MicrosOf(chat.output_price)};
  if (live != nullptr) out.live_languages = live->Languages();
  if (const auto& realtime = settings.language.realtime; live != nullptr && live->Converses())
    out.realtime = voice::QuestionLimits{.max_tokens = realtime.max_tokens,
                                         .input_price = MicrosOf(realtime.input_price),
                                         .output_price = MicrosOf(realtime.output_price)};
  for (const auto& account : settings.telephony.carriers)
    if (account.Kind().SpeaksItself(account)) out.text_carriers.push_back(account.Kind().Name());
  return out;
}

/// What approvals do by the resources in force. Thread-safe.
class KnownAlertRules {
 public:
  json::value Of(ExpressionEngine& engine, const std::shared_ptr<const workflow::Resources>& now,
                 const json::value& alert) {
    const std::scoped_lock lock(mutex_);
    if (resources_ != now) {
      rules_ = std::make_unique<workflow::AlertRules>(engine, *now);
      resources_ = now;
    }
    return rules_->Remedy(alert);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const workflow::Resources> resources_;
  std::unique_ptr<workflow::AlertRules> rules_;
};

/// A switch that somebody forgot looks like a worker that is well.
Status CheckKillSwitch(bool on) {
  if (!on) return {};
  return Fail(ErrorKind::kInvalid,
              "nobody is phoned: limits.kill_switch is on (or VOICE_ENABLED=false)");
}

}  // namespace

/// Said at the start and at each reload, for until then every call fails.
void Roles::UseCarriers() {
  if (const auto off = CheckKillSwitch(settings_.limits.kill_switch); !off)
    spdlog::warn("{}", off.error().message);
  carriers_.Use(MakeCarriers(settings_, outside_.carrier_client), CarrierRoutes(settings_));
  if (carriers_.Any()) return;
  spdlog::warn(
      "no carrier is configured, nobody can be phoned: every call fails with no_carrier; {}",
      CarrierRemedy());
}

Status Roles::AddVoice() {
  UseCarriers();
  TRY_ASSIGN(live_,
             LiveSound::Make(settings_, engines_->Voices(), outside_.metrics, outside_.clock));
  language_ = LanguageEngine::Make(settings_.language, engines_->Timers(), outside_.metrics,
                                   outside_.clock);
  voice_settings_ = std::make_unique<voice::SettingsCell>(
      VoiceSettingsOf(settings_, {}, live_.get(), language_ != nullptr, lexicon_));
  // Not of the carrier's token: that may be rotated while calls are in progress.
  TRY_ASSIGN(token_secret_, outside_.store.InstallationSecret(kCallTokenSecret));
  UseOwnVoice(token_secret_);
  UseAhead();
  const voice::VoiceParts parts{.carriers = carriers_,
                                .settings = *voice_settings_,
                                .token_secret = token_secret_,
                                .live = live_ ? &live_->Calls() : nullptr,
                                .partitions = outside_.partitions,
                                .questions = language_ ? &language_->Questions() : nullptr,
                                .sounds = prompt_sounds_.get(),
                                .ahead = ahead_.get(),
                                .metrics = &outside_.metrics,
                                .commits = &commits_};
  voice_ = MakeRole("voice", topic::kCalls, {TopicName(topic::kCalls, settings_.bus.prefix)},
                    [parts](runtime::ShardServices& services) {
                      return std::make_unique<voice::VoiceHandler>(parts, services);
                    });
  webhooks_ = std::make_unique<voice::VoiceWebhooks>(voice::WebhookParts{
      parts, *database_, *voice_, outside_.clock, outside_.metrics, outside_.bus_id});
  webhooks_->Register(router_);
  if (live_) live_->Calls().Register(router_, parts, webhooks_->Commits());
  return {};
}

Result<std::shared_ptr<const bridge::Deliveries>> Roles::MakeDeliveries() const {
  std::vector<bridge::DeliverySpec> specs;
  for (const auto& delivery : settings_.bridge.deliveries) specs.push_back(SpecOf(delivery));
  return bridge::Deliveries::Create(std::move(specs), outside_.engine);
}

Result<std::shared_ptr<const bridge::Channels>> Roles::MakeChannels() const {
  bridge::MessageSenders senders{
      .http = &outside_.client, .mail = mail_, .text_accounts = TextAccounts()};
  if (const auto* account = settings_.telephony.carriers.ForTexts())
    senders.texts = account->Kind().MakeTexts(*account, outside_.carrier_client);
  TRY_ASSIGN(auto secret, outside_.store.InstallationSecret(kCallTokenSecret));
  senders.links = {.public_url = settings_.http.public_url,
                   .secret = std::move(secret),
                   .valid = settings_.security.links};
  return bridge::Channels::Create(ChannelSpecsOf(settings_), std::move(senders));
}

std::set<std::string> Roles::TopicsOf(const bridge::Deliveries& deliveries) const {
  // Without deliveries too: the position goes on, so that the first one added later begins with
  // what comes then.
  std::set<std::string> topics = {TopicName(topic::kActions, settings_.bus.prefix)};
  // What rows of the table `alerts` follow; requests for messages are among the calls.
  for (const auto name : {topic::kAlerts, topic::kCalls})
    topics.insert(TopicName(name, settings_.bus.prefix));
  for (const auto& entry : deliveries.Entries())
    for (const auto& type : entry.spec.types) topics.insert(TopicOf(type, settings_.bus.prefix));
  return topics;
}

void Roles::UseDeliveries(const std::shared_ptr<const bridge::Deliveries>& deliveries) {
  for (const auto& topic : TopicsOf(*deliveries)) {
    if (!bridge_topics_.contains(topic))
      spdlog::warn("reload: deliveries of what is on topic {} begin at the next start", topic);
  }
  const auto safeguards =
      std::make_shared<const bridge::Safeguards>(RulesOf(settings_.bridge.safeguards));
  for (auto& [services, handler] : bridge_handlers_)
    services->Post([handler, deliveries, safeguards] {
      handler->UseSafeguards(safeguards);
      handler->UseDeliveries(deliveries);
    });
}

void Roles::UseChannels(const std::shared_ptr<const bridge::Channels>& channels) {
  for (auto& [services, handler] : bridge_handlers_)
    services->Post([handler = handler, channels] { handler->UseChannels(channels); });
  text_reports_->Use(channels->Senders().texts, settings_.http.public_url);
}

/// What nobody told of is found by the sweep.
void Roles::WatchTables() {
  if (!bridge_ && !workflow_) return;
  const auto read_contacts = [this](StoreSession& session, StoreDirectory&) {
    // While the database is away the next sweep tries again.
    if (const auto used = UseContacts(session); !used && !Retryable(used.error().kind))
      spdlog::warn("{}; the former contacts stay in force", used.error().message);
  };
  table_watch_ = outside_.store.Watch(kTableSweep, [this, read_contacts](OpenTable table) {
    // Where too many jobs wait, the next sweep reads them.
    if (table == OpenTable::kContacts && workflow_)
      static_cast<void>(database_->Post(read_contacts));
    if (table == OpenTable::kOutbox)
      for (auto* role : {workflow_.get(), voice_.get(), bridge_.get()})
        if (role != nullptr) role->SweepSoon();
    if (table != OpenTable::kAlerts) return;
    for (auto& [services, handler] : bridge_handlers_)
      services->Post([handler = handler] { handler->LookAtAlerts(); });
  });
}

Status Roles::AddBridge() {
  TRY_ASSIGN(const auto deliveries, MakeDeliveries());
  mail_ = MakeSmtpClient();
  TRY_ASSIGN(const auto channels, MakeChannels());
  bridge_topics_ = TopicsOf(*deliveries);
  bridge_ =
      MakeRole("bridge", topic::kActions, {bridge_topics_.begin(), bridge_topics_.end()},
               [this, deliveries, channels](runtime::ShardServices& services) {
                 auto handler = std::make_unique<bridge::BridgeHandler>(
                     deliveries, outside_.engine, outside_.client, services, outside_.partitions);
                 handler->UseChannels(channels);
                 handler->UseSafeguards(
                     std::make_shared<bridge::Safeguards>(RulesOf(settings_.bridge.safeguards)));
                 bridge_handlers_.emplace_back(&services, handler.get());
                 return handler;
               });
  bridge::ApiOptions options;
  options.static_key = settings_.security.internal_api_key.Reveal();
  options.origins = settings_.security.cors;
  options.requests_per_minute = settings_.security.rates.requests_per_minute;
  // A process without the workflow worker knows no actions, and offers to approve.
  options.manual_calls.remedy = [this, known = std::make_shared<KnownAlertRules>()](
                                    const json::object& alert) -> std::optional<json::value> {
    const auto set = book_.Current();
    if (!set) return std::nullopt;
    return known->Of(outside_.engine, set->GetResources(), alert);
  };
  options.voice = own_voice_.get();
  if (!own_voice_ && live_ && live_->HasSound()) options.voice = &live_->Voice();
  options.manual_calls.language = settings_.telephony.language;
  api_ = bridge::Api::Create(std::move(options),
                             {*database_, outside_.bus.GetProducer(), *bridge_, outside_.bus,
                              outside_.metrics, outside_.clock, outside_.log, outside_.bus_id});
  api_->AddRoutes(router_);
  text_reports_ = std::make_unique<bridge::TextReportDoor>(
      bridge::TextReportDoor::Parts{api_->Publisher(), outside_.metrics, outside_.clock});
  text_reports_->AddRoutes(router_);
  text_reports_->Use(channels->Senders().texts, settings_.http.public_url);
  hook_door_ = bridge::HookDoor::Create(settings_.bus.prefix,
                                        {api_, outside_.engine, outside_.metrics, outside_.clock});
  TRY_ASSIGN(auto access, bridge::HookAccess::Create(HookWaysOf(settings_)));
  UseHooks(std::move(access));
  hook_door_->AddRoutes(router_);
  return {};
}

void Roles::UseHooks(std::shared_ptr<const bridge::HookAccess> access) {
  const auto former = hook_door_->Hooks();
  auto loaded = bridge::LoadHooks(bridge::HookFolder(settings_.workflows.path), outside_.engine,
                                  former.get());
  for (const auto& finding : loaded.findings)
    std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
  hook_files_bad_ = HasErrors(loaded.findings);
  if (hook_files_bad_)
    spdlog::error(
        "hook files have errors: their former versions stay in force, the other hooks are not "
        "concerned, until `tocsin lint` is content");
  for (const auto& name : access->Hooks())
    if (!loaded.set->hooks.contains(name))
      spdlog::warn("security.webhooks names the hook '{}', which has no file", name);
  hook_door_->Use(std::move(loaded.set), std::move(access));
}

std::vector<std::pair<std::string, std::string>> Roles::Facts() const {
  std::vector<std::pair<std::string, std::string>> facts;
  if (live_) facts.emplace_back("speech", live_->Text());
  if (language_) facts.emplace_back("language", language_->Text());
  return facts;
}

Status Roles::CheckBus() const {
  TRY(outside_.bus.Health());
  if (!outside_.bus.GetProducer().Full()) return {};
  return Fail(ErrorKind::kTransient, "the bus is behind: nothing new is begun", "bus");
}

void Roles::AddDeepHealth() {
  health_loop_ = MakeLoop("health");
  sockets_ = MakeWebSocketClient();
  deep_ = bridge::DeepHealth::Create(
      [this, must_be_live = settings_.speech.MustBeLive()] {
        DeepGround ground{.bus = [this] { return CheckBus(); },
                          .database = *database_,
                          .sockets = *sockets_,
                          .loop = *health_loop_,
                          .data_folder = outside_.data_folder};
        if (voice_) {
          ground.carriers = &carriers_;
          ground.live = live_.get();
          ground.must_be_live = must_be_live;
          ground.public_base = voice_settings_->Get()->public_bases.front();
          ground.token_secret = token_secret_;
          if (own_voice_) ground.own_voices = own_voice_->Engines();
          ground.client = &outside_.client;
          ground.models = ModelsInOrder(settings_.language);
          ground.realtime = RealtimeChoice(settings_);
        }
        return DeepPartsOf(ground);
      },
      *health_loop_, outside_.clock);
}

Status Roles::Ready() {
  for (const auto& check : ReadinessChecks())
    if (check.needed) TRY(check.check());
  return {};
}

std::vector<bridge::ReadinessCheck> Roles::ReadinessChecks() {
  std::vector<bridge::ReadinessCheck> checks;
  checks.push_back({"bus", [this] { return CheckBus(); }});
  checks.push_back({"store", [this] { return outside_.store.Health(); }});
  checks.push_back({"workers", [this]() -> Status {
                      for (const auto* role : {workflow_.get(), voice_.get(), bridge_.get()})
                        if (role != nullptr) {
                          TRY(role->CheckJoined());
                          TRY(role->CheckShards(kShardLimit));
                        }
                      return {};
                    }});
  if (outside_.certificate != nullptr)
    checks.push_back({"certificate", [this] { return outside_.certificate->Check(); }, false});
  if (schemas_) {
    // Other topics go on.
    checks.push_back({"registry", [this] { return schemas_->Health(); }, false});
  }
  if (workers_.contains("workflow")) {
    checks.push_back(
        {"workflows",
         [this]() -> Status {
           if (!workflow_files_bad_) return {};
           return Fail(
               ErrorKind::kInvalid,
               "workflow files or resources have errors; their former versions are in force: "
               "tocsin lint, and the log");
         },
         // What is in force works: the worker is not to be taken out of service for a typing error.
         false});
  }
  if (workers_.contains("workflow"))
    checks.push_back({"contacts", [this] { return CheckSomebody(); }, false});
  if (workers_.contains("bridge")) {
    checks.push_back({"hooks",
                      [this]() -> Status {
                        if (!hook_files_bad_) return {};
                        return Fail(ErrorKind::kInvalid,
                                    "hook files have errors; their former versions are in force: "
                                    "tocsin lint");
                      },
                      false});
  }
  if (workers_.contains("voice")) {
    checks.push_back({"telephony", [this]() -> Status {
                        if (carriers_.Any()) return {};
                        return Fail(ErrorKind::kInvalid,
                                    "no carrier is configured: nobody can be phoned");
                      }});
    // Wanted, so the worker stays in service.
    checks.push_back({"kill_switch",
                      [this] { return CheckKillSwitch(voice_settings_->Get()->kill_switch); },
                      false});
    checks.push_back({"carriers",
                      [this]() -> Status {
                        const auto lacks = carriers_.Shortfalls();
                        if (lacks.empty()) return {};
                        return Fail(ErrorKind::kRejected, lacks);
                      },
                      false});
  }
  return checks;
}

Status Roles::CheckAlive(int looks) {
  for (auto* role : {workflow_.get(), voice_.get(), bridge_.get()})
    if (role != nullptr) TRY(role->CheckAlive(looks));
  return {};
}

Status Roles::Reload(const Settings& settings) {
  const Settings former = std::exchange(settings_, settings);
  // Before anything is changed: what cannot be taken over as a whole changes nothing.
  const auto deliveries = MakeDeliveries();
  if (!deliveries) {
    settings_ = former;
    return Fail(deliveries.error());
  }
  const auto channels = MakeChannels();
  if (!channels) {
    settings_ = former;
    return Fail(channels.error());
  }
  auto access = bridge::HookAccess::Create(HookWaysOf(settings_));
  if (!access) {
    settings_ = former;
    return Fail(access.error());
  }
  if (const auto topics = EnsureTopics(outside_.bus, settings_); !topics) {
    settings_ = former;
    return Fail(topics.error());
  }
  if (workflow_) {
    if (auto loaded = LoadDefinitions(); !loaded) {
      settings_ = former;
      return loaded;
    }
  }
  ExchangeVoices(former.speech);
  if (voice_) {
    UseCarriers();
    voice_settings_->Set(VoiceSettingsOf(settings_, voice_settings_->Get()->public_bases,
                                         live_.get(), language_ != nullptr, lexicon_));
    MakeWordsAhead();
    if (LexiconDiffers(settings_.speech.lexicon, lexicon_.get()))
      spdlog::warn("reload: the lexicon in {} has changed; that takes effect at the next start",
                   settings_.speech.lexicon);
  }
  if (bridge_) {
    UseDeliveries(*deliveries);
    UseChannels(*channels);
    UseHooks(*std::move(access));
  }
  return {};
}

}  // namespace tocsin::compose
