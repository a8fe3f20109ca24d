// Everything that goes onto the bus is what schemas/events describes: the events of the shipped
// workflows and of the calls they make, and those of the bridge. (Unit tests of voice and bridge
// check each event they see in the same way.)
// links: rehearsal expression store_memory
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/described_event.hpp"
#include "fakes/scratch_store.hpp"
#include "schemas/events/runs.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/action_origin.hpp"
#include "workers/bridge/delivery_result.hpp"
#include "workers/bridge/manual_call.hpp"
#include "workers/bridge/messages/message_effect.hpp"
#include "workers/rehearsal/test_file.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"
#include "workers/workflow/worker/run_control.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

const fs::path kOps = fs::path(TOCSIN_SOURCE_DIR) / "workflows" / "ops";

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Plays the tests of a file; checks and notes what was emitted.
class Playback {
 public:
  void Play(const fs::path& file) {
    const auto parsed = rehearsal::ReadTestFile(ReadFile(file), file.string());
    ASSERT_THAT(parsed.findings, IsEmpty()) << file;
    for (const auto& test : parsed.tests) Play(test, file.parent_path());
  }
  std::set<std::string> seen;

 private:
  void Play(const rehearsal::TestCase& test, const fs::path& folder) {
    SCOPED_TRACE(test.name);
    const auto resources =
        test.resources ? workflow::ParseResources({*test.resources}, "")
                       : workflow::LoadResources(kOps.parent_path() / "resources", "").value();
    ASSERT_TRUE(resources.resources);
    const auto path = folder / (test.workflow + ".yaml");
    const auto parsed = workflow::ParseDefinition(ReadFile(path), path.string(), *engine_,
                                                  functions_, resources.resources.get());
    ASSERT_TRUE(parsed.definition);
    const auto world = rehearsal::World::Make({.definitions = {parsed.definition},
                                               .resources = resources.resources,
                                               .engine = *engine_,
                                               .functions = functions_,
                                               .make_store = make_store_,
                                               .callees = test.callees,
                                               .mocks = test.mocks,
                                               .model = test.model},
                                              test.clock, rehearsal::Crashes::kNever);
    ASSERT_TRUE(world) << world.error().message;
    auto& played = **world;
    for (const auto& step : test.given) {
      if (const auto* call = std::get_if<rehearsal::CallIn>(&step)) {
        ASSERT_TRUE(played.Ring(call->from, call->to));
        continue;
      }
      const auto* advance = std::get_if<rehearsal::Advance>(&step);
      ASSERT_TRUE(advance != nullptr ? played.AdvanceTo(played.Now() + advance->by)
                                     : played.Publish(std::get<Event>(step)));
    }
    ASSERT_TRUE(played.Settle(std::chrono::hours(24)));
    for (const auto& occurrence : played.Occurrences()) {
      if (occurrence.origin == rehearsal::World::Origin::kGiven) continue;
      seen.insert(occurrence.event.type);
      fakes::ExpectDescribed(occurrence.event);
    }
  }

  static workflow::Functions Catalog() {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  workflow::Functions functions_ = Catalog();
  rehearsal::MakeStore make_store_ = fakes::MakeScratchStore;
};

TEST(EmittedEvents, OfTheShippedWorkflowsAndTheirCallsAreAsDescribed) {
  Playback playback;
  for (const auto& entry : fs::directory_iterator(kOps))
    if (entry.path().filename().string().ends_with("_test.yaml")) playback.Play(entry.path());
  const auto docs = kOps.parent_path().parent_path() / "docs";
  playback.Play(docs / "inbound-call" / "workflows" / "desk" / "help-line_test.yaml");
  playback.Play(docs / "clinic" / "workflows" / "clinic" / "receptionist_test.yaml");
  for (const auto& type : events::EventTypes()) {
    const bool from_outside = type.type == type::kAlertRaised || type.type == type::kAlertResolved;
    const bool of_the_bridge =
        type.type == type::kActionCompleted || type.type == type::kActionFailed;
    const bool of_a_race = type.type == type::kDecisionSuperseded;
    const bool of_messages = type.type.starts_with("tocsin.message.");
    const bool of_lifecycle = type.type.starts_with("io.serverlessworkflow.");  // unit_workflow
    const bool by_hand = type.type == type::kRunControlRequested;
    if (by_hand || from_outside || of_the_bridge || of_a_race || of_messages || of_lifecycle)
      continue;
    EXPECT_TRUE(playback.seen.contains(std::string(type.type)))
        << type.type << " is in no test of the shipped workflows";
  }
}

TEST(EmittedEvents, OfARequestByHandAreAsDescribed) {
  HttpRequest request;
  request.headers = {{"Content-Type", "application/json"}};
  request.body =
      R"({"phone_number":"+15559876543","alert_id":7,"alert_summary":"Disk full","alert_context":{"disk":"sda"}})";
  const auto call = bridge::ReadManualCall(request, "caller", TimePoint(), {});
  ASSERT_TRUE(call);
  fakes::ExpectDescribed(call->event);
}

TEST(EmittedEvents, OfAControlOfARunIsAsDescribed) {
  for (const auto* word : {events::kCancelRun, events::kSuspendRun, events::kResumeRun})
    fakes::ExpectDescribed(
        workflow::RunControlEvent(RunId::Derive({"r"}), "a1", 3, word, "wrong host", TimePoint()));
}

TEST(EmittedEvents, OfADeliveryAreAsDescribed) {
  bridge::DeliveryTask task{
      .delivery = "n8n",
      .message_id = "act-1",
      .event = {
          .id = "1", .source = "/s", .type = std::string(type::kActionRequested), .subject = "a1"}};
  task.event.data = json::serialize(events::ExampleData(*events::FindEventType(task.event.type)));
  const json::value answered{{"status", 200}, {"response", {{"ok", true}}}};
  const auto origin = bridge::OriginOf(task);
  fakes::ExpectDescribed(bridge::ActionEnded(
      origin, action::kCompleted, bridge::CompletedBy(task, 1, answered), EffectId(), TimePoint()));
  fakes::ExpectDescribed(bridge::ActionEnded(
      origin, action::kFailed, bridge::FailedBy(task, 8, "status 500"), EffectId(), TimePoint()));
}

TEST(EmittedEvents, OfAMessageAreAsDescribed) {
  Event event{
      .id = "1", .source = "/s", .type = std::string(type::kMessageRequested), .subject = "a1"};
  event.data = json::serialize(events::ExampleData(*events::FindEventType(event.type)));
  const auto task = bridge::MakeMessageTask(event, {}, 0, TimePoint());
  fakes::ExpectDescribed(
      bridge::MessageFailedEvent(task, EffectId(), 0, "there is no channel", TimePoint()));
}

}  // namespace
}  // namespace tocsin
