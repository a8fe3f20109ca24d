#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/expression.hpp"
#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/language/template.hpp"
#include "workers/workflow/oncall/hours.hpp"
#include "workers/workflow/oncall/maintenance.hpp"
#include "workers/workflow/oncall/rotation.hpp"

namespace tocsin::workflow {

/// When a person is not rung, unless the alert's severity is among the exceptions.
struct QuietHours {
  std::vector<Hours> hours;
  const date::time_zone* zone = nullptr;  ///< of the process-wide database, never null
  std::vector<std::string> except;
};

/// How often a person is rung, unless the alert's severity is among the exceptions.
struct Throttle {
  int calls_per_hour = 0;
  std::vector<std::string> except;
};

struct Contact {
  std::string id;
  std::string name;
  std::string phone;     ///< "+" and 7 to 15 digits
  std::string language;  ///< BCP 47; the default one unless given
  std::string zone;      ///< IANA name, for times that are said; empty: not given
  std::vector<std::string> severities = {};  ///< of events::kSeverities; empty: all
  int priority = 100;                        ///< the lowest is rung first
  bool active = true;                        ///< else never rung
  std::optional<QuietHours> quiet = {};
  std::optional<Throttle> throttle = {};
  std::string email = {};                  ///< empty: not given
  std::vector<std::string> channels = {};  ///< how they are written to, the first first: ChannelOf
};

/// Kind and name of a channel that a contact has: `ntfy:alice-phone`, or `sms`, which is both.
std::pair<std::string, std::string> ChannelOf(std::string_view text);

/// A step of the ladder: a contact, whoever is on duty in a rotation, or the rungs of another
/// policy. Each person is dialled 1 + retries times with `delay` between.
struct Rung {
  enum class Of { kContact, kRotation, kPolicy };
  Of of = Of::kContact;
  std::string name;
  int retries = 0;
  Duration delay = std::chrono::seconds(45);
};

/// Beyond `after` alerts within `within` those of a policy are told in one call.
struct Bundle {
  int after = 0;
  Duration within{0};
};

struct Policy {
  std::string name;
  std::vector<Rung> rungs;  ///< empty: every active contact for the alert's severity, by priority
  int retries = 0;          ///< of those chosen by severity
  Duration delay = std::chrono::seconds(45);
  std::optional<Bundle> bundle = {};
};

struct Calendar {
  std::string name;
  std::string zone_name;
  const date::time_zone* zone = nullptr;  ///< of the process-wide database, never null
  std::vector<Hours> hours;
  std::vector<Holiday> holidays;  ///< closed on that day, and hours that begin on it do not open
};

/// An entry of `actions`. Both may hold expressions over the alert's data: of Expressions().
struct Action {
  Template name;
  Template parameters = {.literal = json::object()};
};

/// Who is on call, when, and what may be done: what all files of a folder say. Immutable and
/// thread-safe.
class Resources {
 public:
  using Contacts = std::vector<Contact>;

  /// Nullptr when the name is unknown; kLastResortContact is known where there is one.
  const Contact* FindContact(std::string_view id) const;
  const Policy* FindPolicy(std::string_view name) const;
  const Calendar* FindCalendar(std::string_view name) const;
  const Rotation* FindRotation(std::string_view name) const;
  const Action* FindAction(std::string_view kind) const;

  /// What is meant when no name is given: the one named "default", or the only one; nullptr where
  /// there is none, or several without a default.
  const Policy* DefaultPolicy() const;
  const Calendar* DefaultCalendar() const;

  /// The number of last resort, rung where nobody else is; nullptr: none is set.
  const Contact* LastResort() const { return last_resort_ ? &*last_resort_ : nullptr; }

  /// These and further contacts, as of a table. A name that the files have stays as they say.
  std::shared_ptr<const Resources> WithContacts(const Contacts& further) const;

  /// Whether there is anybody who may ever be rung: an active contact, or a number of last resort.
  bool KnowAnybody() const;

  const std::vector<Contact>& AllContacts() const { return contacts_; }     ///< in file order
  const std::vector<Policy>& AllPolicies() const { return policies_; }      ///< in file order
  const std::vector<Calendar>& AllCalendars() const { return calendars_; }  ///< in file order

  const std::vector<Rotation>& AllRotations() const { return rotations_; }  ///< in file order
  /// In file order; of two that overlap none is valid.
  const std::vector<Override>& Overrides() const { return overrides_; }
  const std::vector<Maintenance>& Windows() const { return maintenance_; }  ///< in file order

  /// In which times are said to this person: their own zone, else the default calendar's; empty:
  /// none is known.
  std::string ZoneOf(const Contact* contact) const;
  /// What is spoken to who has no language of their own, BCP 47.
  const std::string& DefaultLanguage() const { return language_; }

  /// Those of actions and maintenance; they see the alert only.
  const std::vector<ExpressionSource>& Expressions() const { return expressions_; }

  /// SHA-256 hex over what the files say; equal content gives the same hash.
  const std::string& Hash() const { return hash_; }

 private:
  friend class ResourceReader;
  std::vector<Contact> contacts_;
  std::optional<Contact> last_resort_;
  std::vector<Policy> policies_;
  std::vector<Calendar> calendars_;
  std::vector<Rotation> rotations_;
  std::vector<Override> overrides_;
  std::vector<Maintenance> maintenance_;
  std::map<std::string, Action, std::less<>> actions_;
  std::vector<ExpressionSource> expressions_;
  std::string language_;
  std::string hash_;
};

struct ResourceFile {
  std::string name;  ///< for findings
  std::string text;
  /// What of the text holds the resources; nothing: all of it.
  std::optional<YamlNode> part = {};
};

struct ParsedResources {
  std::shared_ptr<const Resources> resources;  ///< null when there are errors; shared by all shards
  std::vector<Finding> findings;
  std::size_t files = 0;  ///< that were read, good or not
};

inline constexpr std::string_view kDefaultLanguage = "en-US";
/// The contact made of the number of last resort.
inline constexpr std::string_view kLastResortContact = "last-resort";

/// Reads files that each hold any of the sections of ResourceEntries; of `*.ics` the calendars that
/// rotations name.
/// `last_resort_phone` (may be empty) is who is rung where nobody else would be. Without policies
/// there is one named "default" that chooses by severity. `language` is that of contacts who name
/// none. With `engine` the expressions of the actions are compiled, and those that do not are
/// findings.
ParsedResources ParseResources(const std::vector<ResourceFile>& files,
                               std::string_view last_resort_phone,
                               std::string_view language = kDefaultLanguage,
                               ExpressionEngine* engine = nullptr);

/// The same over every *.yaml, *.yml and *.ics of a folder, by name; no folder is the same as an
/// empty one. Errors: kTransient when the folder or a file in it cannot be read.
Result<ParsedResources> LoadResources(const std::filesystem::path& folder,
                                      std::string_view last_resort_phone,
                                      std::string_view language = kDefaultLanguage,
                                      ExpressionEngine* engine = nullptr);

}  // namespace tocsin::workflow
