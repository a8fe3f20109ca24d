// links: bridge net
#include "workers/bridge/deep_health.hpp"

#include <gtest/gtest.h>

#include <map>

#include "fakes/fake_clock.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::bridge {
namespace {

using namespace std::chrono_literals;

class DeepHealthTest : public testing::Test {
 protected:
  /// A part that the test answers.
  DeepPart Part(const std::string& name, bool needed) {
    return {.name = name,
            .needed = needed,
            .ask = [this, name](
                       std::function<void(tocsin::Status)> done) { asked_[name].push_back(done); },
            .more =
                [name] {
                  return json::object{{"of", name}};
                }};
  }
  void Get() {
    health_->Answer([this](HttpResponse response) { pages_.push_back(std::move(response)); });
    loop_.Work();
  }
  void Tell(const std::string& name, tocsin::Status status) {
    asked_.at(name).back()(std::move(status));
    loop_.Work();
  }
  std::string StatusOf(const HttpResponse& page) const {
    return std::string(ParseJson(page.body)->at("status").as_string());
  }
  static tocsin::Status Bad() { return Fail(ErrorKind::kTransient, "is away"); }

  fakes::VirtualLoop loop_;
  fakes::FakeClock clock_;
  std::map<std::string, std::vector<std::function<void(tocsin::Status)>>> asked_;
  std::vector<HttpResponse> pages_;
  std::shared_ptr<DeepHealth> health_ = DeepHealth::Create(
      [this] {
        return std::vector<DeepPart>{Part("store", true), Part("ears", false)};
      },
      loop_, clock_);
};

TEST_F(DeepHealthTest, TellsOfEachPart) {
  Get();
  EXPECT_TRUE(pages_.empty()) << "nobody has answered";
  Tell("ears", {});
  Tell("store", {});
  ASSERT_EQ(pages_.size(), 1U);
  EXPECT_EQ(pages_[0].status, 200);
  const auto page = *ParseJson(pages_[0].body);
  EXPECT_EQ(page.at("status"), "healthy");
  EXPECT_EQ(page.at("checks").at(1).at("name"), "ears");
  EXPECT_EQ(page.at("checks").at(1).at("status"), "ok");
  EXPECT_EQ(page.at("checks").at(1).at("of"), "ears");
}

TEST_F(DeepHealthTest, OnlyWhatIsNeededMakesItUnhealthy) {
  Get();
  Tell("store", {});
  Tell("ears", Bad());
  EXPECT_EQ(pages_.at(0).status, 200);
  EXPECT_EQ(StatusOf(pages_[0]), "degraded");
  EXPECT_NE(pages_[0].body.find("is away"), std::string::npos);

  loop_.Advance(2min);
  Get();
  Tell("store", Bad());
  Tell("ears", {});
  EXPECT_EQ(pages_.at(1).status, 503);
  EXPECT_EQ(StatusOf(pages_[1]), "unhealthy");
}

TEST_F(DeepHealthTest, IsKeptAndAskedAgainBehindWhoAsks) {
  Get();
  Get();
  Tell("store", {});
  Tell("ears", {});
  EXPECT_EQ(pages_.size(), 2U) << "both waited for one round";
  EXPECT_EQ(asked_["store"].size(), 1U);

  loop_.Advance(14s);
  Get();
  EXPECT_EQ(pages_.size(), 3U);
  EXPECT_EQ(asked_["store"].size(), 1U) << "the answer is kept";

  loop_.Advance(2s);
  Get();
  EXPECT_EQ(pages_.size(), 4U) << "nobody waits";
  EXPECT_EQ(asked_["store"].size(), 2U);
  Tell("store", Bad());
  Tell("ears", {});
  Get();
  EXPECT_EQ(pages_.back().status, 503);

  loop_.Advance(61s);
  Get();
  EXPECT_EQ(pages_.size(), 5U) << "an answer of a minute ago says nothing";
}

TEST_F(DeepHealthTest, WhoDoesNotAnswerInTimeHasFailed) {
  Get();
  Tell("ears", {});
  loop_.Advance(5s);
  ASSERT_EQ(pages_.size(), 1U);
  EXPECT_EQ(pages_[0].status, 503);
  EXPECT_NE(pages_[0].body.find("no answer within 5s"), std::string::npos) << pages_[0].body;
  // Too late, twice, and of a former round: no matter.
  Tell("store", {});
  Tell("store", {});
  Get();
  EXPECT_EQ(pages_.back().status, 503);
}

TEST_F(DeepHealthTest, LetsGoOfWhatWasAskedWhenItStops) {
  Get();
  EXPECT_GT(asked_["store"].size(), 0U);
  health_->Stop();
  Tell("store", {});
  EXPECT_TRUE(pages_.empty());
}

}  // namespace
}  // namespace tocsin::bridge
