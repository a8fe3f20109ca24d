#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/yaml.hpp"

namespace tocsin {

/// Something wrong with a YAML file, and where.
struct YamlFault {
  Mark mark;
  std::string text;
};

/// The first character that a YAML file may not hold, if there is one: bytes that are no UTF-8,
/// controls, a carriage return that ends a line by itself.
std::optional<YamlFault> FaultOfCharacters(std::string_view source);

/// Reads a plain scalar by the YAML 1.2 core schema
/// (https://yaml.org/spec/1.2.2/#103-core-schema): sets the kind of `node` from its text. What is
/// wrong with a number that would not stay what is written; empty when nothing is.
std::string ReadPlainScalar(YamlNode& node);

/// Behind "&anchor" and "!tag" of the value that begins at byte `at`.
std::size_t SkipProperties(std::string_view source, std::size_t at);

/// Whether a quote begins at byte `at`, behind properties, that nothing closes.
bool IsOpenQuote(std::string_view source, std::size_t at);

/// The escapes \N and \_ as the characters they mean: yaml-cpp gives their last byte alone.
std::string MendEscapes(std::string value);

/// Where a tab indents the line that holds byte `at`, or the one before it; on the first also
/// behind the dash of a list's item, where what follows is indented too.
std::optional<Mark> TabInIndentation(std::string_view source, std::size_t at);

}  // namespace tocsin
