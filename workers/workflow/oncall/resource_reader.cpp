#include <algorithm>
#include <optional>

#include "schemas/ids.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/phone_number.hpp"
#include "workers/workflow/oncall/action_reader.hpp"
#include "workers/workflow/oncall/calendar_reader.hpp"
#include "workers/workflow/oncall/field_reader.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

constexpr int kMaxRetries = 20;
constexpr int kLastResortRetries = 1;
constexpr Duration kMaxDelay = std::chrono::hours(1);

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
    if (file.part) return Add(file, *file.part, "'resources'");
    const auto root = ParseYaml(file.text, file.name);
    if (root) return Add(file, *root, "a resource file");
    if (!IsBlank(file.text)) findings_.push_back(root.error());
  }

  void Add(const ResourceFile& file, const YamlNode& root, std::string_view what) {
    FieldReader reader(file.name, findings_, file.text);
    if (!reader.ExpectMap(root, what)) return;
    reader.RefuseOthers(root, {"contacts", "policies", "calendars", "actions"});
    for (const auto& [section, read] : {std::pair("contacts", &ResourceReader::ReadContact),
                                        std::pair("policies", &ResourceReader::ReadPolicy),
                                        std::pair("calendars", &ResourceReader::ReadCalendar),
                                        std::pair("actions", &ResourceReader::ReadAction)}) {
      const YamlNode* map = root.Find(section);
      if (map == nullptr || !reader.ExpectMap(*map, "'" + std::string(section) + "'")) continue;
      for (const auto& member : map->members)
        if (IsNew(reader, section, member)) (this->*read)(reader, member);
    }
  }

  ParsedResources Finish() {
    CheckRungs();
    if (engine_ != nullptr) actions_.Check(*engine_, findings_);
    AddLastResort();
    resources_.hash_ = HashOf(resources_);
    std::ranges::stable_sort(findings_, [](const Finding& a, const Finding& b) {
      return std::tie(a.file, a.mark.line, a.mark.column) <
             std::tie(b.file, b.mark.line, b.mark.column);
    });
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

  bool IsNew(FieldReader& reader, std::string_view section, const YamlNode::Member& member) {
    const std::string key = std::string(section) + '/' + member.key;
    const auto [place, fresh] =
        places_.emplace(key, reader.File() + ':' + std::to_string(member.mark.line));
    if (!fresh)
      reader.Error(member.mark, "'" + member.key + "' of " + std::string(section) +
                                    " is already in " + place->second);
    return fresh;
  }

  void ReadContact(FieldReader& reader, const YamlNode::Member& member) {
    if (!reader.ExpectMap(member.value, "a contact")) return;
    reader.RefuseOthers(member.value, {"name", "phone", "language", "zone"});
    const auto phone = reader.String(member.value, "phone", true);
    if (phone && !IsPhoneNumber(*phone))
      reader.Error(member.value.Find("phone")->mark,
                   "'phone' must be '+' and 7 to 15 digits in quotes, such as '+15551234567'");
    const auto name = reader.String(member.value, "name", false);
    const auto language = reader.String(member.value, "language", false);
    if (language) {
      if (const auto wrong = CheckSpokenLanguage(*language); !wrong.empty())
        reader.Error(member.value.Find("language")->mark, "'language' " + wrong);
    }
    const auto zone = reader.String(member.value, "zone", false);
    if (zone && LocateZone(*zone) == nullptr)
      reader.Error(member.value.Find("zone")->mark,
                   "'zone' must be a time zone such as Europe/Berlin");
    resources_.contacts_.push_back({member.key, name.value_or(member.key), phone.value_or(""),
                                    language.value_or(resources_.language_), zone.value_or("")});
  }

  void ReadPolicy(FieldReader& reader, const YamlNode::Member& member) {
    if (!reader.ExpectMap(member.value, "a policy")) return;
    reader.RefuseOthers(member.value, {"rungs"});
    Policy policy{member.key, {}};
    const YamlNode* rungs = member.value.Find("rungs");
    if (rungs == nullptr) {
      reader.Error(member.mark, "'rungs' is missing");
    } else if (reader.ExpectList(*rungs, "'rungs'")) {
      if (rungs->items.empty())
        reader.Error(rungs->mark,
                     "'rungs' is empty: nobody would be phoned; name at least one "
                     "{contact: ...}");
      for (const auto& node : rungs->items) ReadRung(reader, node, policy);
    }
    resources_.policies_.push_back(std::move(policy));
  }

  void ReadRung(FieldReader& reader, const YamlNode& node, Policy& policy) {
    if (!node.IsMap()) {
      reader.ExpectMap(node, "a rung");
      return;
    }
    reader.RefuseOthers(node, {"contact", "retries", "delay"});
    const auto contact = reader.String(node, "contact", true);
    if (!contact) return;
    rungs_.push_back({*contact, reader.File(), node.Find("contact")->mark});
    Rung rung;
    rung.contact = *contact;
    rung.retries = reader.Integer(node, "retries", 0, kMaxRetries).value_or(rung.retries);
    rung.delay = reader.Time(node, "delay", kMaxDelay).value_or(rung.delay);
    policy.rungs.push_back(std::move(rung));
  }

  void ReadCalendar(FieldReader& reader, const YamlNode::Member& member) {
    if (auto calendar = ReadCalendarOf(reader, member))
      resources_.calendars_.push_back(std::move(*calendar));
  }

  void ReadAction(FieldReader& reader, const YamlNode::Member& member) {
    if (auto action = actions_.Read(reader, member))
      resources_.actions_.emplace(member.key, *std::move(action));
    action_texts_["action/" + member.key] = member.value.ToJson();
  }

  void CheckRungs() {
    std::vector<std::string_view> known;
    for (const auto& contact : resources_.contacts_) known.push_back(contact.id);
    for (const auto& place : rungs_) {
      if (std::ranges::find(known, place.contact) != known.end()) continue;
      FieldReader(place.file, findings_)
          .Error(place.mark, "contact '" + place.contact + "' is in no resource file" +
                                 DidYouMean(place.contact, known));
    }
  }

  void AddLastResort() {
    if (!last_resort_phone_.empty() && !IsPhoneNumber(last_resort_phone_))
      findings_.push_back({"ALERT_PHONE_NUMBER",
                           {},
                           Finding::Level::kError,
                           "the number of last resort must be '+' and 7 to 15 digits"});
    if (resources_.contacts_.empty() && !last_resort_phone_.empty()) {
      resources_.contacts_.push_back({std::string(kLastResortContact), "on call",
                                      std::string(last_resort_phone_), resources_.language_, ""});
      const Rung only{.contact = std::string(kLastResortContact), .retries = kLastResortRetries};
      for (auto& policy : resources_.policies_) policy.rungs = {only};
      if (resources_.policies_.empty()) resources_.policies_.push_back({"default", {only}});
    }
    if (!resources_.policies_.empty()) return;
    Policy everyone{"default", {}};
    for (const auto& contact : resources_.contacts_)
      everyone.rungs.push_back({.contact = contact.id});
    if (!everyone.rungs.empty()) resources_.policies_.push_back(std::move(everyone));
  }

  std::string HashOf(const Resources& resources) const {
    json::object all = action_texts_;
    for (const auto& contact : resources.contacts_)
      all["contact/" + contact.id] = {contact.name, contact.phone, contact.language, contact.zone};
    for (const auto& policy : resources.policies_) {
      json::array rungs;
      for (const auto& rung : policy.rungs)
        rungs.push_back({json::value(rung.contact), rung.retries, rung.delay.count()});
      all["policy/" + policy.name] = std::move(rungs);
    }
    for (const auto& calendar : resources.calendars_) {
      json::array hours;
      for (const auto& entry : calendar.hours) {
        json::array one{entry.from.count(), entry.to.count()};
        for (const bool day : entry.days) one.push_back(day);
        hours.push_back(std::move(one));
      }
      json::array holidays(calendar.holidays.begin(), calendar.holidays.end());
      all["calendar/" + calendar.name] = {json::value(calendar.zone_name), std::move(hours),
                                          std::move(holidays)};
    }
    json::array order;  // which contact or policy comes first has a meaning
    for (const auto& contact : resources.contacts_) order.push_back(json::value(contact.id));
    all["order"] = std::move(order);
    return Sha256Hex(CanonicalJson(all));
  }

  std::string_view last_resort_phone_;
  Resources resources_;
  std::vector<Finding> findings_;
  std::map<std::string, std::string, std::less<>> places_;
  std::vector<RungPlace> rungs_;
  ExpressionEngine* engine_;
  ActionReader actions_{resources_.expressions_};
  json::object action_texts_;  ///< as written, for the hash
};

ParsedResources ParseResources(const std::vector<ResourceFile>& files,
                               std::string_view last_resort_phone, std::string_view language,
                               ExpressionEngine* engine) {
  ResourceReader reader(last_resort_phone, language, engine);
  for (const auto& file : files) reader.Add(file);
  return reader.Finish();
}

}  // namespace tocsin::workflow
