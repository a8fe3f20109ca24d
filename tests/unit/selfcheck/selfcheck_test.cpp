// links: selfcheck ports schemas
#include "workers/selfcheck/selfcheck.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "fakes/scripted_http_client.hpp"

namespace tocsin::compose {
namespace {

Question Answers() {
  return [] { return Status(); };
}
Question Refuses(std::string why) {
  return [why = std::move(why)]() -> Status { return Fail(ErrorKind::kTransient, why, "test"); };
}

SelfCheckPlan GoodPlan() {
  return {.speaker = "Twilio <Say>,",
          .carrier_name = "Twilio",
          .worker = {"http://127.0.0.1:8003", Answers(), "start it: tocsin run"},
          .carrier = {"http://127.0.0.1:9003", Answers(), "start the carrier"},
          .bus = {"kafka://127.0.0.1:9092", Answers(), "start the broker"},
          .database = {"postgresql://tocsin:****@127.0.0.1/tocsin", Answers(), "start it"}};
}

TEST(SelfCheck, PrintsTheFourChecksThenBusAndDatabase) {
  const auto report = RunSelfCheck(GoodPlan());

  EXPECT_EQ(FormatSelfCheck(report),
            "- TTS service: Twilio <Say>, by the carrier, not checked\n"
            "- TTS synthesis: Twilio <Say>, by the carrier, not checked\n"
            "✓ Twilio Bridge service is healthy (http://127.0.0.1:8003)\n"
            "✓ All connectivity checks pass\n"
            "✓ carrier Twilio is healthy (http://127.0.0.1:9003)\n"
            "✓ bus is healthy (kafka://127.0.0.1:9092)\n"
            "✓ database is healthy (postgresql://tocsin:****@127.0.0.1/tocsin)\n");
  EXPECT_EQ(report.ExitCode(), 0);
}

TEST(SelfCheck, NoTickWhereNothingWasAsked) {
  auto plan = GoodPlan();
  for (auto* part : {&plan.worker, &plan.carrier, &plan.bus, &plan.database}) part->ask = nullptr;

  const auto text = FormatSelfCheck(RunSelfCheck(plan));

  EXPECT_NE(text.find("- connectivity: nothing could be asked yet\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("✓"), std::string::npos) << text;
}

TEST(SelfCheck, NamesAddressAndRemedyOfWhatDoesNotAnswer) {
  auto plan = GoodPlan();
  plan.carrier.ask = Refuses("connecting: connection refused");

  const auto report = RunSelfCheck(plan);

  const std::string text = FormatSelfCheck(report);
  EXPECT_NE(text.find("✗ carrier Twilio is not healthy (http://127.0.0.1:9003): connecting: "
                      "connection refused; start the carrier\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("✗ connectivity: 1 of 4 checks do not pass\n"), std::string::npos) << text;
  EXPECT_NE(text.find("✓ bus is healthy"), std::string::npos) << text;
  EXPECT_EQ(text.find("All connectivity checks pass"), std::string::npos);
  EXPECT_EQ(report.ExitCode(), 3);
}

TEST(SelfCheck, AsksServicesThatHear) {
  auto plan = GoodPlan();
  plan.ears.emplace_back(
      "deepgram nova-3",
      OutsidePart{"https://api.deepgram.com", Refuses("status 401"), "correct speech.deepgram"});
  const auto report = RunSelfCheck(plan);
  const auto text = FormatSelfCheck(report);
  EXPECT_NE(text.find("✗ deepgram nova-3 STT service is not healthy (https://api.deepgram.com): "
                      "status 401; correct speech.deepgram\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(report.ExitCode(), 3);
}

TEST(SelfCheck, AsksTheServiceOfWholeConversations) {
  auto plan = GoodPlan();
  plan.conversations = {
      "openai gpt-realtime",
      OutsidePart{"https://api.openai.com/v1", Refuses("language.realtime.api_key is not taken"),
                  "correct language.realtime"}};
  const auto report = RunSelfCheck(plan);
  const auto text = FormatSelfCheck(report);
  EXPECT_NE(text.find("✗ openai gpt-realtime conversation service is not healthy "
                      "(https://api.openai.com/v1): language.realtime.api_key is not taken; "
                      "correct language.realtime\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("1 of 5 checks"), std::string::npos) << text;
}

TEST(SelfCheck, AsksTheVoiceOfOurOwn) {
  auto plan = GoodPlan();
  plan.speaker = "Sesame";
  plan.voice = {"http://127.0.0.1:8002", Answers(), "start it"};
  plan.synthesis = Answers();
  auto text = FormatSelfCheck(RunSelfCheck(plan));
  EXPECT_TRUE(
      text.starts_with("✓ Sesame TTS service is healthy (http://127.0.0.1:8002)\n"
                       "✓ TTS synthesis successful (Sesame)\n"))
      << text;
  plan.synthesis = Refuses("status 500");
  const auto report = RunSelfCheck(plan);
  text = FormatSelfCheck(report);
  EXPECT_NE(text.find("✗ TTS synthesis failed (Sesame): status 500; start it\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("connectivity: 1 of 6 checks do not pass"), std::string::npos) << text;
  EXPECT_EQ(report.ExitCode(), 3);
}

TEST(SelfCheck, WhatCannotBeAskedYetIsNoFailure) {
  auto plan = GoodPlan();
  plan.worker = {"of this machine", nullptr, "it does not run yet"};
  plan.carrier = {"none", nullptr, "none is set up yet"};
  plan.database = {"its own", nullptr, "tocsin run --embedded brings its own"};
  const auto report = RunSelfCheck(plan);
  const std::string text = FormatSelfCheck(report);
  EXPECT_NE(text.find("- carrier Twilio is not checked: none is set up yet\n"), std::string::npos)
      << text;
  EXPECT_EQ(report.ExitCode(), 0) << text;
}

TEST(SelfCheck, GivesNoTickToWhatWasNotAsked) {
  auto plan = GoodPlan();
  plan.worker = {"", nullptr, "name a port"};
  plan.carrier = {"", nullptr, "set TWILIO_ACCOUNT_SID"};
  plan.bus = {"embedded in the database", nullptr, ""};
  plan.database = {"", nullptr, "set DATABASE_URL"};

  const auto report = RunSelfCheck(plan);

  const std::string text = FormatSelfCheck(report);
  EXPECT_EQ(text.find("✓"), std::string::npos) << text;
  EXPECT_NE(text.find("✗ Twilio Bridge service cannot be asked; name a port\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("✗ carrier Twilio is not set up; set TWILIO_ACCOUNT_SID\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("- bus: embedded in the database, not checked apart\n"), std::string::npos);
  EXPECT_NE(text.find("✗ database is not set up; set DATABASE_URL\n"), std::string::npos);
  EXPECT_EQ(report.ExitCode(), 3);
}

TEST(SelfCheck, IsReadableByPrograms) {
  auto plan = GoodPlan();
  plan.bus.ask = Refuses("gone");

  const auto value = SelfCheckJson(RunSelfCheck(plan));

  EXPECT_EQ(value.at("good"), false);
  EXPECT_EQ(value.at("checks").at(0).at("mark"), "not_checked");
  EXPECT_EQ(value.at("checks").at(2).at("mark"), "answered");
  EXPECT_EQ(value.at("checks").at(5).at("mark"), "failed");
}

TEST(SelfCheck, TheBridgeIsNotHealthyWhileNoWorkerRuns) {
  auto plan = GoodPlan();
  plan.worker.ask = Refuses("connecting to 127.0.0.1:8003: connection refused");

  const auto report = RunSelfCheck(plan);

  EXPECT_NE(FormatSelfCheck(report).find("✗ Twilio Bridge service is not healthy "
                                         "(http://127.0.0.1:8003): connecting to 127.0.0.1:8003: "
                                         "connection refused; start it: tocsin run\n"),
            std::string::npos);
  EXPECT_EQ(report.ExitCode(), 3);
}

TEST(WorkerAddress, IsWhereThisMachineReachesIt) {
  EXPECT_EQ(WorkerAddress("127.0.0.1:8003", false, "https://voice.example.com"),
            "http://127.0.0.1:8003");
  EXPECT_EQ(WorkerAddress("0.0.0.0:80", false, ""), "http://127.0.0.1:80");
  EXPECT_EQ(WorkerAddress("[::]:80", false, ""), "http://[::1]:80");
  EXPECT_EQ(WorkerAddress("0.0.0.0:443", true, "https://voice.example.com"),
            "https://voice.example.com");
  EXPECT_EQ(WorkerAddress("10.0.0.1:443", true, ""), "https://10.0.0.1:443");
  EXPECT_EQ(WorkerAddress("127.0.0.1:0", false, ""), "");
}

TEST(AskWorker, TakesOnlyAWorkersAnswer) {
  const auto asked = [](HttpOutcome outcome) {
    fakes::ScriptedHttpClient client;
    client.script.push_back(std::move(outcome));
    return AskWorker(client, "http://w:1", std::chrono::seconds(1))();
  };
  EXPECT_TRUE(asked(HttpResponse{.status = 200, .headers = {}, .body = R"({"service":"tocsin"})"}));
  EXPECT_FALSE(asked(HttpResponse{.status = 200, .headers = {}, .body = "<html>"}));
  EXPECT_FALSE(
      asked(HttpResponse{.status = 404, .headers = {}, .body = R"({"service":"tocsin"})"}));
  EXPECT_FALSE(asked(tl::unexpected(
      HttpFailure{.error = {ErrorKind::kTransient, "refused", "http"}, .request_sent = false})));
}

/// Answers from another thread, or never.
class Carrier final : public TelephonyProvider {
 public:
  enum class Mood { kAnswers, kSilent };
  explicit Carrier(Mood mood) : mood_(mood) {}
  ~Carrier() override {
    if (thread_.joinable()) thread_.join();
  }
  const TelephonyCapabilities& Capabilities() const override { return capabilities_; }
  void Place(PlaceCall, std::function<void(PlaceResult)>) override {}
  void List(std::string, std::string, TimePoint,
            std::function<void(Result<std::vector<ListedCall>>)>) override {}
  void Read(std::string, std::function<void(Result<ListedCall>)>) override {}
  void End(std::string, std::function<void(Status)>) override {}
  void Move(std::string, std::string, std::function<void(Status)>) override {}
  Result<CallWebhook> ParseWebhook(CallWebhook::Kind, const HttpRequest&,
                                   std::string_view) const override {
    return CallWebhook{};
  }
  HttpResponse Render(CallWebhook::Kind, const Instructions&) const override { return {}; }
  void Probe(std::function<void(Status)> done) override {
    if (mood_ == Mood::kSilent) {
      kept_ = std::move(done);
      return;
    }
    thread_ = std::thread([done = std::move(done)] { done({}); });
  }
  void ProbeWebhook(std::string, std::function<void(Result<WebhookProbe>)>) override {}
  /// What was asked is answered after all.
  void AnswerLate() { kept_({}); }

 private:
  Mood mood_;
  TelephonyCapabilities capabilities_;
  std::thread thread_;
  std::function<void(Status)> kept_;
};

TEST(AskCarrier, GivesTheAnswerOfAnotherThread) {
  Carrier carrier(Carrier::Mood::kAnswers);
  EXPECT_TRUE(AskCarrier(carrier, std::chrono::seconds(30))());
}

TEST(AskCarrier, GivesUpAndSurvivesALateAnswer) {
  Carrier carrier(Carrier::Mood::kSilent);

  const auto status = AskCarrier(carrier, std::chrono::milliseconds(1))();
  carrier.AnswerLate();

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::kTimeout);
}

}  // namespace
}  // namespace tocsin::compose
