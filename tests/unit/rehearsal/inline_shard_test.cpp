#include "workers/rehearsal/inline_shard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/scratch_store.hpp"
#include "workers/rehearsal/quiet_metrics.hpp"
#include "workers/rehearsal/virtual_clock.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const TimePoint kShardStart = *ParseTime("2026-03-07T02:00:00Z");
constexpr const char* kShardTopic = "tocsin.actions";

/// Emits what the test says about each input.
class SayingHandler final : public runtime::RoleHandler {
 public:
  using Say = std::function<std::string()>;
  /// What a signal writes beside.
  using Write = std::function<void(Batch&)>;
  SayingHandler(runtime::ShardServices& shard, Say say, Write write)
      : shard_(shard), say_(std::move(say)), write_(std::move(write)) {}

  bool Ignores(std::string_view type, bool) const override { return type == "t.ignored"; }
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput>) override { return nullptr; }
  tl::expected<void, Blame> Decide(std::span<const runtime::ShardInput> inputs,
                                   runtime::BatchWriter& out) override {
    signalled_ = !inputs.empty() && std::holds_alternative<runtime::Signal>(inputs[0]);
    if (signalled_) owner_ = std::get<runtime::Signal>(inputs[0]).owner;
    if (signalled_ && write_) write_(out.Out());
    if (const auto text = say_(); !inputs.empty() && !text.empty())
      out.Emit(0, {.id = text, .source = "/s", .type = "t.said", .subject = "x", .data = "{}"});
    return {};
  }
  void OnCommitted(const Batch&, const CommitOutcome&) override {
    if (signalled_) shard_.Enter(runtime::Signal{owner_, 0, "continue", nullptr});
  }
  void OnRejected(const CommitOutcome&) override {}
  void OnTaken(const std::vector<int>&, const TakeOver&) override {}
  void OnLost(const std::vector<int>&) override {}

 private:
  runtime::ShardServices& shard_;
  Say say_;
  Write write_;
  bool signalled_ = false;
  Uuid owner_;  ///< of the signal
};

class InlineShardTest : public testing::Test {
 protected:
  InlineShard& Begin(SayingHandler::Say say, Crashes crashes, SayingHandler::Write write = {}) {
    shard_ = std::make_unique<InlineShard>(ShardParts{
        .role = "workflow",
        .session = *session_,
        .clock = clock_,
        .metrics = metrics_,
        .make_handler =
            [this, say, write](runtime::ShardServices& services) {
              ++processes_;
              return std::make_unique<SayingHandler>(services, say, write);
            },
        .publish = [this](const OutgoingRecord& record) { sent_.push_back(IdOf(record)); },
        .crashes = crashes});
    EXPECT_TRUE(shard_->Start());
    return *shard_;
  }
  static std::string IdOf(const OutgoingRecord& record) {
    for (const auto& [name, value] : record.headers)
      if (name == "ce_id") return value;
    return {};
  }
  void Deliver(const std::string& id, std::int64_t offset, const std::string& type = "t.came") {
    runtime::Arrival arrival;
    arrival.event = {.id = id, .source = "/s", .type = type};
    arrival.at = {kShardTopic, 0};
    arrival.offset = offset;
    shard_->Deliver(std::move(arrival));
  }
  Status WorkAll() {
    while (true) {
      TRY_ASSIGN(const bool more, shard_->Work());
      if (!more) return {};
    }
  }

  VirtualClock clock_{kShardStart};
  QuietMetrics metrics_;
  std::unique_ptr<Store> store_ = fakes::MakeScratchStore(clock_);
  std::unique_ptr<StoreSession> session_ = store_->OpenSession().value();
  std::unique_ptr<InlineShard> shard_;
  std::vector<std::string> sent_;
  int processes_ = 0;
};

TEST_F(InlineShardTest, HandlesAnEventOnceAndLeavesOutWhatIsIgnored) {
  Begin([] { return "said"; }, Crashes::kNever);
  Deliver("a", 0);
  Deliver("b", 1, "t.ignored");
  Deliver("a", 2);
  ASSERT_TRUE(WorkAll());
  EXPECT_THAT(sent_, ElementsAre("said"));
  EXPECT_EQ(processes_, 1);
}

TEST_F(InlineShardTest, AfterEveryCommitANewProcessPublishesWhatIsStored) {
  int said = 0;
  int decided = 0;
  Begin([&] { return "said-" + std::to_string(decided++ % 2 == 0 ? said : said++); },
        Crashes::kEverywhere);
  Deliver("a", 0);
  Deliver("b", 1);
  ASSERT_TRUE(WorkAll());
  EXPECT_EQ(processes_, 3);
  EXPECT_THAT(sent_, ElementsAre("said-0", "said-1"));
}

TEST_F(InlineShardTest, FindsADecisionThatIsNotTheSameTwice) {
  int decided = 0;
  Begin([&] { return "said-" + std::to_string(++decided); }, Crashes::kEverywhere);
  Deliver("a", 0);
  const auto worked = WorkAll();
  ASSERT_FALSE(worked);
  EXPECT_THAT(worked.error().message,
              HasSubstr("deciding again after a crash gave something else"));
  EXPECT_TRUE(sent_.empty());
}

TEST_F(InlineShardTest, DoesNotGoOnForEverWithoutWaiting) {
  Begin([] { return ""; }, Crashes::kNever);
  shard_->Enter(runtime::Signal{Uuid(), 0, "continue", nullptr});
  const auto worked = WorkAll();
  ASSERT_FALSE(worked);
  EXPECT_THAT(worked.error().message, HasSubstr("runs on without ever waiting"));
}

TEST_F(InlineShardTest, SaysThatSomebodyElseMovedThePosition) {
  const auto one_after = [&](std::int64_t offset) {
    Deliver("event-" + std::to_string(offset), offset);
    return WorkAll();
  };
  Begin([] { return ""; }, Crashes::kNever);
  ASSERT_TRUE(one_after(0));
  auto first = std::move(shard_);
  Begin([] { return ""; }, Crashes::kNever);
  ASSERT_TRUE(one_after(1));
  shard_ = std::move(first);
  const auto worked = one_after(2);
  ASSERT_FALSE(worked);
  EXPECT_THAT(worked.error().message,
              HasSubstr("somebody else handles the events of the workflow worker"));
}

TEST_F(InlineShardTest, ACallAndItsResultAreSomethingThatCameOfIt) {
  constexpr int kRounds = 300;
  for (const bool added : {true, false}) {
    const RunId run{RandomUuid()};
    int round = 0;
    Begin([] { return ""; }, Crashes::kNever,
          [&](Batch& batch) {
            RunWrite write;
            write.id = run;
            write.key = run.ToString();
            write.revision_read = round;
            write.revision = ++round;
            write.status = round < kRounds ? RunStatus::kRunning : RunStatus::kCompleted;
            batch.runs.push_back(write);
            if (round % 40 == 0 && added)
              batch.effects_added.push_back({.id = EffectId(RandomUuid()), .run = run});
            if (round % 40 == 0 && !added) batch.effects_removed.emplace_back(RandomUuid());
          });
    shard_->Enter(runtime::Signal{run, 0, "continue", nullptr});
    while (round < kRounds) {
      const auto worked = shard_->Work();
      ASSERT_TRUE(worked) << worked.error().message << " after round " << round;
    }
  }
}

}  // namespace
}  // namespace tocsin::rehearsal
