// links: harness schemas net
// Somebody rings our number: the simulator rings in, a workflow asks, a key is pressed, an action
// is on the bus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "schemas/ids.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/phone_site.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

constexpr const char* kCallerNumber = "+15559876543";

std::string HelpLine() {
  std::ostringstream text;
  text << std::ifstream(std::string(TOCSIN_SOURCE_DIR) +
                        "/docs/inbound-call/workflows/desk/help-line.yaml")
              .rdbuf();
  return text.str();
}

class InboundCall : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
  }

  /// The caller does this; the site's workers are up to `workers`.
  void Open(const std::string& name, const std::string& behaviour, int workers = 1) {
    site = std::make_unique<PhoneSite>(
        name,
        PhoneSiteOptions{.people = "  '" + std::string(kCallerNumber) + "': [" + behaviour + "]\n",
                         .workflow = HelpLine(),
                         .settings = "speech: {stt: carrier}\n"});
    first = site->Start();
    ASSERT_TRUE(first);
    if (workers > 1) {
      second = site->StartSecond();
      ASSERT_TRUE(second);
    }
    bus = std::make_unique<BusWatch>(KafkaAddress(), site->At().Prefix());
  }
  void Ring(const std::string& path) const {
    const auto answer = Ask({.method = "POST",
                             .url = site->Phone() + "/sim/inbound",
                             .body = R"({"from":")" + std::string(kCallerNumber) +
                                     R"(","to":"+15550009999","url":")" + site->Worker() + path +
                                     R"(","status_callback":")" + site->Worker() +
                                     R"(/api/voice/webhook/status"})"});
    ASSERT_EQ(answer.status, 201) << answer.body;
  }
  /// The call's id follows from the carrier's: whoever rang.
  std::string CallOf(const json::value& rung) const {
    return CallId::Derive({"inbound", "twilio", "AC0000000000000000000000000000aaaa",
                           std::string(rung.at("sid").as_string())})
        .ToString();
  }

  std::unique_ptr<PhoneSite> site;
  std::unique_ptr<Process> first, second;
  std::unique_ptr<BusWatch> bus;
};

TEST_F(InboundCall, AKeyBecomesAnActionOnTheBus) {
  Open("inbound_key", "{turns: [{hear: help desk, press: '1'}]}");
  Ring("/twiml");
  const auto rung = site->Calls(kCallerNumber);
  ASSERT_EQ(rung.size(), 1U);
  const auto call = CallOf(rung[0]);
  const auto ordered = bus->WaitFor("actions", call, "com.example.callback.requested", 1);
  ASSERT_EQ(ordered.size(), 1U);
  EXPECT_EQ(ordered[0].At("phone"), kCallerNumber);
  EXPECT_EQ(bus->WaitFor("calls", call, "tocsin.call.ended", 1).size(), 1U);
  EXPECT_EQ(bus->Seen("calls", call, "tocsin.call.inbound").size(), 1U);
  EXPECT_EQ(bus->Seen("calls", call, "tocsin.call.answered").size(), 1U);
  EXPECT_EQ(bus->Seen("decisions", call, "tocsin.decision.made").size(), 1U);
  const auto calls = site->Calls(kCallerNumber);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(HeardOn(calls[0]), HasSubstr("We will call you back."));
  EXPECT_EQ(StateOf(calls[0]), "completed");
}

TEST_F(InboundCall, TwoWorkersLeadOneCall) {
  Open("inbound_two", "{turns: [{hear: help desk, press: '2'}]}", 2);
  Ring("/voice/twilio/inbound");
  std::vector<json::value> calls;
  for (int i = 0; i < 600; ++i) {
    const auto all = site->Calls(kCallerNumber);
    calls.assign(all.begin(), all.end());
    if (!calls.empty() && IsOver(calls[0])) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(HeardOn(calls[0]), HasSubstr("All systems are up."));
}

}  // namespace
}  // namespace tocsin::harness
