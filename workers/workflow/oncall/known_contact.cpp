#include "workers/workflow/oncall/known_contact.hpp"

#include <algorithm>

namespace tocsin::workflow {

const Contact* ContactWithPhone(const Resources& resources, std::string_view phone) {
  const auto fits = [&](const Contact& contact) {
    return contact.active && contact.phone == phone;
  };
  const auto& contacts = resources.AllContacts();
  if (const auto found = std::ranges::find_if(contacts, fits); found != contacts.end())
    return &*found;
  const auto* last = resources.LastResort();
  return last != nullptr && fits(*last) ? last : nullptr;
}

}  // namespace tocsin::workflow
