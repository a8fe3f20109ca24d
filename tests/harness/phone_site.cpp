#include "tests/harness/phone_site.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

constexpr const char* kAccount = "AC0000000000000000000000000000aaaa";
constexpr const char* kToken = "12345";
constexpr const char* kFrom = "+15550009999";

std::string ScriptOf(const std::string& people, const std::string& faults) {
  return (people.empty() ? "people: {}\n" : "people:\n" + people) + "faults: " + faults + "\n";
}

std::string FileText(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Settings(const PhoneSiteOptions& options, const std::string& phone_url) {
  return std::string("telephony:\n") + "  ring_timeout: " + options.ring_timeout + "\n" +
         options.telephony + "  twilio: {account_sid: " + kAccount + ", auth_token: '" + kToken +
         "', from: '" + kFrom + "', api_url: '" + phone_url +
         "', calls_per_second: 1000, timeout: " + options.carrier_timeout + options.twilio + "}\n" +
         "limits: {calls_per_number_minute: 100000, calls_per_number_hour: 100000, calls_per_hour: "
         "1000000}\n";
}

}  // namespace

std::string PersonNumber(int n) {
  const std::string digits = std::to_string(n);
  return "+1555" + std::string(7 - digits.size(), '0') + digits;
}

PhoneSite::PhoneSite(const std::string& name, PhoneSiteOptions options) {
  phone_ = std::make_unique<Process>(Process::Options{
      {Binary("tocsin-phone"), "--listen", "127.0.0.1:0", "--time-scale", options.time_scale,
       "--calls-per-second", "0", "--account", kAccount, "--token", kToken}});
  const auto line = phone_->WaitForLine("ready url=", std::chrono::seconds(10)).value_or("");
  if (line.empty())
    std::fprintf(stderr, "the simulator did not get ready:\n%s", phone_->Errors().c_str());
  else
    phone_url_ = line.substr(10, line.find(' ', 10) - 10);
  Script(options.people, options.faults);

  const std::string address = "127.0.0.1:" + std::to_string(FreePort());
  worker_url_ = "http://" + address;
  SiteOptions site;
  site.http = "{listen: '" + address + "', public_url: '" + worker_url_ + "'}";
  site.settings = Settings(options, phone_url_) + options.settings;
  site.kafka = options.kafka;
  site.database = options.database;
  site_ = std::make_unique<Site>(name, std::move(site));
  std::string second = FileText(site_->Folder() / "tocsin.yaml");
  if (const auto at = second.find("'" + address + "'"); at != std::string::npos)
    second.replace(at, address.size() + 2, "'127.0.0.1:0'");
  site_->Write("second.yaml", second);
  if (options.workflow.empty()) {
    const auto shipped = std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows" / "ops";
    for (const auto* file : {"alert-router.yaml", "manual-call.yaml"})
      site_->Write(std::string("workflows/ops/") + file, FileText(shipped / file));
  } else {
    site_->Write("workflows/test.yaml", options.workflow);
  }
  if (!options.resources.empty()) site_->Write("resources/people.yaml", options.resources);
}

void PhoneSite::Script(const std::string& people, const std::string& faults) const {
  const auto answer =
      Ask({.method = "PUT", .url = phone_url_ + "/sim/script", .body = ScriptOf(people, faults)});
  if (answer.status != 200)
    std::fprintf(stderr, "the simulator refuses its script: %s\n", answer.body.c_str());
}

json::array PhoneSite::Calls(const std::string& number) const {
  json::array calls;
  std::string cursor;
  do {
    std::string url = phone_url_ + "/sim/calls?limit=500";
    if (!number.empty()) url += "&number=" + PercentEncode(number);
    if (!cursor.empty()) url += "&cursor=" + cursor;
    const auto page = ParseJson(Ask({.url = url}).body);
    if (!page || Find(*page, "items") == nullptr) return calls;
    for (const auto& call : page->at("items").as_array()) calls.push_back(call);
    cursor = StringAt(page->as_object(), "next_cursor");
  } while (!cursor.empty());
  return calls;
}

std::string HeardOn(const json::value& call) {
  std::string all;
  for (const auto& sentence : call.at("heard").as_array())
    all += std::string(StringAt(sentence.as_object(), "text")) + '\n';
  return all;
}

std::string StateOf(const json::value& call) {
  return std::string(StringAt(call.as_object(), "state"));
}

bool IsOver(const json::value& call) { return call.at("ended_at").is_string(); }

}  // namespace tocsin::harness
