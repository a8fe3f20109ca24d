#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml.hpp"

namespace tocsin::phone {

/// Reads typed values out of a YAML tree and collects what is wrong with it, each with its place.
class ScriptReader {
 public:
  explicit ScriptReader(std::string_view file) : file_(file) {}

  void Report(Mark mark, std::string text);
  /// False, and a finding, when the node is not of the kind.
  bool Expect(const YamlNode& node, YamlNode::Kind kind, std::string_view what);
  /// Findings for keys that are not `known`.
  void Allow(const YamlNode& map, std::initializer_list<std::string_view> known,
             std::string_view what);

  Duration ReadDuration(const YamlNode& node, std::string_view what);
  int ReadCount(const YamlNode& node, std::string_view what);
  double ReadNumber(const YamlNode& node, std::string_view what, double low, double high);
  double ReadShare(const YamlNode& node, std::string_view what);
  std::string ReadText(const YamlNode& node, std::string_view what);
  /// `true` is all that makes sense here.
  void ReadTrue(const YamlNode& node, std::string_view what);

  std::vector<Finding> TakeFindings() { return std::move(findings_); }
  bool Failed() const { return !findings_.empty(); }

 private:
  std::string file_;
  std::vector<Finding> findings_;
};

}  // namespace tocsin::phone
