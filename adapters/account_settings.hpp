#pragma once

#include <any>
#include <string>
#include <string_view>

#include "adapters/carrier_kind.hpp"

namespace tocsin {

/// An account with a carrier as the settings give it: the struct of its kind, which everybody else
/// reads by the keys of its table. A copy is an account of its own.
class AccountSettings {
 public:
  /// Nothing is given but the defaults. The kind outlives it.
  explicit AccountSettings(const CarrierKind& kind)
      : kind_(&kind), value_(kind.Facts().account.blank()) {}

  const CarrierKind& Kind() const { return *kind_; }
  /// The struct that its kind has made.
  template <class T>
  const T& As() const {
    return std::any_cast<const T&>(value_);
  }
  /// What the field table reads and writes.
  void* Address() { return kind_->Facts().account.address(value_); }
  const void* Address() const { return const_cast<AccountSettings*>(this)->Address(); }

  /// The text or secret of this key as it is; empty: not given, or none of the two.
  std::string Text(std::string_view key) const;
  /// All parts are there.
  bool Complete() const;
  /// No part is there: nobody has set it up.
  bool Absent() const;
  /// A part that is a secret is there.
  bool HasSecret() const;
  /// Our number there; empty: not given.
  std::string Number() const;

 private:
  const CarrierKind* kind_;
  std::any value_;
};

}  // namespace tocsin
