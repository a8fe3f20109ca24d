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
  SayingHandler(runtime::ShardServices& shard, Say say) : shard_(shard), say_(std::move(say)) {}

  bool Ignores(std::string_view type, bool) const override { return type == "t.ignored"; }
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput>) override { return nullptr; }
  tl::expected<void, Blame> Decide(std::span<const runtime::ShardInput> inputs,
                                   runtime::BatchWriter& out) override {
    signalled_ = !inputs.empty() && std::holds_alternative<runtime::Signal>(inputs[0]);
    if (const auto text = say_(); !inputs.empty() && !text.empty())
      out.Emit(0, {.id = text, .source = "/s", .type = "t.said", .subject = "x", .data = "{}"});
    return {};
  }
  void OnCommitted(const Batch&, const CommitOutcome&) override {
    if (signalled_) shard_.Enter(runtime::Signal{Uuid(), 0, "continue", nullptr});
  }
  void OnRejected(const CommitOutcome&) override {}
  void OnTaken(const std::vector<int>&, const TakeOver&) override {}
  void OnLost(const std::vector<int>&) override {}

 private:
  runtime::ShardServices& shard_;
  Say say_;
  bool signalled_ = false;
};

class InlineShardTest : public testing::Test {
 protected:
  InlineShard& Begin(SayingHandler::Say say, Crashes crashes) {
    shard_ = std::make_unique<InlineShard>(ShardParts{
        .role = "workflow",
        .session = *session_,
        .clock = clock_,
        .metrics = metrics_,
        .make_handler =
            [this, say](runtime::ShardServices& services) {
              ++processes_;
              return std::make_unique<SayingHandler>(services, say);
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

}  // namespace
}  // namespace tocsin::rehearsal
