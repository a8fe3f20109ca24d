#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "schemas/regex.hpp"

namespace tocsin::jq {

/// Keeps the compiled regular expressions of a program. Belongs to one thread.
class RegexCache {
 public:
  const Regex* Get(std::string_view pattern, std::string_view flags, std::string& message);

 private:
  struct Entry {
    std::string key;
    std::unique_ptr<Regex> regex;
  };
  std::deque<Entry> entries_;
};

}  // namespace tocsin::jq
