#include "workers/voice/talk/alert_words.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "schemas/events/alerts.hpp"
#include "schemas/plain_text.hpp"
#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMaxValue = 400;
constexpr std::size_t kMaxPieces = 12;
constexpr std::size_t kPerPiece = 4;

using Alert = events::AlertRaised;
using Action = events::RecommendedAction;

constexpr std::string_view kLargerContext = "alert";

/// The alert lies at the root, or under `alert` when a workflow gave a larger context.
const json::value& AlertOf(const json::value& context) {
  const auto* alert = Find(context, kLargerContext);
  return alert != nullptr && alert->is_object() ? *alert : context;
}

std::string InWords(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string ValueText(const json::value& value) {
  if (value.is_string()) return PlainText(value.get_string(), kMaxValue);
  if (IsNumeric(value) || value.is_bool()) return PlainText(JsonText(value), kMaxValue);
  return {};
}

std::string At(const json::value& map, std::string_view key) {
  const auto* found = Find(map, key);
  return found == nullptr ? std::string{} : ValueText(*found);
}
template <auto kMember>
std::string At(const json::value& map) {
  return At(map, NameOf<kMember>());
}

void AddSentence(std::string& out, std::string sentence) {
  if (sentence.empty()) return;
  if (!out.empty()) out += ' ';
  out += sentence;
  if (!EndsSentence(out)) out += '.';
}

/// What something is done to or happened to.
struct Target {
  std::string type = {};
  std::string name = {};  ///< its id where it has no name
  std::string node = {};
};

Target TargetOf(const json::value& alert) {
  Target target{.type = InWords(At<&Alert::resource_type>(alert)),
                .name = At<&Alert::resource_name>(alert),
                .node = At<&Alert::node_name>(alert)};
  if (target.name.empty()) target.name = At<&Alert::resource_id>(alert);
  return target;
}

/// What the action itself says of its target goes before what the alert says.
Target TargetOf(const json::value& alert, const json::value& action) {
  Target target = TargetOf(alert);
  const auto take = [](std::string value, std::string& into) {
    if (!value.empty()) into = std::move(value);
  };
  if (const auto* resource = Find(action, "resource"); resource != nullptr) {
    take(InWords(At(*resource, "type")), target.type);
    take(At(*resource, "id"), target.name);
    take(At(*resource, "name"), target.name);
    take(At(*resource, "node"), target.node);
  }
  if (const auto* given = Find(action, NameOf<&Action::parameters>()); given != nullptr) {
    take(At(*given, "resource"), target.name);
    take(At(*given, "node"), target.node);
  }
  return target;
}

std::string Joined(std::string first, std::string_view second) {
  if (!first.empty() && !second.empty()) first += ' ';
  return first.append(second);
}

std::string Resource(const Language& language, const json::value& alert) {
  const Target target = TargetOf(alert);
  const auto& say = language.sentences;
  const std::string what = Joined(std::string(TermIn(language, target.type)), target.name);
  if (target.node.empty()) return Capitalised(what);
  return Capitalised(what.empty() ? Filled(say.only_node, {{"node", target.node}})
                                  : Filled(say.on_node, {{"what", what}, {"node", target.node}}));
}

/// Nullptr: none of that name.
const date::time_zone* ZoneNamed(std::string_view name) {
  try {
    return name.empty() ? nullptr : date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

struct Recommendation {
  std::string name = {};  ///< in words; empty: none
  Target target = {};
};

Recommendation RecommendedIn(const json::value& context) {
  const auto& alert = AlertOf(context);
  const auto* action = Find(context, NameOf<&Alert::recommended_action>());
  if (action == nullptr) action = Find(alert, NameOf<&Alert::recommended_action>());
  if (action == nullptr) return {.target = TargetOf(alert)};
  return {.name = InWords(action->is_object() ? At<&Action::name>(*action) : ValueText(*action)),
          .target = TargetOf(alert, *action)};
}

bool HasWord(std::string_view text, std::string_view word) {
  return FindPhrase(ToWords(text), ToWords(word)).has_value();
}

/// "virtual machine" by name, or as "vm".
bool NamesType(std::string_view text, std::string_view type) {
  std::string initials;
  for (const auto& word : ToWords(type)) initials += word.front();
  return HasWord(text, type) || (initials.size() > 1 && HasWord(text, initials));
}

/// Whether it is said elsewhere: first, or apart from the other details.
bool ToldElsewhere(std::string_view key) {
  static const std::array told = {NameOf<&Alert::severity>(),
                                  NameOf<&Alert::resource_type>(),
                                  NameOf<&Alert::resource_name>(),
                                  NameOf<&Alert::node_name>(),
                                  NameOf<&Alert::title>(),
                                  NameOf<&Alert::status>(),
                                  NameOf<&Alert::description>(),
                                  NameOf<&Alert::created_at>(),
                                  NameOf<&Alert::recommended_action>(),
                                  NameOf<&Alert::labels>(),
                                  NameOf<&Alert::alert_id>(),
                                  NameOf<&Alert::context>(),
                                  kLargerContext};
  return std::ranges::find(told, key) != told.end();
}

/// "key value" pairs of an object, some in each piece.
void AddMembers(const json::value& object, bool skip_known, std::vector<std::string>& pieces) {
  if (!object.is_object()) return;
  std::string piece;
  std::size_t in_piece = 0;
  for (const auto& member : object.get_object()) {
    const std::string text = ValueText(member.value());
    if (text.empty() || (skip_known && ToldElsewhere(member.key()))) continue;
    AddSentence(piece, Capitalised(InWords(PlainText(member.key(), kMaxValue))) + ": " + text);
    if (++in_piece < kPerPiece) continue;
    pieces.push_back(std::move(piece));
    piece.clear();
    in_piece = 0;
  }
  if (!piece.empty()) pieces.push_back(std::move(piece));
}

}  // namespace

std::string WhatHappened(const Language& language, const json::value& context) {
  const auto& alert = AlertOf(context);
  const auto& say = language.sentences;
  std::string out;
  AddSentence(out, Capitalised(At<&Alert::title>(alert)));
  if (const auto severity = At<&Alert::severity>(alert); !severity.empty())
    AddSentence(out, Filled(say.severity, {{"severity", TermIn(language, severity)}}));
  AddSentence(out, Resource(language, alert));
  if (const auto status = InWords(At<&Alert::status>(alert)); !status.empty())
    AddSentence(out, Filled(say.status, {{"status", TermIn(language, status)}}));
  return out;
}

std::vector<std::string> MoreDetails(const Language& language, const json::value& context,
                                     std::string_view zone) {
  const auto& alert = AlertOf(context);
  const auto& say = language.sentences;
  std::vector<std::string> pieces;
  std::string first;
  AddSentence(first, Capitalised(At<&Alert::description>(alert)));
  if (const auto created = At<&Alert::created_at>(alert); !created.empty()) {
    const auto time = ParseTime(created);
    AddSentence(first, Filled(say.raised_at,
                              {{"time", time ? TimeInWords(language, *time, zone) : created}}));
  }
  if (const auto action = ActionInWords(language, context); !action.empty())
    AddSentence(first, Filled(say.recommended_action, {{"action", action}}));
  if (!first.empty()) pieces.push_back(std::move(first));
  if (const auto* labels = Find(alert, NameOf<&Alert::labels>()); labels != nullptr)
    AddMembers(*labels, false, pieces);
  AddMembers(alert, true, pieces);
  if (const auto* more = Find(alert, NameOf<&Alert::context>()); more != nullptr)
    AddMembers(*more, false, pieces);
  if (&alert != &context) AddMembers(context, true, pieces);
  if (pieces.size() > kMaxPieces) pieces.resize(kMaxPieces);
  return pieces;
}

std::string ActionInWords(const Language& language, const json::value& context) {
  const auto [name, target] = RecommendedIn(context);
  if (name.empty()) return {};
  // "restart container nginx", not "restart container container nginx".
  std::string what = name;
  if (!NamesType(name, target.type)) what = Joined(std::move(what), TermIn(language, target.type));
  if (!HasWord(name, target.name)) what = Joined(std::move(what), target.name);
  if (target.node.empty() || HasWord(name, target.node)) return what;
  return Filled(language.sentences.effect_on_node, {{"what", what}, {"node", target.node}});
}

SpokenNames NamesIn(const Language& language, const json::value& context) {
  const auto [name, target] = RecommendedIn(context);
  SpokenNames names;
  const Words action = ToWords(name);
  if (!action.empty()) {
    names.actions = {action.front(), name};
    const auto known = std::ranges::find(language.words.actions, action.front(), &KnownName::id);
    if (known != language.words.actions.end())
      names.actions.insert(names.actions.end(), known->phrases.begin(), known->phrases.end());
  }
  for (const auto& text :
       {name, target.type, std::string(TermIn(language, target.type)), target.name, target.node}) {
    names.targets.push_back(text);
    for (auto& word : ToWords(text)) names.targets.push_back(std::move(word));
  }
  return names;
}

std::string TitleOf(const json::value& context) {
  return Capitalised(At<&Alert::title>(AlertOf(context)));
}

std::string ReasonOf(const json::value& context) {
  const auto& alert = AlertOf(context);
  if (const auto* action = Find(alert, NameOf<&Alert::recommended_action>()); action != nullptr) {
    for (const auto* key : {"reason", "description"})
      if (auto reason = At(*action, key); !reason.empty()) return Capitalised(std::move(reason));
  }
  return Capitalised(At<&Alert::description>(alert));
}

std::string TimeInWords(const Language& language, TimePoint time, std::string_view zone) {
  const auto* there = ZoneNamed(zone);
  const auto local = there != nullptr
                         ? there->to_local(time)
                         : date::local_time<std::chrono::milliseconds>{time.time_since_epoch()};
  const auto day = date::floor<date::days>(local);
  const date::year_month_day on(day);
  const date::hh_mm_ss at(local - day);
  const auto hour = at.hours().count();
  const auto month = static_cast<std::size_t>(static_cast<unsigned>(on.month()) - 1);
  std::string said =
      Filled(language.sentences.time, {{"day", std::to_string(static_cast<unsigned>(on.day()))},
                                       {"month", language.months[month]},
                                       {"hour", std::to_string(hour)},
                                       {"hour12", std::to_string(hour % 12 == 0 ? 12 : hour % 12)},
                                       {"minute", fmt::format("{:02}", at.minutes().count())},
                                       {"half", language.halves[hour < 12 ? 0 : 1]}});
  return there == nullptr ? said + " UTC" : said;
}

std::string FirstSentence(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (EndsSentence(text.substr(0, i + 1)) && text[i + 1] == ' ')
      return std::string(text.substr(0, i + 1));
  }
  return std::string(text);
}

bool EndsSentence(std::string_view text) {
  // The danda of Hindi among them.
  constexpr std::string_view kMarks[] = {".", "!", "?", "\xE0\xA5\xA4"};
  return std::ranges::any_of(kMarks, [&](std::string_view mark) { return text.ends_with(mark); });
}

}  // namespace tocsin::voice
