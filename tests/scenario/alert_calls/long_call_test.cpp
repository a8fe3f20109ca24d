// links: harness schemas net
// A call of 30 seconds with a warning after 10, in the time of life; the worker dies in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "tests/harness/bus_watch.hpp"
#include "tests/harness/phone_site.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPeople =
    "  '+15550000001': [{turns: [{hear: Hello, say: what happened}, {hear: Severity, say: repeat}, "
    "{hear: will end, silent: 60s}]}]\n";
constexpr const char* kResources = R"(
contacts: {ann: {phone: '+15550000001'}}
policies: {default: {rungs: [{contact: ann, retries: 0, delay: 1s}]}}
)";

bool WaitUntilHeard(const PhoneSite& site, std::string_view text, seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    for (const auto& call : site.Calls())
      if (HeardOn(call).find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

TEST(LongCall, IsWarnedAndEndedPolitelyOverARestartAndDecidesNothing) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  PhoneSiteOptions options;
  options.people = kPeople;
  options.resources = kResources;
  options.time_scale = "1";
  options.telephony = "  warn_after: 10s\n";
  const PhoneSite site("longcall", std::move(options));
  auto worker = site.Start({{"MAX_CALL_DURATION_SECONDS", "45"}});
  ASSERT_TRUE(worker);
  BusWatch bus(KafkaAddress(), site.At().Prefix());
  PublishAlerts(site.At(), 1, 1, "critical");
  const std::string alert = site.At().Prefix() + "-1";

  ASSERT_TRUE(WaitUntilHeard(site, "will end in less than a minute", seconds(90)));
  worker->Signal(SIGKILL);
  worker->Wait(seconds(60));
  worker = site.Start({{"MAX_CALL_DURATION_SECONDS", "45"}});
  ASSERT_TRUE(worker);

  const auto ended = bus.WaitFor("calls", alert, "tocsin.call.ended", 1, seconds(120));
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].At("reason"), "time_limit");
  const auto calls = site.Calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(HeardOn(calls[0]), HasSubstr("The time of this call is over"));
  EXPECT_THAT(std::string(calls[0].at("end_reason").as_string()), HasSubstr("document hung up"));
  const auto closed = bus.WaitFor("alerts", alert, "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "unanswered");
  EXPECT_TRUE(bus.Seen("decisions", alert).empty());
  EXPECT_THAT(worker->Errors(), Not(HasSubstr("5550000001")));
}

}  // namespace
}  // namespace tocsin::harness
