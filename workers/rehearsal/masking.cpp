#include "workers/rehearsal/masking.hpp"

#include "schemas/masking.hpp"

namespace tocsin::rehearsal {

void MaskPhoneAt(json::value& value, std::initializer_list<std::string_view> path) {
  json::value* at = &value;
  for (const auto key : path) {
    at = at->is_object() ? at->get_object().if_contains(key) : nullptr;
    if (at == nullptr) return;
  }
  if (at->is_string()) *at = tocsin::MaskPhone(at->get_string());
}

}  // namespace tocsin::rehearsal
