#pragma once

#include <string_view>

#include "schemas/json.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// The active contact with this number in full; nullptr: there is none.
const Contact* ContactWithPhone(const Resources& resources, std::string_view phone);

/// Says in an output who somebody is: `known`, and of a contact `contact`, `name` and `language`.
/// `Output`: a table with these keys. `contact`: nullptr where it is nobody known.
template <class Output>
void TellContact(const Output& output, const Resources& resources, const Contact* contact,
                 json::object& told) {
  told[output.known] = contact != nullptr;
  if (contact == nullptr) return;
  told[output.contact] = contact->id;
  told[output.name] = contact->name.empty() ? contact->id : contact->name;
  told[output.language] =
      contact->language.empty() ? resources.DefaultLanguage() : contact->language;
}

}  // namespace tocsin::workflow
