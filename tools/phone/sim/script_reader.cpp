#include "tools/phone/sim/script_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tocsin::phone {
namespace {

constexpr std::size_t kMaxFindings = 50;
constexpr Duration kLongest = std::chrono::hours(24);

}  // namespace

void ScriptReader::Report(Mark mark, std::string text) {
  if (findings_.size() < kMaxFindings)
    findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
}

bool ScriptReader::Expect(const YamlNode& node, YamlNode::Kind kind, std::string_view what) {
  if (node.kind == kind) return true;
  Report(node.mark, std::string(what) + " must be " + std::string(Describe(kind)) + ", not " +
                        std::string(Describe(node.kind)));
  return false;
}

void ScriptReader::Allow(const YamlNode& map, std::initializer_list<std::string_view> known,
                         std::string_view what) {
  const std::vector<std::string_view> names(known);
  for (const auto& member : map.members) {
    if (std::ranges::find(names, member.key) != names.end()) continue;
    std::string text = "unknown key '" + member.key + "' in " + std::string(what);
    if (const auto closest = ClosestWord(member.key, names); !closest.empty()) {
      text += "; did you mean '" + std::string(closest) + "'?";
    } else {
      text += "; known are";
      for (const auto name : names) text.append(name == names.front() ? " " : ", ").append(name);
    }
    Report(member.mark, std::move(text));
  }
}

Duration ScriptReader::ReadDuration(const YamlNode& node, std::string_view what) {
  if (node.IsScalar()) {
    const auto duration = ParseDuration(node.text);
    if (duration && *duration <= kLongest) return *duration;
  }
  Report(node.mark,
         std::string(what) + " must be a duration of at most a day such as 1s, 250ms or PT5S");
  return {};
}

int ScriptReader::ReadCount(const YamlNode& node, std::string_view what) {
  int count = 0;
  if (node.kind == YamlNode::Kind::kInteger) {
    const auto [end, error] =
        std::from_chars(node.text.data(), node.text.data() + node.text.size(), count);
    if (error == std::errc{} && end == node.text.data() + node.text.size() && count >= 0 &&
        count <= 1'000'000)
      return count;
  }
  Report(node.mark, std::string(what) + " must be a number of calls from 0 to 1000000");
  return 0;
}

double ScriptReader::ReadNumber(const YamlNode& node, std::string_view what, double low,
                                double high) {
  if (node.kind == YamlNode::Kind::kInteger || node.kind == YamlNode::Kind::kDouble) {
    const double number = node.ToJson().to_number<double>();
    if (number >= low && number <= high) return number;
  }
  Report(node.mark, fmt::format("{} must be a number from {:g} to {:g}", what, low, high));
  return low;
}

double ScriptReader::ReadShare(const YamlNode& node, std::string_view what) {
  return ReadNumber(node, what, 0, 1);
}

std::string ScriptReader::ReadText(const YamlNode& node, std::string_view what) {
  if (node.IsScalar()) return node.text;
  Report(node.mark,
         std::string(what) + " must be a string, not " + std::string(Describe(node.kind)));
  return {};
}

void ScriptReader::ReadTrue(const YamlNode& node, std::string_view what) {
  if (node.kind == YamlNode::Kind::kBool && node.ToJson().as_bool()) return;
  Report(node.mark, std::string(what) + " can only be true; leave it out otherwise");
}

}  // namespace tocsin::phone
