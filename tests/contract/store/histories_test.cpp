// links: store store_memory rehearsal expression
// The same worker on both stores, and with crashes at every commit: seeded histories of runs and
// calls, played in virtual time, give the same events, to the byte. More of them:
// TOCSIN_HISTORIES=10000; others, or those of a failure again: TOCSIN_HISTORIES_SEED=51.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fakes/scratch_store.hpp"
#include "harness.hpp"
#include "histories_played.hpp"

namespace tocsin {
namespace {

using rehearsal::Crashes;

int Setting(const char* name, int otherwise) {
  const char* given = std::getenv(name);
  return given == nullptr ? otherwise : std::atoi(given);
}

/// The first seed of each world.
std::vector<unsigned> Seeds() {
  std::vector<unsigned> seeds;
  const int first = Setting("TOCSIN_HISTORIES_SEED", 1);
  for (int done = 0; done < Setting("TOCSIN_HISTORIES", 100); done += kAtOnce)
    seeds.push_back(static_cast<unsigned>(first + done));
  return seeds;
}

/// Two stories, told by their first difference; "" for none.
std::string DifferenceOf(const Story& one, const Story& other) {
  const auto [here, there] = std::ranges::mismatch(one.lines, other.lines);
  if (here == one.lines.end() && there == other.lines.end()) return "";
  return "line " + std::to_string(here - one.lines.begin()) + ": " +
         (here == one.lines.end() ? "nothing more" : *here) + "\ninstead of\n" +
         (there == other.lines.end() ? "nothing more" : *there);
}
void ExpectSame(const Story& one, const Story& other) {
  EXPECT_EQ(DifferenceOf(one, other), "");
  EXPECT_GT(one.lines.size(), 200U) << one.lines.back();
}

// The comparison sees what it is there for.
TEST_F(HistoriesTest, TellAWorkerThatForgetsAnEvent) {
  const Histories histories(51);  // each of them is in it
  const auto right = Play(histories, fakes::MakeScratchStore);
  ASSERT_EQ(DifferenceOf(right, Play(histories, fakes::MakeScratchStore)), "");
  for (const PlantedFault& fault :
       {PlantedFault{"workflow", "h.counted"}, PlantedFault{"workflow", "tocsin.call.requested"},
        PlantedFault{"bridge", "tocsin.action.completed"}, PlantedFault{"workflow", "h.leaf"},
        PlantedFault{"workflow", "h.talked"}, PlantedFault{"voice", "tocsin.call.initiated"},
        PlantedFault{"voice", "tocsin.call.failed"},
        PlantedFault{"workflow", "io.serverlessworkflow.workflow.suspended.v1"},
        PlantedFault{"workflow", "io.serverlessworkflow.workflow.resumed.v1"},
        PlantedFault{"voice", "invalid_data", "dlq_reason"},
        PlantedFault{"bridge", "delivery_failed", "dlq_reason"}}) {
    const auto wrong = Play(histories, fakes::MakeScratchStore, Crashes::kNever, fault);
    EXPECT_NE(DifferenceOf(right, wrong), "") << fault.role << " forgot " << fault.forgets;
  }
}

TEST_F(HistoriesTest, GiveTheSameEventsOnBothStores) {
  if (!TestDatabaseUrl()) GTEST_SKIP() << "PostgreSQL is not installed";
  std::size_t events = 0;
  for (const auto seed : Seeds()) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Histories histories(seed);
    const auto in_memory = Play(histories, fakes::MakeScratchStore);
    const auto options = FreshSchema();
    const auto in_database = Play(histories, [&options](const Clock&) {
      auto store = MakePostgresStore(options);
      Check(store->Migrate().has_value(), "the database must migrate");
      return store;
    });
    RunSql(options, "drop schema " + options.schema + " cascade");
    events += in_memory.lines.size();
    ExpectSame(in_memory, in_database);
    if (HasFailure()) return;
  }
  RecordProperty("events", static_cast<int>(events));
}

TEST_F(HistoriesTest, GiveTheSameEventsWithCrashesAtEveryCommit) {
  for (const auto seed : Seeds()) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Histories histories(seed);
    ExpectSame(Play(histories, fakes::MakeScratchStore),
               Play(histories, fakes::MakeScratchStore, Crashes::kEverywhere));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace tocsin
