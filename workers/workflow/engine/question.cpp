#include "workers/workflow/engine/question.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

std::int64_t NumberAt(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_number() ? found->to_number<std::int64_t>() : 0;
}

bool Within(std::string_view reference, std::string_view outer) {
  return reference.size() > outer.size() && reference.starts_with(outer) &&
         reference[outer.size()] == '/';
}

constexpr std::size_t kMostOpenQuestions = 200;
constexpr std::string_view kWorkflow = "/";  ///< reference of the outermost frame

void Withdraw(Execution& run, std::string_view id, const json::value& open) {
  const auto& question = open.as_object();
  Event event;
  event.type = type::kCallCancelRequested;
  event.data = events::Written(events::CallCancelRequested{
      .question_id = std::string(id),
      .call_id = std::nullopt,
      .reason = std::string(StringAt(question, NameOf<&KeptQuestion::because>(),
                                     events::cancel_reason::kUnanswered))});
  run.Emit(std::move(event));
}

constexpr std::string_view kWinner = "winner";

}  // namespace

const FieldTable& KeptQuestion::Spec() {
  static const FieldTable table = TableOf<KeptQuestion>(
      "question", "A question that a run asks.",
      {FieldOf<&KeptQuestion::at>("at", "Its place."),
       FieldOf<&KeptQuestion::withdrawn_as>("withdrawn_as", "Why it would be withdrawn."),
       FieldOf<&KeptQuestion::because>("because", "Why it is withdrawn."),
       FieldOf<&KeptQuestion::decision>("decision", "What was decided meanwhile.")});
  return table;
}

std::size_t AsksWithin(const TaskList& tasks) {
  std::size_t asks = 0;
  for (const auto& task : tasks) {
    if (task->type->AsksPerson(*task)) ++asks;
    for (const auto& list : task->lists) asks += AsksWithin(list);
  }
  return asks;
}

const Frame& PlaceOf(const Frame& frame) {
  const Frame* place = &frame;
  for (const Frame* at = frame.parent; at != nullptr; at = at->parent)
    if (at->node->type->HoldsQuestion(*at->node)) place = at;
  return *place;
}

void NoteWinner(Frame& fork, std::size_t branch) { fork.data[kWinner] = branch; }

bool QuestionEndsWith(const Frame& frame) {
  const Frame& place = PlaceOf(frame);
  if (place.ending) return true;
  const auto* winner = place.data.if_contains(kWinner);
  // A branch that asked may have decided it: then only the other calls are over.
  return winner != nullptr && AsksWithin(place.node->lists[winner->to_number<std::size_t>()]) == 0;
}

void EnterPlace(RunState& state, const Frame& frame) {
  if (!frame.node->type->HoldsQuestion(*frame.node) || &PlaceOf(frame) != &frame) return;
  state.rounds[frame.node->reference] = NumberAt(state.rounds, frame.node->reference) + 1;
}

QuestionPlace QuestionOf(const RunState& state, const Frame& frame) {
  const Frame& place = PlaceOf(frame);
  const auto entered = NumberAt(state.rounds, place.node->reference);
  return {place.node->reference, static_cast<int>(entered > 0 ? entered - 1 : 0)};
}

void OpenQuestion(Execution& run, const Frame& frame, std::string_view id,
                  std::string_view withdrawn_as) {
  auto& open = run.State().questions;
  auto& question = open[id];
  if (!question.is_object()) question = json::object();
  question.as_object()[NameOf<&KeptQuestion::at>()] = PlaceOf(frame).node->reference;
  question.as_object()[NameOf<&KeptQuestion::withdrawn_as>()] = withdrawn_as;
  while (open.size() > kMostOpenQuestions) {
    const std::string oldest(open.begin()->key());
    Withdraw(run, oldest, open.begin()->value());
    open.stable_erase(open.begin());
  }
}

void KeepDecision(RunState& state, const events::DecisionMade& made) {
  auto* open = state.questions.if_contains(made.question_id);
  if (!made.final || open == nullptr ||
      open->as_object().contains(NameOf<&KeptQuestion::decision>()))
    return;
  open->as_object()[NameOf<&KeptQuestion::decision>()] = EncodeJson(made);
}

const json::value* KeptDecision(const RunState& state, std::string_view id) {
  const auto* open = state.questions.if_contains(id);
  return open == nullptr ? nullptr
                         : open->as_object().if_contains(NameOf<&KeptQuestion::decision>());
}

void EndPlaces(RunState& state, const TaskNode& ending, bool timed_out) {
  for (auto& open : state.questions) {
    auto& question = open.value().as_object();
    const auto place = StringAt(question, NameOf<&KeptQuestion::at>());
    const bool ends = ending.reference == kWorkflow || place == ending.reference ||
                      Within(place, ending.reference);
    if (!ends || question.contains(NameOf<&KeptQuestion::because>())) continue;
    question[NameOf<&KeptQuestion::because>()] =
        timed_out ? json::value(events::cancel_reason::kExpired)
                  : json::value(question.at(NameOf<&KeptQuestion::withdrawn_as>()));
  }
}

void WithdrawQuestions(Execution& run) {
  for (const auto& open : std::exchange(run.State().questions, {}))
    Withdraw(run, open.key(), open.value());
}

json::object RoundsWithin(const RunState& state, const TaskNode& task) {
  json::object out;
  for (const auto& member : state.rounds)
    if (Within(member.key(), task.reference)) out[member.key()] = member.value();
  return out;
}

void RestoreRounds(RunState& state, const TaskNode& task, const json::object& rounds) {
  std::vector<std::string> places;
  for (const auto& member : state.rounds)
    if (Within(member.key(), task.reference)) places.emplace_back(member.key());
  for (const auto& place : places) {
    if (const auto* before = rounds.if_contains(place)) {
      state.rounds[place] = *before;
    } else {
      state.rounds.erase(place);
    }
  }
}

int RetryOf(const Frame& frame) {
  for (const Frame* at = frame.parent; at != nullptr; at = at->parent)
    if (const auto retries = at->node->type->Retries(*at)) return *retries;
  return 0;
}

std::string IterationOf(const Frame& frame) {
  std::string path;
  const Frame* inner = &frame;
  for (const Frame* at = frame.parent; at != nullptr; inner = std::exchange(at, at->parent)) {
    const auto part = at->node->type->PartOf(*at, *inner);
    if (!part) continue;
    const auto index = std::to_string(*part);
    path = path.empty() ? index : index + '/' + path;
  }
  return path;
}

}  // namespace tocsin::workflow
