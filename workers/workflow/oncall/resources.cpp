#include "workers/workflow/oncall/resources.hpp"

#include <algorithm>

#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "workers/runtime/text_file.hpp"

namespace tocsin::workflow {

std::pair<std::string, std::string> ChannelOf(std::string_view text) {
  const auto colon = text.find(':');
  return {std::string(text.substr(0, colon)),
          std::string(colon == std::string_view::npos ? text : text.substr(colon + 1))};
}
namespace {

template <class Item>
const Item* FindNamed(const std::vector<Item>& items, std::string_view name) {
  const auto found =
      std::ranges::find_if(items, [&](const Item& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

template <class Item>
const Item* DefaultOf(const std::vector<Item>& items) {
  if (const Item* named = FindNamed(items, "default")) return named;
  return items.size() == 1 ? &items.front() : nullptr;
}

}  // namespace

const Contact* Resources::FindContact(std::string_view id) const {
  if (last_resort_ && id == last_resort_->id) return &*last_resort_;
  const auto found =
      std::ranges::find_if(contacts_, [&](const Contact& item) { return item.id == id; });
  return found == contacts_.end() ? nullptr : &*found;
}
std::shared_ptr<const Resources> Resources::WithContacts(const Contacts& further) const {
  auto both = std::make_shared<Resources>(*this);
  json::array added;
  for (const auto& contact : further) {
    if (FindContact(contact.id) != nullptr) continue;
    both->contacts_.push_back(contact);
    added.push_back({json::value(contact.id), json::value(contact.name), json::value(contact.phone),
                     json::value(contact.language), json::value(contact.zone),
                     json::value_from(contact.severities), contact.priority, contact.active,
                     contact.throttle ? contact.throttle->calls_per_hour : 0});
  }
  if (!added.empty()) both->hash_ = Sha256Hex(hash_ + CanonicalJson(added));
  return both;
}

const Policy* Resources::FindPolicy(std::string_view name) const {
  return FindNamed(policies_, name);
}
const Calendar* Resources::FindCalendar(std::string_view name) const {
  return FindNamed(calendars_, name);
}
const Rotation* Resources::FindRotation(std::string_view name) const {
  return FindNamed(rotations_, name);
}
const Action* Resources::FindAction(std::string_view kind) const {
  const auto found = actions_.find(kind);
  return found == actions_.end() ? nullptr : &found->second;
}
bool Resources::KnowAnybody() const {
  return last_resort_ || std::ranges::any_of(contacts_, &Contact::active);
}
const Policy* Resources::DefaultPolicy() const { return DefaultOf(policies_); }
std::string Resources::ZoneOf(const Contact* contact) const {
  if (contact != nullptr && !contact->zone.empty()) return contact->zone;
  const Calendar* calendar = DefaultCalendar();
  return calendar == nullptr ? std::string{} : calendar->zone_name;
}

const Calendar* Resources::DefaultCalendar() const { return DefaultOf(calendars_); }

Result<ParsedResources> LoadResources(const std::filesystem::path& folder,
                                      std::string_view last_resort_phone, std::string_view language,
                                      ExpressionEngine* engine) {
  std::vector<ResourceFile> files;
  std::error_code trouble;
  const auto unreadable = [&] {
    return Fail(ErrorKind::kTransient,
                "reading folder " + folder.string() + ": " + trouble.message(), "resources");
  };
  const bool there = std::filesystem::exists(folder, trouble);
  if (trouble) return unreadable();
  if (there) {
    std::filesystem::directory_iterator entries(folder, trouble);
    if (trouble) return unreadable();
    for (const auto& entry : entries) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file(trouble) ||
          (extension != ".yaml" && extension != ".yml" && extension != ".ics"))
        continue;
      auto text = runtime::ReadTextFile(entry.path());
      if (!text)
        return Fail(ErrorKind::kTransient, "reading " + entry.path().string(), "resources");
      files.push_back({entry.path().string(), *std::move(text)});
    }
  }
  std::ranges::sort(files, {}, &ResourceFile::name);
  auto parsed = ParseResources(files, last_resort_phone, language, engine);
  parsed.files = files.size();
  for (const auto& file : files)
    if (file.text.find_first_not_of(" \t\r\n") == std::string::npos)
      parsed.findings.push_back({file.name,
                                 {1, 1},
                                 Finding::Level::kWarning,
                                 "the file is empty: nobody and nothing stands in it"});
  return parsed;
}

}  // namespace tocsin::workflow
