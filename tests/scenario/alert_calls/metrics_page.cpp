#include "scenario/alert_calls/metrics_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/harness/process.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

/// Listed, and not there after a walk, for what they count did not happen: no other may be missing,
/// and none of these may be there.
const std::set<std::string> kNotOnThisWalk = {
    "tocsin_alerts_table_rows_total",
    "tocsin_answer_checks_total",
    "tocsin_approval_pages_total",
    "tocsin_bus_empty_records_total",
    "tocsin_call_cost_total",
    "tocsin_delivery_rests_total",
    "tocsin_heartbeats_total",
    "tocsin_hook_events_total",
    "tocsin_hook_requests_total",
    "tocsin_language_answer_seconds",
    "tocsin_language_answers_total",
    "tocsin_language_first_byte_seconds",
    "tocsin_metrics_other_total",
    "tocsin_provider_characters_total",
    "tocsin_provider_errors_total",
    "tocsin_provider_open",
    "tocsin_realtime_first_sound_seconds",
    "tocsin_realtime_ready_seconds",
    "tocsin_realtime_sessions_total",
    "tocsin_registry_requests_total",
    "tocsin_registry_schemas_awaited",
    "tocsin_speech_first_sound_seconds",
    "tocsin_speech_prepared_bytes",
    "tocsin_speech_prepared_total",
    "tocsin_store_forgotten_total",
    "tocsin_telemetry_errors_total",
    "tocsin_text_answers_total",
    "tocsin_text_reports_total",
    "tocsin_tls_certificate_not_after_seconds",
    "tocsin_voice_eager_ends_total",
    "tocsin_voice_live_lines",
    "tocsin_voice_live_lines_ended_total",
    "tocsin_voice_sockets_refused_total",
    "tocsin_voice_webhooks_refused_total",
    "tocsin_voice_wrong_pins_total",
    "tocsin_websocket_bytes_total",
    "tocsin_websocket_ended_total",
    "tocsin_websocket_messages_total",
    "tocsin_websocket_open",
    "tocsin_workflow_duplicate_starts_total",
    "voice_audio_cache_hits_total",
    "voice_audio_cache_misses_total",
    "voice_recognition_duration_seconds",
    "voice_synthesis_duration_seconds",
};

/// Name and type of each metric that the page lists.
std::map<std::string, std::string> Listed() {
  std::ifstream page(std::string(TOCSIN_SOURCE_DIR) + "/docs/reference/metrics.md");
  std::map<std::string, std::string> listed;
  for (std::string line; std::getline(page, line) && line != "## Reserved";) {
    if (!line.starts_with("| `")) continue;
    const auto name_end = line.find('`', 3);
    const auto type =
        line.substr(name_end + 4, line.find_first_of(" ,", name_end + 4) - name_end - 4);
    listed[line.substr(3, name_end - 3)] = type;
  }
  return listed;
}

/// Name and type of each metric of a scrape in Prometheus text.
std::map<std::string, std::string> Exposed(const std::string& text) {
  std::map<std::string, std::string> exposed;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string hash, word, name, type;
    if (words >> hash >> word >> name >> type && word == "TYPE") exposed[name] = type;
  }
  return exposed;
}

/// Whether `program` is there and takes the text on its standard input.
void ExpectTaken(const std::string& program, const std::string& text) {
  const std::string tool = program.substr(0, program.find(' '));
  if (Run({.command = {"sh", "-c", "command -v " + tool}}).exit != 0) {
    std::cout << "[  NOTE    ] " << tool << " is not installed: its opinion is left out\n";
    return;
  }
  const auto file = std::filesystem::temp_directory_path() /
                    ("tocsin-metrics-" + std::to_string(getpid()) + ".txt");
  std::ofstream(file) << text;
  const auto read = Run({.command = {"sh", "-c", program + " < " + file.string()}});
  EXPECT_EQ(read.exit, 0) << program << ":\n" << read.output << read.errors;
  std::filesystem::remove(file);
}

/// The queries of the guide are such as Prometheus takes, and ask for metrics that there are.
void ExpectTheQueriesOfTheGuide(const std::map<std::string, std::string>& listed) {
  static const std::regex kName("(tocsin|voice|voxanne)_[a-z_]+");
  static const std::regex kPart("_(bucket|sum|count)$");
  std::ifstream guide(std::string(TOCSIN_SOURCE_DIR) + "/docs/guides/metrics.md");
  std::string rules = "groups:\n- name: guide\n  rules:\n";
  int queries = 0;
  bool within = false;
  for (std::string line; std::getline(guide, line);) {
    if (line.starts_with("```")) within = line == "```promql";
    if (!within || line.starts_with("```") || line.starts_with('#')) continue;
    rules += "  - record: query_" + std::to_string(++queries) + "\n    expr: '" + line + "'\n";
    for (std::sregex_iterator name(line.begin(), line.end(), kName), end; name != end; ++name)
      EXPECT_TRUE(listed.contains(std::regex_replace(name->str(), kPart, ""))) << line;
  }
  EXPECT_GE(queries, 10);
  ExpectTaken("promtool check rules /dev/stdin", rules);
}

HttpResponse Scrape(const WalkSite& site, const std::string& accept) {
  return site.Send("GET", "/metrics", {{"Accept", accept}});
}

}  // namespace

void ExpectTheMetricsOfThePage(const WalkSite& site, std::string_view trace) {
  const auto listed = Listed();
  ASSERT_GT(listed.size(), 70U);
  const auto plain = site.Send("GET", "/metrics");
  EXPECT_THAT(std::string(HeaderValue(plain.headers, "Content-Type")),
              HasSubstr("text/plain; version=0.0.4"));
  const auto exposed = Exposed(plain.body);
  for (const auto& [name, type] : exposed) {
    const auto found = listed.find(name);
    if (found == listed.end()) {
      ADD_FAILURE() << name << " is exported, and the page does not list it";
      continue;
    }
    EXPECT_EQ(found->second == "info" ? "gauge" : found->second, type) << name;
    EXPECT_FALSE(kNotOnThisWalk.contains(name)) << name << " is there after all";
  }
  for (const auto& [name, type] : listed)
    EXPECT_TRUE(exposed.contains(name) || kNotOnThisWalk.contains(name))
        << name << " is listed, and not exported";
  EXPECT_THAT(plain.body, HasSubstr("\ntocsin_metrics_dropped_total 0\n"));
  ExpectTaken("promtool check metrics", plain.body);
  ExpectTheQueriesOfTheGuide(listed);

  // What Prometheus 2 asks for.
  const auto open = Scrape(site,
                           "application/openmetrics-text;version=1.0.0,"
                           "application/openmetrics-text;version=0.0.1;q=0.75,"
                           "text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
  EXPECT_THAT(std::string(HeaderValue(open.headers, "Content-Type")),
              HasSubstr("application/openmetrics-text; version=1.0.0"));
  EXPECT_TRUE(open.body.ends_with("\n# EOF\n"));
  for (const char* histogram :
       {"tocsin_call_seconds", "tocsin_voice_ring_seconds", "tocsin_delivery_seconds",
        "tocsin_workflow_run_seconds", "tocsin_http_request_seconds",
        "tocsin_voice_webhook_seconds", "tocsin_store_commit_seconds"})
    EXPECT_THAT(open.body, testing::ContainsRegex("\n" + std::string(histogram) +
                                                  "_bucket[{][^\n]*[}] [0-9]+ # [{]trace_id=\"" +
                                                  std::string(trace) + "\"[}] "));
  EXPECT_THAT(plain.body, HasSubstr("\nvoxanne_calls_total{outcome=\"decided\"} 1\n"));
  ExpectTaken(
      "python3 -c 'import sys\ntry:\n from prometheus_client.openmetrics import parser\n"
      "except ImportError:\n sys.exit(print(\"no prometheus_client\"))\n"
      "n = len(list(parser.text_string_to_metric_families(sys.stdin.read())))\n"
      "sys.exit(0 if n > 30 else \"only %d families\" % n)'",
      open.body);
}

}  // namespace tocsin::harness
