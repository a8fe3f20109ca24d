#include "workers/compose/channel_names.hpp"

#include <string>
#include <string_view>

#include "adapters/carrier_kind.hpp"
#include "schemas/events/messages.hpp"
#include "schemas/yaml.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/runtime/text_file.hpp"
#include "workers/workflow/language/call_keys.hpp"
#include "workers/workflow/language/message_functions.hpp"
#include "workers/workflow/language/workflow_folder.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::compose {
namespace {

class ChannelNames {
 public:
  explicit ChannelNames(const Settings& settings)
      : settings_(settings), specs_(ChannelSpecsOf(settings)) {}

  std::vector<Finding> Check() && {
    CheckContacts();
    const auto files =
        workflow::FindWorkflowFiles(settings_.workflows.path, settings_.workflows.resources);
    if (!files) return std::move(findings_);
    for (const auto& file : *files)
      if (const auto text = runtime::ReadTextFile(file); text)
        if (const auto document = ParseYaml(*text, file.string()); document)
          CheckTasks(*document, file.string());
    return std::move(findings_);
  }

 private:
  /// What is wrong with a channel of this kind and name; empty: nothing.
  std::string FaultOf(std::string_view kind, std::string_view name) const {
    std::vector<std::string_view> known;
    for (const auto& spec : specs_) {
      if (spec.kind != kind) continue;
      if (spec.name == name) return "";
      known.push_back(spec.name);
    }
    if (name == events::message_kind::kSms)
      return "text messages want " + TextAccounts() + ", which is not set up";
    return "the settings have no channel '" + std::string(name) + "' of the kind " +
           std::string(kind) + DidYouMean(name, known) + " (channels)";
  }

  void Warn(std::string file, Mark mark, std::string text) {
    findings_.push_back({std::move(file), mark, Finding::Level::kWarning, std::move(text)});
  }

  void CheckContacts() {
    const auto& folder = settings_.workflows.resources;
    const auto read = workflow::LoadResources(folder, settings_.telephony.alert_number);
    if (!read || !read->resources) return;
    for (const auto& contact : read->resources->AllContacts()) {
      if (!contact.active) continue;
      for (const auto& entry : contact.channels) {
        const auto [kind, name] = workflow::ChannelOf(entry);
        if (const auto fault = FaultOf(kind, name); !fault.empty())
          Warn(folder, {},
               "contact '" + contact.id + "' is not written to over '" + entry + "': " + fault);
      }
    }
  }

  /// Each call of a function that sends, with a channel that is a word; one that an expression
  /// makes is known only when it is sent.
  void CheckTasks(const YamlNode& node, const std::string& file) {
    const auto& keys = workflow::KeysOf<workflow::CallFunctionKeys>();
    const auto* call = node.Find(keys.call);
    const auto* with = node.Find(keys.with);
    const auto* channel = call == nullptr || with == nullptr
                              ? nullptr
                              : with->Find(workflow::KeysOf<workflow::MessageKeys>().channel);
    if (channel != nullptr && channel->IsScalar() && !channel->text.starts_with("${")) {
      const auto kind = KindOf(call->text);
      if (const auto fault = kind.empty() ? "" : FaultOf(kind, channel->text); !fault.empty())
        Warn(file, channel->mark, "this message is not sent: " + fault);
    }
    for (const auto& member : node.members) CheckTasks(member.value, file);
    for (const auto& item : node.items) CheckTasks(item, file);
  }

  std::string_view KindOf(std::string_view name) const {
    const auto* function = dynamic_cast<const workflow::MessageFunction*>(functions_.Find(name));
    return function == nullptr ? "" : function->Kind();
  }

  const Settings& settings_;
  const workflow::Functions functions_ = MakeToolbox().functions;
  const std::vector<bridge::ChannelSpec> specs_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CheckChannelNames(const LoadedSettings& loaded) {
  return ChannelNames(loaded.settings).Check();
}

}  // namespace tocsin::compose
