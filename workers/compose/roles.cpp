#include "workers/compose/roles.hpp"

#include <spdlog/spdlog.h>

#include "workers/compose/outside.hpp"

namespace tocsin::compose {
namespace {

constexpr int kShards = 2;
constexpr Duration kDrainTimeout = std::chrono::seconds(10);

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

}  // namespace

Roles::Roles(Outside outside, std::set<std::string> workers, std::function<void(const Error&)> fatal)
    : outside_(std::move(outside)),
      workers_(std::move(workers)),
      fatal_(std::move(fatal)),
      functions_(Catalog()),
      book_(outside_.engine, functions_) {}

Roles::~Roles() { Stop(); }

Status Roles::Start() {
  if (workers_.contains("workflow")) TRY(StartWorkflow());
  for (auto& role : roles_) TRY(role->Start());
  return {};
}

void Roles::Stop() {
  for (auto& role : roles_) role->Stop(kDrainTimeout);
}

std::unique_ptr<runtime::Role> Roles::MakeRole(const std::string& name, const runtime::Role::MakeHandler& handler) {
  const Settings& settings = outside_.settings;
  runtime::RoleOptions options;
  options.role = name;
  options.group = settings.bus.group + "-" + name;
  options.instance_id = outside_.instance_id + "-" + name;
  options.topics = TopicsOfRole(name, settings);
  options.prefix = settings.bus.prefix;
  options.bus_id = outside_.bus_id;
  options.shards = kShards;
  options.partitions = outside_.partitions;
  for (const auto& rule : settings.bus.in) options.inbound.push_back({rule.topic, rule.type, rule.id, rule.subject, rule.data});
  return std::make_unique<runtime::Role>(std::move(options), outside_.store, outside_.bus, outside_.engine, outside_.clock,
                                         outside_.metrics, handler, fatal_);
}

Status Roles::StartWorkflow() {
  TRY(LoadDefinitions(outside_.settings));
  if (!book_.Current()) return Fail(ErrorKind::kInvalid, "the resources have errors (see above)", "workflows");
  roles_.push_back(MakeRole("workflow", [this](runtime::ShardServices& services) {
    workflow::WorkflowOptions options;
    options.mail_lifetime = outside_.settings.workflows.mailbox_expiry;
    options.secrets = PlainSecrets(outside_.settings);
    return std::make_unique<workflow::WorkflowHandler>(std::move(options), services, book_, outside_.client);
  }));
  return {};
}

Status Roles::LoadDefinitions(const Settings& settings) {
  TRY_ASSIGN(auto session, outside_.store.OpenSession());
  const WorkflowFolders folders{settings.workflows.path, settings.workflows.resources, settings.telephony.alert_number};
  const auto current = book_.Current();
  TRY_ASSIGN(auto loaded, LoadWorkflows(folders, *session, book_, current ? current->GetResources() : nullptr));
  for (const auto& finding : loaded.findings) std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
  workflow_files_bad_ = HasErrors(loaded.findings);
  if (!loaded.set) return {};
  spdlog::info("{} workflows in force", loaded.set->Active().size());
  book_.Activate(std::move(loaded.set));
  return {};
}

Status Roles::Reload(const Settings& settings) { return LoadDefinitions(settings); }

std::string Roles::Missing() {
  if (workflow_files_bad_) return "workflow files have errors; the stored versions are in force";
  return {};
}

}  // namespace tocsin::compose
