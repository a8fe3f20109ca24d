#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml.hpp"

namespace tocsin::workflow {

/// Reads the members of located YAML maps and collects what is wrong with them. One for each file.
class FieldReader {
 public:
  /// `source`: the file's text, which outlives it; for places within scalars.
  FieldReader(std::string file, std::vector<Finding>& findings, std::string_view source = {})
      : file_(std::move(file)), findings_(findings), source_(source) {}

  void Error(Mark mark, std::string text);
  void Warn(Mark mark, std::string text);

  /// False (and a finding) when `node` is not a map. An empty value counts as an empty map.
  bool ExpectMap(const YamlNode& node, std::string_view what);
  bool ExpectList(const YamlNode& node, std::string_view what);
  /// A finding for each key of `map` that is not among `known`, with the nearest one.
  void RefuseOthers(const YamlNode& map, const std::vector<std::string_view>& known);

  /// The string at `key`; a finding when it is not one, or missing while `required`.
  std::optional<std::string> String(const YamlNode& map, std::string_view key, bool required);
  std::optional<Duration> Time(const YamlNode& map, std::string_view key, Duration most);
  std::optional<int> Integer(const YamlNode& map, std::string_view key, int least, int most);

  const std::string& File() const { return file_; }
  std::string_view Source() const { return source_; }

 private:
  std::string file_;
  std::vector<Finding>& findings_;
  std::string_view source_;
};

/// ", did you mean 'x'?" or nothing.
std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace tocsin::workflow
