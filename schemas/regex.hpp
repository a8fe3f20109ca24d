#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

/// One group of a match, in bytes; begin -1 when it took no part.
struct RegexGroup {
  std::ptrdiff_t begin = -1;
  std::ptrdiff_t end = -1;
};

/// A compiled regular expression of Oniguruma's Perl syntax with named groups, over UTF-8. Searches
/// are bounded in counted steps, so that neither a pattern nor a text can hold a thread or end its
/// stack, the same on every machine. Any thread may search.
class Regex {
 public:
  /// Steps that suffice for what people look for in a text of a few megabytes; about 0.2 s.
  static constexpr std::int64_t kMaxSteps = 4'000'000;
  /// What may wait in a search to be tried.
  static constexpr unsigned kMaxWaiting = 1'000'000;
  static constexpr std::size_t kMaxBytes = 16 * 1024;  ///< of the expression itself

  /// Null and a message when it does not compile. `flags` as jq's match has them, without g and n,
  /// and "a": \d, \w and their like are ASCII only.
  static std::unique_ptr<Regex> Compile(std::string_view pattern, std::string_view flags,
                                        std::string& message);
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  ~Regex();

  enum class Outcome { kFound, kNone, kBound, kFailed };
  /// The next match at or behind `from`. Takes from `steps` what it took: one for each round of a
  /// loop, alternative and group that was tried at each place where a match might begin, and what
  /// the text's length makes up; kBound when they do not suffice.
  Outcome Search(std::string_view text, std::size_t from, std::int64_t& steps,
                 std::vector<RegexGroup>& groups, std::string& message) const;
  /// By group from 1; empty for those without a name.
  const std::vector<std::string>& Names() const { return names_; }

 private:
  Regex() = default;
  void* regex_ = nullptr;
  std::vector<std::string> names_;
};

}  // namespace tocsin
