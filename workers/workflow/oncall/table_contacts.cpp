#include "workers/workflow/oncall/table_contacts.hpp"

#include <algorithm>

#include "schemas/events/alerts.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kLongestId = 200;
constexpr std::size_t kLongestName = 200;

/// What is wrong with a row; empty: nothing.
std::string FaultOf(const ContactTableRow& row) {
  if (row.id.empty() || row.id.size() > kLongestId)
    return "its id must have 1 to " + std::to_string(kLongestId) + " bytes";
  if (row.id == kLastResortContact)
    return "its id is that of ALERT_PHONE_NUMBER; give it another one";
  if (!IsPhoneNumber(row.phone)) return "its phone must be '+' and 7 to 15 digits";
  if (!row.language.empty()) {
    if (auto fault = CheckSpokenLanguage(row.language); !fault.empty())
      return "its language: " + fault;
  }
  for (const auto& word : row.severities) {
    if (std::ranges::find(events::kSeverities, LowerCase(word)) == std::end(events::kSeverities))
      return "its severities has '" + Shortened(word, 40) +
             "'; there are info, warning, high and critical";
  }
  return {};
}

}  // namespace

TableContacts ReadTableContacts(const std::vector<ContactTableRow>& rows,
                                std::string_view language) {
  TableContacts out;
  for (const ContactTableRow& row : rows) {
    if (auto fault = FaultOf(row); !fault.empty()) {
      out.left_out.push_back("contact '" + Shortened(row.id, 80) +
                             "' of the table contacts is left out: " + fault);
      continue;
    }
    Contact contact{.id = row.id,
                    .name = Shortened(row.name.empty() ? row.id : row.name, kLongestName),
                    .phone = row.phone,
                    .language = row.language.empty() ? std::string(language) : row.language,
                    .zone = {}};
    for (const auto& word : row.severities) contact.severities.push_back(LowerCase(word));
    if (row.priority) contact.priority = *row.priority;
    contact.active = row.active;
    out.contacts.push_back(std::move(contact));
  }
  return out;
}

}  // namespace tocsin::workflow
