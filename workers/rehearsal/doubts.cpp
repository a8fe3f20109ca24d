#include "workers/rehearsal/doubts.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>

#include "schemas/events/catalog.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/language/template.hpp"
#include "workers/workflow/oncall/field_reader.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr std::string_view kLifecycleTypes = "io.serverlessworkflow.";

/// What the workflows of a test can do, as far as their files say.
struct Abilities {
  std::set<std::string> emits;
  bool emits_anything = false;  ///< a type is computed
  bool asks_people = false;
  bool tells_lifecycle = false;
  std::set<std::string> tasks;
  std::set<std::string> callers;  ///< tasks that make an HTTP call

  bool Phones() const {
    return asks_people || emits_anything || emits.contains(std::string(type::kCallRequested));
  }
};

const YamlNode* FindAt(const YamlNode& node, std::initializer_list<std::string_view> path) {
  const YamlNode* at = &node;
  for (const auto key : path)
    if (at != nullptr) at = at->Find(key);
  return at;
}

void NoteEmit(const YamlNode& node, Abilities& out) {
  const YamlNode* type = FindAt(node, {"emit", "event", "with", "type"});
  if (type == nullptr) return;
  if (workflow::IsExpression(type->text))
    out.emits_anything = true;
  else
    out.emits.insert(type->text);
}

/// A map that is the value of a key may be a task of that name.
void NoteTask(const std::string& name, const YamlNode& node, Abilities& out) {
  static const std::set<std::string_view> kinds = {"call", "do",     "emit",  "for",
                                                   "fork", "listen", "raise", "run",
                                                   "set",  "switch", "try",   "wait"};
  const bool task = std::ranges::any_of(
      node.members, [](const auto& member) { return kinds.contains(member.key); });
  if (task) out.tasks.insert(name);
  const YamlNode* call = node.Find("call");
  if (call == nullptr) return;
  if (call->text == "http") out.callers.insert(name);
  if (call->text == "voice.ask") out.asks_people = true;
}

void NoteAbilities(const YamlNode& node, Abilities& out) {
  for (const auto& item : node.items) NoteAbilities(item, out);
  if (!node.IsMap()) return;
  NoteEmit(node, out);
  for (const auto& member : node.members) {
    NoteTask(member.key, member.value, out);
    NoteAbilities(member.value, out);
  }
}

Abilities AbilitiesOf(const std::vector<std::string>& workflows) {
  Abilities out;
  for (const auto& text : workflows) {
    const auto root = ParseYaml(text, "");
    if (!root) {
      out.emits_anything = true;
      continue;
    }
    NoteAbilities(*root, out);
    out.tells_lifecycle |= FindAt(*root, {"document", "metadata", "lifecycle"}) != nullptr;
  }
  return out;
}

class DoubtFinder {
 public:
  DoubtFinder(const TestCase& test, const std::string& file, Abilities can,
              const workflow::Resources& resources)
      : test_(test), file_(file), can_(std::move(can)), resources_(resources) {}

  std::vector<Finding> Find() {
    for (const auto& [type, mark] : test_.expect.absent)
      if (!MayCome(type)) Doubt(mark, WhyAbsent(type));
    for (const auto& calls : test_.expect.calls.value_or(std::vector<ExpectedCalls>{}))
      if (!MayBeCalled(calls.who))
        Doubt(calls.mark, "'" + calls.who + "' of 'calls' is no contact and no phone number" +
                              workflow::DidYouMean(calls.who, Contacts()));
    for (const auto& [task, mark] : test_.mocks.Tasks()) CheckMock(task, mark);
    return std::move(findings_);
  }

 private:
  void Doubt(Mark mark, std::string text) {
    findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
  }

  std::string WhyAbsent(const std::string& type) const {
    if (events::FindEventType(type) != nullptr)
      return "'" + type +
             "' is always absent: no workflow of this test has metadata.lifecycle, without which a "
             "test has no lifecycle events";
    return "nothing in this test can emit '" + type + "', so that it is always absent" +
           workflow::DidYouMean(type, Emitted());
  }

  /// A type of ours may be kept out for the day when the workflow changes; another one that no
  /// workflow here emits is a slip of the pen.
  bool MayCome(const std::string& type) const {
    if (can_.emits_anything || can_.emits.contains(type)) return true;
    if (type.starts_with(kLifecycleTypes)) return can_.tells_lifecycle;
    return events::FindEventType(type) != nullptr;
  }

  bool SomebodyMayBeCalled() const {
    return can_.Phones() || std::ranges::any_of(test_.given, [](const GivenStep& step) {
             const auto* event = std::get_if<Event>(&step);
             return event != nullptr && event->type == type::kCallRequested;
           });
  }

  /// Who asks for a call by an event of their own names whom they want.
  bool MayBeCalled(const std::string& who) const {
    return IsPhoneNumber(who) || resources_.FindContact(who) != nullptr || can_.emits_anything ||
           can_.emits.contains(std::string(type::kCallRequested)) ||
           (!can_.asks_people && SomebodyMayBeCalled());
  }

  void CheckMock(const std::string& task, Mark mark) {
    if (can_.callers.contains(task)) return;
    const bool known = can_.tasks.contains(task);
    const std::vector<std::string_view> callers(can_.callers.begin(), can_.callers.end());
    Doubt(mark, known ? "task '" + task + "' makes no HTTP call that a mock could answer"
                      : "no workflow of this test has a task '" + task + "'" +
                            workflow::DidYouMean(task, callers));
  }

  std::vector<std::string_view> Emitted() const {
    std::vector<std::string_view> types(can_.emits.begin(), can_.emits.end());
    for (const auto& event : events::EventTypes()) types.push_back(event.type);
    return types;
  }
  std::vector<std::string_view> Contacts() const {
    std::vector<std::string_view> ids;
    for (const auto& contact : resources_.AllContacts()) ids.emplace_back(contact.id);
    return ids;
  }

  const TestCase& test_;
  const std::string& file_;
  const Abilities can_;
  const workflow::Resources& resources_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> FindDoubts(const TestCase& test, const std::string& file,
                                const std::vector<std::string>& workflows,
                                const workflow::Resources& resources) {
  return DoubtFinder(test, file, AbilitiesOf(workflows), resources).Find();
}

}  // namespace tocsin::rehearsal
