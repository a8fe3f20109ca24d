#include "workers/workflow/oncall/field_reader.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::workflow {

std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view closest = ClosestWord(word, candidates);
  return closest.empty() ? "" : ", did you mean '" + std::string(closest) + "'?";
}

void FieldReader::Error(Mark mark, std::string text) {
  findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
}
void FieldReader::Warn(Mark mark, std::string text) {
  findings_.push_back({file_, mark, Finding::Level::kWarning, std::move(text)});
}

bool FieldReader::ExpectMap(const YamlNode& node, std::string_view what) {
  if (node.IsMap() || node.kind == YamlNode::Kind::kNull) return true;
  Error(node.mark, std::string(what) + " must be a map, not " + std::string(Describe(node.kind)));
  return false;
}

bool FieldReader::ExpectList(const YamlNode& node, std::string_view what) {
  if (node.IsSequence()) return true;
  Error(node.mark, std::string(what) + " must be a list, not " + std::string(Describe(node.kind)));
  return false;
}

void FieldReader::RefuseOthers(const YamlNode& map, const std::vector<std::string_view>& known) {
  for (const auto& member : map.members) {
    if (std::ranges::find(known, member.key) != known.end()) continue;
    Error(member.mark, "unknown key '" + member.key + "'" + DidYouMean(member.key, known));
  }
}

std::optional<std::string> FieldReader::String(const YamlNode& map, std::string_view key,
                                               bool required) {
  const YamlNode* node = map.Find(key);
  if (node == nullptr) {
    if (required) Error(map.mark, "'" + std::string(key) + "' is missing");
    return std::nullopt;
  }
  if (node->IsScalar() && !node->text.empty()) return node->text;
  Error(node->mark, "'" + std::string(key) + "' must be a string, not " +
                        (node->IsScalar() ? "an empty one" : std::string(Describe(node->kind))));
  return std::nullopt;
}

std::optional<Duration> FieldReader::Time(const YamlNode& map, std::string_view key,
                                          Duration most) {
  const auto text = String(map, key, false);
  if (!text) return std::nullopt;
  const auto duration = ParseDuration(*text);
  const Mark mark = map.Find(key)->mark;
  if (!duration) {
    Error(mark,
          "'" + std::string(key) + "': '" + *text + "' is not a duration such as 45s or PT45S");
    return std::nullopt;
  }
  if (*duration > most) {
    Error(mark, "'" + std::string(key) + "' is longer than " + FormatDuration(most));
    return std::nullopt;
  }
  return *duration;
}

std::optional<int> FieldReader::Integer(const YamlNode& map, std::string_view key, int least,
                                        int most) {
  const YamlNode* node = map.Find(key);
  if (node == nullptr) return std::nullopt;
  int value = 0;
  const char* end = node->text.data() + node->text.size();
  const auto [rest, fault] = std::from_chars(node->text.data(), end, value);
  const bool whole = node->kind == YamlNode::Kind::kInteger && fault == std::errc() && rest == end;
  if (whole && value >= least && value <= most) return value;
  Error(node->mark, "'" + std::string(key) + "' must be a whole number from " +
                        std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

}  // namespace tocsin::workflow
