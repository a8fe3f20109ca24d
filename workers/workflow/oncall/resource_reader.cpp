#include <algorithm>

#include "schemas/ids.hpp"
#include "schemas/phone_number.hpp"
#include "workers/workflow/oncall/action_reader.hpp"
#include "workers/workflow/oncall/calendar_reader.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {}  // namespace

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
    const auto root = ParseYaml(file.text, file.name);
    if (root) return Add(file, *root, "");
    if (!IsBlank(file.text)) findings_.push_back(root.error());
  }

  ParsedResources Finish() {
    CheckRungs();
    if (engine_ != nullptr) actions_.Check(*engine_);
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
  struct RungPlace {
    std::string contact;
    std::string file;
    Mark mark;
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
          Keep(section, entry);
        }
    };
    each(NameOf<&ResourceEntries::contacts>(), entries.contacts,
         [&](const auto& entry) { AddContact(entry); });
    each(NameOf<&ResourceEntries::policies>(), entries.policies,
         [&](const auto& entry) { AddPolicy(entry, file.name); });
    each(NameOf<&ResourceEntries::calendars>(), entries.calendars, [&](const auto& entry) {
      resources_.calendars_.push_back(CalendarOf(entry, file.name, findings_));
    });
    each(NameOf<&ResourceEntries::actions>(), entries.actions, [&](const auto& entry) {
      resources_.actions_.emplace(entry.name,
                                  actions_.Read(entry.value.value, file.name, file.text));
    });
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

  void AddContact(const Named<ContactEntry>& entry) {
    const ContactEntry& said = entry.value;
    resources_.contacts_.push_back(
        {.id = entry.name,
         .name = said.name.empty() ? entry.name : said.name,
         .phone = said.phone,
         .language = said.language.empty() ? resources_.language_ : said.language,
         .zone = said.zone,
         .severities = said.severities,
         .priority = said.priority,
         .active = said.active});
  }

  void AddPolicy(const Named<PolicyEntry>& entry, const std::string& file) {
    const auto& rungs = entry.value.rungs;
    if (rungs.mark.line > 0 && rungs.value.empty())
      Error(file, rungs.mark,
            "'rungs' is empty: nobody would be phoned; name at least one {contact: ...}");
    if (rungs.mark.line > 0 && entry.value.by.mark.line > 0)
      Error(file, entry.value.by.mark, "either 'rungs' or 'by', not both");
    Policy policy{entry.name, {}, entry.value.retries, entry.value.delay};
    for (const auto& rung : rungs.value) {
      policy.rungs.push_back({rung.contact.value, rung.retries, rung.delay});
      if (rung.contact.mark.line > 0)
        rungs_.push_back({rung.contact.value, file, rung.contact.mark});
    }
    resources_.policies_.push_back(std::move(policy));
  }

  void CheckRungs() {
    std::vector<std::string_view> known;
    for (const auto& contact : resources_.contacts_) known.push_back(contact.id);
    for (const auto& place : rungs_) {
      if (std::ranges::find(known, place.contact) != known.end()) continue;
      Error(place.file, place.mark,
            "contact '" + place.contact + "' is in no resource file" +
                DidYouMean(place.contact, known));
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
  void Keep(std::string_view section, const Named<Entry>& entry) {
    texts_[std::string(section) + '/' + entry.name] =
        *TypeOf<Entry>().Encode(&entry.value, Reveal::kYes);
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
  std::map<std::string, std::string, std::less<>> places_;
  std::vector<RungPlace> rungs_;
  ExpressionEngine* engine_;
  ActionReader actions_{resources_.expressions_, findings_};
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
