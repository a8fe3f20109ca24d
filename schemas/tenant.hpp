#pragma once

#include <string>
#include <string_view>

#include "schemas/ids.hpp"

namespace tocsin {

struct Event;

/// The tenant of whatever names none: what was there before there were tenants is its own.
inline constexpr std::string_view kDefaultTenant = "default";
/// The CloudEvents extension that names an event's tenant (`ce_tenant`).
inline constexpr std::string_view kTenantAttribute = "tenant";

/// Whether a tenant can have this name: 1 to 63 of a to z, 0 to 9 and '-'.
bool IsTenantName(std::string_view name);
/// "a tenant's name has 1 to 63 of a to z, 0 to 9 and '-', not 'A B'".
std::string NoTenantName(std::string_view name);

/// What is named; the default one where nothing is. Lives as long as the name.
inline std::string_view TenantNamed(std::string_view name) {
  return name.empty() ? kDefaultTenant : name;
}
/// Of an event; lives as long as it.
std::string_view TenantOf(const Event& event);
/// Names the tenant on an event; the default one is not named.
void SetTenant(Event& event, std::string_view tenant);
inline bool SameTenant(const Event& event, std::string_view tenant) {
  return TenantOf(event) == tenant;
}

/// An id that is derived from what a sender chose, as it is for a tenant: two tenants may choose
/// the same. The default tenant's stays as it is.
Uuid OfTenant(std::string_view tenant, const Uuid& id);

}  // namespace tocsin
