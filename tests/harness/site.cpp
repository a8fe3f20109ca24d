#include "tests/harness/site.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <pqxx/pqxx>
#include <random>
#include <thread>

#include "tests/harness/kafka_client.hpp"

namespace tocsin::harness {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string FreshPrefix(const std::string& name) {
  static std::atomic<int> counter{0};
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count() % 1'000'000'000;
  return name + '_' + std::to_string(getpid()) + '_' + std::to_string(now) + '_' +
         std::to_string(++counter);
}

}  // namespace

std::string KafkaAddress() { return Environment("TOCSIN_TEST_KAFKA"); }
std::string DatabaseAddress() { return Environment("TOCSIN_TEST_DATABASE"); }

std::string Binary(const std::string& name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

Site::Site(const std::string& name, const std::string& settings)
    : Site(name, SiteOptions{.settings = settings}) {}

namespace {

std::string WithPrefix(std::string text, const std::string& prefix) {
  for (auto at = text.find("PREFIX"); at != std::string::npos;
       at = text.find("PREFIX", at + prefix.size()))
    text.replace(at, 6, prefix);
  return text;
}

}  // namespace

Site::Site(const std::string& name, SiteOptions options)
    : options_(std::move(options)), prefix_(FreshPrefix(name)) {
  folder_ = std::filesystem::temp_directory_path() / prefix_;
  std::filesystem::create_directories(folder_ / "workflows");
  std::string yaml = "store: {url: '" + Database() + "', schema: " + prefix_ + options_.store +
                     "}\nhttp: " + options_.http + '\n';
  yaml += "workflows: {path: workflows, resources: resources}\n";
  std::filesystem::create_directories(folder_ / "resources");
  if (!Kafka().empty())
    yaml += "bus: {brokers: '" + Kafka() + "', prefix: " + prefix_ + ", group: " + prefix_ +
            WithPrefix(options_.bus, prefix_) + "}\n";
  Write("tocsin.yaml", yaml + WithPrefix(options_.settings, prefix_));
  const auto migrated = Tocsin({"migrate"});
  if (migrated.exit != 0)
    std::fprintf(stderr, "migrate: exit %d\n%s%s", migrated.exit, migrated.output.c_str(),
                 migrated.errors.c_str());
}

Site::~Site() {
  if (!KafkaAddress().empty()) {
    KafkaClient admin(KafkaClient::Kind::kProducer, KafkaAddress());
    std::vector<std::string> topics;
    for (const auto* name : {"alerts", "calls", "decisions", "actions", "lifecycle", "dlq"})
      topics.push_back(prefix_ + '.' + name);
    admin.DeleteTopics(topics);
  }
  try {
    pqxx::connection connection(Database());
    pqxx::nontransaction work(connection);
    work.exec("set client_min_messages = error; drop schema if exists " + work.quote_name(prefix_) +
              " cascade");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "removing schema %s: %s\n", prefix_.c_str(), error.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Site::Query(const std::string& sql) const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (;;) {
    try {
      pqxx::connection connection(Database());
      pqxx::nontransaction work(connection);
      work.exec("set search_path to " + work.quote_name(prefix_));
      const auto rows = work.exec(sql);
      return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].as<std::string>();
    } catch (const pqxx::broken_connection& error) {
      if (std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        continue;
      }
      return std::string("no database: ") + error.what();
    } catch (const std::exception& error) {
      return std::string("query failed: ") + error.what();
    }
  }
}

void Site::Write(const std::string& file, const std::string& text) const {
  std::filesystem::create_directories((folder_ / file).parent_path());
  std::ofstream(folder_ / file) << text;
}

Process::Options Site::Command(std::vector<std::string> words,
                               std::map<std::string, std::string> environment) const {
  words.insert(words.begin(), Binary("tocsin"));
  return {std::move(words), std::move(environment), folder_.string()};
}

std::unique_ptr<Process> Site::Spawn(std::map<std::string, std::string> environment,
                                     std::vector<std::string> more) const {
  std::vector<std::string> words = {"run"};
  words.insert(words.end(), more.begin(), more.end());
  return std::make_unique<Process>(Command(std::move(words), std::move(environment)));
}

std::unique_ptr<Process> Site::Start(std::map<std::string, std::string> environment,
                                     std::vector<std::string> more) const {
  auto worker = Spawn(std::move(environment), std::move(more));
  if (worker->WaitForLine("ready http=", std::chrono::seconds(90))) return worker;
  std::fprintf(stderr, "the worker did not get ready:\n%s%s", worker->Output().c_str(),
               worker->Errors().c_str());
  return nullptr;
}

std::string Site::HttpOf(Process& worker) {
  const auto line = worker.WaitForLine("ready http=", std::chrono::seconds(60)).value_or("");
  const auto start = line.find("http=") + 5;
  return line.substr(start, line.find(' ', start) - start);
}

std::uint16_t FreePort() {
  std::random_device seed;
  std::uniform_int_distribution<int> ports(20'000, 31'999);
  for (int attempt = 0; attempt < 200; ++attempt) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(ports(seed)));
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool is_free =
        bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    if (is_free) return ntohs(address.sin_port);
  }
  return 0;
}

void ProduceAlert(KafkaClient& producer, const Site& site, int i, const std::string& severity) {
  const std::string id = site.Prefix() + '-' + std::to_string(i);
  producer.Produce(
      site.Prefix() + ".alerts", id,
      R"({"alert_id":")" + id + R"(","severity":")" + severity +
          R"(","title":"Container stopped","resource_type":"container","resource_name":"nginx"})",
      {{"ce_specversion", "1.0"},
       {"ce_id", "e-" + id},
       {"ce_source", "/test"},
       {"ce_type", "tocsin.alert.raised"},
       {"ce_subject", id},
       {"content-type", "application/json"}});
}

void PublishAlerts(const Site& site, int first, int count, const std::string& severity) {
  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  for (int i = first; i < first + count; ++i) ProduceAlert(producer, site, i, severity);
  producer.Flush();
}

std::map<std::string, std::vector<Seen>> ReadTopic(const Site& site, const std::string& topic,
                                                   const std::string& type, std::size_t keys,
                                                   std::chrono::milliseconds timeout,
                                                   std::chrono::milliseconds quiet) {
  KafkaClient consumer(KafkaClient::Kind::kConsumer, site.Kafka());
  consumer.Assign(site.Prefix() + '.' + topic, 12, false);
  std::map<std::string, std::vector<Seen>> seen;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  auto last = std::chrono::steady_clock::now();
  for (;;) {
    const auto got = consumer.Consume(1000, 50, [&](const rd_kafka_message_t& message) {
      const std::string key(static_cast<const char*>(message.key),
                            message.key == nullptr ? 0 : message.key_len);
      if (!type.empty() && HeaderOf(message, "ce_type") != type) return;
      seen[key].push_back({HeaderOf(message, "ce_type"),
                           HeaderOf(message, "ce_id"),
                           {static_cast<const char*>(message.payload), message.len},
                           TimestampOf(message),
                           message.partition});
    });
    const auto now = std::chrono::steady_clock::now();
    if (got > 0) last = now;
    if (now >= deadline || (seen.size() >= keys && now - last >= quiet)) return seen;
  }
}

}  // namespace tocsin::harness
