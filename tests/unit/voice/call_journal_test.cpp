#include "workers/voice/call/call_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/log_lines.hpp"
#include "schemas/masking.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using fakes::LogLines;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(CallJournal, TellsOnceStoredWhyACallFailed) {
  const LogLines log;
  CallJournal journal;
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kRefused);

  journal.Note(call.last);
  EXPECT_THAT(log.All(), IsEmpty()) << "it is not stored yet";
  journal.Drop();
  journal.Flush();
  EXPECT_THAT(log.All(), IsEmpty());

  journal.Note(call.last);
  journal.Flush();
  ASSERT_EQ(log.All().size(), 1U);
  EXPECT_THAT(
      log.All()[0],
      AllOf(StartsWith("warning call " + call.at.call.id_text), HasSubstr(" failed: refused"),
            HasSubstr("about alert " + call.at.call.alert_id), Not(HasSubstr(call.at.call.phone))));
}

TEST(CallJournal, NamesTheCallToMachines) {
  const LogLines log;
  CallJournal journal;
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kRefused);
  journal.Note(call.last);
  journal.Flush();
  const auto fields = log.Fields();
  ASSERT_EQ(fields.size(), 1U);
  EXPECT_EQ(StringAt(fields[0], "event"), "tocsin.call.failed");
  EXPECT_EQ(StringAt(fields[0], "call_id"), call.at.call.id_text);
  EXPECT_EQ(StringAt(fields[0], "alert_id"), call.at.call.alert_id);
  EXPECT_EQ(StringAt(fields[0], "reason"), "refused");
  EXPECT_EQ(StringAt(fields[0], "to"), MaskPhone(call.at.call.phone));
  EXPECT_FALSE(fields[0].contains("from"));
}

TEST(CallJournal, TellsEveryStepToWhoeverLooksClosely) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kPlaced);
  ASSERT_FALSE(call.last.events.empty());
  CallJournal journal;
  {
    const LogLines log;
    journal.Note(call.last);
    journal.Flush();
    EXPECT_THAT(log.All(), IsEmpty());
  }
  const LogLines log(spdlog::level::debug);
  journal.Note(call.last);
  journal.Flush();
  ASSERT_EQ(log.All().size(), 1U);
  EXPECT_THAT(log.All()[0], AllOf(StartsWith("debug call "), HasSubstr(": initiated"),
                                  Not(HasSubstr(call.at.call.phone))));
}

TEST(CallJournal, IsBoundedInRate) {
  const LogLines log;
  CallJournal journal;
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kRefused);
  for (int i = 0; i < 500; ++i) journal.Note(call.last);
  journal.Flush();
  EXPECT_GE(log.All().size(), 1U);
  EXPECT_LE(log.All().size(), 60U);
}

TEST(LogQuota, SaysHowManyWereLeftOut) {
  LogQuota quota(2);
  const LogQuota::Steady::time_point start{std::chrono::hours(1)};
  EXPECT_EQ(quota.Admit(start), "");
  EXPECT_EQ(quota.Admit(start), "");
  EXPECT_EQ(quota.Admit(start), std::nullopt);
  EXPECT_EQ(quota.Admit(start + std::chrono::seconds(9)), std::nullopt);
  EXPECT_EQ(quota.Admit(start + std::chrono::seconds(10)), " (2 lines like it were left out)");
  EXPECT_EQ(quota.Admit(start + std::chrono::seconds(10)), "");
}

}  // namespace
}  // namespace tocsin::voice
