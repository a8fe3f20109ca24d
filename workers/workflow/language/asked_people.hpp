#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/events/people.hpp"
#include "schemas/grouped.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/keys.hpp"

/// `to` of `voice.ask`: a contact, a number, a map with these keys, or a list of them.
namespace tocsin::workflow {

/// Who may be rung at once.
inline constexpr std::size_t kMostPeople = 10;

struct AskedPersonKeys final : KeyTable {
  Key contact{*this, NameOf<&events::Recipient::contact>(), Shape::kText, "Name of the contact."};
  Key phone{*this,
            NameOf<&events::Recipient::phone>(),
            Shape::kText,
            "Number.",
            {.default_text = "the contact's"}};
  Key language{
      *this, "language", Shape::kText, "Language of speech.", {.default_text = "the contact's"}};
  Key calls_per_hour{*this,
                     NameOf<&events::Recipient::calls_per_hour>(),
                     Shape::kInteger,
                     "At most so many dials of the number in an hour, " +
                         Grouped(events::kFewestCallsPerHour) + " to " +
                         Grouped(events::kMostCallsPerHour) +
                         "; else `limit` is raised. `oncall.resolve` gives it.",
                     {.default_text = "no bound"}};
};

/// Whom `voice.ask` rings.
struct AskedPerson {
  std::string contact;
  std::string phone;
  std::string language;
  std::string zone;
  std::optional<int> calls_per_hour = {};

  /// By which people know them.
  const std::string& ShownName() const { return contact.empty() ? phone : contact; }
};

/// Everybody once, in the order given. kNotFound: a contact that is in no resource file.
Result<std::vector<AskedPerson>> AskedPeople(const json::value& to, const Resources& resources);
/// Lint of the same.
void CheckAskedPeople(const FunctionCheck& check, const YamlNode& to);

}  // namespace tocsin::workflow
