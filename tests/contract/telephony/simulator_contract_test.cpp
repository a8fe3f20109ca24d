// links: telephony net phone schemas
#include <gmock/gmock.h>

#include "adapters/telephony/twilio/twilio.hpp"
#include "tests/contract/telephony/simulator_site.hpp"
#include "tests/contract/telephony/telephony_contract.hpp"

namespace tocsin::contract {
namespace {

using Kind = CallWebhook::Kind;

/// Twilio's adapter over HTTP at the phone simulator.
class SimulatorBench final : public CarrierBench {
 public:
  TelephonyProvider& Provider() override { return *provider_; }
  TelephonyProvider& Stranger() override { return *stranger_; }
  bool BreakNextDial(Fault fault) override {
    if (!site.Break(fault)) provider_ = Twilio(SimulatorSite::kToken, SimulatorSite::DeadUrl());
    return true;
  }

  SimulatorSite site;

 private:
  std::unique_ptr<TelephonyProvider> Twilio(std::string token, std::string api_url) {
    return MakeTwilio({.account_sid = SimulatorSite::kAccount,
                       .auth_token = std::move(token),
                       .from = "+15551234567",
                       .api_url = std::move(api_url)},
                      *client_);
  }

  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
  std::unique_ptr<TelephonyProvider> provider_ = Twilio(SimulatorSite::kToken, site.ApiUrl());
  std::unique_ptr<TelephonyProvider> stranger_ = Twilio("wrong", site.ApiUrl());
};

INSTANTIATE_TEST_SUITE_P(Simulator, TelephonyContract, testing::Values(BenchMaker([] {
                           return std::make_unique<SimulatorBench>();
                         })));

/// What the carrier does on the line, and what the adapter makes of its webhooks.
class SimulatorCallTest : public TelephonyContract {
 protected:
  SimulatorBench& Bench() { return static_cast<SimulatorBench&>(*bench); }
  SimulatorSite& Site() { return Bench().site; }

  static constexpr const char* kAsk =
      "<Gather input='dtmf speech' action='/gather?turn=1&amp;token=a%20b' numDigits='1' "
      "actionOnEmptyResult='true'><Say>Hello.</Say></Gather>";

  std::string PlaceWith(const std::string& behaviour, const std::string& answer = kAsk) {
    Site().Use("people: {'" + std::string(kTo) + "': [" + behaviour + "]}");
    Site().Twiml("/answer", answer);
    Site().Twiml("/gather", "<Say>Goodbye.</Say>");
    Site().Twiml("/moved", "<Pause length='600'/>");
    const std::string base = Site().PublicBase();
    const auto placed = Wait<PlaceResult>([&](auto done) {
      Provider().Place({.to = kTo,
                        .from = Provider().Capabilities().from,
                        .answer_url = base + "/answer?token=a%20b#rc=1&rp=all",
                        .status_url = base + "/status?token=a%20b#rc=1&rp=all",
                        .machine_detection_url = base + "/amd?token=a%20b#rc=1&rp=all",
                        .fallback_url = base + "/answer?token=a%20b&again=1",
                        .ring_timeout = std::chrono::minutes(10)},
                       done);
    });
    EXPECT_EQ(placed.outcome, PlaceOutcome::kPlaced) << placed.reason;
    return placed.call.provider_call_id;
  }
  CallWebhook Parse(Kind kind, const HttpRequest& request) {
    const auto hook = Provider().ParseWebhook(kind, request, Site().PublicBase());
    EXPECT_TRUE(hook) << request.target << ": " << (hook ? "" : hook.error().message);
    return hook.value_or(CallWebhook{});
  }
  void ExpectRejected(TelephonyProvider& provider, const HttpRequest& request,
                      const std::string& base) {
    const auto hook = provider.ParseWebhook(Kind::kStatus, request, base);
    ASSERT_FALSE(hook);
    EXPECT_EQ(hook.error().kind, ErrorKind::kRejected);
  }
};

TEST_P(SimulatorCallTest, EveryWebhookOfACallIsVerifiedAndRead) {
  const auto id = PlaceWith("{turns: [{hear: hello, say: go & do it, confidence: 0.75}]}");

  const auto answer = Parse(Kind::kAnswer, Site().Came("/answer", 1).at(0));
  const auto input = Parse(Kind::kInput, Site().Came("/gather", 1).at(0));
  const auto detected = Parse(Kind::kMachineDetection, Site().Came("/amd", 1).at(0));
  std::vector<CallStatus> statuses;
  for (const auto& request : Site().Came("/status", 4)) {
    const auto hook = Parse(Kind::kStatus, request);
    EXPECT_EQ(hook.provider_call_id, id);
    EXPECT_EQ(hook.sequence, static_cast<int>(statuses.size()));
    statuses.push_back(hook.status);
  }

  EXPECT_EQ(answer.provider_call_id, id);
  EXPECT_EQ(answer.status, CallStatus::kInProgress);
  EXPECT_FALSE(answer.inbound);
  EXPECT_EQ(input.speech, "go & do it");
  EXPECT_EQ(input.confidence, 0.75);
  EXPECT_EQ(detected.answered_by, AnsweredBy::kHuman);
  EXPECT_THAT(statuses, testing::ElementsAre(CallStatus::kQueued, CallStatus::kRinging,
                                             CallStatus::kInProgress, CallStatus::kCompleted));
}

TEST_P(SimulatorCallTest, AChangedWebhookIsRejected) {
  PlaceWith("{busy: true}");
  const auto genuine = Site().Came("/status", 3).at(2);
  const std::string base = Site().PublicBase();
  EXPECT_EQ(Parse(Kind::kStatus, genuine).status, CallStatus::kBusy);

  auto changed = genuine;
  changed.body += "&Extra=1";
  ExpectRejected(Provider(), changed, base);
  changed = genuine;
  changed.target = "/status?token=a b";
  ExpectRejected(Provider(), changed, base);
  changed = genuine;
  std::erase_if(changed.headers, [](const auto& header) {
    return header.first == "X-Twilio-Signature" || header.first == "x-twilio-signature";
  });
  ExpectRejected(Provider(), changed, base);
  ExpectRejected(Provider(), genuine, "https://elsewhere.example");
  ExpectRejected(bench->Stranger(), genuine, base);
}

TEST_P(SimulatorCallTest, ALiveCallIsMovedAndEnded) {
  const auto id = PlaceWith("{turns: []}", "<Pause length='600'/>");
  Site().Came("/answer", 1);
  EXPECT_EQ(Read(id)->status, CallStatus::kInProgress);

  const auto moved = Wait<Status>(
      [&](auto done) { Provider().Move(id, Site().PublicBase() + "/moved?token=a%20b", done); });
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(Parse(Kind::kAnswer, Site().Came("/moved", 1).at(0)).provider_call_id, id);

  EXPECT_TRUE(End(id));
  const auto last = Parse(Kind::kStatus, Site().Came("/status", 4).at(3));
  EXPECT_EQ(last.status, CallStatus::kCompleted);
  EXPECT_TRUE(last.duration_seconds.has_value());
  EXPECT_EQ(Read(id)->status, CallStatus::kCompleted);
}

TEST_P(SimulatorCallTest, ARingingCallIsEndedAsCanceled) {
  const auto id = PlaceWith("{no_answer: true}");
  Site().Came("/status", 2);
  EXPECT_TRUE(End(id));
  EXPECT_EQ(Parse(Kind::kStatus, Site().Came("/status", 3).at(2)).status, CallStatus::kCanceled);
}

INSTANTIATE_TEST_SUITE_P(Line, SimulatorCallTest, testing::Values(BenchMaker([] {
                           return std::make_unique<SimulatorBench>();
                         })));

}  // namespace
}  // namespace tocsin::contract
