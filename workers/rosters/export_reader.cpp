#include "workers/rosters/export_reader.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace tocsin::rosters {
namespace {

constexpr std::size_t kTimeOfDayLength = 5;     // 09:00
constexpr std::size_t kWallTimeLength = 16;     // 2026-11-02T09:00
constexpr std::size_t kOffsetWithoutColon = 5;  // +0100

bool IsGiven(const YamlNode* node) {
  return node != nullptr && node->kind != YamlNode::Kind::kNull;
}

/// "+0100" as "+01:00".
std::string WithColon(std::string text) {
  const std::size_t size = text.size();
  if (size < kWallTimeLength + kOffsetWithoutColon) return text;
  const char sign = text[size - kOffsetWithoutColon];
  if ((sign == '+' || sign == '-') &&
      text.find(':', size - kOffsetWithoutColon) == std::string::npos)
    text.insert(size - 2, ":");
  return text;
}

}  // namespace

void ExportReader::Error(Mark mark, std::string text) {
  findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
}

void ExportReader::Lost(Mark mark, std::string text) {
  findings_.push_back({file_, mark, Finding::Level::kWarning, std::move(text)});
}

void ExportReader::LostOnce(Mark mark, const std::string& text) {
  if (std::ranges::find(findings_, text, &Finding::text) == findings_.end()) Lost(mark, text);
}

std::optional<YamlNode> ExportReader::Root(std::string_view text) {
  std::string source(text);
  std::ranges::replace(source, '\t', ' ');  // JSON may be indented with tabs; texts have none
  auto root = ParseYaml(source, file_);
  if (!root) {
    findings_.push_back(root.error());
    return std::nullopt;
  }
  if (!root->IsMap()) {
    Error(root->mark, "must be an object with the lists of the export, got " +
                          std::string(Describe(root->kind)));
    return std::nullopt;
  }
  const YamlNode* data = root->Find("data");
  if (data != nullptr && data->IsMap()) return *data;
  return *std::move(root);
}

const std::vector<YamlNode>& ExportReader::List(const YamlNode& of, std::string_view key) {
  static const std::vector<YamlNode> kNone;
  const YamlNode* list = of.Find(key);
  for (const std::string_view around :
       {key, std::string_view("data"), std::string_view("results"), std::string_view("nodes")})
    if (list != nullptr && list->IsMap() && list->Find(around) != nullptr)
      list = list->Find(around);
  if (!IsGiven(list)) return kNone;
  if (list->IsSequence()) {
    for (const auto& item : list->items)
      if (item.kind == YamlNode::Kind::kNull || item.IsSequence() != list->items[0].IsSequence()) {
        Error(item.mark, "'" + std::string(key) + "' has an item of another kind");
        return kNone;
      }
    return list->items;
  }
  Error(list->mark,
        "'" + std::string(key) + "' must be a list, got " + std::string(Describe(list->kind)));
  return kNone;
}

const YamlNode* ExportReader::Map(const YamlNode& of, std::string_view key) {
  const YamlNode* map = of.Find(key);
  if (!IsGiven(map)) return nullptr;
  if (map->IsMap()) return map;
  Error(map->mark,
        "'" + std::string(key) + "' must be an object, got " + std::string(Describe(map->kind)));
  return nullptr;
}

const YamlNode* ExportReader::Scalar(const YamlNode& of, std::string_view key) {
  const YamlNode* node = of.Find(key);
  if (!IsGiven(node)) return nullptr;
  if (node->IsScalar()) return node;
  Error(node->mark, "'" + std::string(key) + "' must be a text or a number, got " +
                        std::string(Describe(node->kind)));
  return nullptr;
}

std::string ExportReader::Text(const YamlNode& of, std::string_view key) {
  if (const YamlNode* node = Scalar(of, key)) return node->text;
  if (!IsGiven(of.Find(key))) Error(of.mark, "'" + std::string(key) + "' is missing here");
  return {};
}

std::string ExportReader::TextOr(const YamlNode& of, std::string_view key, std::string otherwise) {
  const YamlNode* node = of.Find(key);
  return node != nullptr && node->IsScalar() ? node->text : std::move(otherwise);
}

std::optional<std::int64_t> ExportReader::Number(const YamlNode& of, std::string_view key) {
  const YamlNode* node = Scalar(of, key);
  if (node == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* end = node->text.data() + node->text.size();
  const auto [rest, fault] = std::from_chars(node->text.data(), end, number);
  if (fault == std::errc() && rest == end) return number;
  Error(node->mark, "'" + std::string(key) + "' must be a whole number, got '" + node->text + "'");
  return std::nullopt;
}

std::int64_t ExportReader::NumberOr(const YamlNode& of, std::string_view key,
                                    std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const auto number = Number(of, key).value_or(otherwise);
  if (number >= least && number <= most) return number;
  const YamlNode* node = of.Find(key);
  Error(node == nullptr ? of.mark : node->mark, "'" + std::string(key) + "' must be " +
                                                    std::to_string(least) + " to " +
                                                    std::to_string(most));
  return otherwise;
}

std::optional<TimePoint> ExportReader::Time(const YamlNode& of, std::string_view key) {
  const YamlNode* node = Scalar(of, key);
  return node == nullptr ? std::nullopt : TimeOf(*node);
}

std::optional<TimePoint> ExportReader::TimeOf(const YamlNode& value) {
  if (const auto time = ParseTime(WithColon(value.text))) return *time;
  Error(value.mark, "must be a time with an offset, such as 2026-11-02T09:00:00+01:00, got '" +
                        value.text + "'");
  return std::nullopt;
}

std::optional<workflow::LocalMinutes> ExportReader::WallTime(const YamlNode& of,
                                                             std::string_view key) {
  const YamlNode* node = Scalar(of, key);
  if (node == nullptr) return std::nullopt;
  workflow::Moment moment;
  if (moment.Read(std::string_view(node->text).substr(0, kWallTimeLength)).empty() &&
      moment.NeedsZone())
    return std::get<workflow::LocalMinutes>(moment.at);
  Error(node->mark, "'" + std::string(key) + "' must be a time such as 2026-11-02T09:00:00, got '" +
                        node->text + "'");
  return std::nullopt;
}

std::optional<std::chrono::minutes> ExportReader::TimeOfDay(const YamlNode& of,
                                                            std::string_view key) {
  const std::string text = Text(of, key);
  if (text.empty()) return std::nullopt;
  workflow::TimeOfDay time;
  if (time.Read(text.substr(0, kTimeOfDayLength)).empty()) return time.since_midnight;
  Error(of.Find(key)->mark,
        "'" + std::string(key) + "' must be a time of day such as 09:00, got '" + text + "'");
  return std::nullopt;
}

void ExportReader::Zone(const YamlNode& of, std::string_view key, Schedule& schedule) {
  schedule.zone_name = Text(of, key);
  if (schedule.zone_name.empty()) return;
  schedule.zone = workflow::LocateZone(schedule.zone_name);
  if (schedule.zone == nullptr)
    Error(of.Find(key)->mark,
          "'" + std::string(key) + "' " + workflow::FaultOfZone(schedule.zone_name));
}

}  // namespace tocsin::rosters
