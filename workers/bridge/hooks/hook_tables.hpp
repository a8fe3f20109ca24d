#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schemas/yaml_fields.hpp"

namespace tocsin::bridge {

// What a `workflows/hooks/NAME.yaml` holds, as it is written. The tables give the reading, the JSON
// Schema and the reference page.

/// Which repeats are one event.
struct DuplicatesEntry {
  Located<std::string> fingerprint;
  std::optional<Duration> window;
  static const FieldTable& Spec();
};

struct HookLimitsEntry {
  int items = 1'000;
  int body_bytes = 1024 * 1024;
  int requests_per_minute = 6'000;
  static const FieldTable& Spec();
};

/// Where the shape of an example comes from.
struct MadeByEntry {
  std::string program;
  std::string version;
  std::string source;
  static const FieldTable& Spec();
};

struct ExpectedHookEventEntry {
  std::string type;
  std::optional<std::string> subject;
  json::value data;
  static const FieldTable& Spec();
};

struct HookExampleEntry {
  Located<std::string> name;
  MadeByEntry made_by;
  std::map<std::string, std::string, std::less<>> headers;
  std::map<std::string, std::string, std::less<>> query;
  json::value body;
  std::vector<Located<ExpectedHookEventEntry>> events;
  std::vector<int> failed;
  std::optional<int> status;
  static const FieldTable& Spec();
};

struct HookEntries {
  std::string description;
  std::optional<std::string> tenant;
  std::optional<Located<std::string>> each;
  Raw<RawKind::kMap> schema;
  Located<std::string> type;
  std::optional<Located<std::string>> id;
  std::optional<Located<std::string>> subject;
  std::optional<Located<std::string>> data;
  std::optional<Located<DuplicatesEntry>> duplicates;
  HookLimitsEntry limits;
  std::vector<Located<HookExampleEntry>> examples;
  static const FieldTable& Spec();
};

}  // namespace tocsin::bridge
