#include "adapters/expression/regex_cache.hpp"

#include <utility>

#include "adapters/expression/limits.hpp"

namespace tocsin::jq {

const Regex* RegexCache::Get(std::string_view pattern, std::string_view flags,
                             std::string& message) {
  std::string key(flags);
  key.append(1, '/').append(pattern);
  for (const auto& entry : entries_)
    if (entry.key == key) return entry.regex.get();
  auto regex = Regex::Compile(pattern, flags, message);
  if (regex == nullptr) {
    message.insert(0, "Regex failure: ");
    return nullptr;
  }
  if (entries_.size() >= kMaxKeptRegexes) entries_.pop_front();
  entries_.push_back({std::move(key), std::move(regex)});
  return entries_.back().regex.get();
}

}  // namespace tocsin::jq
