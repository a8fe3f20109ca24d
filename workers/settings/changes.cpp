#include "workers/settings/changes.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tocsin::compose {
namespace {

/// What a reload puts into force. Everything else needs a restart, so that a new setting is
/// reported until it can be reloaded.
constexpr std::string_view kReloadable[] = {
    "bridge.deliveries", "bridge.safeguards", "channels", "cost.", "http.public_url", "http.tls.",
    "limits.", "security.webhooks", "store.", "telemetry.log.", "telephony.", "workflows.path",
    "workflows.resources",
    // Voices are exchanged, ears are not.
    "speech.tts", "speech.deepgram.speak", "speech.openai.speech", "speech.elevenlabs",
    "speech.azure", "speech.sesame"};
/// Sections of `speech`, and what of them voices are made of; empty: all of it.
constexpr std::pair<std::string_view, std::string_view> kOfVoices[] = {
    {"tts", ""},           {"deepgram", "api_key"}, {"deepgram", "api_url"}, {"deepgram", "speak"},
    {"openai", "api_key"}, {"openai", "api_url"},   {"openai", "speech"},    {"elevenlabs", ""},
    {"azure", ""},         {"sesame", ""}};
constexpr std::string_view kFixed[] = {"store.url",
                                       "store.schema",
                                       "store.timeout",
                                       "telemetry.log.sentry.dsn",
                                       "telemetry.log.sentry.environment",
                                       "telemetry.log.sentry.per_minute",
                                       "telephony.language"};

bool IsFixedOfCarrier(std::string_view path) {
  return std::ranges::any_of(CarrierKinds(), [&](const auto& kind) {
    return std::ranges::any_of(kind->Facts().at_start,
                               [&](std::string_view key) { return path == kind->Setting(key); });
  });
}

bool Reloadable(std::string_view path) {
  if (std::ranges::find(kFixed, path) != std::end(kFixed) || IsFixedOfCarrier(path)) return false;
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

bool VoicesDiffer(const SpeechSettings& before, const SpeechSettings& after) {
  const FieldTable& table = SpeechSettings::Spec();
  const auto former = table.Encode(&before, Reveal::kYes);
  const auto fresh = table.Encode(&after, Reveal::kYes);
  return std::ranges::any_of(kOfVoices, [&](const auto& place) {
    const auto& [section, part] = place;
    const auto *was = former.if_contains(section), *is = fresh.if_contains(section);
    if (was == nullptr || is == nullptr) return was != is;
    if (part.empty()) return *was != *is;
    const auto *one = was->as_object().if_contains(part),
               *other = is->as_object().if_contains(part);
    return one == nullptr || other == nullptr ? one != other : *one != *other;
  });
}

}  // namespace tocsin::compose
