#include "workers/compose/channel_names.hpp"

#include <string>
#include <string_view>

#include "schemas/events/messages.hpp"
#include "schemas/yaml.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::compose {
namespace {

/// What is wrong with one entry of a contact's `channels`; empty: nothing.
std::string FaultOfChannel(std::string_view entry, const std::vector<bridge::ChannelSpec>& specs) {
  const auto [kind, name] = workflow::ChannelOf(entry);
  std::vector<std::string_view> known;
  for (const auto& spec : specs) {
    if (spec.kind != kind) continue;
    if (spec.name == name) return "";
    known.push_back(spec.name);
  }
  if (name == events::message_kind::kSms)
    return "text messages want telephony.twilio, which is not set up";
  return "the settings have no channel '" + name + "' of the kind " + kind +
         DidYouMean(name, known) + " (channels)";
}

}  // namespace

std::vector<Finding> CheckChannelNames(const LoadedSettings& loaded) {
  const auto& settings = loaded.settings;
  const auto& folder = settings.workflows.resources;
  const auto read = workflow::LoadResources(folder, settings.telephony.alert_number);
  if (!read || !read->resources) return {};
  const auto specs = ChannelSpecsOf(settings);
  std::vector<Finding> findings;
  for (const auto& contact : read->resources->AllContacts())
    for (const auto& entry : contact.channels)
      if (const auto fault = FaultOfChannel(entry, specs); contact.active && !fault.empty())
        findings.push_back({.file = folder,
                            .mark = {},
                            .level = Finding::Level::kWarning,
                            .text = "contact '" + contact.id + "' is not written to over '" +
                                    entry + "': " + fault});
  return findings;
}

}  // namespace tocsin::compose
