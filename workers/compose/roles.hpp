#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/expression.hpp"
#include "adapters/http.hpp"
#include "adapters/log_control.hpp"
#include "adapters/loop.hpp"
#include "adapters/metric_series.hpp"
#include "adapters/schema_registry.hpp"
#include "adapters/tracing.hpp"
#include "adapters/websocket.hpp"
#include "schemas/lexicon.hpp"
#include "workers/bridge/api.hpp"
#include "workers/bridge/bridge_handler.hpp"
#include "workers/bridge/deep_health.hpp"
#include "workers/bridge/hooks/hook_door.hpp"
#include "workers/bridge/messages/text_report_door.hpp"
#include "workers/bridge/status_pages.hpp"
#include "workers/compose/carriers.hpp"
#include "workers/compose/certificate_watch.hpp"
#include "workers/compose/engine_room.hpp"
#include "workers/compose/gauge_watch.hpp"
#include "workers/compose/language_engine.hpp"
#include "workers/compose/live_sound.hpp"
#include "workers/compose/workflow_files.hpp"
#include "workers/rosters/duty_feed.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/role.hpp"
#include "workers/settings/settings.hpp"
#include "workers/voice/worker/voice_webhooks.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/worker/handler.hpp"

namespace tocsin::compose {

/// What the roles stand on; outlives them.
struct Outside {
  Store& store;
  Bus& bus;
  ExpressionEngine& engine;
  HttpClient& client;          ///< for what settings and workflows name
  HttpClient& carrier_client;  ///< of its own, so that a name that does not resolve delays no dial
  SeriesMetrics& metrics;
  const Clock& clock;
  LogControl& log;
  std::string bus_id;
  int partitions = 12;
  std::string instance_id;
  std::string data_folder;
  Tracer* tracer = nullptr;                       ///< null: nobody takes spans
  const CertificateWatch* certificate = nullptr;  ///< the listener's; null: nobody looks after it
};

/// The workers of this process, wired to the outside. The only place that knows all three. Not
/// thread-safe: Start, Reload and Stop come from the main thread.
class Roles {
 public:
  /// `fatal` is called on a bus thread when a role can never work again.
  Roles(Outside outside, const Settings& settings, std::set<std::string> workers,
        std::function<void(const Error&)> fatal);
  ~Roles();

  Status Start();
  /// What /ready needs: the first of it that is missing. Does not block.
  Status Ready();
  void Stop();
  /// Puts changed workflows, resources and settings into force; on an error the former ones stay.
  Status Reload(const Settings& settings);
  HttpHandler& Http() { return router_; }
  /// As Role::CheckAlive, for all roles.
  Status CheckAlive(int looks);

 private:
  /// Of all roles: an input is alone in hand only where none of them has another.
  std::shared_ptr<runtime::DecisionGate> gate_ = std::make_shared<runtime::DecisionGate>();

  std::unique_ptr<runtime::Role> MakeRole(const std::string& name, std::string_view home,
                                          std::vector<std::string> topics,
                                          const runtime::Role::MakeHandler& handler,
                                          std::function<bool(const std::string&)> also = {}) const;
  Status AddWorkflow();
  void UseRegistry();
  Status ServeDuty();
  Status AddVoice();
  void UseCarriers();
  void UseOwnVoice(const Secret& token_secret);
  /// Those of the settings, where they differ from the former ones; the log tells what cannot be
  /// exchanged while the process runs.
  void ExchangeVoices(const SpeechSettings& former);
  Status TryExchange(const SpeechSettings& former);
  /// Who makes what will be said, for live lines or, without them, for prompts.
  void UseAhead();
  void MakeWordsAhead();
  Status AddBridge();
  Status LoadDefinitions();
  /// Reads the table `contacts` and puts what it says into force, where it has changed. Any thread.
  Status UseContacts(StoreSession& session);
  std::shared_ptr<const workflow::Resources> WithTable(const workflow::Resources& files) const;
  Result<std::shared_ptr<const bridge::Deliveries>> MakeDeliveries() const;
  Result<std::shared_ptr<const bridge::Channels>> MakeChannels() const;
  void UseChannels(const std::shared_ptr<const bridge::Channels>& channels);
  std::set<std::string> TopicsOf(const bridge::Deliveries& deliveries) const;
  void WatchTables();
  void UseDeliveries(const std::shared_ptr<const bridge::Deliveries>& deliveries);
  /// Reads the hooks' files; those with errors leave the former ones in force.
  void UseHooks(std::shared_ptr<const bridge::HookAccess> access);
  Status CheckBus() const;
  /// Whether there is anybody to phone. Any thread.
  Status CheckSomebody() const;
  /// Puts the set into force with the table's contacts. The mutex is held.
  void Activate(const workflow::DefinitionSet& set);
  /// Looks at what waits, on the watch's thread.
  void TellGauges();
  void TellBacklog(const StoreDirectory::Backlog& backlog);
  void AddDeepHealth();
  std::vector<bridge::ReadinessCheck> ReadinessChecks();
  /// What /ready tells beside what is missing.
  std::vector<std::pair<std::string, std::string>> Facts() const;

  Outside outside_;
  Settings settings_;
  std::set<std::string> workers_;
  std::function<void(const Error&)> fatal_;
  std::shared_ptr<const Pronunciations> lexicon_;
  std::unique_ptr<EngineRoom> engines_;  ///< outlives who still holds a sentence, as routes do
  runtime::HttpRouter router_;
  std::unique_ptr<runtime::DatabasePool> database_;
  std::unique_ptr<Loop> schema_loop_;
  std::shared_ptr<SchemaRegistry> schemas_;  ///< null: no topic needs it

  workflow::Functions functions_;
  workflow::DefinitionBook book_;
  std::mutex resources_mutex_;  ///< of who puts a set into force, and of the two below
  std::shared_ptr<const workflow::Resources> file_resources_;  ///< null: none were ever good
  std::vector<ContactTableRow> contact_rows_;                  ///< in force
  std::string resource_folder_;  ///< that had files when last read; empty: none. The main thread's
  std::atomic<bool> workflow_files_bad_ = false;
  std::unique_ptr<runtime::Role> workflow_;
  std::unique_ptr<rosters::DutyFeed> duty_feed_;
  std::unique_ptr<Loop> feed_loop_;  ///< goes before what it serves

  std::unique_ptr<speech::ExchangedVoice> own_voice_;  ///< null: none is set
  std::unique_ptr<Loop> prompt_loop_;
  std::unique_ptr<voice::PromptSounds> prompt_sounds_;  ///< null: the carrier speaks prompts
  std::unique_ptr<voice::SoundsAhead> ahead_;           ///< null: nothing is made ahead

  voice::Carriers carriers_{CarrierDoors()};
  std::unique_ptr<LiveSound> live_;  ///< null: prompts only
  std::unique_ptr<voice::SettingsCell> voice_settings_;
  voice::CommitsOfProcess commits_;
  std::unique_ptr<runtime::Role> voice_;
  std::unique_ptr<voice::VoiceWebhooks> webhooks_;

  std::unique_ptr<LanguageEngine> language_;  ///< null: no questions are answered

  std::unique_ptr<runtime::Role> bridge_;
  std::set<std::string> bridge_topics_;
  std::vector<std::pair<runtime::ShardServices*, bridge::BridgeHandler*>> bridge_handlers_;
  std::unique_ptr<TableWatch> table_watch_;
  std::shared_ptr<bridge::Api> api_;
  std::shared_ptr<bridge::HookDoor> hook_door_;
  std::shared_ptr<MailClient> mail_;
  std::unique_ptr<bridge::TextReportDoor> text_reports_;
  std::atomic<bool> hook_files_bad_ = false;
  std::shared_ptr<bridge::StatusPages> pages_;
  std::unique_ptr<GaugeWatch> gauges_;
  std::mutex gauges_mutex_;
  std::map<std::string, double> gauges_told_;  ///< calls by carrier; of one without, too
  Secret token_secret_;                        ///< of the voice worker
  std::unique_ptr<Loop> health_loop_;
  std::unique_ptr<WebSocketClient> sockets_;
  std::shared_ptr<bridge::DeepHealth> deep_;
};

}  // namespace tocsin::compose
