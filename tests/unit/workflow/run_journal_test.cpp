#include "workers/workflow/worker/run_journal.hpp"

#include <gtest/gtest.h>

#include "fakes/log_lines.hpp"

namespace tocsin::workflow {
namespace {

Event AboutAlert(std::string type, std::string data) {
  Event event{.id = "e", .source = "/s", .type = std::move(type), .subject = "a1"};
  event.time = "2026-03-07T01:10:00.000Z";
  event.extensions["runid"] = "run-1";
  event.data = std::move(data);
  return event;
}

TEST(RunJournal, TellsHowAnAlertWasClosedOnceThatIsStored) {
  const fakes::LogLines log;
  RunJournal journal;
  const auto notified = AboutAlert(
      "tocsin.alert.closed",
      R"({"alert_id":"a1","outcome":"notified","reason":"business hours","decided":{}})");
  journal.Note(notified);
  journal.Drop();
  journal.Flush();
  EXPECT_TRUE(log.All().empty());

  journal.Note(notified);
  journal.Note(AboutAlert("tocsin.alert.closed",
                          R"({"alert_id":"a2","outcome":"approved","decided":{"choice":"approve",
                           "method":"dtmf","by":{"contact":"alice"}}})"));
  journal.Note(AboutAlert(
      "tocsin.alert.closed",
      R"j({"alert_id":"a3","outcome":"unanswered","reason":"nobody was reached (busy)"})j"));
  journal.Note(AboutAlert("tocsin.call.requested", "{}"));
  journal.Flush();
  journal.Flush();
  EXPECT_EQ(log.All(),
            (std::vector<std::string>{
                "info alert a1 closed: notified: business hours; run run-1",
                "info alert a2 closed: approved (approve by alice, dtmf); run run-1",
                "warning alert a3 closed: unanswered: nobody was reached (busy); run run-1"}));
}

TEST(RunJournal, TellsWhyARunFailed) {
  const fakes::LogLines log;
  RunJournal journal;
  journal.NoteFault("ops/when", "run-2",
                    ParseJson(R"({"title":"Expression error","detail":"too large",
                                  "instance":"/do/0/spoken"})")
                        .value());
  journal.NoteFault("ops/when", "run-3", {});
  journal.Flush();
  EXPECT_EQ(log.All(), (std::vector<std::string>{
                           "warning run run-2 of ops/when failed: Expression error: too large at "
                           "/do/0/spoken",
                           "warning run run-3 of ops/when failed: "}));
}

TEST(RunJournal, KeepsInTheHistoryWhatExplainTells) {
  const auto told = ToldOf(AboutAlert("tocsin.action.requested",
                                      R"({"action_id":"act-1","alert_id":"a1","action":"notify",
                                       "parameters":{"reason":"severity info","alert":{"x":1}}})"));
  ASSERT_TRUE(told);
  EXPECT_EQ(json::serialize(*told),
            R"({"at":"2026-03-07T01:10:00.000Z","what":"emitted","type":"tocsin.action.requested",)"
            R"("alert_id":"a1","action":"notify","action_id":"act-1","reason":"severity info"})");
  EXPECT_FALSE(ToldOf(AboutAlert("tocsin.call.requested", "{}")));
  EXPECT_FALSE(ToldOf(AboutAlert("tocsin.alert.closed", "no json")));
}

}  // namespace
}  // namespace tocsin::workflow
