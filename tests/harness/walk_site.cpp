#include "tests/harness/walk_site.hpp"

#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

#include "schemas/plain_text.hpp"
#include "schemas/time.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

namespace fs = std::filesystem;

constexpr auto kCallTime = std::chrono::seconds(120);
constexpr const char* kNeverOpen =
    "calendars: {office: {zone: Europe/Berlin, hours: [{days: mon, from: '00:00', to: '00:01'}], "
    "holidays: []}}\n";

std::string TextOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// With the simulator's address where it is named.
std::string Addressed(std::string text, const std::string& phone_url) {
  constexpr std::string_view kName = "PHONE_URL";
  for (auto at = text.find(kName); at != std::string::npos; at = text.find(kName, at))
    text.replace(at, kName.size(), phone_url);
  return text;
}

/// The example with its four values filled in.
std::string DotEnv(const std::string& more) {
  std::string text = TextOf(fs::path(TOCSIN_SOURCE_DIR) / "deploy" / ".env.example");
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"\nTWILIO_ACCOUNT_SID=", "AC0000000000000000000000000000aaaa"},
           {"\nTWILIO_AUTH_TOKEN=", "12345"},
           {"\nTWILIO_PHONE_NUMBER=", "+15551234567"},
           {"\nALERT_PHONE_NUMBER=", "+15559876543"}}) {
    const auto at = text.find(name);
    if (at == std::string::npos) return "";
    text.insert(at + std::string_view(name).size(), value);
  }
  return text + more;
}

}  // namespace

WalkSite::WalkSite(WalkOptions options)
    : worker_url_(options.front.empty() ? "http://127.0.0.1:" + std::to_string(FreePort())
                                        : options.front),
      phone_url_("http://127.0.0.1:" + std::to_string(FreePort())),
      site_([&] {
        SiteOptions site;
        const auto port = options.front.empty() ? worker_url_.substr(worker_url_.rfind(':')) : ":0";
        site.http = "{listen: '" + options.host + port + "', public_url: '" + worker_url_ +
                    "', trusted_proxies: " + options.trusted_proxies + options.http + "}";
        site.settings = "telephony: {twilio: {api_url: '" + phone_url_ +
                        "', calls_per_second: 100" + options.twilio + "}" +
                        Addressed(options.telephony, phone_url_) + "}\n" + options.settings;
        site.database = options.database;
        return std::make_unique<Site>("walk", std::move(site));
      }()),
      bus_(site_->Kafka(), site_->Prefix()) {
  const fs::path shipped = fs::path(TOCSIN_SOURCE_DIR) / "workflows";
  for (const auto* file : {"ops/alert-router.yaml", "ops/manual-call.yaml"})
    Write("workflows/" + std::string(file), TextOf(shipped / file));
  Write("resources/actions.yaml", TextOf(shipped / "resources" / "actions.yaml"));
  Write("resources/calendars.yaml", kNeverOpen);
  if (!options.resources.empty()) Write("resources/contacts.yaml", options.resources);
  arguments_ = options.arguments;
  Write(".env", DotEnv(options.environment));
  Write("people.yaml", "people: " + options.people + "\n");
  StartPhone();
}

void WalkSite::StartPhone() {
  phone_ = std::make_unique<Process>(
      Process::Options{{Binary("tocsin-phone"), "--listen", phone_url_.substr(7), "--script",
                        "people.yaml", "--time-scale", "0.05", "--calls-per-second", "0"},
                       {},
                       site_->Folder().string()});
  if (!phone_->WaitForLine("ready url=", std::chrono::seconds(10)))
    std::fprintf(stderr, "the simulator did not get ready:\n%s", phone_->Errors().c_str());
}

bool WalkSite::Start() {
  worker_ = site_->Start({}, arguments_);
  return worker_ != nullptr;
}

bool WalkSite::Reload() {
  const auto count = [this] {
    const std::string log = worker_->Errors();
    std::size_t lines = 0;
    for (auto at = log.find("reloaded"); at != log.npos; at = log.find("reloaded", at + 1)) ++lines;
    return lines;
  };
  const auto before = count();
  worker_->Signal(SIGHUP);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (count() == before && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return count() > before;
}

std::string WalkSite::ReadFile(const std::string& file) const {
  return TextOf(site_->Folder() / file);
}

bool WalkSite::Edit(const std::string& file, const std::string& what,
                    const std::string& with) const {
  std::string text = ReadFile(file);
  const auto at = text.find(what);
  if (at == std::string::npos || text.find(what, at + 1) != std::string::npos) return false;
  Write(file, text.replace(at, what.size(), with));
  return true;
}

HttpResponse WalkSite::Send(const std::string& method, const std::string& path, HttpHeaders headers,
                            std::string body) const {
  return Ask({.method = method,
              .url = worker_url_ + path,
              .headers = std::move(headers),
              .body = std::move(body)});
}

HttpHeaders WalkSite::Key() {
  if (key_.empty()) {
    key_ = site_->Tocsin({"keys", "create", "walk"}).output;
    while (!key_.empty() && key_.back() == '\n') key_.pop_back();
  }
  return {{"Authorization", "Bearer " + key_}};
}

HttpResponse WalkSite::Initiate(const std::string& alert, const std::string& number,
                                HttpHeaders more) {
  HttpHeaders headers = Key();
  headers.emplace_back("Content-Type", "application/json");
  headers.insert(headers.end(), more.begin(), more.end());
  const json::object body = {
      {"phone_number", number},
      {"alert_id", alert},
      {"alert_summary", "Test alert: Container nginx has stopped on node pve1."},
      {"alert_context",
       {{"severity", "critical"}, {"resource_type", "container"}, {"resource_name", "nginx"}}}};
  return Send("POST", "/api/voice/call/initiate", std::move(headers), json::serialize(body));
}

void WalkSite::Produce(const std::string& key, const std::string& event_id,
                       const std::string& text) const {
  KafkaClient producer(KafkaClient::Kind::kProducer, site_->Kafka());
  producer.Produce(site_->Prefix() + ".alerts", key, text,
                   {{"ce_specversion", "1.0"},
                    {"ce_id", event_id},
                    {"ce_source", "/pve"},
                    {"ce_type", "tocsin.alert.raised"},
                    {"ce_subject", key},
                    {"content-type", "application/json"}});
  producer.Flush();
}

void WalkSite::Raise(const std::string& alert, const std::string& event_id) const {
  Produce(alert, event_id,
          json::serialize(json::object{{"alert_id", alert},
                                       {"severity", "critical"},
                                       {"title", "Container Stopped"},
                                       {"resource_type", "container"},
                                       {"resource_name", "nginx"},
                                       {"node_name", "pve1"}}));
}

void WalkSite::Script(const std::string& people) const {
  const auto answer =
      Ask({.method = "PUT", .url = phone_url_ + "/sim/script", .body = "people: " + people + "\n"});
  if (answer.status != 200)
    std::fprintf(stderr, "the simulator refuses its script: %s\n", answer.body.c_str());
}

std::vector<json::value> WalkSite::Calls(const std::string& number) const {
  const auto page =
      ParseJson(Ask({.url = phone_url_ + "/sim/calls?number=" + PercentEncode(number)}).body);
  if (!page || Find(*page, "items") == nullptr) return {};
  const auto& items = page->at("items").as_array();
  std::vector<json::value> calls(items.begin(), items.end());
  std::ranges::sort(calls, {}, [](const json::value& call) {
    return std::string(StringAt(call.as_object(), "created_at"));
  });
  return calls;
}

std::vector<json::value> WalkSite::WaitForCalls(const std::string& number,
                                                std::size_t count) const {
  const auto deadline = std::chrono::steady_clock::now() + kCallTime;
  for (;;) {
    auto calls = Calls(number);
    const auto over = std::ranges::count_if(
        calls, [](const json::value& call) { return call.at("ended_at").is_string(); });
    const bool done = static_cast<std::size_t>(over) >= count;
    if (done || std::chrono::steady_clock::now() >= deadline) return calls;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::string WalkSite::Story(const std::string& alert, const std::string& number) {
  std::string story;
  for (const auto& call : Calls(number)) {
    story += TalkOf(call);
    for (const auto* member : {"media", "log", "faults", "end_reason"})
      if (const auto* value = Find(call, member))
        story += std::string(member) + ": " + json::serialize(*value) + '\n';
  }
  for (const auto* topic : {"calls", "decisions"})
    for (const auto& event : Bus().Seen(topic, alert))
      story += event.type + ' ' + event.text + '\n';
  return story;
}

std::string TalkOf(const json::value& call) {
  std::string talk;
  for (const auto& entry : call.at("transcript").as_array()) {
    const auto& line = entry.as_object();
    talk += std::string(StringAt(line, "what")) + ": " +
            std::string(StringAt(line, line.contains("keys") ? "keys" : "text")) + '\n';
  }
  return talk;
}

TimePoint HeardAt(const json::value& call, std::string_view text) {
  for (const auto& entry : call.at("heard").as_array())
    if (StringAt(entry.as_object(), "text").find(text) != std::string_view::npos)
      return ParseTime(StringAt(entry.as_object(), "at")).value_or(TimePoint());
  return {};
}

}  // namespace tocsin::harness
