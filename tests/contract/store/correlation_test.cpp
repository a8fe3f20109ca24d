#include <latch>
#include <thread>

#include "harness.hpp"

namespace tocsin {
namespace {

class Correlation : public StoreContract {
 protected:
  RunWrite Waiting(std::string_view name) {
    RunWrite run = NewRun(name);
    run.waits_added = {WaitFor(name)};
    return run;
  }
  std::vector<MailMatch> CommitRuns(std::vector<RunWrite> runs) {
    Batch batch = WorkflowBatch();
    batch.runs = std::move(runs);
    return Commit(batch).matches;
  }
  std::vector<MailMatch> CommitMail(std::vector<MailWrite> mail) {
    Batch batch = WorkflowBatch();
    batch.mail = std::move(mail);
    return Commit(batch).matches;
  }
  std::vector<MailMatch> Left() { return TakeOverOf("workflow", {3}).matches; }
};
INSTANTIATE_TEST_SUITE_P(Stores, Correlation, testing::Values("memory", "postgres"),
                         [](const auto& test) { return test.param; });

TEST_P(Correlation, MailFindsTheWaitThatIsThere) {
  EXPECT_TRUE(CommitRuns({Waiting("a")}).empty());

  const auto matches = CommitMail({MailOf("event")});

  ASSERT_EQ(matches.size(), 1);
  EXPECT_EQ(matches[0].run, RunNamed("a"));
  EXPECT_EQ(matches[0].wait, WaitFor("a").id);
  EXPECT_EQ(matches[0].event, "event");
}

TEST_P(Correlation, AWaitFindsTheMailThatIsThere) {
  CommitRuns({NewRun("a")});
  EXPECT_TRUE(CommitMail({MailOf("other", "\"a-2\""), MailOf("event")}).empty());
  RunWrite next = NextOf(*Load(RunNamed("a")));
  next.waits_added = {WaitFor("w")};

  const auto matches = CommitRuns({next});

  ASSERT_EQ(matches.size(), 1);
  EXPECT_EQ(matches[0].event, "event");
}

TEST_P(Correlation, BothInOneCommitMatchInTheirOrder) {
  Batch batch = WorkflowBatch();
  batch.runs = {Waiting("a")};
  batch.runs[0].ordinal = 5;
  batch.mail = {MailOf("before"), MailOf("after")};
  batch.mail[0].ordinal = 4;
  batch.mail[1].ordinal = 6;

  const auto matches = Commit(batch).matches;

  ASSERT_EQ(matches.size(), 1);
  EXPECT_EQ(matches[0].event, "after");
}

TEST_P(Correlation, MailFromBeforeTheRunsStartIsNotTaken) {
  CommitMail({MailOf("the former alert's")});
  EXPECT_TRUE(CommitRuns({Waiting("a")}).empty());
  RunWrite later = NextOf(*Load(RunNamed("a")));
  later.waits_added = {WaitFor("again")};
  EXPECT_TRUE(CommitRuns({later}).empty());
  EXPECT_TRUE(Left().empty());

  EXPECT_EQ(CommitMail({MailOf("this alert's")}).size(), 2);
}

TEST_P(Correlation, ARunThatIsPartOfAnotherTakesMailSinceThatOneBegan) {
  CommitMail({MailOf("the former alert's")});
  CommitRuns({NewRun("outer")});
  CommitMail({MailOf("in between")});
  RunWrite inner = Waiting("inner");
  inner.as_old_as = RunNamed("outer");
  RunWrite innermost = Waiting("innermost");
  innermost.as_old_as = RunNamed("nobody");

  const auto matches = CommitRuns({inner, innermost, NextOf(*Load(RunNamed("outer")))});

  ASSERT_EQ(matches.size(), 1);
  EXPECT_EQ(matches[0].run, RunNamed("inner"));
  EXPECT_EQ(matches[0].event, "in between");
}

TEST_P(Correlation, ExpiredMailIsNotTaken) {
  CommitRuns({NewRun("a")});
  MailWrite old = MailOf("event");
  old.expires = At(0);
  CommitMail({old});
  RunWrite next = NextOf(*Load(RunNamed("a")));
  next.waits_added = {WaitFor("w")};

  EXPECT_TRUE(CommitRuns({next}).empty());
}

TEST_P(Correlation, AWaitIsGivenOneMailAtATimeTheEarliestFirst) {
  CommitRuns({Waiting("a")});
  const auto first = CommitMail({MailOf("1"), MailOf("2")});
  ASSERT_EQ(first.size(), 1);
  EXPECT_EQ(first[0].event, "1");
  EXPECT_TRUE(CommitMail({MailOf("3")}).empty());  // it has not taken the first yet

  Batch take = WorkflowBatch();
  take.runs = {NextOf(*Load(RunNamed("a")))};  // keeps its wait
  take.mail_taken = {first[0].mail};
  const auto second = Commit(take).matches;
  ASSERT_EQ(second.size(), 1);
  EXPECT_EQ(second[0].event, "2");

  take.runs = {NextOf(*Load(RunNamed("a")))};
  take.runs[0].waits_removed = {WaitFor("a").id};
  take.mail_taken = {second[0].mail};
  EXPECT_TRUE(Commit(take).matches.empty());

  RunWrite next = NextOf(*Load(RunNamed("a")));
  next.waits_added = {WaitFor("another")};
  const auto third = CommitRuns({next});
  ASSERT_EQ(third.size(), 1);
  EXPECT_EQ(third[0].event, "3");
}

TEST_P(Correlation, EveryWaitThatMatchesIsGivenTheMail) {
  CommitRuns({Waiting("a"), Waiting("b"), Waiting("c")});
  const auto matches = CommitMail({MailOf("event")});
  ASSERT_EQ(matches.size(), 3);

  Batch take = WorkflowBatch();
  take.runs = {NextOf(*Load(RunNamed("a")))};
  take.runs[0].waits_removed = {WaitFor("a").id};
  take.mail_taken = {matches[0].mail};
  EXPECT_TRUE(Commit(take).matches.empty());

  const auto left = Left();  // a crash now loses nothing
  ASSERT_EQ(left.size(), 2);
  EXPECT_NE(left[0].run, RunNamed("a"));
  EXPECT_NE(left[1].run, RunNamed("a"));
  EXPECT_TRUE(CommitRuns({Waiting("d")}).empty());
  RunWrite again = NextOf(*Load(RunNamed("a")));
  again.waits_added = {WaitFor("again")};
  EXPECT_TRUE(CommitRuns({again}).empty());  // it was taken before this wait

  take.runs = {NextOf(*Load(RunNamed("b"))), NextOf(*Load(RunNamed("c")))};
  take.runs[0].waits_removed = {WaitFor("b").id};
  take.runs[1].waits_removed = {WaitFor("c").id};
  EXPECT_TRUE(Commit(take).matches.empty());
  EXPECT_TRUE(Left().empty());
}

TEST_P(Correlation, TakenMailIsGone) {
  CommitRuns({Waiting("a")});
  const auto matches = CommitMail({MailOf("event")});
  ASSERT_EQ(Left().size(), 1);
  Batch take = WorkflowBatch();
  take.runs = {NextOf(*Load(RunNamed("a")))};
  take.runs[0].status = RunStatus::kCompleted;
  take.mail_taken = {matches.at(0).mail};

  Commit(take);

  EXPECT_TRUE(Left().empty());
  EXPECT_TRUE(CommitRuns({Waiting("b")}).empty());
}

TEST_P(Correlation, ARunThatIsOverWaitsNoMore) {
  CommitRuns({Waiting("a")});
  RunWrite end = NextOf(*Load(RunNamed("a")));
  end.status = RunStatus::kCancelled;
  CommitRuns({end});
  EXPECT_TRUE(CommitMail({MailOf("event")}).empty());
}

TEST_P(Correlation, ATakeOverFindsWhatACrashLeft) {
  CommitRuns({Waiting("a"), Waiting("b")});
  CommitMail({MailOf("1"), MailOf("2")});
  RunWrite elsewhere = NewRun("elsewhere");
  elsewhere.partition = 4;
  CommitRuns({elsewhere});

  const auto left = Left();

  ASSERT_EQ(left.size(), 2);
  EXPECT_EQ(left[0].event, "1");
  EXPECT_EQ(left[1].event, "1");
  EXPECT_TRUE(TakeOverOf("workflow", {4}).matches.empty());
  EXPECT_TRUE(TakeOverOf("voice", {3}).matches.empty());
}

TEST_P(Correlation, TwoSessionsNeverMissEachOther) {
  constexpr int kRounds = 2000;
  Batch start = WorkflowBatch();
  for (int i = 0; i < kRounds; ++i) start.runs.push_back(NewRun(std::to_string(i)));
  Commit(start);
  const auto other = NewSession();
  int matched = 0;

  // The two race in pairs; a missed start of a pair would only make the race easier, so each pair
  // meets first.
  std::vector<std::unique_ptr<std::latch>> meet;
  for (int i = 0; i < kRounds; ++i) meet.push_back(std::make_unique<std::latch>(2));
  std::vector<std::size_t> by_mail(kRounds), by_wait(kRounds);
  std::thread mailing([&] {
    for (int i = 0; i < kRounds; ++i) {
      Batch batch = WorkflowBatch();
      batch.mail = {MailOf("event", std::to_string(i))};
      meet[static_cast<std::size_t>(i)]->arrive_and_wait();
      const auto outcome = other->Commit(batch);
      by_mail[static_cast<std::size_t>(i)] = outcome ? outcome->matches.size() : 99;
    }
  });
  for (int i = 0; i < kRounds; ++i) {
    Batch batch = WorkflowBatch();
    RunWrite next = NextOf({.id = RunNamed(std::to_string(i)), .partition = 3, .revision = 1});
    next.key = std::to_string(i);
    next.waits_added = {WaitFor("w", std::to_string(i))};
    batch.runs = {next};
    meet[static_cast<std::size_t>(i)]->arrive_and_wait();
    const auto outcome = session_->Commit(batch);
    by_wait[static_cast<std::size_t>(i)] = outcome ? outcome->matches.size() : 99;
  }
  mailing.join();

  for (int i = 0; i < kRounds; ++i) {
    if (by_mail[static_cast<std::size_t>(i)] + by_wait[static_cast<std::size_t>(i)] == 1) ++matched;
  }
  EXPECT_EQ(matched, kRounds);
}

}  // namespace
}  // namespace tocsin
