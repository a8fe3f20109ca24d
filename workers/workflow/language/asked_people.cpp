#include "workers/workflow/language/asked_people.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "schemas/events/calls.hpp"
#include "schemas/phone_number.hpp"
#include "workers/workflow/language/call_steps.hpp"
#include "workers/workflow/language/template.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

Result<std::optional<int>> CallsPerHourIn(const json::object& to) {
  const auto& key = KeysOf<AskedPersonKeys>().calls_per_hour;
  const auto* given = to.if_contains(key);
  if (given == nullptr || given->is_null()) return std::nullopt;
  const double number = given->is_number() ? given->to_number<double>() : 0;
  if (number != std::floor(number) || number < events::kFewestCallsPerHour ||
      number > events::kMostCallsPerHour)
    return Fail(ErrorKind::kInvalid, key.Quoted() + " must be a whole number from " +
                                         std::to_string(events::kFewestCallsPerHour) + " to " +
                                         std::to_string(events::kMostCallsPerHour));
  return static_cast<int>(number);
}

constexpr std::string_view kWhomToRing =
    "'to' must be a contact, a number of '+' and 7 to 15 digits, or {contact, phone, language}";

Result<AskedPerson> WhoOf(const json::value& to, const Resources& resources) {
  const auto& keys = KeysOf<AskedPersonKeys>();
  AskedPerson person;
  if (to.is_string()) {
    const std::string_view word = to.get_string();
    (IsPhoneNumber(word) ? person.phone : person.contact) = word;
  } else if (to.is_object()) {
    person = {std::string(StringAt(to.get_object(), keys.contact)),
              std::string(StringAt(to.get_object(), keys.phone)),
              std::string(StringAt(to.get_object(), keys.language)),
              {}};
    TRY_ASSIGN(person.calls_per_hour, CallsPerHourIn(to.get_object()));
  }
  const Contact* contact = resources.FindContact(person.contact);
  person.zone = resources.ZoneOf(contact);
  if (contact != nullptr) {
    if (person.phone.empty()) person.phone = contact->phone;
    if (person.language.empty()) person.language = contact->language;
  } else if (person.phone.empty() && !person.contact.empty()) {
    return Fail(ErrorKind::kNotFound, "contact '" + person.contact + "' is in no resource file");
  }
  if (!IsPhoneNumber(person.phone)) return Fail(ErrorKind::kInvalid, std::string(kWhomToRing));
  return person;
}

/// What is written out of a map.
void CheckNumbers(const FunctionCheck& check, const YamlNode& to) {
  const auto& keys = KeysOf<AskedPersonKeys>();
  const YamlNode* phone = to.Find(keys.phone);
  if (phone == nullptr && to.Find(keys.contact) == nullptr)
    check.error(to.mark, std::string(kWhomToRing));
  if (phone != nullptr && phone->kind != YamlNode::Kind::kNull && !IsExpression(phone->text) &&
      (phone->kind != YamlNode::Kind::kString || !IsPhoneNumber(phone->text)))
    check.error(phone->mark, keys.phone.Quoted() + " must be a number of '+' and 7 to 15 digits");
  const YamlNode* most = to.Find(keys.calls_per_hour);
  if (most == nullptr || IsExpression(most->text)) return;
  const auto read = CallsPerHourIn({{keys.calls_per_hour, most->ToJson()}});
  if (!read) check.error(most->mark, read.error().message);
}

}  // namespace

Result<std::vector<AskedPerson>> AskedPeople(const json::value& to, const Resources& resources) {
  std::vector<AskedPerson> people;
  const auto* list = to.if_array();
  if (list != nullptr && (list->empty() || list->size() > kMostPeople))
    return Fail(ErrorKind::kInvalid,
                "'to' must name 1 to " + std::to_string(kMostPeople) + " people");
  for (const auto& one : list == nullptr ? json::array{to} : *list) {
    TRY_ASSIGN(auto person, WhoOf(one, resources));
    const auto same = [&](const AskedPerson& known) { return known.phone == person.phone; };
    if (std::ranges::none_of(people, same)) people.push_back(std::move(person));
  }
  return people;
}

void CheckAskedPeople(const FunctionCheck& check, const YamlNode& to) {
  if (to.IsSequence()) {
    if (to.items.empty() || to.items.size() > kMostPeople)
      check.error(to.mark, "'to' must name 1 to " + std::to_string(kMostPeople) + " people");
    for (const auto& one : to.items) CheckAskedPeople(check, one);
    return;
  }
  const auto& keys = KeysOf<AskedPersonKeys>();
  for (const auto& member : to.members)
    if (const auto known = NamesOf(keys); std::ranges::find(known, member.key) == known.end())
      check.error(member.mark,
                  "unknown key '" + member.key + "' in 'to'" + DidYouMean(member.key, known));
  if (to.IsMap()) {
    CheckStepLanguage(check, to.Find(keys.language));
    CheckNumbers(check, to);
  }
  const YamlNode* contact =
      to.IsMap() ? (to.Find(keys.phone) == nullptr ? to.Find(keys.contact) : nullptr) : &to;
  if (check.resources == nullptr || contact == nullptr || !contact->IsScalar() ||
      IsExpression(contact->text) || IsPhoneNumber(contact->text))
    return;
  if (check.resources->FindContact(contact->text) != nullptr) return;
  std::vector<std::string_view> known;
  for (const auto& item : check.resources->AllContacts()) known.push_back(item.id);
  const std::string meant = DidYouMean(contact->text, known);
  check.error(contact->mark, "contact '" + contact->text + "' is in no resource file" +
                                 (meant.empty() ? "; name it in one: contacts: {" + contact->text +
                                                      ": {phone: '+15559876543'}}"
                                                : meant));
}

}  // namespace tocsin::workflow
