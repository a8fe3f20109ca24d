#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::jq {

/// One group of a match, in bytes; begin -1 when it took no part.
struct RegexGroup {
  std::ptrdiff_t begin = -1;
  std::ptrdiff_t end = -1;
};

/// A compiled regular expression of Oniguruma's Perl syntax with named groups.
class Regex {
 public:
  /// Null and a message when it does not compile. `flags` as jq's match has them, without g and n.
  static std::unique_ptr<Regex> Compile(std::string_view pattern, std::string_view flags,
                                        std::string& message);
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  ~Regex();

  enum class Outcome { kFound, kNone, kBound, kFailed };
  /// The next match at or behind `from`; bounded in steps, not in time.
  Outcome Search(std::string_view text, std::size_t from, std::vector<RegexGroup>& groups,
                 std::string& message) const;
  /// By group from 1; empty for those without a name.
  const std::vector<std::string>& Names() const { return names_; }

 private:
  Regex() = default;
  void* regex_ = nullptr;
  std::vector<std::string> names_;
};

/// Keeps the compiled expressions of a program. Belongs to one thread.
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
