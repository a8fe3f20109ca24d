#include "workers/rehearsal/doubts.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "schemas/events/catalog.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/language/task_registry.hpp"

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

  bool unknown = false;  ///< one of them could not be read: it may do anything

  bool Phones() const {
    return asks_people || emits_anything || emits.contains(std::string(type::kCallRequested));
  }
};

void NoteTask(const workflow::TaskNode& task, Abilities& out) {
  if (!task.name.empty()) out.tasks.insert(task.name);
  if (task.type != nullptr) {
    const auto sends = task.type->Sends(task);
    if (sends.http) out.callers.insert(task.name);
    if (sends.event_type) out.emits.insert(*sends.event_type);
    out.emits_anything |= sends.any_event;
    out.asks_people |= task.type->AsksPerson(task);
  }
  for (const auto& list : task.lists)
    for (const auto& inner : list) NoteTask(*inner, out);
}

Abilities AbilitiesOf(const Definitions& workflows) {
  Abilities out;
  for (const auto& definition : workflows) {
    if (definition == nullptr) {
      out.unknown = out.emits_anything = true;
      continue;
    }
    NoteTask(definition->root, out);
    for (const auto& [name, function] : definition->functions) NoteTask(*function, out);
    out.tells_lifecycle |= definition->LifecycleEvents().has_value();
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
                              DidYouMean(calls.who, Contacts()));
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
           DidYouMean(type, Emitted());
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
    if (can_.unknown || can_.callers.contains(task)) return;
    const bool known = can_.tasks.contains(task);
    const std::vector<std::string_view> callers(can_.callers.begin(), can_.callers.end());
    Doubt(mark,
          known ? "task '" + task + "' makes no HTTP call that a mock could answer"
                : "no workflow of this test has a task '" + task + "'" + DidYouMean(task, callers));
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
                                const Definitions& workflows,
                                const workflow::Resources& resources) {
  return DoubtFinder(test, file, AbilitiesOf(workflows), resources).Find();
}

}  // namespace tocsin::rehearsal
