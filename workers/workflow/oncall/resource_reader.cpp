#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "schemas/ids.hpp"
#include "schemas/phone_number.hpp"
#include "workers/workflow/oncall/alert_template_reader.hpp"
#include "workers/workflow/oncall/calendar_reader.hpp"
#include "workers/workflow/oncall/calendar_turns.hpp"
#include "workers/workflow/oncall/resource_checks.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"
#include "workers/workflow/oncall/rotation_reader.hpp"

namespace tocsin::workflow {
namespace {

/// No country has it; imports put it where an export has no number.
constexpr std::string_view kNoCountry = "+999";

}  // namespace

/// Gathers the files of one set; names are looked up after the last one.
class ResourceReader {
 public:
  ResourceReader(std::string_view last_resort_phone, std::string_view language,
                 ExpressionEngine* engine)
      : last_resort_phone_(last_resort_phone), engine_(engine) {
    resources_.language_ = language;
  }

  void Add(const ResourceFile& file) {
    if (file.part) return Add(file, *file.part, "resources");
    if (file.name.ends_with(".ics")) {
      calendar_texts_.emplace(file.name, file.text);
      return;
    }
    const auto root = ParseYaml(file.text, file.name);
    if (root) return Add(file, *root, "");
    if (!IsBlank(file.text)) findings_.push_back(root.error());
  }

  ParsedResources Finish() {
    AddQuietHours();
    AddCalendarTurns();
    AddOverrides();
    AddWindows();
    CheckResources(resources_, uses_, findings_);
    if (engine_ != nullptr) templates_.Check(*engine_);
    AddDefaults();
    resources_.hash_ = Hash();
    SortByPlace(findings_);
    ParsedResources parsed;
    if (!HasErrors(findings_))
      parsed.resources = std::make_shared<const Resources>(std::move(resources_));
    parsed.findings = std::move(findings_);
    return parsed;
  }

 private:
  /// What is made when all files are read, with its file.
  struct QuietPlace {
    std::string file;
    std::string contact;
    QuietEntry entry;
  };
  struct CalendarPlace {
    std::string file;
    Located<std::string> name;
    std::size_t rotation;
  };
  struct OverridePlace {
    std::string file;
    OverrideEntry entry;
  };
  struct WindowPlace {
    std::string file;
    std::string_view source;
    Named<MaintenanceEntry> entry;
  };

  static bool IsBlank(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      const std::size_t begin = line.find_first_not_of(" \t\r");
      if (begin != std::string_view::npos && line[begin] != '#') return false;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
  }

  void Add(const ResourceFile& file, const YamlNode& root, std::string_view under) {
    ResourceEntries entries;
    if (root.kind != YamlNode::Kind::kNull) DecodePart(root, under, file.name, entries, findings_);
    const auto each = [&](std::string_view section, const auto& list, auto add) {
      for (const auto& entry : list)
        if (IsNew(file.name, section, entry.name, entry.mark)) {
          add(entry);
          Keep(std::string(section) + '/' + entry.name, entry.value);
        }
    };
    each(NameOf<&ResourceEntries::contacts>(), entries.contacts,
         [&](const auto& entry) { AddContact(entry, file.name); });
    each(NameOf<&ResourceEntries::policies>(), entries.policies,
         [&](const auto& entry) { AddPolicy(entry, file.name); });
    each(NameOf<&ResourceEntries::rotations>(), entries.rotations,
         [&](const auto& entry) { AddRotation(entry, file.name); });
    each(NameOf<&ResourceEntries::calendars>(), entries.calendars, [&](const auto& entry) {
      resources_.calendars_.push_back(CalendarOf(entry, file.name, findings_));
    });
    each(NameOf<&ResourceEntries::maintenance>(), entries.maintenance, [&](const auto& entry) {
      windows_.push_back({file.name, file.text, entry});
    });
    each(NameOf<&ResourceEntries::actions>(), entries.actions, [&](const auto& entry) {
      resources_.actions_.emplace(entry.name,
                                  templates_.ReadAction(entry.value.value, file.name, file.text));
    });
    for (auto& entry : entries.overrides) {
      Keep("override/" + std::to_string(overrides_.size()), entry);
      overrides_.push_back({file.name, std::move(entry)});
    }
  }

  void Error(const std::string& file, Mark mark, std::string text) {
    findings_.push_back({file, mark, Finding::Level::kError, std::move(text)});
  }

  bool IsNew(const std::string& file, std::string_view section, const std::string& name,
             Mark mark) {
    const auto [place, fresh] =
        places_.emplace(std::string(section) + '/' + name, file + ':' + std::to_string(mark.line));
    if (!fresh)
      Error(file, mark,
            "'" + name + "' of " + std::string(section) + " is already in " + place->second);
    return fresh;
  }

  void AddContact(const Named<ContactEntry>& entry, const std::string& file) {
    const ContactEntry& said = entry.value;
    resources_.contacts_.push_back(
        {.id = entry.name,
         .name = said.name.empty() ? entry.name : said.name,
         .phone = said.phone,
         .language = said.language.empty() ? resources_.language_ : said.language,
         .zone = said.zone,
         .severities = said.severities,
         .priority = said.priority,
         .active = said.active,
         .throttle = said.throttle ? std::optional(Throttle{said.throttle->calls_per_hour,
                                                            said.throttle->except})
                                   : std::nullopt,
         .email = said.email,
         .channels = said.channels});
    if (said.active && said.phone.starts_with(kNoCountry))
      findings_.push_back(
          {file, entry.mark, Finding::Level::kWarning,
           "contact '" + entry.name +
               "' cannot be phoned: no country has +999, which an import puts where "
               "the export has no number; put theirs there"});
    if (said.quiet) quiet_.push_back({file, entry.name, *said.quiet});
  }

  void Uses(NamePlace::Of of, const Located<std::string>& name, const std::string& file) {
    if (name.mark.line > 0) uses_.names.push_back({of, name.value, file, name.mark});
  }

  void AddRung(const RungEntry& entry, const std::string& file, Policy& policy) {
    const std::pair<Rung::Of, const Located<std::string>*> kinds[] = {
        {Rung::Of::kContact, &entry.contact},
        {Rung::Of::kRotation, &entry.rotation},
        {Rung::Of::kPolicy, &entry.policy}};
    const Located<std::string>* given = nullptr;
    for (const auto& [of, name] : kinds) {
      if (name->mark.line == 0) continue;
      if (given != nullptr)
        return Error(file, name->mark, "a rung is one of 'contact', 'rotation' and 'policy'");
      given = name;
      policy.rungs.push_back({of, name->value, entry.retries, entry.delay});
    }
    Uses(NamePlace::Of::kContact, entry.contact, file);
    Uses(NamePlace::Of::kRotation, entry.rotation, file);
    Uses(NamePlace::Of::kPolicy, entry.policy, file);
  }

  void AddPolicy(const Named<PolicyEntry>& entry, const std::string& file) {
    const auto& rungs = entry.value.rungs;
    Policy policy{entry.name, {}, entry.value.retries, entry.value.delay};
    if (const auto& bundle = entry.value.bundle) policy.bundle = {bundle->after, bundle->within};
    for (const auto& rung : rungs.value) AddRung(rung, file, policy);
    if (rungs.mark.line > 0 && policy.rungs.size() < rungs.value.size())
      Error(file, rungs.mark, "a rung says 'contact', 'rotation' or 'policy'");
    if (rungs.mark.line > 0 && rungs.value.empty())
      Error(file, rungs.mark,
            "'rungs' is empty: nobody would be phoned; name at least one {contact: ...}");
    if (rungs.mark.line > 0 && entry.value.by.mark.line > 0)
      Error(file, entry.value.by.mark, "either 'rungs' or 'by', not both");
    resources_.policies_.push_back(std::move(policy));
    uses_.policies.push_back({NamePlace::Of::kPolicy, entry.name, file, entry.mark});
  }

  void AddRotation(const Named<RotationEntry>& entry, const std::string& file) {
    resources_.rotations_.push_back(RotationOf(entry, file, findings_));
    const auto use = [&](const auto& people) {
      for (const auto& turn : people.value)
        for (const auto& person : turn.items) Uses(NamePlace::Of::kContact, person, file);
    };
    const auto add = [&](const auto& layer) {
      use(layer.people);
      if (layer.ical.mark.line > 0 && !layer.ical.value.empty())
        calendars_.push_back({file, layer.ical, resources_.rotations_.size() - 1});
    };
    add(entry.value);
    for (const auto& layer : entry.value.layers.value) add(layer);
  }

  /// Their zone may be that of a calendar of another file.
  void AddQuietHours() {
    for (const auto& [file, id, entry] : quiet_) {
      const auto contact = std::ranges::find(resources_.contacts_, id, &Contact::id);
      const auto* zone =
          contact->zone.empty() ? DefaultZone(resources_) : LocateZone(contact->zone);
      if (zone == nullptr)
        Error(file, entry.hours.mark, "in which zone? Give the contact a 'zone'");
      contact->quiet = {HoursOf(entry.hours.value, file, findings_), zone, entry.except};
    }
  }

  /// Whom their events name may stand in another file.
  void AddCalendarTurns() {
    std::set<std::string> wrong;  // what is wrong with a calendar is told once
    for (const auto& [file, name, rotation] : calendars_) {
      const auto path = (std::filesystem::path(file).parent_path() / name.value).string();
      const auto text = calendar_texts_.find(path);
      if (text == calendar_texts_.end()) {
        Error(file, name.mark, "there is no file '" + path + "' with who is on duty");
        continue;
      }
      texts_["ical/" + name.value] = Sha256Hex(text->second);
      if (wrong.contains(path)) continue;
      const auto before = findings_.size();
      PlanTurns(resources_.rotations_[rotation], name.value, path, text->second,
                resources_.contacts_, findings_);
      if (findings_.size() > before) wrong.insert(path);
    }
  }

  void AddOverrides() {
    for (const auto& [file, entry] : overrides_) {
      Uses(NamePlace::Of::kRotation, entry.rotation, file);
      Uses(NamePlace::Of::kPolicy, entry.policy, file);
      for (const auto& name : entry.contact.items) Uses(NamePlace::Of::kContact, name, file);
      auto made = OverrideOf(entry, resources_, file, findings_);
      if (!made) continue;
      resources_.overrides_.push_back(*std::move(made));
      uses_.overrides.push_back({.file = file, .mark = entry.from.mark});
    }
  }

  void AddWindows() {
    for (const auto& [file, source, entry] : windows_) {
      auto made = MaintenanceOf(entry, resources_, file, findings_);
      if (!made) continue;
      if (const YamlNode& when = entry.value.when.node; when.kind != YamlNode::Kind::kNull)
        made->when = templates_.ReadCondition(when, file, source);
      resources_.maintenance_.push_back(*std::move(made));
    }
  }

  void AddDefaults() {
    if (!last_resort_phone_.empty() && !IsPhoneNumber(last_resort_phone_))
      findings_.push_back({"ALERT_PHONE_NUMBER",
                           {},
                           Finding::Level::kError,
                           "the number of last resort must be '+' and 7 to 15 digits"});
    if (!last_resort_phone_.empty())
      resources_.last_resort_ = {.id = std::string(kLastResortContact),
                                 .name = "on call",
                                 .phone = std::string(last_resort_phone_),
                                 .language = resources_.language_};
    if (resources_.policies_.empty()) resources_.policies_.push_back({.name = "default"});
  }

  /// What an entry says, for the hash: equal whatever the file, the order of keys or the quotes.
  template <class Entry>
  void Keep(std::string name, const Entry& entry) {
    texts_[std::move(name)] = *TypeOf<Entry>().Encode(&entry, Reveal::kYes);
  }

  std::string Hash() const {
    json::object all = texts_;
    json::array order;  // which contact comes first has a meaning
    for (const auto& contact : resources_.contacts_) order.push_back(json::value(contact.id));
    all["order"] = std::move(order);
    all["language"] = resources_.language_;
    all["last_resort"] = last_resort_phone_;
    return Sha256Hex(CanonicalJson(all));
  }

  std::string_view last_resort_phone_;
  Resources resources_;
  std::vector<Finding> findings_;
  std::map<std::string, std::string, std::less<>> places_;  ///< of entries, by section and name
  ResourcePlaces uses_;
  std::vector<QuietPlace> quiet_;
  std::vector<CalendarPlace> calendars_;
  std::map<std::string, std::string> calendar_texts_;  ///< of *.ics files, by path
  std::vector<OverridePlace> overrides_;
  std::vector<WindowPlace> windows_;
  ExpressionEngine* engine_;
  AlertTemplateReader templates_{resources_.expressions_, findings_};
  json::object texts_;  ///< for the hash
};

ParsedResources ParseResources(const std::vector<ResourceFile>& files,
                               std::string_view last_resort_phone, std::string_view language,
                               ExpressionEngine* engine) {
  ResourceReader reader(last_resort_phone, language, engine);
  for (const auto& file : files) reader.Add(file);
  return reader.Finish();
}

}  // namespace tocsin::workflow
