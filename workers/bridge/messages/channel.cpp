#include "workers/bridge/messages/channel.hpp"

#include "schemas/yaml.hpp"
#include "workers/bridge/messages/message_kind.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kImaginedBase = "https://rehearsal.invalid/";

/// What is wrong with a channel, led by the setting that is at fault; empty: nothing.
std::string FaultOfChannel(const ChannelSpec& spec) {
  if (spec.name.empty()) return "it needs a name";
  const auto* kind = MessageKinds().Find(spec.kind);
  if (kind == nullptr) return "its kind is not known";
  const auto fault = kind->FaultOf(spec);
  return fault.empty() ? fault : spec.kind + '.' + fault;
}

}  // namespace

Result<std::shared_ptr<const Channels>> Channels::Create(std::vector<ChannelSpec> specs,
                                                         MessageSenders senders) {
  auto out = std::make_shared<Channels>();
  out->senders_ = std::move(senders);
  for (auto& spec : specs) {
    const std::string where = "reading channel '" + spec.name + "': ";
    if (const auto fault = FaultOfChannel(spec); !fault.empty())
      return Fail(ErrorKind::kInvalid, where + fault, "channels");
    const auto kind = spec.kind;
    if (!out->by_name_[spec.name].emplace(kind, std::move(spec)).second)
      return Fail(ErrorKind::kInvalid, where + "the name is used twice", "channels");
  }
  return std::shared_ptr<const Channels>(std::move(out));
}

std::shared_ptr<const Channels> Channels::Imagined(MessageSenders senders) {
  auto out = std::make_shared<Channels>();
  out->senders_ = std::move(senders);
  out->imagined_ = true;
  return out;
}

std::optional<std::string> Channels::ImaginedName(std::string_view address) {
  if (!address.starts_with(kImaginedBase)) return std::nullopt;
  return std::string(address.substr(kImaginedBase.size()));
}

std::vector<std::string> Channels::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, kinds] : by_name_) names.push_back(name);
  return names;
}

Result<ChannelSpec> Channels::Find(std::string_view name, std::string_view kind) const {
  if (imagined_) {
    const auto address = std::string(kImaginedBase) + std::string(name);
    const bool calls = kind == events::message_kind::kSms;
    return ChannelSpec{.name = std::string(name),
                       .kind = std::string(kind),
                       .url = address,
                       .topic = std::string(name),
                       .server = address,
                       .from = calls ? address : "tocsin@rehearsal.invalid",
                       .to = {"ops@rehearsal.invalid"},
                       .countries = {"+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"}};
  }
  const auto named = by_name_.find(name);
  if (named == by_name_.end()) {
    std::vector<std::string_view> known;
    for (const auto& [one, kinds] : by_name_) known.push_back(one);
    return Fail(ErrorKind::kNotFound, "there is no channel '" + std::string(name) +
                                          "' in the settings (channels)" + DidYouMean(name, known));
  }
  const auto found = named->second.find(kind);
  if (found == named->second.end())
    return Fail(ErrorKind::kInvalid, "channel '" + std::string(name) + "' has no " +
                                         std::string(kind) + " in the settings");
  return found->second;
}

}  // namespace tocsin::bridge
