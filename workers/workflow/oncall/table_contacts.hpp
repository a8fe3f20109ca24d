#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/contact_table.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// Contacts of the table `contacts`. A row that cannot be used is left out, and `left_out` says
/// which, why, and how to mend it.
struct TableContacts {
  Resources::Contacts contacts;
  std::vector<std::string> left_out;
};
/// `language` is that of contacts who name none. The same rows give the same contacts.
TableContacts ReadTableContacts(const std::vector<ContactTableRow>& rows,
                                std::string_view language);

}  // namespace tocsin::workflow
