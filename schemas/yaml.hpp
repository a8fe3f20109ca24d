#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// A place in a text file, 1-based; 0 means unknown.
struct Mark {
  int line = 0;
  int column = 0;
};

/// One finding about a file: FILE:LINE:COL: error: TEXT.
struct Finding {
  enum class Level { kError, kWarning };
  std::string file;
  Mark mark;
  Level level = Level::kError;
  std::string text;
};
std::string FormatFinding(const Finding& finding);
inline bool HasErrors(const std::vector<Finding>& findings) {
  for (const auto& finding : findings)
    if (finding.level == Finding::Level::kError) return true;
  return false;
}

/// A YAML document as a tree that knows where everything stands. Scalars follow the YAML 1.2 core
/// schema (`on` and `yes` are strings, integers have 64 bits); aliases are expanded and `<<` merges
/// maps; a duplicate key is an error.
class YamlNode {
 public:
  enum class Kind { kNull, kBool, kInteger, kDouble, kString, kSequence, kMap };
  struct Member;

  Kind kind = Kind::kNull;
  Mark mark;
  std::string text;  ///< scalar as written (unquoted; 0x and 0o in decimal)
  bool quoted = false;
  std::vector<YamlNode> items;  ///< kSequence
  std::vector<Member> members;  ///< kMap, in file order

  bool IsMap() const { return kind == Kind::kMap; }
  bool IsSequence() const { return kind == Kind::kSequence; }
  bool IsScalar() const { return !IsMap() && !IsSequence() && kind != Kind::kNull; }
  /// The value at a key of a map, or nullptr.
  const YamlNode* Find(std::string_view key) const;
  json::value ToJson() const;
};
struct YamlNode::Member {
  std::string key;
  Mark mark;  ///< of the key
  YamlNode value;
};

/// A word for messages: "a string", "a map", ...
std::string_view Describe(YamlNode::Kind kind);

/// Parses the only document of `text`; on a fault gives the finding. At most 4 MiB and 64 levels,
/// strict UTF-8 (with or without a byte order mark).
tl::expected<YamlNode, Finding> ParseYaml(std::string_view text, std::string_view file);

/// The closest of `candidates` within two edits, for "did you mean ...?", or empty.
std::string_view ClosestWord(std::string_view word,
                             const std::vector<std::string_view>& candidates);
/// ", did you mean 'x'?" or nothing.
std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace tocsin
