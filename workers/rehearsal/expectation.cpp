#include "workers/rehearsal/expectation.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "schemas/utf8.hpp"

namespace tocsin::rehearsal {
namespace {

json::value DataOf(const Event& event) {
  auto data = EventData(event);
  return data ? *data : json::value(event.data.Text());
}

std::string Brief(const json::value& value) {
  constexpr std::size_t kMost = 300;
  return Shortened(JsonText(value), kMost);
}

bool Fits(const Event& event, const ExpectedEvent& expected) {
  if (event.type != expected.type) return false;
  if (expected.subject && event.subject != *expected.subject) return false;
  return expected.data.is_null() || Contains(DataOf(event), expected.data);
}

std::vector<const Event*> Emitted(const World& world, std::string_view type) {
  std::vector<const Event*> events;
  for (const auto& occurrence : world.Occurrences())
    if (occurrence.origin != World::Origin::kGiven &&
        (type.empty() || occurrence.event.type == type))
      events.push_back(&occurrence.event);
  return events;
}

void CompareOrder(const World& world, const Expectations& expect, std::vector<Mismatch>& out) {
  const auto events = Emitted(world, "");
  std::vector<const Event*> taken;
  std::size_t at = 0;
  for (const auto& expected : expect.events) {
    std::size_t found = at;
    while (found < events.size() && !Fits(*events[found], expected)) ++found;
    if (found < events.size()) {
      at = found + 1;
      taken.push_back(events[found]);
      continue;
    }
    std::string text = "expected " + expected.type;
    if (expected.subject) text += " about " + *expected.subject;
    if (!expected.data.is_null()) text += " with " + Brief(expected.data);
    const auto passed = std::span(events).first(at);
    const bool earlier = std::ranges::any_of(passed, [&](const Event* event) {
      return Fits(*event, expected) && std::ranges::count(taken, event) == 0;
    });
    const bool again =
        std::ranges::any_of(taken, [&](const Event* event) { return Fits(*event, expected); });
    const auto same = Emitted(world, expected.type);
    if (earlier)
      text += ", but it came before the one expected ahead of it";
    else if (again)
      text += " once more, but it came only as often as is expected ahead of this";
    else
      text += same.empty() ? ", but no such event came"
                           : ", but there was " + Brief(DataOf(*same.back()));
    out.push_back({expected.mark, std::move(text)});
  }
}

void CompareCounts(const World& world, const Expectations& expect, std::vector<Mismatch>& out) {
  std::set<std::string> seen;
  for (const auto& expected : expect.events) {
    if (!seen.insert(expected.type).second) continue;
    const auto wanted = std::ranges::count(expect.events, expected.type, &ExpectedEvent::type);
    const auto came = static_cast<std::ptrdiff_t>(Emitted(world, expected.type).size());
    if (came > wanted)
      out.push_back({expected.mark, std::to_string(wanted) + " of " + expected.type +
                                        " expected, but " + std::to_string(came) + " came"});
  }
  for (const auto& [type, mark] : expect.absent)
    if (const auto events = Emitted(world, type); !events.empty())
      out.push_back(
          {mark, "no " + type + " expected, but there was " + Brief(DataOf(*events.front()))});
}

void CompareCalls(const World& world, const Expectations& expect, std::vector<Mismatch>& out) {
  if (!expect.calls) return;
  const auto differ = [&out](Mark mark, std::string_view who, int expected, int came) {
    if (came != expected)
      out.push_back({mark, "expected " + std::to_string(expected) + " calls to " +
                               std::string(who) + ", but there were " + std::to_string(came)});
  };
  std::set<std::string> expected;
  for (const auto& [who, count, mark] : expect.calls.value()) {
    int came = 0;
    for (const auto& name : world.CalledAs(who)) {
      expected.insert(name);
      came += world.Calls().find(name)->second;
    }
    differ(mark, who, count, came);
  }
  for (const auto& [who, count] : world.Calls())
    if (!expected.contains(who)) differ(expect.calls_mark, who, 0, count);
}

std::string MessageText(std::string_view channel, const json::value& body) {
  return "one over " + std::string(channel) + (body.is_null() ? "" : " with " + Brief(body));
}

void CompareMessages(const World& world, const Expectations& expect, std::vector<Mismatch>& out) {
  if (!expect.messages) return;
  const auto& wanted = *expect.messages;
  const auto& taken = world.Channels().Messages();
  for (std::size_t i = 0; i < std::max(wanted.size(), taken.size()); ++i) {
    if (i < wanted.size() && i < taken.size() && wanted[i].channel == taken[i].channel &&
        (wanted[i].body.is_null() || Contains(taken[i].body, wanted[i].body)))
      continue;
    out.push_back(
        {i < wanted.size() ? wanted[i].mark : expect.messages_mark,
         "message " + std::to_string(i + 1) + ": expected " +
             (i < wanted.size() ? MessageText(wanted[i].channel, wanted[i].body) : "none") +
             ", but there was " +
             (i < taken.size() ? MessageText(taken[i].channel, taken[i].body) : "none")});
    return;
  }
}

void CompareResult(const World& world, const Expectations& expect, std::string_view workflow,
                   std::vector<Mismatch>& out) {
  if (!expect.output && !expect.error) return;
  const auto& runs = world.Runs();
  const auto run = std::find_if(runs.rbegin(), runs.rend(), [&](const World::Run& candidate) {
    return candidate.workflow == workflow;
  });
  if (run == runs.rend()) {
    out.push_back({expect.result_mark, "no run was started"});
    return;
  }
  if (!run->Over()) {
    out.push_back({expect.result_mark, "the run is not over, it is waiting"});
    return;
  }
  const bool failed = run->status != RunStatus::kCompleted;
  const json::value& wanted = expect.error ? *expect.error : *expect.output;
  if (failed != expect.error.has_value() || !Contains(run->output, wanted))
    out.push_back({expect.result_mark,
                   std::string("expected ") + (expect.error ? "the error " : "the output ") +
                       Brief(wanted) + ", but the run " + (failed ? "failed with " : "gave ") +
                       Brief(run->output)});
}

std::string_view NameOf(World::Origin origin) {
  switch (origin) {
    case World::Origin::kGiven:
      return "given   ";
    case World::Origin::kWorkflow:
      return "workflow";
    case World::Origin::kPhone:
      return "phone   ";
    case World::Origin::kBridge:
      return "bridge  ";
  }
  return "";
}

}  // namespace

bool Contains(const json::value& whole, const json::value& part) {
  if (!part.is_object()) return CanonicalJson(whole) == CanonicalJson(part);
  if (!whole.is_object()) return false;
  return std::ranges::all_of(part.get_object(), [&](const auto& member) {
    const json::value* value = whole.get_object().if_contains(member.key());
    return value == nullptr ? member.value().is_null() : Contains(*value, member.value());
  });
}

std::vector<Mismatch> Compare(const World& world, const Expectations& expect,
                              std::string_view workflow) {
  std::vector<Mismatch> out;
  CompareOrder(world, expect, out);
  CompareCounts(world, expect, out);
  CompareCalls(world, expect, out);
  CompareMessages(world, expect, out);
  CompareResult(world, expect, workflow, out);
  return out;
}

std::string Describe(const World& world) {
  std::string text;
  auto spoken = world.Conversations().begin();
  const auto speak = [&](std::size_t before) {
    for (; spoken != world.Conversations().end() && spoken->after <= before; ++spoken)
      text.append("    ")
          .append(FormatTime(spoken->at))
          .append(spoken->role == "user" ? "  said      " : "  heard     ")
          .append(spoken->who)
          .append("  ")
          .append(spoken->text)
          .append("\n");
  };
  for (std::size_t i = 0; i < world.Occurrences().size(); ++i) {
    const auto& occurrence = world.Occurrences()[i];
    speak(i);
    text.append("    ")
        .append(FormatTime(occurrence.at))
        .append("  ")
        .append(NameOf(occurrence.origin))
        .append("  ")
        .append(occurrence.event.type)
        .append("  ")
        .append(Brief(DataOf(occurrence.event)))
        .append("\n");
  }
  speak(world.Occurrences().size());
  for (const auto& run : world.Runs())
    if (run.Over() && run.status != RunStatus::kCompleted)
      text.append("    the run failed with ").append(Brief(run.output)).append("\n");
  return text;
}

}  // namespace tocsin::rehearsal
