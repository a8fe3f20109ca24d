#include "workers/compose/roles.hpp"
#include "workers/compose/lexicons.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "adapters/net/loops.hpp"
#include "adapters/registry/confluent.hpp"
#include "schemas/topic_pattern.hpp"
#include "schemas/topics.hpp"
#include "workers/compose/own_voice.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/runtime/topic_rules.hpp"
#include "workers/workflow/oncall/table_contacts.hpp"

namespace tocsin::compose {
namespace {

/// Of each role: a core for each, but no more than the partitions are worth.
int ShardsByCores() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 2, 6);
}
constexpr int kDatabaseThreads = 3;
constexpr std::size_t kMostWaitingJobs = 2'000;
constexpr Duration kDrainTimeout = std::chrono::seconds(10);
constexpr Duration kLookAtGauges = std::chrono::seconds(15);

workflow::Functions Catalog() {
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  return workflow::Functions(std::move(registry));
}

std::map<std::string, std::string> PlainSecrets(const Settings& settings) {
  std::map<std::string, std::string> secrets;
  for (const auto& [name, value] : settings.secrets) secrets[name] = value.Reveal();
  return secrets;
}

workflow::Lifecycle Wanted(LifecycleEvents events) {
  switch (events) {
    case LifecycleEvents::kNone:
      return workflow::Lifecycle::kNone;
    case LifecycleEvents::kAll:
      return workflow::Lifecycle::kAll;
    case LifecycleEvents::kWorkflow:
      break;
  }
  return workflow::Lifecycle::kWorkflow;
}

}  // namespace

Roles::Roles(Outside outside, const Settings& settings, std::set<std::string> workers,
             std::function<void(const Error&)> fatal)
    : outside_(std::move(outside)),
      settings_(settings),
      workers_(std::move(workers)),
      fatal_(std::move(fatal)),
      functions_(Catalog()),
      book_(outside_.engine, functions_) {}

Roles::~Roles() { Stop(); }

Status Roles::Start() {
  TRY(runtime::CheckRules(RulesOf(settings_), outside_.engine));
  TRY_ASSIGN(database_,
             runtime::DatabasePool::Start(outside_.store, kDatabaseThreads, kMostWaitingJobs));
  if (workers_.contains("voice") || workers_.contains("bridge")) {
    TRY_ASSIGN(lexicon_, LoadLexicon(settings_.speech.lexicon));
    engines_ =
        std::make_unique<EngineRoom>(settings_.speech, outside_.clock, outside_.metrics, lexicon_);
    TRY(engines_->LoadAhead(settings_.speech));
    TRY_ASSIGN(auto own, MakeOwnVoice(settings_.speech, outside_.client, engines_->Voices()));
    if (own.voice != nullptr) own_voice_ = std::make_unique<speech::ExchangedVoice>(std::move(own));
  }
  if (workers_.contains("workflow")) TRY(AddWorkflow());
  if (workers_.contains("voice")) TRY(AddVoice());
  if (workers_.contains("bridge")) TRY(AddBridge());
  AddDeepHealth();
  pages_ =
      bridge::StatusPages::Create({.readiness = ReadinessChecks(), .facts = Facts(), .deep = deep_},
                                  {*database_, outside_.bus.GetProducer(), outside_.metrics});
  pages_->AddRoutes(router_);
  for (const auto& door : router_.Served()) spdlog::debug("serves {}", door);
  for (auto* role : {workflow_.get(), voice_.get(), bridge_.get()})
    if (role != nullptr) TRY(role->Start());
  MakeWordsAhead();
  WatchTables();
  gauges_ = std::make_unique<GaugeWatch>(kLookAtGauges, [this] { TellGauges(); });
  return {};
}

void Roles::Stop() {
  gauges_.reset();
  table_watch_.reset();
  if (health_loop_) {
    health_loop_->Stop(Duration(0));
    deep_->Stop();
  }
  if (schema_loop_) schema_loop_->Stop(Duration(0));
  if (live_) live_->Stop(kDrainTimeout);
  // An order asks its next engine when a time is over: there are none any more.
  if (engines_) engines_->Stop();
  if (language_) language_->Stop();
  if (prompt_loop_) prompt_loop_->Stop(Duration(0));
  // Webhooks and requests in hand commit and publish through the roles: they end first.
  commits_.Use(nullptr);
  database_.reset();
  if (hook_door_) hook_door_->Stop();
  for (auto* role : {workflow_.get(), voice_.get(), bridge_.get()})
    if (role != nullptr) role->Stop(kDrainTimeout);
}

std::unique_ptr<runtime::Role> Roles::MakeRole(const std::string& name, std::string_view home,
                                               std::vector<std::string> topics,
                                               const runtime::Role::MakeHandler& handler,
                                               std::function<bool(const std::string&)> also) const {
  runtime::RoleOptions options;
  options.role = name;
  options.group = settings_.bus.group + "-" + name;
  options.instance_id = outside_.instance_id + "-" + name;
  options.home = TopicName(home, settings_.bus.prefix);
  options.topics = std::move(topics);
  options.prefix = settings_.bus.prefix;
  options.bus_id = outside_.bus_id;
  options.shards = settings_.run.shards > 0 ? settings_.run.shards : ShardsByCores();
  options.gate = gate_;
  options.partitions = outside_.partitions;
  options.inbound = RulesOf(settings_);
  options.also = std::move(also);
  options.schemas = schemas_.get();
  options.tracer = outside_.tracer;
  return std::make_unique<runtime::Role>(std::move(options), outside_.store, outside_.bus,
                                         outside_.engine, outside_.clock, outside_.metrics, handler,
                                         fatal_);
}

/// Where a topic's records need schemas.
void Roles::UseRegistry() {
  const auto rules = RulesOf(settings_);
  if (std::ranges::all_of(rules,
                          [](const auto& rule) { return rule.format == ValueFormat::kJson; }))
    return;
  const auto& registry = settings_.bus.registry;
  schema_loop_ = MakeLoop("schemas");
  schemas_ =
      MakeSchemaRegistry({registry.url, registry.username, registry.password, registry.timeout},
                         outside_.client, *schema_loop_, outside_.metrics);
}

Status Roles::AddWorkflow() {
  UseRegistry();
  TRY(LoadDefinitions());
  if (!book_.Current())
    return Fail(ErrorKind::kInvalid, "the resources have errors (see above)", "workflows");
  std::set<std::string> topics;
  for (const auto name : {topic::kAlerts, topic::kCalls, topic::kDecisions, topic::kActions})
    topics.insert(TopicName(name, settings_.bus.prefix));
  for (const auto& rule : settings_.bus.in)
    if (!TopicPattern::Is(rule.topic)) topics.insert(rule.topic);
  std::set<std::string> written;
  for (const auto& delivery : settings_.bridge.deliveries) written.insert(delivery.topic);
  workflow_ = MakeRole(
      "workflow", topic::kAlerts, {topics.begin(), topics.end()},
      [this](runtime::ShardServices& services) {
        workflow::WorkflowOptions options;
        options.mail_lifetime = settings_.workflows.mailbox_expiry;
        options.lifecycle = Wanted(settings_.workflows.lifecycle);
        options.secrets = PlainSecrets(settings_);
        return std::make_unique<workflow::WorkflowHandler>(std::move(options), services, book_,
                                                           outside_.client);
      },
      runtime::WantedTopics(RulesOf(settings_), settings_.bus.prefix, written));
  return ServeDuty();
}

Status Roles::ServeDuty() {
  TRY_ASSIGN(auto secret, outside_.store.InstallationSecret(kCallTokenSecret));
  feed_loop_ = MakeLoop("calendars");
  duty_feed_ = std::make_unique<rosters::DutyFeed>(
      rosters::DutyFeed::Parts{.resources = [this]() -> std::shared_ptr<const workflow::Resources> {
                                 const auto set = book_.Current();
                                 return set == nullptr ? nullptr : set->GetResources();
                               },
                               .secret = std::move(secret),
                               .loop = *feed_loop_,
                               .clock = outside_.clock});
  duty_feed_->Register(router_);
  return {};
}

Status Roles::LoadDefinitions() {
  TRY_ASSIGN(auto session, outside_.store.OpenSession());
  const WorkflowFolders folders{settings_.workflows.path, settings_.workflows.resources,
                                settings_.telephony.alert_number, settings_.telephony.language,
                                resource_folder_ == settings_.workflows.resources};
  const std::lock_guard lock(resources_mutex_);
  TRY_ASSIGN(auto loaded, LoadWorkflows(folders, *session, book_, file_resources_));
  if (loaded.resource_files > 0) resource_folder_ = settings_.workflows.resources;
  for (const auto& finding : loaded.findings)
    std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
  workflow_files_bad_ = HasErrors(loaded.findings);
  if (workflow_files_bad_) {
    const bool former = loaded.set != nullptr && !loaded.set->Active().empty();
    spdlog::error(
        "workflow files have errors: {}, a new one does not run until `tocsin lint` is content",
        former ? "their former versions stay in force"
               : "none of them has a former version, so that no workflow is in force");
  }
  if (!loaded.set) return {};
  const auto active = loaded.set->Active().size();
  spdlog::info("{} workflow{} in force", active, active == 1 ? "" : "s");
  TRY_ASSIGN(contact_rows_, session->LoadContacts());
  file_resources_ = loaded.set->GetResources();
  Activate(*loaded.set);
  return {};
}

void Roles::Activate(const workflow::DefinitionSet& set) {
  book_.Activate(set.With(WithTable(*file_resources_)));
  // As 0: an alarm sees a first one only where a series goes up.
  for (const auto& known : set.Active())
    outside_.metrics.Add("tocsin_workflow_runs_total", 0,
                         {{"workflow", known.definition->Name()}, {"status", "faulted"}});
  if (const auto somebody = CheckSomebody(); !somebody)
    spdlog::warn("{}", somebody.error().message);
}

Status Roles::CheckSomebody() const {
  const auto set = book_.Current();
  if (!set || set->GetResources()->KnowAnybody()) return {};
  return Fail(
      ErrorKind::kInvalid,
      "nobody can be phoned: there are no contacts that are active, neither in the files of "
      "workflows.resources nor in the table contacts, and no ALERT_PHONE_NUMBER");
}

/// The files' resources and the table's contacts.
std::shared_ptr<const workflow::Resources> Roles::WithTable(
    const workflow::Resources& files) const {
  const auto read = workflow::ReadTableContacts(contact_rows_, files.DefaultLanguage());
  for (const auto& line : read.left_out) spdlog::warn("{}", line);
  if (contact_rows_.size() >= ContactTable::kMostContacts)
    spdlog::warn("the table contacts has {} rows or more: those behind are not known",
                 ContactTable::kMostContacts);
  for (const auto& contact : read.contacts)
    if (files.FindContact(contact.id) != nullptr)
      spdlog::warn(
          "contact '{}' of the table contacts has no effect: a file of resources names it too",
          contact.id);
  return files.WithContacts(read.contacts);
}

Status Roles::UseContacts(StoreSession& session) {
  // From before they are read: what is put into force last was read last.
  const std::lock_guard lock(resources_mutex_);
  TRY_ASSIGN(auto rows, session.LoadContacts());
  const auto current = book_.Current();
  if (!current || rows == contact_rows_) return {};
  contact_rows_ = std::move(rows);
  Activate(*current);
  spdlog::info("the table contacts has changed: {} rows", contact_rows_.size());
  return {};
}

}  // namespace tocsin::compose
