#include <fmt/format.h>

#include "schemas/masking.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

struct Row {
  std::string path;
  std::string value;
  std::string origin;
};

class Rows {
 public:
  explicit Rows(const Origins& origins) : origins_(origins) {}

  void AddTable(const FieldTable& table, const json::object& values, const std::string& prefix) {
    for (const auto& field : table.Fields()) {
      const auto* value = values.if_contains(field.name);
      if (field.type != nullptr && value != nullptr)
        AddField(field, *value, prefix + std::string(field.name));
    }
  }
  std::vector<Row> Take() { return std::move(rows_); }

 private:
  void AddField(const Field& field, const json::value& value, const std::string& path) {
    const auto* nested = field.type->Table();
    if (nested != nullptr && value.is_object())
      return AddTable(*nested, value.get_object(), path + '.');
    if (nested != nullptr && value.is_array() && !value.get_array().empty()) {
      const auto& items = value.get_array();
      for (std::size_t i = 0; i < items.size(); ++i) {
        AddTable(*nested, items[i].as_object(), path + '[' + std::to_string(i) + "].");
      }
      return;
    }
    if (value.is_object() && !value.get_object().empty()) {
      for (const auto& member : value.get_object()) {
        AddRow(path + '.' + std::string(member.key()), MapValue(member.key(), member.value()));
      }
      return;
    }
    AddRow(path, ShownText(field, value));
  }

  /// librdkafka's properties may be secrets by their name.
  static std::string MapValue(std::string_view key, const json::value& value) {
    for (const auto word : {"password", "secret", "token", "key.pem", "oauthbearer.config"})
      if (key.find(word) != std::string_view::npos) return Secret::kStars;
    return value.is_string() ? std::string(value.get_string()) : JsonText(value);
  }

  static std::string ShownText(const Field& field, const json::value& value) {
    if (value.is_double()) return fmt::format("{}", value.get_double());  // 0.1, not 1E-1
    if (!value.is_string()) return JsonText(value);
    std::string text(value.get_string());
    switch (field.rules.shown) {
      case Shown::kPlain:
        return text;
      case Shown::kSecret:
        return text.empty() ? text : Secret::kStars;
      case Shown::kPhone:
        return MaskPhone(text);
      case Shown::kUrl:
        return MaskUrl(text);
    }
    return text;
  }

  void AddRow(std::string path, std::string value) {
    rows_.push_back({path, std::move(value), OriginOf(path)});
  }

  std::string OriginOf(std::string_view path) const {
    const auto found = origins_.find(path);
    return found == origins_.end() ? "default" : found->second.text;
  }

  const Origins& origins_;
  std::vector<Row> rows_;
};

std::vector<Row> RowsOf(const LoadedSettings& loaded) {
  Rows rows(loaded.origins);
  rows.AddTable(Settings::Spec(), EncodeJson(loaded.settings), "");
  return rows.Take();
}

}  // namespace

std::string ShowSettingsText(const LoadedSettings& loaded) {
  std::string out;
  const auto rows = RowsOf(loaded);
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.path.size() + row.value.size() + 2);
  width = std::min<std::size_t>(width, 72);
  for (const auto& row : rows) {
    std::string line = row.path + ": " + row.value;
    if (line.size() < width) line.append(width - line.size(), ' ');
    out += line + "  # " + row.origin + '\n';
  }
  for (const auto& name : loaded.unused)
    out += name.name + " is set and not used yet  # " + name.origin + '\n';
  return out;
}

json::value ShowSettingsJson(const LoadedSettings& loaded) {
  json::array settings;
  for (auto& row : RowsOf(loaded)) {
    settings.push_back(
        json::object{{"path", row.path}, {"value", row.value}, {"origin", row.origin}});
  }
  json::array unused;
  for (const auto& name : loaded.unused)
    unused.push_back(json::object{{"name", name.name}, {"origin", name.origin}});
  return json::object{{"settings", std::move(settings)}, {"unused", std::move(unused)}};
}

}  // namespace tocsin::compose
