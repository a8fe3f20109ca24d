#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::jq {

/// The letters of jq's modifiers.
inline constexpr std::string_view kRegexFlags = "gixsnpl";

/// A call's flags: g and n are jq's own, the rest goes to the regular expression.
struct RegexFlags {
  bool all = false;
  bool skip_empty = false;
  std::string options = {};  ///< each letter once
};

/// Nothing when a letter is none of them.
inline std::optional<RegexFlags> ReadRegexFlags(std::string_view given) {
  RegexFlags flags;
  for (const char flag : given) {
    if (kRegexFlags.find(flag) == std::string_view::npos) return std::nullopt;
    if (flag == 'g')
      flags.all = true;
    else if (flag == 'n')
      flags.skip_empty = true;
    else if (flags.options.find(flag) == std::string::npos)
      flags.options += flag;
  }
  return flags;
}

}  // namespace tocsin::jq
