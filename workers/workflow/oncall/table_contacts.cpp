#include "workers/workflow/oncall/table_contacts.hpp"

#include <algorithm>

#include "adapters/mail.hpp"
#include "schemas/events/alerts.hpp"
#include "schemas/events/people.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/utf8.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kLongestId = 200;
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kMostChannels = 20;

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

/// How the row's person is written to. A fault keeps nobody from being phoned.
void TakeChannels(const ContactTableRow& row, Contact& contact, std::vector<std::string>& faults) {
  const auto fault = [&](const std::string& what) {
    faults.push_back("of contact '" + Shortened(row.id, 80) +
                     "' of the table contacts is left out " + what);
  };
  if (const auto wrong = row.email.empty() ? "" : MailAddressFault(row.email); wrong.empty())
    contact.email = row.email;
  else
    fault("the email: it " + wrong);
  for (const auto& channel : row.channels) {
    if (contact.channels.size() == kMostChannels)
      return fault("what is beyond " + std::to_string(kMostChannels) + " channels");
    if (const auto wrong = FaultOfContactChannel(channel); wrong.empty())
      contact.channels.push_back(channel);
    else
      fault("the channel '" + Shortened(channel, 40) + "': it " + wrong);
  }
}

/// The row's throttle, which critical alerts break as those of files do unless they say otherwise.
void TakeThrottle(const ContactTableRow& row, Contact& contact, std::vector<std::string>& faults) {
  if (!row.calls_per_hour) return;
  if (*row.calls_per_hour < events::kFewestCallsPerHour ||
      *row.calls_per_hour > events::kMostCallsPerHour)
    return faults.push_back("of contact '" + Shortened(row.id, 80) +
                            "' of the table contacts is left out calls_per_hour " +
                            std::to_string(*row.calls_per_hour) + ": it must be " +
                            std::to_string(events::kFewestCallsPerHour) + " to " +
                            std::to_string(events::kMostCallsPerHour));
  contact.throttle = {.calls_per_hour = *row.calls_per_hour, .except = ThrottleEntry().except};
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
    TakeChannels(row, contact, out.left_out);
    TakeThrottle(row, contact, out.left_out);
    out.contacts.push_back(std::move(contact));
  }
  return out;
}

}  // namespace tocsin::workflow
