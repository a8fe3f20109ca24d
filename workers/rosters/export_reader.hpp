#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

/// Walks an export and keeps what is found: mistakes, with which nothing is made of it, and what
/// cannot be carried over, as warnings. Every finding has its place in the file.
class ExportReader {
 public:
  explicit ExportReader(std::string file) : file_(std::move(file)) {}

  void Error(Mark mark, std::string text);
  /// What is not carried over, or not quite.
  void Lost(Mark mark, std::string text);
  /// Once for each text, however often it is found.
  void LostOnce(Mark mark, const std::string& text);
  bool Good() const { return !HasErrors(findings_); }
  const std::vector<Finding>& Findings() const { return findings_; }
  const std::string& File() const { return file_; }

  /// Of JSON (or YAML): nothing after a mistake that was kept. `{"data": {...}}` is passed over.
  std::optional<YamlNode> Root(std::string_view text);

  /// The items at a key: a list, or the API's answer around one (`data`, `results`, `nodes`, the
  /// key itself). Empty where there is none.
  const std::vector<YamlNode>& List(const YamlNode& of, std::string_view key);
  /// The map at a key, or nullptr.
  const YamlNode* Map(const YamlNode& of, std::string_view key);
  /// A text or number as it is written; a mistake where it is missing.
  std::string Text(const YamlNode& of, std::string_view key);
  static std::string TextOr(const YamlNode& of, std::string_view key, std::string otherwise = {});
  std::optional<std::int64_t> Number(const YamlNode& of, std::string_view key);
  /// A whole number from `least` to `most`; `otherwise` where it is missing or null.
  std::int64_t NumberOr(const YamlNode& of, std::string_view key, std::int64_t otherwise,
                        std::int64_t least, std::int64_t most);
  /// RFC 3339, also with an offset of four digits; null and missing are nothing.
  std::optional<TimePoint> Time(const YamlNode& of, std::string_view key);
  /// The same of the value itself.
  std::optional<TimePoint> TimeOf(const YamlNode& value);
  /// "2026-11-02T09:00:00", wall time.
  std::optional<workflow::LocalMinutes> WallTime(const YamlNode& of, std::string_view key);
  /// "09:00" or "09:00:00".
  std::optional<std::chrono::minutes> TimeOfDay(const YamlNode& of, std::string_view key);
  /// Puts the zone at a key into a schedule; a mistake where this system does not know it.
  void Zone(const YamlNode& of, std::string_view key, Schedule& schedule);

 private:
  const YamlNode* Scalar(const YamlNode& of, std::string_view key);

  std::string file_;
  std::vector<Finding> findings_;
};

}  // namespace tocsin::rosters
