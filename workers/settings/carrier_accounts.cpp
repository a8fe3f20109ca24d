#include "workers/settings/carrier_accounts.hpp"

#include <algorithm>

namespace tocsin {
namespace {

/// The section of one kind: an object is all accounts, of which it reads and writes its own.
class AccountType final : public ValueType {
 public:
  explicit AccountType(const CarrierKind& kind)
      : kind_(kind), description_(std::string(kind.Facts().title) + '.') {}

  Field FieldAt(void* (*accounts)(void* object)) const {
    return {kind_.Facts().name, description_, {}, this, accounts};
  }

  void Decode(const InputValue& input, const Place& place, DecodeReport& report, const FieldRules&,
              void* out) const override {
    auto& accounts = *static_cast<compose::CarrierAccounts*>(out);
    kind_.Table().Decode(input, place, report, accounts.Of(kind_.Facts().name).Address());
  }
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    const auto& accounts = *static_cast<const compose::CarrierAccounts*>(value);
    return json::value(kind_.Table().Encode(accounts.Of(kind_.Facts().name).Address(), reveal));
  }
  json::object Schema(const FieldRules&, UnknownFields unknown) const override {
    return kind_.Table().Schema(unknown);
  }
  std::string Word() const override { return "map"; }
  const FieldTable* Table() const override { return &kind_.Table(); }
  json::value Example(const FieldRules&) const override { return kind_.Table().Example(); }

 private:
  const CarrierKind& kind_;
  const std::string description_;
};

/// Never reads nor writes: no field of a table that is used has it.
class AllAccountsType final : public ValueType {
 public:
  void Decode(const InputValue&, const Place&, DecodeReport&, const FieldRules&,
              void*) const override {}
  std::optional<json::value> Encode(const void*, Reveal) const override { return std::nullopt; }
  json::object Schema(const FieldRules&, UnknownFields) const override { return {}; }
  std::string Word() const override { return "map"; }
};

}  // namespace

template <>
const ValueType& TypeOf<compose::CarrierAccounts>() {
  static const AllAccountsType type;
  return type;
}

namespace compose {

CarrierAccounts::CarrierAccounts() {
  for (const auto& kind : CarrierKinds()) accounts_.emplace_back(*kind);
}

const AccountSettings& CarrierAccounts::Of(std::string_view carrier) const {
  const auto found = std::ranges::find(accounts_, carrier, [](const AccountSettings& account) {
    return account.Kind().Facts().name;
  });
  Check(found != accounts_.end(), "no carrier '" + std::string(carrier) + "'");
  return *found;
}

AccountSettings& CarrierAccounts::Of(std::string_view carrier) {
  return const_cast<AccountSettings&>(std::as_const(*this).Of(carrier));
}

const AccountSettings* CarrierAccounts::First() const {
  const auto found = std::ranges::find_if(accounts_, &AccountSettings::Complete);
  return found == accounts_.end() ? nullptr : &*found;
}

const AccountSettings* CarrierAccounts::ForTexts() const {
  const auto found = std::ranges::find_if(accounts_, [](const AccountSettings& account) {
    return account.Kind().Facts().sends_texts && account.Complete();
  });
  return found == accounts_.end() ? nullptr : &*found;
}

FieldTable WithCarriers(const FieldTable& table, std::shared_ptr<void> defaults) {
  static const auto types = [] {
    std::vector<std::unique_ptr<const AccountType>> all;
    for (const auto& kind : CarrierKinds()) all.push_back(std::make_unique<AccountType>(*kind));
    return all;
  }();
  std::vector<Field> fields;
  for (const auto& field : table.Fields()) {
    if (field.type != &TypeOf<CarrierAccounts>())
      fields.push_back(field);
    else
      for (const auto& type : types) fields.push_back(type->FieldAt(field.address));
  }
  return FieldTable(table.Name(), table.Description(), std::move(fields), std::move(defaults));
}

}  // namespace compose
}  // namespace tocsin
