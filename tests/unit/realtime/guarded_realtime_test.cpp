// links: realtime engine
#include "adapters/realtime/guarded_realtime.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_metrics.hpp"
#include "fakes/scripted_realtime.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::realtime {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Owner final : RealtimeListener {
  void OnReady() override { ++ready; }
  void OnPersonBegins() override {}
  void OnPersonEnds(std::string_view) override {}
  void OnPersonSaid(std::string_view, std::string) override {}
  void OnAnswerBegins() override {}
  void OnAnswerSound(std::string_view, SoundView) override {}
  void OnAnswerText(std::string_view, std::string_view) override {}
  void OnAnswerEnds(RealtimeAnswer) override { ++answers; }
  void OnRealtimeEnd(Error error) override { ends.push_back(std::move(error)); }
  int ready = 0, answers = 0;
  std::vector<Error> ends;
};

class GuardedRealtimeTest : public testing::Test {
 protected:
  GuardedRealtimeTest() {
    auto service = std::make_unique<fakes::ScriptedRealtime>();
    service_ = service.get();
    engine_ = MakeGuardedRealtime(
        std::move(service),
        engine::CircuitBreaker::Make("scripted realtime", "realtime", kRealtimeBreaker, metrics_));
  }
  std::unique_ptr<RealtimeSession> Open() {
    auto session = engine_->Open(loop_, {}, owner_);
    loop_.Work();
    return session;
  }
  double IsOpen() const {
    return metrics_.Value("tocsin_provider_open{provider=scripted realtime,part=realtime}");
  }

  fakes::VirtualLoop loop_;
  fakes::FakeMetrics metrics_;
  Owner owner_;
  fakes::ScriptedRealtime* service_;
  std::unique_ptr<RealtimeEngine> engine_;
};

TEST_F(GuardedRealtimeTest, HandsOnWhatASessionSaysAndIsTold) {
  const auto session = Open();
  service_->to->OnReady();
  session->Answer();
  session->Hear(Sound(160));
  service_->Answer("a1", "Hello.");
  EXPECT_EQ(owner_.ready, 1);
  EXPECT_EQ(owner_.answers, 1);
  EXPECT_EQ(service_->asked, 1);
  EXPECT_EQ(service_->heard, 160U);
  EXPECT_EQ(IsOpen(), 0);
}

TEST_F(GuardedRealtimeTest, ARefusedAccountIsNotTriedByTheNextCallsUntilOneProbes) {
  auto session = Open();
  service_->to->OnRealtimeEnd({ErrorKind::kRejected, "no such key", "realtime"});
  EXPECT_EQ(IsOpen(), 1);
  session = Open();
  EXPECT_EQ(service_->opened.size(), 1U);
  ASSERT_EQ(owner_.ends.size(), 2U);
  EXPECT_EQ(owner_.ends[1].kind, ErrorKind::kTransient);
  EXPECT_THAT(owner_.ends[1].message, HasSubstr("no such key"));
  loop_.Advance(10min);
  session = Open();
  EXPECT_EQ(service_->opened.size(), 2U) << "the probe";
  const auto another = Open();
  EXPECT_EQ(service_->opened.size(), 2U) << "one at a time";
  service_->to->OnReady();
  service_->to->OnAnswerBegins();
  EXPECT_EQ(IsOpen(), 1) << "that is no answer yet";
  service_->Piece("a1", "Hello.");
  EXPECT_EQ(IsOpen(), 0);
  const auto next = Open();
  EXPECT_EQ(service_->opened.size(), 3U);
}

TEST_F(GuardedRealtimeTest, AnAnswerThatFailsIsNone) {
  const auto session = Open();
  service_->to->OnReady();
  service_->to->OnAnswerBegins();
  service_->to->OnAnswerEnds({.failed = "insufficient_quota"});
  EXPECT_EQ(IsOpen(), 1);
  const auto next = Open();
  EXPECT_EQ(service_->opened.size(), 1U);
}

TEST_F(GuardedRealtimeTest, RulesThatAreNotTakenAreOneWorkflowsAlone) {
  const auto session = Open();
  service_->to->OnReady();
  service_->to->OnRealtimeEnd({ErrorKind::kInvalid, "a tool's schema", "realtime"});
  EXPECT_EQ(IsOpen(), 0);
}

TEST_F(GuardedRealtimeTest, WhoIsSpokenOverOwesNoAnswer) {
  auto session = Open();
  service_->to->OnReady();
  service_->to->OnPersonEnds("t1");
  service_->to->OnPersonBegins();
  loop_.Advance(10s);
  session.reset();
  EXPECT_EQ(IsOpen(), 0);
}

TEST_F(GuardedRealtimeTest, OneThatIsGivenUpAsItOpensOrDoesNotAnswerRests) {
  auto session = Open();
  loop_.Advance(1'500ms);
  session.reset();
  EXPECT_EQ(IsOpen(), 1);
  loop_.Advance(30s);
  session = Open();
  EXPECT_EQ(service_->opened.size(), 2U);
  service_->to->OnReady();
  session->Answer();
  loop_.Advance(4s);
  session.reset();
  EXPECT_EQ(IsOpen(), 1);
  session = Open();
  EXPECT_EQ(service_->opened.size(), 2U);
}

TEST_F(GuardedRealtimeTest, WhoHangsUpSoonSaysNothingOfTheService) {
  auto session = Open();
  loop_.Advance(500ms);
  session.reset();
  session = Open();
  service_->to->OnReady();
  loop_.Advance(1h);
  session.reset();
  EXPECT_EQ(IsOpen(), 0) << "nothing was asked";
  EXPECT_EQ(service_->opened.size(), 2U);
}

TEST_F(GuardedRealtimeTest, OneThatIsLeftOutAndDroppedHearsNothing) {
  auto session = Open();
  service_->to->OnRealtimeEnd({ErrorKind::kTransient, "away", "realtime"});
  session = engine_->Open(loop_, {}, owner_);
  session.reset();
  loop_.Work();
  EXPECT_EQ(owner_.ends.size(), 1U);
}

}  // namespace
}  // namespace tocsin::realtime
