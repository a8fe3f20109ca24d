#include "workers/compose/process.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "adapters/bus/embedded.hpp"
#include "adapters/expression/jq.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/telemetry/heartbeat.hpp"
#include "adapters/telemetry/logging.hpp"
#include "adapters/telemetry/prometheus_metrics.hpp"
#include "adapters/telemetry/sentry_sink.hpp"
#include "adapters/telemetry/span_exporter.hpp"
#include "schemas/version.hpp"
#include "workers/cluster/local_cluster.hpp"
#include "workers/compose/certificate_watch.hpp"
#include "workers/compose/data_folder.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/roles.hpp"
#include "workers/compose/service_notice.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/compose/signals.hpp"
#include "workers/compose/welcome.hpp"
#include "workers/settings/changes.hpp"

namespace tocsin::compose {
namespace {

constexpr int kStopped = 130;  // as after a second signal
constexpr Duration kHousekeeping = std::chrono::hours(1);
constexpr Duration kForgetAtLeast = std::chrono::minutes(1);
constexpr Duration kForgetOn{1000};  ///< where there was more than one go may remove
constexpr Duration kLook{200};
constexpr Duration kLastSpans = std::chrono::seconds(3);   ///< to be sent at the end
constexpr Duration kLastErrors = std::chrono::seconds(2);  ///< likewise

int Refuse(const Error& error) {
  std::fprintf(stderr, "tocsin: %s\n", error.message.c_str());
  return error.kind == ErrorKind::kCancelled ? kStopped : ExitCodeOf(error);
}

void PrintFindings(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
}

void TellForgotten(const Forgotten& done, Duration keep, Metrics& metrics) {
  const std::pair<const char*, std::int64_t> rows[] = {
      {"questions", done.questions}, {"calls", done.calls}, {"attempts", done.attempts},
      {"turns", done.turns},         {"runs", done.runs},   {"alerts", done.alerts}};
  for (const auto& [what, count] : rows)
    if (count > 0)
      metrics.Add("tocsin_store_forgotten_total", static_cast<double>(count), {{"what", what}});
  if (done.questions + done.calls + done.runs + done.alerts > 0)
    spdlog::info(
        "removed what ended more than {} ago (store.history_retention): {} questions, {} calls, {} "
        "attempts, {} turns, {} rows of runs, {} alerts",
        FormatDuration(keep), done.questions, done.calls, done.attempts, done.turns, done.runs,
        done.alerts);
  if (done.questions_ended > 0)
    spdlog::info("{} questions that nobody could answer any more are now unanswered",
                 done.questions_ended);
}

Status UseLog(const LogSettings& log) {
  return SetUpLogging(log.format, log.level,
                      {.path = log.file,
                       .most_bytes = static_cast<std::size_t>(log.max_bytes),
                       .keep = static_cast<std::size_t>(log.keep)});
}

/// Everything of a running worker, in the order in which it is made; it ends in the reverse order.
class Process {
 public:
  Process(RunOptions options, LoadedSettings loaded)
      : options_(std::move(options)), loaded_(std::move(loaded)), started_with_(loaded_.settings) {}
  /// HTTP calls under way end while those who wait for them are still there.
  ~Process() {
    server_.reset();
    if (roles_) roles_->Stop();
    if (reports_) reports_->Stop(kLastErrors);
    if (tracer_) tracer_->Stop(kLastSpans);
    client_.reset();
    carrier_client_.reset();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  Status Start() {
    const Settings& settings = loaded_.settings;
    TRY_ASSIGN(auto folder, DataFolder::Open(options_.data, options_.embedded));
    folder_.emplace(std::move(folder));
    TRY_ASSIGN(const std::string url, DatabaseUrl());
    TRY_ASSIGN(store_, OpenStore(settings, url));
    TRY(PrepareStore());
    TRY_ASSIGN(bus_, OpenBus(settings, url, options_.embedded, folder_->Path().string()));
    std::string bus_id;
    TRY(WaitFor("bus " + bus_->Describe(), options_.wait, signals_, [&]() -> Status {
      TRY_ASSIGN(bus_id, bus_->Id(std::chrono::seconds(2)));
      return {};
    }));
    TRY_ASSIGN(const int partitions, EnsureTopics(*bus_, settings));
    if (partitions != settings.bus.partitions)
      spdlog::warn(
          "tocsin's topics have {} partitions, not the {} of bus.partitions: that is for topics "
          "yet to be made, and those that are there are not repartitioned, for an alert's records "
          "must stay together",
          partitions, settings.bus.partitions);
    const MetricsSettings& shown = settings.telemetry.metrics;
    metrics_ = MakePrometheusMetrics(
        {.series = static_cast<std::size_t>(shown.series), .second_names = shown.voxanne_names});
    certificate_.emplace(clock_, *metrics_);
    certificate_->Use(settings.http.tls.certificate);
    engine_ = MakeJqEngine();
    client_ = MakeHttpClient();
    carrier_client_ = MakeHttpClient();
    tracer_ = TracerFor(settings.telemetry.otlp, folder_->InstanceId());
    const Outside outside{*store_,
                          *bus_,
                          *engine_,
                          *client_,
                          *carrier_client_,
                          *metrics_,
                          clock_,
                          LogOfProcess(),
                          bus_id,
                          partitions,
                          folder_->InstanceId(),
                          folder_->Path().string(),
                          tracer_.get(),
                          &*certificate_};
    TRY(ReportErrors(settings.telemetry.log.sentry));
    const auto& heartbeat = settings.telemetry.heartbeat;
    if (!heartbeat.url.empty())
      heartbeat_.emplace(HeartbeatOptions{heartbeat.url, heartbeat.every}, *client_, *metrics_);
    roles_ = std::make_unique<Roles>(outside, settings, options_.workers,
                                     [this](const Error& error) { Fatal(error); });
    TRY(roles_->Start());
    TRY(Listen());
    if (options_.embedded) {
      TRY(EmbeddedKey(*folder_, *store_));
      const auto* embedded = dynamic_cast<const EmbeddedBus*>(bus_.get());
      std::fprintf(stderr, "%s",
                   Welcome(Address(), embedded == nullptr ? "" : embedded->GatewayAddress(),
                           folder_->Path().string())
                       .c_str());
    }
    return {};
  }

  int Serve() {
    std::printf("ready http=%s bus=%s store=%s\n", Address().c_str(), bus_->Describe().c_str(),
                store_->Describe().c_str());
    std::fflush(stdout);
    service_notice::Ready("http " + Address());
    spdlog::info("pid {} (also in {}): kill -HUP reads settings and workflows again", getpid(),
                 folder_->PidFile().string());
    const int looks = static_cast<int>(started_with_.run.stuck_after / kLook);
    auto next_housekeeping = std::chrono::steady_clock::now() + kHousekeeping;
    auto next_forgetting = std::chrono::steady_clock::now();
    for (;;) {
      const int signal = signals_.Wait(kLook);
      if (signal == SIGHUP) {
        service_notice::Reloading();
        Reload();
        service_notice::Ready("http " + Address());
        next_forgetting = std::chrono::steady_clock::now();  // less may be kept now
      }
      if (signal == SIGTERM || signal == SIGINT) return Drain();
      if (failed_) return 3;
      if (const Status alive = roles_->CheckAlive(looks); !alive)
        Abandon(alive.error(), started_with_.run.stuck_after);
      service_notice::Alive();
      if (heartbeat_)
        heartbeat_->Look(std::chrono::steady_clock::now(), [this] { return roles_->Ready(); });
      if (std::chrono::steady_clock::now() >= next_forgetting)
        next_forgetting = std::chrono::steady_clock::now() + Forget();
      if (std::chrono::steady_clock::now() < next_housekeeping) continue;
      next_housekeeping = std::chrono::steady_clock::now() + kHousekeeping;
      Housekeep();
      certificate_->Tell();
    }
  }

 private:
  Result<std::string> DatabaseUrl() {
    if (!loaded_.settings.store.url.empty()) return loaded_.settings.store.url;
    if (options_.embedded) {
      TRY_ASSIGN(auto cluster, LocalCluster::Start(folder_->Path()));
      cluster_.emplace(std::move(cluster));
      return cluster_->Url();
    }
    return Fail(ErrorKind::kInvalid, "no database: set store.url in tocsin.yaml or DATABASE_URL",
                "store");
  }

  Status PrepareStore() {
    TRY(WaitFor("database " + store_->Describe(), options_.wait, signals_, [&]() -> Status {
      TRY_ASSIGN(auto directory, store_->OpenDirectory());
      return directory->Ping();
    }));
    if (options_.embedded) {
      TRY_ASSIGN(const auto report, store_->Migrate());
      if (!report.applied.empty())
        spdlog::info("database brought up to date: {} migrations", report.applied.size());
    } else {
      TRY(store_->Verify());
    }
    // Whoever reads a whole table (a backup) keeps it from making its days: commits need none.
    Housekeep();
    return {};
  }

  std::unique_ptr<SpanExporter> TracerFor(const OtlpSettings& otlp, const std::string& instance) {
    if (otlp.endpoint.empty()) return nullptr;
    telemetry_client_ = MakeHttpClient();
    SpanExporterOptions options{
        .url = AddressBelow(otlp.endpoint, "/v1/traces"),
        .protobuf = otlp.format == "protobuf",
        .share = otlp.sample,
        .resource = {
            .service = otlp.service, .version = std::string(Version()), .instance = instance}};
    for (const auto& [name, value] : otlp.headers)
      options.headers.emplace_back(name, value.Reveal());
    return MakeSpanExporter(std::move(options), *telemetry_client_, *metrics_);
  }

  Status ReportErrors(const SentrySettings& sentry) {
    if (sentry.dsn.Empty()) return {};
    TRY_ASSIGN(auto target, sentry::ReadDsn(sentry.dsn.Reveal()));
    if (telemetry_client_ == nullptr) telemetry_client_ = MakeHttpClient();
    reports_ = ReportToSentry({.target = std::move(target),
                               .environment = sentry.environment,
                               .per_minute = sentry.per_minute},
                              *telemetry_client_, *metrics_);
    return {};
  }

  Status Listen() {
    const HttpSettings& http = loaded_.settings.http;
    HttpServerOptions options;
    const auto colon = http.listen.rfind(':');
    options.host = http.listen.substr(0, colon);
    if (options.host.starts_with('[')) options.host = options.host.substr(1, colon - 2);
    options.port = static_cast<std::uint16_t>(std::stoi(http.listen.substr(colon + 1)));
    options.tls = TlsFilesOf(http.tls);
    options.trusted_proxies = http.trusted_proxies;
    options.max_body_bytes = static_cast<std::size_t>(http.max_body_bytes);
    options.idle_timeout = http.idle_timeout;
    options.request_timeout = http.request_timeout;
    options.max_connections = static_cast<std::size_t>(http.max_connections);
    // Those of media are bounded by their own door, which says why.
    options.max_web_sockets =
        std::max(options.max_web_sockets, static_cast<std::size_t>(http.websocket.max_open));
    auto server = StartHttpServer(std::move(options), roles_->Http());
    if (!server) {
      Error error = std::move(server).error();
      error.message += " (http.listen)";
      return Fail(std::move(error));
    }
    server_ = std::move(*server);
    return {};
  }

  std::string Address() const {
    const HttpSettings& http = loaded_.settings.http;
    return http.listen.substr(0, http.listen.rfind(':') + 1) + std::to_string(server_->Port());
  }

  void Fatal(const Error& error) {
    spdlog::critical("{}", error.message);
    failed_ = true;
  }

  /// A thread that never comes back cannot be waited for.
  [[noreturn]] void Abandon(const Error& error, Duration still) {
    spdlog::critical(
        "{} for {} (run.stuck_after): ending the process; what it had in hand is tried again",
        error.message, FormatDuration(still));
    spdlog::default_logger()->flush();
    if (reports_) reports_->Stop(kLastErrors);
    std::_Exit(3);
  }

  void Reload() {
    auto fresh = LoadSettings(options_.settings);
    for (auto& finding : CheckUse(fresh)) fresh.findings.push_back(std::move(finding));
    PrintFindings(fresh.findings);
    if (HasErrors(fresh.findings)) {
      spdlog::error("reload: the settings have errors; the former ones stay in force");
      return;
    }
    if (auto reloaded = roles_->Reload(fresh.settings); !reloaded) {
      spdlog::error("reload: {}; the former settings stay in force", reloaded.error().message);
      return;
    }
    if (const auto used = server_->UseTls(TlsFilesOf(fresh.settings.http.tls)); !used)
      spdlog::error("reload: {}; the former certificate stays in force", used.error().message);
    else
      certificate_->Use(fresh.settings.http.tls.certificate);
    if (const auto used = UseLog(fresh.settings.telemetry.log); !used)
      spdlog::error("reload: {}; the log goes on as before", used.error().message);
    for (const auto& name : ChangesThatNeedARestart(started_with_, fresh.settings))
      spdlog::warn("reload: {} has changed; that takes effect at the next start", name);
    loaded_ = std::move(fresh);
    spdlog::info("settings are reloaded");
  }

  int Drain() {
    service_notice::Stopping();
    spdlog::info("stopping: finishing what is in hand; a second signal ends at once");
    signals_.EndAtNext(cluster_ ? cluster_->ServerPid() : 0);
    const Duration drain = started_with_.http.request_timeout;
    if (const auto cut = server_->Stop(drain); cut > 0) {
      spdlog::warn(
          "stopping: {} connections were cut, for what they waited for was not there in {}", cut,
          FormatDuration(drain));
    }
    roles_->Stop();
    return 0;
  }

  void Housekeep() {
    const auto& store = loaded_.settings.store;
    if (auto done = store_->Housekeeping(store.inbox_retention, store.history_retention); !done)
      spdlog::warn("housekeeping: {}", done.error().message);
  }

  /// Gives how long to wait for the next time.
  Duration Forget() {
    const Duration keep = loaded_.settings.store.history_retention;
    const auto done = store_->Forget(keep);
    if (!done) {
      spdlog::warn("removing what is older than {}: {}", FormatDuration(keep),
                   done.error().message);
      return kForgetAtLeast;
    }
    TellForgotten(*done, keep, *metrics_);
    return done->more ? kForgetOn : std::clamp(keep, kForgetAtLeast, kHousekeeping);
  }

  RunOptions options_;
  LoadedSettings loaded_;
  const Settings started_with_;
  Signals signals_;
  SystemClock clock_;
  std::atomic<bool> failed_ = false;
  std::optional<DataFolder> folder_;
  std::optional<LocalCluster> cluster_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Bus> bus_;
  std::unique_ptr<SeriesMetrics> metrics_;
  std::optional<CertificateWatch> certificate_;
  std::unique_ptr<ExpressionEngine> engine_;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<HttpClient> carrier_client_;
  std::unique_ptr<HttpClient> telemetry_client_;
  std::unique_ptr<SpanExporter> tracer_;
  std::unique_ptr<SentryReports> reports_;
  std::optional<Heartbeat> heartbeat_;
  std::unique_ptr<Roles> roles_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace

int RunProcess(const RunOptions& options) {
  auto loaded = LoadSettings(options.settings);
  PrintFindings(loaded.findings);
  auto missing = CheckRun(loaded, options.embedded);
  for (auto& finding : CheckUse(loaded)) missing.push_back(std::move(finding));
  PrintFindings(missing);
  if (HasErrors(loaded.findings) || HasErrors(missing)) return 1;
  if (auto logging = UseLog(loaded.settings.telemetry.log); !logging)
    return Refuse(logging.error());
  Process process(options, std::move(loaded));
  if (auto started = process.Start(); !started) return Refuse(started.error());
  return process.Serve();
}

}  // namespace tocsin::compose
