#include "schemas/tenant.hpp"

#include <algorithm>

#include "schemas/event.hpp"
#include "schemas/utf8.hpp"

namespace tocsin {

bool IsTenantName(std::string_view name) {
  constexpr std::size_t kLongest = 63;
  return !name.empty() && name.size() <= kLongest && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string NoTenantName(std::string_view name) {
  return "a tenant's name has 1 to 63 of a to z, 0 to 9 and '-', not '" +
         Shortened(ToUtf8(std::string(name)), 70) + "'";
}

std::string_view TenantOf(const Event& event) {
  return TenantNamed(event.Extension(kTenantAttribute));
}

void SetTenant(Event& event, std::string_view tenant) {
  if (tenant == kDefaultTenant)
    event.extensions.erase(std::string(kTenantAttribute));
  else
    event.extensions.insert_or_assign(std::string(kTenantAttribute), std::string(tenant));
}

Uuid OfTenant(std::string_view tenant, const Uuid& id) {
  return tenant == kDefaultTenant ? id : Uuid::Derive({"tenant", tenant, id.ToString()});
}

}  // namespace tocsin
