#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/account_settings.hpp"
#include "schemas/spec.hpp"

namespace tocsin::compose {

/// An account for each kind of carrier, set up or not, in the order of CarrierKinds. In the
/// settings each is a section of its own, by the carrier's name.
class CarrierAccounts {
 public:
  CarrierAccounts();

  auto begin() const { return accounts_.begin(); }
  auto end() const { return accounts_.end(); }
  /// Of a kind that there is.
  const AccountSettings& Of(std::string_view carrier) const;
  AccountSettings& Of(std::string_view carrier);
  /// The first that is complete; nullptr: nobody can be phoned.
  const AccountSettings* First() const;
  /// The first complete one that sends text messages; nullptr: there is none.
  const AccountSettings* ForTexts() const;

 private:
  std::vector<AccountSettings> accounts_;
};

/// The table with a field for each kind of carrier in the place of the one that stands for all of
/// them; `defaults` is an object of its struct.
FieldTable WithCarriers(const FieldTable& table, std::shared_ptr<void> defaults);

}  // namespace tocsin::compose

namespace tocsin {

/// Stands for all carriers; WithCarriers puts theirs in its place.
template <>
const ValueType& TypeOf<compose::CarrierAccounts>();

}  // namespace tocsin
