#include <gmock/gmock.h>

#include "adapters/telephony/exotel/exotel.hpp"
#include "tests/contract/telephony/simulator_site.hpp"
#include "tests/contract/telephony/telephony_contract.hpp"

namespace tocsin::contract {
namespace {

/// Exotel's adapter over HTTP at the phone simulator.
class ExotelBench final : public CarrierBench {
 public:
  TelephonyProvider& Provider() override { return *provider_; }
  TelephonyProvider& Stranger() override { return *stranger_; }
  bool BreakNextDial(Fault fault) override {
    if (!site.Break(fault)) provider_ = Exotel("token", SimulatorSite::DeadUrl());
    return true;
  }

  SimulatorSite site;

 private:
  std::unique_ptr<TelephonyProvider> Exotel(std::string token, std::string api_url) {
    return MakeExotel({.sid = "exotel1",
                       .api_key = "key",
                       .api_token = std::move(token),
                       .from = "+918000000001",
                       .api_url = std::move(api_url),
                       .webhook_secret = "s3",
                       .allow = {"127.0.0.0/8"}},
                      *client_);
  }

  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
  std::unique_ptr<TelephonyProvider> provider_ = Exotel("token", site.ApiUrl());
  std::unique_ptr<TelephonyProvider> stranger_ = Exotel("wrong", site.ApiUrl());
};

INSTANTIATE_TEST_SUITE_P(Exotel, TelephonyContract, testing::Values(BenchMaker([] {
                           return std::make_unique<ExotelBench>();
                         })));

class ExotelCallTest : public TelephonyContract {
 protected:
  SimulatorSite& Site() { return static_cast<ExotelBench&>(*bench).site; }
  static constexpr const char* kStatusPath = "/api/voice/exotel/s3/status";

  PlaceResult PlaceWith(const std::string& script) {
    Site().Use(script);
    return Wait<PlaceResult>([&](auto done) {
      Provider().Place(
          {.to = kTo,
           .from = Provider().Capabilities().from,
           .answer_url = "",
           .status_url = Site().PublicBase() + kStatusPath + "?token=t",
           .machine_detection_url = "",
           .fallback_url = "",
           .live = Connect{.url = "ws://127.0.0.1:1/ws/exotel", .parameters = {{"token", "t"}}},
           .token = "t"},
          done);
    });
  }
  CallWebhook Parse(const HttpRequest& request) {
    const auto hook =
        Provider().ParseWebhook(CallWebhook::Kind::kStatus, request, Site().PublicBase());
    EXPECT_TRUE(hook) << request.body << (hook ? "" : hook.error().message);
    return hook.value_or(CallWebhook{});
  }
};

TEST_P(ExotelCallTest, ItsCallbacksCarryTheTokenAndTellOfTheEnd) {
  const auto placed = PlaceWith("people: {'" + std::string(kTo) + "': [{busy: true}]}");
  ASSERT_EQ(placed.outcome, PlaceOutcome::kPlaced) << placed.reason;
  const auto hook = Parse(Site().Came(kStatusPath, 1).at(0));
  EXPECT_EQ(hook.provider_call_id, placed.call.provider_call_id);
  EXPECT_EQ(hook.status, CallStatus::kBusy);
  EXPECT_EQ(hook.token, "t");
  EXPECT_EQ(Read(placed.call.provider_call_id)->status, CallStatus::kBusy);
}

/// There is no live sound at this site: who answers is hung up on at once.
TEST_P(ExotelCallTest, AnAnswerComesBeforeTheEnd) {
  ASSERT_EQ(PlaceWith("people: {'" + std::string(kTo) + "': [{turns: []}]}").outcome,
            PlaceOutcome::kPlaced);
  std::vector<CallStatus> statuses;
  for (const auto& request : Site().Came(kStatusPath, 2)) statuses.push_back(Parse(request).status);
  EXPECT_THAT(statuses,
              testing::UnorderedElementsAre(CallStatus::kInProgress, CallStatus::kFailed));
}

TEST_P(ExotelCallTest, AnAccountWithoutStreamsIsRefusedForTheAccount) {
  const auto refused = PlaceWith("faults: {no_streaming: 1}");
  EXPECT_EQ(refused.outcome, PlaceOutcome::kRefused);
  EXPECT_TRUE(refused.of_account);
  EXPECT_EQ(refused.reason, "403 Feature not enabled for this account");
  EXPECT_EQ(Provider().Shortfall(), "no streaming");
  EXPECT_EQ(Place().outcome, PlaceOutcome::kPlaced);
}

TEST_P(ExotelCallTest, TheListShowsEndedCallsOnly) {
  const auto placed = PlaceWith("people: {'" + std::string(kTo) + "': [{busy: true}]}");
  Site().Came(kStatusPath, 1);
  Site().Use("people: {'" + std::string(kTo) + "': [{no_answer: true}]}");
  Place();
  const auto listed = List();
  ASSERT_TRUE(listed) << listed.error().message;
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().provider_call_id, placed.call.provider_call_id);
  EXPECT_TRUE(listed->front().outbound_by_api);
}

INSTANTIATE_TEST_SUITE_P(Exotel, ExotelCallTest, testing::Values(BenchMaker([] {
                           return std::make_unique<ExotelBench>();
                         })));

}  // namespace
}  // namespace tocsin::contract
