#include "adapters/expression/regex_cache.hpp"

#include <functional>
#include <utility>

#include "adapters/expression/limits.hpp"

namespace tocsin::jq {

RegexKey::RegexKey(std::string_view pattern, std::string_view options)
    : pattern_(pattern),
      options_(options),
      hash_(std::hash<std::string_view>{}(pattern)*31 + std::hash<std::string_view>{}(options)) {}

const Regex* RegexCache::Get(const RegexKey& key, std::string& message) {
  for (const auto& entry : entries_)
    if (entry.hash == key.Hash() && entry.pattern == key.Pattern() &&
        entry.options == key.Options())
      return entry.regex.get();
  auto regex = Regex::Compile(key.Pattern(), key.Options(), message);
  if (regex == nullptr) {
    message.insert(0, "Regex failure: ");
    return nullptr;
  }
  if (entries_.size() >= kMaxKeptRegexes) entries_.pop_front();
  entries_.push_back(
      {key.Hash(), std::string(key.Pattern()), std::string(key.Options()), std::move(regex)});
  return entries_.back().regex.get();
}

}  // namespace tocsin::jq
