#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/yaml.hpp"
#include "schemas/yaml_text.hpp"

namespace tocsin {

/// A place as a parser counts: bytes, all from 0.
struct SourcePlace {
  int byte = 0;  ///< of the file
  int line = 0;
  int column = 0;
};

/// Parsers count bytes, people characters. Goes on from the place before where it can, for a file
/// may be one long line. Refers to the source.
class MarkReader {
 public:
  explicit MarkReader(std::string_view source) : source_(source) {}
  Mark At(const SourcePlace& place);

 private:
  std::string_view source_;
  int line_ = -1;  ///< where the line begins, in bytes
  int counted_ = 0;
  int column_ = 1;  ///< of the byte `counted_`
};

/// Builds the tree of a document from what a parser meets, in its order: aliases are expanded,
/// maps merged, and what grows is bounded. Throws YamlFault. Refers to the source.
class YamlTree {
 public:
  using Anchor = std::size_t;  ///< 0 for none
  struct ScalarStyle {
    bool quoted = false;                               ///< or a block
    std::optional<YamlNode::Kind> tag = std::nullopt;  ///< what a tag says that it is
  };

  explicit YamlTree(std::string_view source) : source_(source), marks_(source) {}

  void AddNull(const SourcePlace& place, Anchor anchor);
  void AddScalar(const SourcePlace& place, std::string text, ScalarStyle style, Anchor anchor);
  void AddAlias(const SourcePlace& place, Anchor anchor);
  void Open(YamlNode::Kind kind, const SourcePlace& place, bool in_brackets, Anchor anchor,
            std::optional<YamlNode::Kind> tag = std::nullopt);
  void CloseSequence() { Close(); }
  void CloseMap();

  YamlNode Take() { return std::move(root_); }
  Mark At(const SourcePlace& place) { return marks_.At(place); }
  bool StandsAt(const SourcePlace& place, char c) const;
  /// Where the quote begins that the file ends in, if it does: only the last scalar can.
  std::optional<Mark> OpenQuote() const;
  /// The innermost bracket that is open.
  std::optional<Mark> OpenBracket() const;

 private:
  /// A list or a map whose end is not read yet.
  struct OpenNode {
    YamlNode node;
    Anchor anchor = 0;
    std::size_t first = 0;   ///< values that were read before it
    std::size_t height = 0;  ///< lists and maps within each other in it
    bool in_brackets = false;
    // Of a map.
    std::optional<YamlNode::Member> key = std::nullopt;  ///< whose value comes next
    bool merges = false;                                 ///< the key is a plain <<
    bool merged_once = false;
    std::set<std::string, std::less<>> seen = {};  ///< keys, once there are many
    std::vector<YamlNode::Member> merged = {};
  };
  /// A value that aliases may name.
  struct Kept {
    YamlNode node;
    std::size_t height = 0;
    std::size_t size = 0;
  };

  Mark Count(const SourcePlace& place);
  bool ExpectsKey() const;
  void Close();
  void Keep(Anchor anchor, YamlNode node, std::size_t height, std::size_t size);
  void TakeKey(YamlNode key);
  static bool IsGiven(OpenNode& map, const std::string& key);
  void Add(YamlNode node, Anchor anchor, std::size_t height, std::size_t size);

  std::string_view source_;
  MarkReader marks_;
  YamlNode root_;
  std::vector<OpenNode> open_;
  std::map<Anchor, Kept> kept_;
  std::optional<SourcePlace> scalar_;  ///< the last one
  std::size_t count_ = 0;
};

}  // namespace tocsin
