// The door of media sockets, and what happens on a live line told to the call's decision: with the
// real store in memory, a fake line and a loop without a thread.
#include "workers/voice/worker/live_calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/telephony/twilio/signature.hpp"
#include "fakes/held_engines.hpp"
#include "fakes/played_line.hpp"
#include "fakes/virtual_loop.hpp"
#include "fakes/voice_world.hpp"

namespace tocsin {
namespace {

using fakes::PlayedLine;
using fakes::SilentCodec;
using fakes::VoiceWorld;
using testing::HasSubstr;
using testing::Not;
using voice::LineListener;

class LiveCallsTest : public testing::Test {
 protected:
  LiveCallsTest() {
    world.make_codec = [] { return std::make_unique<SilentCodec>(); };
    world.live = &live;
    world.ahead = &ahead;
    auto settings = *world.settings.Get();
    settings.live_languages = {"en"};
    settings.person_first = false;
    world.settings.Set(settings);
    world.Restart();
    live.Register(*world.router, world.Parts(), world.webhooks->Commits());
    world.PlaceWillGive("CA1");
    world.Call("alice", VoiceWorld::kAlice);
  }

  void TearDown() override {
    for (auto& line : lines) line->owner.reset();
    loop.Work();
  }

  static voice::MadeLine Make(LiveCallsTest& test, std::shared_ptr<LineListener> owner) {
    auto line = std::make_shared<PlayedLine>();
    line->owner = std::move(owner);
    test.lines.push_back(line);
    return {.socket = nullptr, .line = line};
  }
  HttpRequest Handshake(const std::string& signed_url) const {
    HttpRequest request;
    request.method = "GET";
    request.target = request.path = "/ws/media-stream";
    request.headers = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
    request.guarded = true;
    if (!signed_url.empty())
      request.headers.emplace_back("X-Twilio-Signature",
                                   SignTwilio(VoiceWorld::kToken, signed_url, {}));
    return request;
  }
  int Knock(HttpRequest request) {
    int status = 0;
    world.router->Handle(std::move(request),
                         [&](const HttpResponse& got) { status = got.upgrade ? 101 : got.status; });
    return status;
  }
  static std::string ParameterOf(const HttpResponse& response, const std::string& name) {
    const std::string mark = "<Parameter name=\"" + name + "\" value=\"";
    const auto at = response.body.find(mark);
    if (at == std::string::npos) return {};
    const auto begin = at + mark.size();
    return response.body.substr(begin, response.body.find('"', begin) - begin);
  }
  /// The socket that the instructions name, with its first message.
  PlayedLine& Open(const HttpResponse& told, const std::string& sid = "CA1",
                   const std::string& stream = {}) {
    EXPECT_EQ(Knock(Handshake("wss://voice.example.com/ws/media-stream")), 101);
    auto& line = *lines.back();
    line.owner->OnLineOpen(
        {.stream_id = stream.empty() ? "MZ" + std::to_string(lines.size()) : stream,
         .provider_call_id = sid,
         .account = "AC1",
         .parameters = {{"token", ParameterOf(told, "token")},
                        {"connection", ParameterOf(told, "connection")}}});
    Run();
    return line;
  }
  void Run() {
    while (loop.Work() || other_loop.Work()) world.Run();
  }
  void Press(PlayedLine& line, const std::string& digits) {
    line.owner->OnLineTurn(line.tasks.back().listen->turn, {.digits = digits},
                           {.said = line.Said(), .heard = line.Said()});
    Run();
  }
  void End(PlayedLine& line, LineListener::End end) {
    line.owner->OnLineEnd(end, {.said = line.Said(), .heard = line.Said()});
    Run();
  }

  fakes::VirtualLoop loop, other_loop;
  fakes::HeldVoice voice;
  voice::SoundsAhead ahead{voice, voice::SoundsAhead::Cut::kSentences, loop};
  std::vector<std::shared_ptr<PlayedLine>> lines;
  VoiceWorld world;
  voice::LiveCalls live{
      {.loops = {&loop, &other_loop},
       .most_calls = 3,
       .make = [this](
                   Loop&, std::unique_ptr<MediaCodec>,
                   std::shared_ptr<LineListener> owner) { return Make(*this, std::move(owner)); },
       .clock = world.clock,
       .metrics = world.metrics}};
};

TEST_F(LiveCallsTest, WhatThePersonHearsFirstIsMadeWhileItRings) {
  ASSERT_FALSE(voice.asked.empty()) << "nobody has answered yet";
  std::string made;
  for (const auto& asked : voice.asked) made += (made.empty() ? "" : " ") + asked.what.text;
  EXPECT_TRUE(lines.empty());
  EXPECT_EQ(Open(world.Answer(0, "CA1")).Said(), made);
}

TEST_F(LiveCallsTest, ACallIsDecidedOnItsLine) {
  const auto told = world.Answer(0, "CA1");
  EXPECT_THAT(told.body,
              HasSubstr(R"(<Connect><Stream url="wss://voice.example.com/ws/media-stream">)"));
  EXPECT_THAT(told.body, HasSubstr("<Redirect method=\"POST\">https://voice.example.com/"));

  auto& line = Open(told);
  ASSERT_EQ(line.tasks.size(), 1U);  // said before it was stored, and not begun again then
  EXPECT_THAT(line.Said(), HasSubstr("nginx stopped"));
  EXPECT_THAT(line.tasks[0].listen->phrases, testing::Contains("approve"));
  EXPECT_EQ(world.metrics.Value("tocsin_voice_live_lines"), 1);

  Press(line, "1");
  EXPECT_THAT(line.Said(), HasSubstr("Press 1 to confirm"));
  Press(line, "1");
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_THAT(line.Said(), HasSubstr("Approved"));
  EXPECT_FALSE(line.tasks.back().listen);

  // Another process may answer what the carrier asks behind the socket.
  bool closed_first = true;
  world.store.Script([&](const Batch&, StoreSession&) -> std::optional<Result<CommitOutcome>> {
    closed_first = line.closed;
    return std::nullopt;
  });
  End(line, LineListener::End::kSpoken);
  EXPECT_FALSE(closed_first);
  EXPECT_TRUE(line.closed);
  EXPECT_EQ(world.metrics.Value("tocsin_voice_live_lines"), 0);
  EXPECT_THAT(world.Answer(0, "CA1").body, HasSubstr("<Hangup/>"));
}

TEST_F(LiveCallsTest, OnlyADecisionWaitsForItsCommit) {
  auto& line = Open(world.Answer(0, "CA1"));
  std::vector<std::size_t> said;  // before each commit
  world.store.Script([&](const Batch&, StoreSession&) -> std::optional<Result<CommitOutcome>> {
    loop.Work();
    said.push_back(line.tasks.size());
    return std::nullopt;
  });
  Press(line, "1");
  Press(line, "1");
  EXPECT_EQ(said, (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(line.tasks.size(), 3U);
}

TEST_F(LiveCallsTest, RefusesWhoIsNotTheCarrier) {
  EXPECT_EQ(Knock(Handshake("")), 403);
  EXPECT_EQ(Knock(Handshake("wss://other.example.com/ws/media-stream")), 403);
  EXPECT_EQ(world.metrics.Value("tocsin_voice_sockets_refused_total{carrier=twilio,why=signature}"),
            2);
  auto open_to_others = Handshake("wss://voice.example.com/ws/media-stream");
  open_to_others.guarded = false;
  EXPECT_EQ(Knock(open_to_others), 403);
  auto plain = Handshake("wss://voice.example.com/ws/media-stream");
  plain.headers.clear();
  EXPECT_EQ(Knock(plain), 426);
  EXPECT_TRUE(lines.empty());
}

TEST_F(LiveCallsTest, LetsAProcessOfThisInstallationTryTheDoor) {
  EXPECT_EQ(live.SocketPaths(), std::vector<std::string>{"/ws/media-stream"});
  const auto knock = [&](const std::string& secret, bool guarded) {
    auto request = Handshake("");
    request.headers.emplace_back(voice::kSocketProbeHeader, secret);
    request.guarded = guarded;
    return Knock(std::move(request));
  };
  const auto secret = voice::SocketProbeSecret(world.Parts().token_secret);
  EXPECT_EQ(knock(secret, true), 101);
  EXPECT_TRUE(lines.empty()) << "it is no call";
  EXPECT_EQ(knock(secret, false), 403) << "plain ws from elsewhere";
  EXPECT_EQ(knock(secret.substr(1), true), 403);
  EXPECT_EQ(knock("", true), 403);
}

TEST_F(LiveCallsTest, ClosesASecondSocketOfOneToken) {
  const auto told = world.Answer(0, "CA1");
  auto& first = Open(told);
  auto& second = Open(told);
  EXPECT_TRUE(second.closed);
  EXPECT_FALSE(first.closed);
  auto& twin = Open(told, "CA1", "MZ1");
  EXPECT_TRUE(twin.closed) << "its stream has a socket";
  EXPECT_TRUE(twin.tasks.empty());
  Run();
  EXPECT_FALSE(first.closed);
  // Their ends are not the first's, which is heard to its end.
  End(second, LineListener::End::kRefused);
  End(twin, LineListener::End::kRefused);
  Press(first, "1");
  EXPECT_THAT(first.Said(), HasSubstr("Press 1 to confirm"));
  Press(first, "1");
  End(first, LineListener::End::kSpoken);
  EXPECT_THAT(world.Answer(0, "CA1").body, HasSubstr("<Hangup/>"));
}

TEST_F(LiveCallsTest, ClosesPolitelyWhatItDoesNotKnow) {
  auto& stranger = Open(
      {.status = 200,
       .headers = {},
       .body = R"(<Parameter name="token" value="x"/><Parameter name="connection" value="1"/>)"});
  EXPECT_THAT(stranger.Said(), Not(testing::IsEmpty()));
  EXPECT_FALSE(stranger.tasks.back().listen);
  auto& nobody = Open({});
  EXPECT_TRUE(nobody.closed);
  EXPECT_TRUE(nobody.tasks.empty());
}

TEST_F(LiveCallsTest, ALostSocketComesBackAndTheSecondLossLeadsToPrompts) {
  auto* line = &Open(world.Answer(0, "CA1"));
  End(*line, LineListener::End::kLost);
  const auto again = world.Answer(0, "CA1");
  EXPECT_EQ(ParameterOf(again, "connection"), "2");
  line = &Open(again);
  EXPECT_THAT(line->Said(), HasSubstr("press 1"));
  End(*line, LineListener::End::kLost);
  const auto prompts = world.Answer(0, "CA1");
  EXPECT_THAT(prompts.body, HasSubstr("<Gather"));
}

TEST_F(LiveCallsTest, AnotherProcessTakesTheCallOver) {
  Open(world.Answer(0, "CA1"));
  world.Restart();  // nothing was told of the socket
  live.Register(*world.router, world.Parts(), world.webhooks->Commits());
  const auto told = world.Answer(0, "CA1");
  auto& line = Open(told);
  Press(line, "2");
  Press(line, "1");
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST_F(LiveCallsTest, AFullProcessLeadsTheNextCallByPrompts) {
  const auto told = world.Answer(0, "CA1");
  Open(told);
  EXPECT_EQ(Knock(Handshake("wss://voice.example.com/ws/media-stream")), 101);
  EXPECT_EQ(Knock(Handshake("wss://voice.example.com/ws/media-stream")), 101);
  EXPECT_EQ(Knock(Handshake("wss://voice.example.com/ws/media-stream")), 503) << "of both loops";
  world.PlaceWillGive("CA2");
  world.Call("bob", VoiceWorld::kBob);
  EXPECT_THAT(world.Answer(1, "CA2").body, HasSubstr("<Gather"));
}

TEST_F(LiveCallsTest, ACancelledCallIsToldOnItsLine) {
  auto& line = Open(world.Answer(0, "CA1"));
  const auto requests = world.http.sent.size();
  line.heard = "Hello.";
  world.Cancel("resolved");
  Run();
  EXPECT_THAT(line.Said(), HasSubstr("resolved in the meantime"));
  const auto turns = world.session->LoadTurns(CallId::Derive({"alice", "q"})).value();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_EQ(turns[0].text, "Hello.") << "of what was said when it was cut off";
  EXPECT_EQ(world.http.sent.size(), requests);  // no request to the carrier was needed
  End(line, LineListener::End::kSpoken);
  EXPECT_THAT(world.Answer(0, "CA1").body, HasSubstr("<Hangup/>"));
}

TEST_F(LiveCallsTest, WaitsForTheDatabaseAndTellsThePersonSo) {
  auto& line = Open(world.Answer(0, "CA1"));
  world.pool.full = true;
  Press(line, "1");
  EXPECT_THAT(line.Said(), HasSubstr("moment"));
  world.pool.full = false;
  loop.Advance(std::chrono::seconds(3));
  Run();
  EXPECT_THAT(line.Said(), HasSubstr("Press 1 to confirm"));
}

TEST_F(LiveCallsTest, ASocketOfNoCallOfOursIsACallThatComesIn) {
  ASSERT_EQ(Knock(Handshake("wss://voice.example.com/ws/media-stream")), 101);
  auto& line = *lines.back();
  line.owner->OnLineOpen({.stream_id = "EX1",
                          .provider_call_id = "CA77",
                          .account = "AC1",
                          .from = VoiceWorld::kBob,
                          .to = "+15551234567"});
  Run();
  EXPECT_FALSE(line.closed);
  EXPECT_EQ(world.Count(type::kCallInbound), 1);
  EXPECT_EQ(world.Count(type::kCallAnswered), 1);
  ASSERT_FALSE(line.tasks.empty());
  ASSERT_TRUE(line.tasks.back().listen);
  EXPECT_FALSE(line.tasks.back().listen->taking.barge_in) << "nobody is listened to yet";
  const auto call = std::string(world.Last(type::kCallInbound)->subject);
  world.Publish(type::kCallStepRequested,
                R"({"call_id":")" + call + R"(","act":"say","say":"Good day."})", "step-1");
  Run();
  EXPECT_EQ(line.Said(), "Good day.") << "a live line is told at once";
}

}  // namespace
}  // namespace tocsin
