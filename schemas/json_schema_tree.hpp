#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/pattern.hpp"

namespace tocsin {

/// A format that is checked: what it is called, and whether a text has it.
struct SchemaFormat {
  std::string_view name;
  bool (*fits)(std::string_view text);
};
/// Nothing for a name that is not known.
const SchemaFormat* FindSchemaFormat(std::string_view name);

/// One subschema. An absent keyword allows everything. Indices are those of SchemaTree::nodes.
struct SchemaNode {
  using Index = std::size_t;
  using Named = std::vector<std::pair<std::string, Index>>;

  bool nothing = false;  ///< the schema `false`
  std::optional<Index> ref;

  std::vector<std::string> types;
  std::optional<std::vector<json::value>> allowed;  ///< enum, const

  std::optional<json::value> minimum, maximum, above, below, multiple_of;
  std::optional<std::size_t> min_length, max_length;
  std::optional<Pattern> pattern;
  const SchemaFormat* format = nullptr;

  std::vector<Index> prefix;  ///< items, one for each place
  std::optional<Index> items;
  std::optional<Index> contains;
  std::optional<std::size_t> min_items, max_items, min_contains, max_contains;
  bool unique = false;

  std::vector<std::string> required;
  Named properties;
  std::vector<std::pair<Pattern, Index>> patterns;
  std::optional<Index> additional, names;
  std::optional<std::size_t> min_properties, max_properties;
  std::vector<std::pair<std::string, std::vector<std::string>>> needs;
  Named depends;

  std::vector<Index> all, any, one;
  std::optional<Index> none, when, then, otherwise;
};

/// A schema with all its subschemas; the first is the whole.
struct SchemaTree {
  std::vector<SchemaNode> nodes;
};

}  // namespace tocsin
