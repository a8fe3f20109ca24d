#include "tools/phone/sim/speech.hpp"

#include <algorithm>

namespace tocsin::phone {
namespace {

constexpr Duration::rep kMillisecondsPerCharacter = 66;

/// End of the word that is being said.
std::size_t Cut(std::string_view text, Duration elapsed, Duration length) {
  if (elapsed >= length || length.count() <= 0) return text.size();
  if (elapsed.count() <= 0) return 0;
  const auto share = static_cast<double>(elapsed.count()) / static_cast<double>(length.count());
  const auto at = static_cast<std::size_t>(static_cast<double>(text.size()) * share);
  return std::min(text.find(' ', at), text.size());
}

}  // namespace

Duration SpeakingTime(std::string_view text) {
  const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
  return std::max(Duration(300), Duration(characters * kMillisecondsPerCharacter));
}

std::string_view SpokenPart(std::string_view text, Duration elapsed, Duration length) {
  return text.substr(0, Cut(text, elapsed, length));
}

std::string_view UnspokenPart(std::string_view text, Duration elapsed, Duration length) {
  auto rest = text.substr(Cut(text, elapsed, length));
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  return rest;
}

}  // namespace tocsin::phone
