#include <algorithm>
#include <charconv>
#include <cstdint>

#include "schemas/yaml.hpp"

namespace tocsin {

std::string FormatFinding(const Finding& finding) {
  std::string text = finding.file;
  if (finding.mark.line > 0)
    text += ':' + std::to_string(finding.mark.line) + ':' + std::to_string(finding.mark.column);
  text += finding.level == Finding::Level::kError ? ": error: " : ": warning: ";
  return text + finding.text;
}

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const auto& member : members)
    if (member.key == key) return &member.value;
  return nullptr;
}

json::value YamlNode::ToJson() const {
  switch (kind) {
    case Kind::kNull:
      return nullptr;
    case Kind::kBool:
      return text.front() == 't' || text.front() == 'T';
    case Kind::kInteger: {
      std::int64_t value = 0;
      const std::size_t skip = text.front() == '+' ? 1 : 0;
      const auto [end, error] =
          std::from_chars(text.data() + skip, text.data() + text.size(), value);
      if (error == std::errc{}) return value;
      std::uint64_t large = 0;
      std::from_chars(text.data() + skip, text.data() + text.size(), large);
      return large;
    }
    case Kind::kDouble: {
      double value = 0;
      const std::size_t skip = text.front() == '+' ? 1 : 0;
      std::from_chars(text.data() + skip, text.data() + text.size(), value);
      return value;
    }
    case Kind::kString:
      return json::value(text);
    case Kind::kSequence: {
      json::array array;
      for (const auto& item : items) array.push_back(item.ToJson());
      return array;
    }
    case Kind::kMap: {
      json::object object;
      for (const auto& member : members) object[member.key] = member.value.ToJson();
      return object;
    }
  }
  return nullptr;
}

std::string_view Describe(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kBool:
      return "a boolean";
    case YamlNode::Kind::kInteger:
      return "an integer";
    case YamlNode::Kind::kDouble:
      return "a number";
    case YamlNode::Kind::kString:
      return "a string";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "a value";
}

std::string_view ClosestWord(std::string_view word,
                             const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = 3;
  std::vector<std::size_t> row;
  for (const auto candidate : candidates) {
    row.resize(candidate.size() + 1);
    for (std::size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t substitute = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
      }
    }
    if (row.back() < best_distance && row.back() < std::max(word.size(), candidate.size())) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view closest = ClosestWord(word, candidates);
  return closest.empty() ? "" : ", did you mean '" + std::string(closest) + "'?";
}

}  // namespace tocsin
