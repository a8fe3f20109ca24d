#include "adapters/telemetry/heartbeat.hpp"

#include <gtest/gtest.h>

#include "adapters/telemetry/prometheus_metrics.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/log_lines.hpp"

namespace tocsin {
namespace {

constexpr Heartbeat::Time kBegin{std::chrono::hours(1)};

class HeartbeatTest : public testing::Test {
 protected:
  bool Counts(std::string_view outcome, int count) {
    return metrics_->Expose().find("tocsin_heartbeats_total{outcome=\"" + std::string(outcome) +
                                   "\"} " + std::to_string(count) + "\n") != std::string::npos;
  }
  void Look(int seconds) {
    heartbeat_.Look(kBegin + std::chrono::seconds(seconds), [this] { return well_; });
  }

  fakes::FakeHttpClient client_;
  std::unique_ptr<SeriesMetrics> metrics_ = MakePrometheusMetrics();
  Heartbeat heartbeat_{{.url = "https://watch.example.com/ping/SECRET?token=SECRET",
                        .every = std::chrono::seconds(60)},
                       client_,
                       *metrics_};
  Status well_;
};

TEST_F(HeartbeatTest, AsksAsOftenAsItShallWhileAllIsWell) {
  for (int second = 0; second <= 120; ++second) Look(second);
  ASSERT_EQ(client_.Calls().size(), 3U);
  EXPECT_EQ(client_.Calls()[0].method, "GET");
  for (int i = 0; i < 3; ++i)
    client_.Answer(HttpResponse{.status = 200, .headers = {}, .body = {}});
  EXPECT_TRUE(Counts("sent", 3));
}

TEST_F(HeartbeatTest, IsWithheldWhileTheProcessCannotWork) {
  const fakes::LogLines log;
  well_ = Fail(ErrorKind::kTransient, "the database is away");
  Look(0);
  Look(60);
  EXPECT_TRUE(client_.Calls().empty());
  EXPECT_TRUE(Counts("withheld", 2));
  EXPECT_EQ(log.All().size(), 1U);
  EXPECT_NE(log.With({"withheld", "the database is away"}), "");
  well_ = {};
  Look(120);
  EXPECT_EQ(client_.Calls().size(), 1U);
}

TEST_F(HeartbeatTest, AWatcherThatIsAwayIsToldOnceWithoutItsSecret) {
  const fakes::LogLines log;
  for (int i = 0; i < 2; ++i) {
    Look(i * 60);
    client_.Answer(HttpResponse{.status = 503, .headers = {}, .body = {}});
  }
  EXPECT_TRUE(Counts("failed", 2));
  ASSERT_EQ(log.All().size(), 1U);
  EXPECT_EQ(log.All()[0].find("SECRET"), std::string::npos);
  Look(120);
  client_.Answer(HttpResponse{.status = 204, .headers = {}, .body = {}});
  EXPECT_NE(log.With({"answers again"}), "");
}

}  // namespace
}  // namespace tocsin
