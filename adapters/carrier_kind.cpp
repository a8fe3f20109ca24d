#include "adapters/carrier_kind.hpp"

#include <algorithm>

#include "adapters/account_settings.hpp"
#include "schemas/in_words.hpp"

namespace tocsin {
namespace {

const Field& FieldOfKey(const FieldTable& table, std::string_view key) {
  const auto found = std::ranges::find(table.Fields(), key, &Field::name);
  Check(found != table.Fields().end(),
        "table '" + std::string(table.Name()) + "' has no key '" + std::string(key) + "'");
  return *found;
}

}  // namespace

const CarrierVariable& CarrierKind::VariableOf(const CarrierPart& part) const {
  const auto found = std::ranges::find(facts_.variables, part.key, &CarrierVariable::key);
  Check(found != facts_.variables.end(), Setting(part.key) + " has no variable");
  return *found;
}

bool CarrierKind::IsNumber(const CarrierPart& part) const {
  return FieldOfKey(Table(), part.key).rules.shown == Shown::kPhone;
}

std::string CarrierKind::VariablesInWords(bool number) const {
  std::vector<std::string_view> names;
  for (const auto& part : facts_.parts)
    if (number || !IsNumber(part)) names.push_back(VariableOf(part).name);
  return InWords(names, " and ");
}

std::string CarrierKind::Variables() const { return VariablesInWords(true); }
std::string CarrierKind::KeyVariables() const { return VariablesInWords(false); }

std::string CarrierKind::ApiUrl(const AccountSettings& account) const {
  return account.Text("api_url");
}

CarrierKindList CarrierKindRegistry::Sorted() && {
  std::ranges::sort(kinds_, {}, [](const auto& kind) {
    return std::pair(kind->Facts().place, kind->Facts().name);
  });
  return std::move(kinds_);
}

std::string AccountSettings::Text(std::string_view key) const {
  const auto& field = FieldOfKey(kind_->Table(), key);
  // The accessor only adds an offset; the account stays untouched.
  const auto value = field.type->Encode(field.address(const_cast<void*>(Address())), Reveal::kYes);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool AccountSettings::Complete() const {
  return std::ranges::none_of(kind_->Facts().parts,
                              [&](const CarrierPart& part) { return Text(part.key).empty(); });
}

bool AccountSettings::Absent() const {
  return std::ranges::all_of(kind_->Facts().parts,
                             [&](const CarrierPart& part) { return Text(part.key).empty(); });
}

bool AccountSettings::HasSecret() const {
  return std::ranges::any_of(kind_->Facts().parts, [&](const CarrierPart& part) {
    return FieldOfKey(kind_->Table(), part.key).type == &TypeOf<Secret>() &&
           !Text(part.key).empty();
  });
}

std::string AccountSettings::Number() const {
  for (const auto& part : kind_->Facts().parts)
    if (kind_->IsNumber(part)) return Text(part.key);
  return {};
}

}  // namespace tocsin
