// links: rehearsal expression store_memory
#include "workers/rehearsal/hook_examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "workers/bridge/hooks/hook_set.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> TextsOf(const HookExampleOutcome& outcome) {
  std::vector<std::string> texts;
  for (const auto& mismatch : outcome.mismatches)
    texts.push_back(std::to_string(mismatch.mark.line) + ": " + mismatch.text);
  return texts;
}

/// Each is named after the document or the run that its bodies are from.
TEST(ShippedHooks, DoWhatTheirExamplesSay) {
  const auto engine = MakeJqEngine();
  const auto folder = bridge::HookFolder(std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows");
  const auto loaded = bridge::LoadHooks(folder, *engine, nullptr);
  for (const auto& finding : loaded.findings) ADD_FAILURE() << FormatFinding(finding);
  std::set<std::string> names;
  for (const auto& [name, hook] : loaded.set->hooks) {
    ASSERT_NE(hook, nullptr) << name;
    names.insert(name);
    std::set<std::string> types;
    for (const auto& outcome : TryExamples(hook, *engine)) {
      EXPECT_THAT(TextsOf(outcome), IsEmpty()) << name << ": " << outcome.example->name;
      for (const auto& event : outcome.example->events) types.insert(event.type);
    }
    EXPECT_THAT(types, ElementsAre("tocsin.alert.raised", "tocsin.alert.resolved")) << name;
  }
  EXPECT_THAT(names, testing::IsSupersetOf({"alertmanager", "generic", "grafana", "healthchecks",
                                            "n8n", "proxmox", "uptime-kuma", "zabbix"}));
}

/// A raised alert is ended by the event that resolves it: both have one subject.
TEST(ShippedHooks, EndAlertsUnderTheIdThatTheyRaisedThemUnder) {
  const auto engine = MakeJqEngine();
  const auto folder = bridge::HookFolder(std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows");
  const auto loaded = bridge::LoadHooks(folder, *engine, nullptr);
  for (const auto& [name, hook] : loaded.set->hooks) {
    std::set<std::string> raised, resolved;
    for (const auto& example : hook->examples)
      for (const auto& event : example.events)
        if (event.subject)
          (event.type == "tocsin.alert.raised" ? raised : resolved).insert(*event.subject);
    std::vector<std::string> both;
    std::ranges::set_intersection(raised, resolved, std::back_inserter(both));
    if (name != "grafana" && name != "n8n") EXPECT_FALSE(both.empty()) << name;
  }
}

TEST(HookExamples, SayHowItIsOtherwise) {
  const auto engine = MakeJqEngine();
  const auto read = bridge::ReadHook(R"(type: .kind
each: .items
examples:
  - name: all of it is wrong
    made_by: {program: p, version: v, source: s}
    body: {items: [{kind: a.b, n: 1}, {kind: a.c}, {}]}
    events:
      - {type: a.b, data: {n: 2}}
      - {type: a.d}
      - {type: a.e}
    failed: [0]
    status: 422
  - name: more comes than is expected
    made_by: {program: p, version: v, source: s}
    body: {items: [{kind: a.b}]}
  - name: another subject
    made_by: {program: p, version: v, source: s}
    body: {items: [{kind: a.b, alert_id: x}]}
    events: [{type: a.b, subject: y}]
)",
                                     "h.yaml", *engine);
  ASSERT_NE(read.hook, nullptr);
  const auto outcomes = TryExamples(read.hook, *engine);
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_THAT(
      TextsOf(outcomes[0]),
      ElementsAre(HasSubstr("4: expected the status 422, got 202"),
                  R"(8: expected data with {"n":2}, got {"kind":"a.b","n":1})",
                  HasSubstr("9: expected an event a.d, got a.c"),
                  "10: expected an event a.e, got none",
                  HasSubstr("4: expected the mapping to fail on items: 0; it failed on: 2")));
  EXPECT_THAT(TextsOf(outcomes[1]),
              ElementsAre(HasSubstr("got an event that is not expected: a.b")));
  EXPECT_THAT(TextsOf(outcomes[2]), ElementsAre("19: expected the subject 'y', got 'x'"));
}

}  // namespace
}  // namespace tocsin::rehearsal
