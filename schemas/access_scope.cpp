#include "schemas/access_scope.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tocsin {
namespace {

struct ScopeText {
  AccessScope scope;
  std::string_view word, meaning;
};

constexpr ScopeText kScopeTexts[] = {
    {AccessScope::kAdmin, "admin", "everything, also what later releases add"},
    {AccessScope::kEventsWrite, "events:write", "send events, webhooks and results of actions"},
    {AccessScope::kCalls, "calls", "have people called"},
    {AccessScope::kRead, "read", "read conversations"},
    {AccessScope::kSpeech, "speech", "have texts spoken"}};

constexpr auto kAllScopes = [] {
  std::array<AccessScope, std::size(kScopeTexts)> all{};
  std::ranges::transform(kScopeTexts, all.begin(), &ScopeText::scope);
  return all;
}();

const ScopeText& TextOf(AccessScope scope) {
  return *std::ranges::find(kScopeTexts, scope, &ScopeText::scope);
}

std::optional<AccessScope> ScopeOf(std::string_view word) {
  const auto* found = std::ranges::find(kScopeTexts, word, &ScopeText::word);
  if (found == std::end(kScopeTexts)) return std::nullopt;
  return found->scope;
}

}  // namespace

std::string_view WordOf(AccessScope scope) { return TextOf(scope).word; }
std::string_view MeaningOf(AccessScope scope) { return TextOf(scope).meaning; }
std::span<const AccessScope> AllAccessScopes() { return kAllScopes; }

AccessScopes::AccessScopes(std::initializer_list<AccessScope> scopes) {
  for (const auto scope : scopes) bits_ |= BitOf(scope);
}

Result<AccessScopes> AccessScopes::Parse(const std::vector<std::string>& words) {
  AccessScopes scopes;
  for (const auto& word : words) {
    if (const auto scope = ScopeOf(word)) {
      scopes.bits_ |= BitOf(*scope);
      continue;
    }
    std::string known;
    for (const auto& text : kScopeTexts) known.append(known.empty() ? "" : ", ").append(text.word);
    return Fail(ErrorKind::kInvalid, "there is no scope '" + word + "'; there are " + known);
  }
  if (scopes.bits_ == 0) return Fail(ErrorKind::kInvalid, "a key without a scope opens nothing");
  return scopes;
}

AccessScopes AccessScopes::OfKnown(std::string_view words) {
  AccessScopes scopes;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (const auto scope = ScopeOf(words.substr(0, end))) scopes.bits_ |= BitOf(*scope);
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return scopes;
}

std::vector<std::string> AccessScopes::Words() const {
  std::vector<std::string> words;
  for (const auto& text : kScopeTexts)
    if (Has(text.scope)) words.emplace_back(text.word);
  return words;
}

}  // namespace tocsin
