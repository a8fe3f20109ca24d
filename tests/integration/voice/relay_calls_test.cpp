// Calls over a carrier's sockets of text: the door, the real line, the call's decision and the
// store in memory, on a loop without a thread.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/telephony/twilio/signature.hpp"
#include "fakes/relay_world.hpp"
#include "fakes/voice_world.hpp"
#include "workers/voice/worker/live_calls.hpp"

namespace tocsin {
namespace {

using fakes::VoiceWorld;
using testing::HasSubstr;
using testing::Not;
using voice::RelaySide;

class RelayCallsTest : public testing::Test {
 protected:
  RelayCallsTest() {
    world.carrier_live = TwilioLive::kRelay;
    world.live = &live;
    auto settings = *world.settings.Get();
    settings.text_carriers = {"twilio"};
    settings.person_first = false;
    world.settings.Set(settings);
    world.Restart();
    live.Register(*world.router, world.Parts(), world.webhooks->Commits());
    world.PlaceWillGive("CA1");
    world.Call("alice", VoiceWorld::kAlice);
  }
  void TearDown() override {
    for (auto& socket : sockets)
      if (socket.line) socket.line->OnEnd({});
    Run();
  }

  struct Socket {
    std::shared_ptr<voice::RelayLine> line;
    std::shared_ptr<RelaySide> side;
    void Tell(const std::string& message) const { line->OnMessage(WebSocketKind::kText, message); }
  };
  voice::MadeLine Make(std::unique_ptr<RelayCodec> codec,
                       std::shared_ptr<voice::LineListener> owner, const std::string& carrier) {
    auto line = lines.Make(loop, std::move(codec), std::move(owner), carrier);
    sockets.push_back({.line = line, .side = std::make_shared<RelaySide>(loop)});
    return {.socket = line, .line = line};
  }
  int Knock(const std::string& signed_url, const std::string& path = "/ws/conversation-relay",
            bool guarded = true) {
    HttpRequest request;
    request.method = "GET";
    request.target = request.path = path;
    request.headers = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
    request.guarded = guarded;
    if (!signed_url.empty())
      request.headers.emplace_back("X-Twilio-Signature",
                                   SignTwilio(VoiceWorld::kToken, signed_url, {}));
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
  /// The socket that the instructions name, with its setup.
  Socket Open(const HttpResponse& told, const std::string& sid = "CA1") {
    EXPECT_EQ(Knock("wss://voice.example.com/ws/conversation-relay"), 101);
    auto& socket = sockets.back();
    socket.line->OnOpen(socket.side);
    socket.Tell(json::serialize(json::object{{"type", "setup"},
                                             {"sessionId", "VX" + std::to_string(sockets.size())},
                                             {"accountSid", "AC1"},
                                             {"callSid", sid},
                                             {"from", std::string(VoiceWorld::kBob)},
                                             {"customParameters",
                                              {{"token", ParameterOf(told, "token")},
                                               {"connection", ParameterOf(told, "connection")},
                                               {"language", ParameterOf(told, "language")}}}}));
    Run();
    return socket;
  }
  void Say(const Socket& socket, const std::string& words) {
    socket.Tell(
        json::serialize(json::object{{"type", "prompt"}, {"voicePrompt", words}, {"last", true}}));
    Run();
  }
  void Press(const Socket& socket, const std::string& key) {
    socket.Tell(json::serialize(json::object{{"type", "dtmf"}, {"digit", key}}));
    Run();
  }
  void Live(Duration length) {
    loop.Advance(length);
    Run();
  }
  void Run() {
    while (loop.Work()) world.Run();
  }

  fakes::VirtualLoop loop;
  std::vector<Socket> sockets;
  VoiceWorld world;
  voice::RelayLines lines{{&loop}, world.metrics};
  voice::LiveCalls live{
      {.loops = {&loop},
       .most_calls = 3,
       .make_relay =
           [this](Loop&, std::unique_ptr<RelayCodec> codec,
                  std::shared_ptr<voice::LineListener> owner, const std::string& carrier) {
             return Make(std::move(codec), std::move(owner), carrier);
           },
       .clock = world.clock,
       .metrics = world.metrics}};
};

TEST_F(RelayCallsTest, AVoiceDecidesAndItIsSaidAfterItIsStored) {
  const auto told = world.Answer(0, "CA1");
  EXPECT_THAT(told.body, HasSubstr("<ConversationRelay "
                                   "url=\"wss://voice.example.com/ws/conversation-relay\" "
                                   "language=\"en-US\""));
  EXPECT_THAT(told.body, HasSubstr("<Connect action=\"https://voice.example.com/api/voice/webhook/"
                                   "answer?"));
  EXPECT_EQ(live.SocketPaths(), std::vector<std::string>{"/ws/conversation-relay"});
  const auto socket = Open(told);
  const auto first = socket.side->Said();
  EXPECT_THAT(first, HasSubstr("nginx stopped"));
  EXPECT_THAT(first, Not(HasSubstr("[language]"))) << "the carrier knows it";
  EXPECT_THAT(first, HasSubstr("say approve")) << "words count, not only keys";
  Say(socket, "Approve it, please.");
  EXPECT_THAT(socket.side->Said(), HasSubstr("confirm"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  Press(socket, "1");
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  const auto made = world.Last(type::kDecisionMade);
  EXPECT_THAT(made->data.Text(), HasSubstr("twilio conversationrelay"));
  EXPECT_THAT(socket.side->Said(), HasSubstr("Approved"));
  Live(std::chrono::seconds(30));
  EXPECT_THAT(socket.side->Said(), HasSubstr("[end]"));
  EXPECT_THAT(world.Answer(0, "CA1").body, HasSubstr("<Hangup/>"));
}

TEST_F(RelayCallsTest, SilenceAsksAgain) {
  const auto socket = Open(world.Answer(0, "CA1"));
  const auto first = socket.side->Said();
  Live(std::chrono::seconds(120));
  EXPECT_NE(socket.side->Said(), "");
}

TEST_F(RelayCallsTest, ALostSocketComesBackAndTheSecondLossLeadsToPrompts) {
  auto socket = Open(world.Answer(0, "CA1"));
  socket.line->OnEnd({.cause = WebSocketEnd::Cause::kLost});
  Run();
  const auto again = world.Answer(0, "CA1");
  EXPECT_EQ(ParameterOf(again, "connection"), "2");
  socket = Open(again);
  EXPECT_THAT(socket.side->Said(), HasSubstr("press 1"));
  socket.line->OnEnd({.cause = WebSocketEnd::Cause::kLost});
  Run();
  EXPECT_THAT(world.Answer(0, "CA1").body, HasSubstr("<Gather"));
}

/// The carrier's engines fail at once, again and again; its sockets close in order.
TEST_F(RelayCallsTest, SessionsThatTheCarrierEndsAreNoEndlessRound) {
  for (int i = 0; i < 2; ++i) {
    const auto socket = Open(world.Answer(0, "CA1"));
    socket.line->OnEnd({.cause = WebSocketEnd::Cause::kClosedByPeer, .code = 1000});
    Run();
  }
  EXPECT_THAT(world.Answer(0, "CA1").body, HasSubstr("<Gather"));
}

TEST_F(RelayCallsTest, RefusesWhoIsNotTheCarrierAndSecondSockets) {
  EXPECT_EQ(Knock(""), 403);
  EXPECT_EQ(Knock("wss://voice.example.com/ws/media-stream"), 403) << "another address";
  EXPECT_EQ(Knock("wss://voice.example.com/ws/conversation-relay", "/ws/conversation-relay", false),
            403)
      << "plain ws from elsewhere";
  EXPECT_EQ(Knock("wss://voice.example.com/ws/media-stream", "/ws/media-stream"), 404)
      << "nothing here hears and speaks";
  const auto told = world.Answer(0, "CA1");
  const auto first = Open(told);
  const auto second = Open(told);
  EXPECT_THAT(second.side->Said(), "[end]");
  Press(first, "1");
  EXPECT_THAT(first.side->Said(), HasSubstr("confirm"));
  const auto stranger = Open({.status = 200, .headers = {}, .body = {}});
  EXPECT_THAT(stranger.side->Said(), "[end]") << "of no call of ours";
}

TEST_F(RelayCallsTest, AFaultIsCountedByTheNameOfTheSocketsCarrier) {
  const auto socket = Open(world.Answer(0, "CA1"));
  socket.Tell(R"({"type":"error","description":"no voice"})");
  EXPECT_EQ(world.metrics.Value("tocsin_provider_errors_total{provider=twilio,part=carrier}"), 1);
}

TEST_F(RelayCallsTest, ACallThatComesInIsLedOnItToo) {
  const auto told = world.Webhook(std::string(VoiceWorld::kBase) + "/voice/twilio/inbound",
                                  {{"CallSid", "CA7"},
                                   {"CallStatus", "ringing"},
                                   {"Direction", "inbound"},
                                   {"From", VoiceWorld::kBob},
                                   {"To", "+15551234567"}});
  EXPECT_THAT(told.body, HasSubstr("<ConversationRelay"));
  const auto socket = Open(told, "CA7");
  EXPECT_EQ(world.Count(type::kCallAnswered), 1);
  EXPECT_THAT(socket.side->Said(), Not(HasSubstr("[end]")));
}

TEST_F(RelayCallsTest, ACancelledCallIsToldOnItsLine) {
  const auto socket = Open(world.Answer(0, "CA1"));
  socket.side->Said();
  world.Cancel("resolved");
  Run();
  EXPECT_THAT(socket.side->Said(), HasSubstr("resolved in the meantime"));
}

}  // namespace
}  // namespace tocsin
