#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/yaml.hpp"

namespace tocsin::phone {

/// An element with what it holds, in order; a piece of text is an element without a name.
struct XmlElement {
  std::string name;
  std::string text;  ///< of a piece of text
  Mark mark;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<XmlElement> children;

  bool IsText() const { return name.empty(); }
  /// The attribute's value, or nullptr.
  const std::string* Attribute(std::string_view key) const;
};

struct XmlFault {
  Mark mark;
  std::string text;
};

/// Reads one XML document strictly: UTF-8, at most 64 KiB and 32 levels, the five named entities
/// and character references, comments and CDATA; a DOCTYPE is refused.
tl::expected<XmlElement, XmlFault> ParseXml(std::string_view text);

}  // namespace tocsin::phone
