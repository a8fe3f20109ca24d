#pragma once

#include <vector>

#include "adapters/http.hpp"
#include "schemas/yaml.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/bridge/hooks/hook_access.hpp"
#include "workers/bridge/messages/channel.hpp"
#include "workers/bridge/safeguards.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// What the settings say, in the words of those who use it.
std::vector<runtime::InboundRule> RulesOf(const Settings& settings);
bridge::SafeguardRules RulesOf(const SafeguardSettings& settings);
bridge::DeliverySpec SpecOf(const DeliverySettings& delivery);
/// One for each kind of each channel, and the one for text messages that is there by itself.
std::vector<bridge::ChannelSpec> ChannelSpecsOf(const Settings& settings);
TlsFiles TlsFilesOf(const TlsSettings& tls);
/// Entries without the name of a hook, which have their finding, left out.
std::vector<bridge::HookWaySpec> HookWaysOf(const Settings& settings);

/// What only shows where the settings are put to use: expressions that do not compile, secrets that
/// are no keys, properties that librdkafka does not take, files that are not there. One body of
/// checks: a start refuses what `config check` finds, and nothing else. Reads files, connects to
/// nothing.
std::vector<Finding> CheckUse(const LoadedSettings& loaded);

}  // namespace tocsin::compose
