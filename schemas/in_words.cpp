#include "schemas/in_words.hpp"

namespace tocsin {

std::string InWords(std::span<const std::string_view> items, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i)
    out.append(i == 0 ? "" : i + 1 == items.size() ? last : ", ").append(items[i]);
  return out;
}

}  // namespace tocsin
