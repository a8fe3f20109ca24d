#include "workers/workflow/language/lint.hpp"

#include <algorithm>

#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "schemas/version.hpp"

namespace tocsin::workflow {
namespace {

std::string_view LevelOf(const Finding& finding) {
  return finding.level == Finding::Level::kError ? "error" : "warning";
}

/// The file as a URI: relative as it was given, for who shows it knows its folder.
std::string UriOf(std::string_view file) {
  std::string uri = file.starts_with('/') ? "file://" : "";
  while (file.starts_with("./")) file.remove_prefix(2);
  for (;;) {
    const auto slash = file.find('/');
    uri += PercentEncode(file.substr(0, slash));
    if (slash == std::string_view::npos) return uri;
    uri += '/';
    file.remove_prefix(slash + 1);
  }
}

json::object ToSarif(const Finding& finding) {
  json::object region = {{"startLine", std::max(finding.mark.line, 1)},
                         {"startColumn", std::max(finding.mark.column, 1)}};
  json::object place = {{"artifactLocation", {{"uri", UriOf(finding.file)}}},
                        {"region", std::move(region)}};
  json::object location = {{"physicalLocation", std::move(place)}};
  json::object result;
  result["ruleId"] = "workflow";
  result["level"] = LevelOf(finding);
  result["message"] = {{"text", finding.text}};
  result["locations"] = json::array{std::move(location)};
  return result;
}

}  // namespace

std::string FormatText(const std::vector<Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += FormatFinding(finding) + '\n';
  return out;
}

std::string FormatJson(const std::vector<Finding>& findings) {
  json::array out;
  for (const auto& finding : findings)
    out.push_back({{"file", finding.file},
                   {"line", finding.mark.line},
                   {"column", finding.mark.column},
                   {"level", LevelOf(finding)},
                   {"text", finding.text}});
  return JsonText(out) + '\n';
}

std::string FormatSarif(const std::vector<Finding>& findings) {
  json::array results;
  for (const auto& finding : findings) results.push_back(ToSarif(finding));
  json::object rule = {
      {"id", "workflow"},
      {"shortDescription", {{"text", "A workflow file must be a valid document"}}}};
  json::object driver = {
      {"name", "tocsin lint"}, {"version", Version()}, {"rules", json::array{std::move(rule)}}};
  json::object run = {{"tool", {{"driver", std::move(driver)}}},
                      {"columnKind", "unicodeCodePoints"},
                      {"results", std::move(results)}};
  json::object log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = json::array{std::move(run)};
  return JsonText(log) + '\n';
}

}  // namespace tocsin::workflow
