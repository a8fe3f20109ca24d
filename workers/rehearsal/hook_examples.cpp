#include "workers/rehearsal/hook_examples.hpp"

#include <algorithm>

#include "schemas/time.hpp"
#include "workers/bridge/hooks/hook_mapper.hpp"

namespace tocsin::rehearsal {
namespace {

/// Nothing that a hook gives depends on the time but the ids of windows.
constexpr TimePoint kExampleTime{std::chrono::hours(24 * 365 * 56)};

std::string NumbersOf(const std::vector<std::size_t>& items) {
  std::string text;
  for (const auto item : items) text += (text.empty() ? "" : ", ") + std::to_string(item);
  return text.empty() ? "none" : text;
}

std::string EventText(const Event& event) {
  return event.type + (event.subject.empty() ? "" : " about " + event.subject) + ' ' +
         event.data.Text();
}

/// Empty when the event is as expected.
std::string Difference(const bridge::ExpectedHookEvent& expected, const Event& event) {
  if (event.type != expected.type)
    return "expected an event " + expected.type + ", got " + EventText(event);
  if (expected.subject && event.subject != *expected.subject)
    return "expected the subject '" + *expected.subject + "', got '" + event.subject + "'";
  if (expected.data.is_null()) return {};
  const auto& data = EventData(event);
  if (data && Contains(*data, expected.data)) return {};
  return "expected data with " + JsonText(expected.data) + ", got " + event.data.Text();
}

void CompareEvents(const bridge::HookExample& example, const bridge::MappedBody& mapped,
                   std::vector<Mismatch>& mismatches) {
  const auto count = std::max(example.events.size(), mapped.events.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= mapped.events.size()) {
      mismatches.push_back(
          {example.events[i].mark, "expected an event " + example.events[i].type + ", got none"});
    } else if (i >= example.events.size()) {
      mismatches.push_back(
          {example.mark, "got an event that is not expected: " + EventText(mapped.events[i])});
    } else if (auto text = Difference(example.events[i], mapped.events[i]); !text.empty()) {
      mismatches.push_back({example.events[i].mark, std::move(text)});
    }
  }
}

void CompareFailed(const bridge::HookExample& example, const bridge::MappedBody& mapped,
                   std::vector<Mismatch>& mismatches) {
  std::vector<std::size_t> failed;
  for (const auto& item : mapped.failed) failed.push_back(item.index);
  if (failed == example.failed) return;
  std::string text = "expected the mapping to fail on items: " + NumbersOf(example.failed) +
                     "; it failed on: " + NumbersOf(failed);
  for (const auto& item : mapped.failed)
    text += "; item " + std::to_string(item.index) + ": " + item.error;
  mismatches.push_back({example.mark, std::move(text)});
}

}  // namespace

HttpRequest RequestOf(const bridge::Hook& hook, const bridge::HookExample& example) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/hooks/" + hook.name;
  request.query = example.query;
  request.headers = example.headers;
  request.body = example.body;
  return request;
}

std::vector<HookExampleOutcome> TryExamples(const std::shared_ptr<const bridge::Hook>& hook,
                                            ExpressionEngine& engine) {
  bridge::HookMapper mapper(hook, engine);
  std::vector<HookExampleOutcome> outcomes;
  for (const auto& example : hook->examples) {
    HookExampleOutcome outcome{.example = &example, .mismatches = {}};
    const auto mapped = mapper.Map(RequestOf(*hook, example), kExampleTime);
    const auto answer = mapped ? bridge::AnswerOf(*mapped) : mapped.error();
    if (answer.status != example.status)
      outcome.mismatches.push_back(
          {example.mark, "expected the status " + std::to_string(example.status) + ", got " +
                             std::to_string(answer.status) + ": " + answer.body});
    if (mapped) {
      CompareEvents(example, *mapped, outcome.mismatches);
      CompareFailed(example, *mapped, outcome.mismatches);
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace tocsin::rehearsal
