#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.hpp"

namespace tocsin {

/// What a door of the HTTP API asks of the key that opens it. Stored and spoken of by word, so that
/// the order may change.
enum class AccessScope : std::uint8_t { kAdmin, kEventsWrite, kCalls, kRead, kSpeech };

/// "events:write".
std::string_view WordOf(AccessScope scope);
/// What it lets a key do, for people: "send events and webhooks".
std::string_view MeaningOf(AccessScope scope);
/// All of them, in the order in which they are listed.
std::span<const AccessScope> AllAccessScopes();

/// The scopes of one key. Immutable.
class AccessScopes {
 public:
  AccessScopes() = default;
  AccessScopes(std::initializer_list<AccessScope> scopes);

  /// kInvalid names the first word that is none and lists those there are; no word is kInvalid too.
  static Result<AccessScopes> Parse(const std::vector<std::string>& words);
  /// Of stored words: one that this release does not know opens nothing.
  static AccessScopes OfKnown(std::string_view words_with_spaces);

  /// `admin` allows everything.
  bool Allows(AccessScope needed) const { return Has(AccessScope::kAdmin) || Has(needed); }
  std::vector<std::string> Words() const;

  friend bool operator==(const AccessScopes&, const AccessScopes&) = default;

 private:
  static std::uint32_t BitOf(AccessScope scope) { return 1U << static_cast<unsigned>(scope); }
  bool Has(AccessScope scope) const { return (bits_ & BitOf(scope)) != 0; }

  std::uint32_t bits_ = 0;
};

}  // namespace tocsin
