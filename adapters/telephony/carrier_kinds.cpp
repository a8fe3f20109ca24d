#include "adapters/carrier_kind.hpp"

namespace tocsin {

const CarrierKindList& CarrierKinds() {
  static const CarrierKindList kinds = [] {
    CarrierKindRegistry registry;
    RegisterCarrierKindAll(registry);
    return std::move(registry).Sorted();
  }();
  return kinds;
}

std::vector<std::string_view> CarrierNames() {
  std::vector<std::string_view> names;
  for (const auto& kind : CarrierKinds()) names.push_back(kind->Facts().name);
  return names;
}

std::string TextAccounts() {
  std::string settings;
  for (const auto& kind : CarrierKinds())
    if (kind->Facts().sends_texts) settings += (settings.empty() ? "" : " or ") + kind->Setting();
  return settings;
}

}  // namespace tocsin
