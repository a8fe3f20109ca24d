#include "workers/rehearsal/masking.hpp"

namespace tocsin::rehearsal {

std::string MaskedPhone(std::string_view phone) {
  constexpr std::size_t kShownFirst = 2;
  constexpr std::size_t kShownLast = 3;
  if (phone.size() <= kShownFirst + kShownLast) return std::string(phone.size(), '*');
  return std::string(phone.substr(0, kShownFirst)) +
         std::string(phone.size() - kShownFirst - kShownLast, '*') +
         std::string(phone.substr(phone.size() - kShownLast));
}

void MaskPhone(json::value& value, std::initializer_list<std::string_view> path) {
  json::value* at = &value;
  for (const auto key : path) {
    at = at->is_object() ? at->get_object().if_contains(key) : nullptr;
    if (at == nullptr) return;
  }
  if (at->is_string()) *at = MaskedPhone(at->get_string());
}

}  // namespace tocsin::rehearsal
