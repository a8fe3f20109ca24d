#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "schemas/regex.hpp"

namespace tocsin::jq {

/// A pattern with its options, as it is looked for.
class RegexKey {
 public:
  RegexKey(std::string_view pattern, std::string_view options);
  std::string_view Pattern() const { return pattern_; }
  std::string_view Options() const { return options_; }
  std::size_t Hash() const { return hash_; }

 private:
  std::string_view pattern_;
  std::string_view options_;
  std::size_t hash_;
};

/// Keeps the compiled regular expressions of a program. Belongs to one thread.
class RegexCache {
 public:
  /// Null and a message when it does not compile. What it gives stays until others took its place.
  const Regex* Get(const RegexKey& key, std::string& message);

 private:
  struct Entry {
    std::size_t hash;
    std::string pattern;
    std::string options;
    std::unique_ptr<Regex> regex;
  };
  std::deque<Entry> entries_;
};

}  // namespace tocsin::jq
