#include "workers/rosters/people.hpp"

#include <algorithm>

#include "adapters/mail.hpp"
#include "schemas/phone_number.hpp"

namespace tocsin::rosters {
namespace {

bool IsSmall(char letter) { return letter >= 'a' && letter <= 'z'; }
bool IsDigit(char letter) { return letter >= '0' && letter <= '9'; }

/// "+1 (555) 987-6543", "1-5559876543", "0015559876543" as "+15559876543"; empty: it is no number
/// of all the world.
std::string Normal(const std::string& number) {
  std::string digits;
  for (const char one : number)
    if (IsDigit(one))
      digits += one;
    else if (std::string_view("+-() ./").find(one) == std::string_view::npos)
      return {};
  if (digits.starts_with("00")) digits.erase(0, 2);
  const std::string normal = "+" + digits;
  return IsPhoneNumber(normal) ? normal : std::string{};
}

}  // namespace

std::string EntryNames::Of(std::string_view said) {
  std::string name;
  for (const char one : said) {
    const char small = one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
    if (IsSmall(small) || IsDigit(small))
      name += small;
    else if (!name.empty() && !name.ends_with('-'))
      name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  if (name.empty()) name = "unnamed";
  std::string free = name;
  for (int number = 2; !taken_.insert(free).second; ++number)
    free = name + "-" + std::to_string(number);
  return free;
}

void People::Add(Person person, const std::string& number) {
  if (by_id_.contains(person.id))
    return reader_.Error(person.mark, "a second user with the id '" + person.id + "'");
  if (person.name.empty()) person.name = person.email.empty() ? person.id : person.email;
  person.contact = names_.Of(person.name);
  person.phone = Normal(number);
  if (person.phone.empty() && !number.empty())
    reader_.Lost(person.mark,
                 "contact '" + person.contact + "': the phone number is none with a country code");
  if (!person.email.empty() && !MailAddressFault(person.email).empty()) {
    reader_.Lost(person.mark, "contact '" + person.contact + "': the mail address " +
                                  MailAddressFault(person.email));
    person.email.clear();
  }
  if (!person.zone.empty() && workflow::LocateZone(person.zone) == nullptr) {
    reader_.Lost(person.mark, "contact '" + person.contact + "': this system knows no time zone '" +
                                  person.zone + "'");
    person.zone.clear();
  }
  by_id_.emplace(person.id, people_.size());
  people_.push_back(std::move(person));
}

std::string People::ContactOf(const std::string& id, const std::string& known_as, Mark mark) {
  if (!by_id_.contains(id)) {
    Add({.id = id,
         .contact = {},
         .name = known_as.empty() ? id : known_as,
         .phone = {},
         .email = {},
         .zone = {},
         .mark = mark},
        "");
    reader_.Lost(mark, "contact '" + people_.back().contact +
                           "': the export has no user with the id '" + id + "'");
  }
  const std::size_t place = by_id_.find(id)->second;
  used_.insert(place);
  return people_[place].contact;
}

std::vector<Person> People::Take() {
  std::vector<Person> taken;
  for (std::size_t place = 0; place < people_.size(); ++place) {
    auto& person = people_[place];
    if (used_.contains(place) || !person.phone.empty())
      taken.push_back(std::move(person));
    else
      reader_.Lost(person.mark,
                   "contact '" + person.contact + "': left out, without a phone number and a duty");
  }
  return taken;
}

}  // namespace tocsin::rosters
