#include "workers/settings/changes.hpp"

#include <algorithm>

namespace tocsin::compose {
namespace {

/// What a reload puts into force. Everything else needs a restart, so that a new setting is
/// reported until it can be reloaded.
constexpr std::string_view kReloadable[] = {
    "bridge.deliveries", "bridge.safeguards", "channels",           "cost.",  "http.public_url",
    "http.tls.",         "limits.",           "security.webhooks",  "store.", "telemetry.log.",
    "telephony.",        "workflows.path",    "workflows.resources"};
constexpr std::string_view kFixed[] = {"store.url",
                                       "store.schema",
                                       "store.timeout",
                                       "telemetry.log.sentry.dsn",
                                       "telemetry.log.sentry.environment",
                                       "telemetry.log.sentry.per_minute",
                                       "telephony.language",
                                       "telephony.twilio.calls_per_second",
                                       "telephony.twilio.live",
                                       "telephony.exotel.calls_per_minute"};

bool Reloadable(std::string_view path) {
  if (std::ranges::find(kFixed, path) != std::end(kFixed)) return false;
  return std::ranges::any_of(kReloadable,
                             [&](std::string_view known) { return path.starts_with(known); });
}

void Compare(const FieldTable& table, const json::object& before, const json::object& after,
             const std::string& prefix, std::vector<std::string>& changed) {
  for (const auto& field : table.Fields()) {
    if (field.type == nullptr) continue;
    const std::string path = prefix + std::string(field.name);
    const auto* former = before.if_contains(field.name);
    const auto* fresh = after.if_contains(field.name);
    if (former == nullptr || fresh == nullptr || *former == *fresh) continue;
    const auto* nested = field.type->Table();
    if (nested != nullptr && former->is_object() && fresh->is_object()) {
      Compare(*nested, former->get_object(), fresh->get_object(), path + '.', changed);
    } else if (!Reloadable(path)) {
      changed.push_back(path);
    }
  }
}

}  // namespace

std::vector<std::string> ChangesThatNeedARestart(const Settings& before, const Settings& after) {
  std::vector<std::string> changed;
  const FieldTable& table = Settings::Spec();
  // Revealed, for one secret may have replaced another; only paths leave this function.
  Compare(table, table.Encode(&before, Reveal::kYes), table.Encode(&after, Reveal::kYes), "",
          changed);
  return changed;
}

}  // namespace tocsin::compose
