#include "workers/rehearsal/masking.hpp"

#include "schemas/masking.hpp"
#include "schemas/phone_number.hpp"

namespace tocsin::rehearsal {

void MaskPhoneAt(json::value& value, std::initializer_list<std::string_view> path) {
  json::value* at = &value;
  for (const auto key : path) {
    at = at->is_object() ? at->get_object().if_contains(key) : nullptr;
    if (at == nullptr) return;
  }
  if (at->is_string()) *at = tocsin::MaskPhone(at->get_string());
  if (!at->is_array()) return;
  for (auto& item : at->get_array())
    if (item.is_string() && IsPhoneNumber(item.get_string()))
      item = tocsin::MaskPhone(item.get_string());
}

}  // namespace tocsin::rehearsal
