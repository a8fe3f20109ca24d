// links: harness schemas net tocsin::pqxx
// A database of commit 6b7bcf1 with 20 runs, 5 calls and 5 effects under way (former_release.sql,
// made by make_dump.py) is brought up to date and goes on: every run ends as it should, each call
// is settled without anybody being dialled twice, and effects are asked for again under the same
// key.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <pqxx/pqxx>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include "adapters/net/http_server.hpp"
#include "schemas/json.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/process.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

constexpr std::string_view kFormerAddress = "http://127.0.0.1:18411";
constexpr std::string_view kCallsPath =
    "/2010-04-01/Accounts/AC0000000000000000000000000000aaaa/Calls";

std::string SidOf(int person) { return "CA" + std::string(31, '0') + std::to_string(person); }

/// What the worker reaches: the service that its effects ask, and a carrier that has the calls of
/// the former release: three it had told of, the fourth without having said so; the fifth never got
/// through to it.
class FormerOutside final : public HttpHandler {
 public:
  FormerOutside() {
    if (auto server = StartHttpServer({}, *this)) server_ = std::move(*server);
  }
  std::string Url() const { return "http://127.0.0.1:" + std::to_string(server_->Port()); }
  /// When the fourth was dialled, as carriers write it.
  void SetDialled(std::string date) { dialled_ = std::move(date); }

  void Handle(HttpRequest request, HttpRespond respond) override {
    const std::lock_guard lock(mutex_);
    respond(Answer(request));
  }
  std::multiset<std::string> FetchKeys() const {
    const std::lock_guard lock(mutex_);
    return fetch_keys_;
  }
  std::map<std::string, int> Dials() const {
    const std::lock_guard lock(mutex_);
    return dials_;
  }

 private:
  HttpResponse Answer(const HttpRequest& request) {
    if (request.path == "/fetch") {
      fetch_keys_.insert(std::string(HeaderValue(request.headers, "Idempotency-Key")));
      return Json(200, {{"how", "fetched"}});
    }
    const std::string path = request.path;
    if (path == std::string(kCallsPath) + ".json")
      return request.method == "POST" ? Place(request) : List(request);
    for (int person = 1; person <= 5; ++person)
      if (path.find(SidOf(person)) != std::string::npos) return Json(200, CallOf(person));
    return Json(404, {{"code", 20404}, {"message", "Not found"}, {"status", 404}});
  }
  HttpResponse Place(const HttpRequest& request) {
    std::string to;
    for (const auto& [name, value] : ParseForm(request.body))
      if (name == "To") to = value;
    ++dials_[to];
    return Json(201, CallOf(to.back() - '0'));
  }
  HttpResponse List(const HttpRequest& request) const {
    json::array found;
    for (int person = 1; person <= 4; ++person) {
      if (request.Query("To") == "+1202555010" + std::to_string(person))
        found.push_back(CallOf(person));
    }
    return Json(200, {{"calls", found}, {"next_page_uri", nullptr}});
  }
  json::object CallOf(int person) const {
    constexpr const char* kStates[] = {"busy", "no-answer", "completed", "no-answer", "no-answer"};
    return {{"sid", SidOf(person)},        {"to", "+1202555010" + std::to_string(person)},
            {"from", "+12025550199"},      {"status", kStates[person - 1]},
            {"direction", "outbound-api"}, {"date_created", dialled_}};
  }
  static HttpResponse Json(int status, const json::object& body) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = json::serialize(body)};
  }

  mutable std::mutex mutex_;
  std::multiset<std::string> fetch_keys_;
  std::map<std::string, int> dials_;
  std::string dialled_;
  std::unique_ptr<HttpServer> server_;
};

/// A database of its own that holds the dump, and the folder of an installation that uses it.
class FormerInstallation {
 public:
  explicit FormerInstallation(const FormerOutside& outside)
      : name_("tocsin_migration_" + std::to_string(getpid())),
        folder_(std::filesystem::temp_directory_path() / name_) {
    Server("drop database if exists " + name_ + " with (force)");
    Server("create database " + name_);
    std::ifstream file(std::string(TOCSIN_SOURCE_DIR) +
                       "/tests/integration/migration/former_release.sql");
    std::ostringstream dump;
    dump << "set check_function_bodies = off; set client_min_messages = warning;\n" << file.rdbuf();
    Query(dump.str());
    Query("update tocsin.effect set request = convert_to(replace(convert_from(request, 'UTF8'), '" +
          std::string(kFormerAddress) + "', '" + outside.Url() + "'), 'UTF8')");
    std::filesystem::create_directories(folder_ / "workflows");
    std::filesystem::create_directories(folder_ / "resources");
    const std::string port = std::to_string(FreePort());
    address_ = "http://127.0.0.1:" + port;
    std::ofstream(folder_ / "resources" / "people.yaml")
        << "contacts: {p1: {phone: '+12025550101'}, p2: {phone: '+12025550102'}, p3: {phone: "
           "'+12025550103'}, p4: {phone: '+12025550104'}, p5: {phone: '+12025550105'}}\n";
    std::ofstream(folder_ / "tocsin.yaml")
        << "store: {url: '" << DatabaseUrl() << "'}\nhttp: {listen: '127.0.0.1:" << port
        << "', public_url: '" << address_
        << "'}\nworkflows: {path: workflows, resources: resources}\n"
        << "telephony:\n  ring_timeout: 5s\n  twilio: {account_sid: "
        << "AC0000000000000000000000000000aaaa, auth_token: '12345', from: '+12025550199', "
           "api_url: '"
        << outside.Url() << "'}\n";
  }
  ~FormerInstallation() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
    Server("drop database if exists " + name_ + " with (force)");
  }
  FormerInstallation(const FormerInstallation&) = delete;
  FormerInstallation& operator=(const FormerInstallation&) = delete;

  Process::Options Command(std::vector<std::string> words) const {
    words.insert(words.begin(), Binary("tocsin"));
    return {std::move(words), {}, folder_.string()};
  }
  /// First field of the first row, in the installation's schema.
  std::string Query(const std::string& sql) const { return Execute(DatabaseUrl(), sql); }
  bool Comes(const std::string& sql, const std::string& value,
             std::chrono::seconds patience) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (Query(sql) != value) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return true;
  }
  void Raise(const std::string& type, const std::string& key) const {
    std::ifstream file(folder_ / ".tocsin" / "api-key");
    std::string secret;
    file >> secret;
    const auto answer = Ask({.method = "POST",
                             .url = address_ + "/events",
                             .headers = {{"Content-Type", "application/cloudevents+json"},
                                         {"Authorization", "Bearer " + secret}},
                             .body = json::serialize(json::object{{"specversion", "1.0"},
                                                                  {"id", "now-" + key},
                                                                  {"source", "/test"},
                                                                  {"type", type},
                                                                  {"subject", key},
                                                                  {"data", {{"key", key}}}})});
    EXPECT_EQ(answer.status, 202) << answer.body;
  }

 private:
  std::string DatabaseUrl() const {
    const std::string server = DatabaseAddress();
    return server.substr(0, server.rfind('/') + 1) + name_;
  }
  void Server(const std::string& sql) const { Execute(DatabaseAddress(), sql); }
  static std::string Execute(const std::string& url, const std::string& sql) {
    try {
      pqxx::connection connection(url);
      pqxx::nontransaction work(connection);
      const auto rows = work.exec(sql);
      return rows.empty() || rows.columns() == 0 || rows[0][0].is_null() ? "" : rows[0][0].c_str();
    } catch (const std::exception& fault) {
      ADD_FAILURE() << fault.what();
      return "";
    }
  }

  std::string name_;
  std::filesystem::path folder_;
  std::string address_;
};

TEST(Migration, WhatAFormerReleaseHadUnderWayEndsAsItShould) {
  if (DatabaseAddress().empty()) GTEST_SKIP() << "needs PostgreSQL";
  FormerOutside outside;
  const FormerInstallation site(outside);
  if (HasFailure()) return;
  ASSERT_EQ(site.Query("select count(*) from tocsin.run"), "20");
  ASSERT_EQ(site.Query("select count(*) from tocsin.call"), "5");
  ASSERT_EQ(site.Query("select count(*) from tocsin.effect"), "5");
  outside.SetDialled(site.Query(
      "select to_char(planned_at at time zone 'utc', 'Dy, DD Mon YYYY HH24:MI:SS +0000') from "
      "tocsin.attempt where phone = '+12025550104'"));
  std::multiset<std::string> keys;
  for (int i = 0; i < 5; ++i)
    keys.insert(site.Query("select id from tocsin.effect order by id offset " + std::to_string(i)));

  const auto migrated = harness::Run(site.Command({"migrate"}));
  ASSERT_EQ(migrated.exit, 0) << migrated.errors;
  Process worker(site.Command({"run", "--embedded"}));
  ASSERT_TRUE(worker.WaitForLine("ready http=", std::chrono::seconds(90))) << worker.Errors();
  for (int i = 1; i <= 5; ++i) site.Raise("m.go", "listens-" + std::to_string(i));

  EXPECT_TRUE(site.Comes("select count(*) from run_done", "20", std::chrono::minutes(4)))
      << site.Query("select string_agg(name || ' ' || key, ', ') from run") << worker.Errors();
  EXPECT_TRUE(
      site.Comes("select count(*) from timer where role = 'voice'", "0", std::chrono::minutes(2)))
      << worker.Errors();

  EXPECT_EQ(site.Query("select string_agg(distinct status::text, ',') from run_done"), "6");
  EXPECT_EQ(
      site.Query("select string_agg(n, ' ' order by n) from (select name || ' ' || count(*) n "
                 "from run_done group by name) g"),
      "asks 5 fetches 5 listens 5 waits 5");
  EXPECT_EQ(site.Query("select count(*) from run"), "0");
  EXPECT_EQ(site.Query("select count(*) from effect"), "0");
  EXPECT_EQ(outside.FetchKeys(), keys);
  EXPECT_EQ(site.Query("select count(*) from call where status in ('dialling', 'ringing', "
                       "'in_progress')"),
            "0");
  EXPECT_EQ(site.Query("select count(*) from attempt where unresolved"), "0");
  EXPECT_EQ(site.Query("select count(distinct phone) from attempt where phone <> '+12025550105'"),
            "4");
  EXPECT_EQ(site.Query("select count(*) from attempt where phone <> '+12025550105'"), "4");
  for (const auto& [number, dials] : outside.Dials()) {
    EXPECT_EQ(number, "+12025550105");  // nobody else may ring again
    EXPECT_LE(dials, 1);
  }
}

}  // namespace
}  // namespace tocsin::harness
