// The simulator's side of sockets of text, with a tiny worker on the other.
#include <gmock/gmock.h>

#include "phone_rig.hpp"

namespace tocsin::phone {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The worker's end: keeps what comes, and says what the test wants.
class TextPeer final : public WebSocketListener {
 public:
  void OnOpen(const std::shared_ptr<WebSocket>& socket) override {
    const std::lock_guard lock(mutex_);
    socket_ = socket;
  }
  void OnMessage(WebSocketKind, std::string_view bytes) override {
    const std::lock_guard lock(mutex_);
    messages_.push_back(ParseJson(bytes).value().as_object());
  }
  void OnEnd(const WebSocketEnd& end) override {
    const std::lock_guard lock(mutex_);
    end_ = end;
    socket_.reset();
  }
  void Send(std::string text) const {
    std::shared_ptr<WebSocket> socket;
    {
      const std::lock_guard lock(mutex_);
      socket = socket_;
    }
    if (socket)
      socket->Post([socket, text = std::move(text)] { socket->Send(WebSocketKind::kText, text); });
  }
  void Say(const std::string& text, bool last, bool interruptible = true) const {
    Send(JsonText(json::object{{"type", "text"},
                               {"token", text},
                               {"last", last},
                               {"interruptible", interruptible},
                               {"preemptible", true}}));
  }
  json::object First(std::string_view type) const {
    const std::lock_guard lock(mutex_);
    for (const auto& message : messages_)
      if (StringAt(message, "type") == type) return message;
    return {};
  }
  /// "setup info:agentSpeaking=on prompt:approve".
  std::string All() const {
    const std::lock_guard lock(mutex_);
    std::string all;
    for (const auto& message : messages_) {
      all += (all.empty() ? "" : " ") + std::string(StringAt(message, "type"));
      for (const auto* member :
           {"name", "value", "voicePrompt", "digit", "utteranceUntilInterrupt", "description"})
        if (const auto text = StringAt(message, member); !text.empty())
          all += ":" + std::string(text);
    }
    return all;
  }
  std::optional<WebSocketEnd> End() const {
    const std::lock_guard lock(mutex_);
    return end_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<WebSocket> socket_;
  std::vector<json::object> messages_;
  std::optional<WebSocketEnd> end_;
};

class RelaySimulatorTest : public PhoneTest {
 protected:
  void SetUp() override {
    upgrade_ = [this](const HttpRequest& request) {
      const std::lock_guard lock(peers_mutex_);
      peers_.push_back(std::make_shared<TextPeer>());
      handshakes_.push_back(request);
      WebSocketUpgrade upgrade;
      upgrade.listener = peers_.back();
      return UpgradeToWebSocket(std::move(upgrade));
    };
    PhoneTest::SetUp();
    Answer(" action='/over'");
    Twiml("/over", "<Hangup/>");
    Twiml("/after", "<Hangup/>");
  }
  void Answer(const std::string& action, const std::string& more = "") {
    Twiml("/answer", "<Connect" + action + "><ConversationRelay url='" + Socket() +
                         "' dtmfDetection='true' interruptible='any' "
                         "reportInputDuringAgentSpeech='dtmf' preemptible='true' "
                         "events='speaker-events tokens-played' language='de-DE'" +
                         more +
                         "><Parameter name='token' value='t&amp;1'/></ConversationRelay>"
                         "</Connect><Redirect>/after</Redirect>");
  }
  std::string Socket() const {
    return "ws://127.0.0.1:" + std::to_string(worker_->Port()) + "/ws/conversation-relay";
  }
  std::shared_ptr<TextPeer> Peer() {
    std::shared_ptr<TextPeer> peer;
    Await([&] {
      const std::lock_guard lock(peers_mutex_);
      if (!peers_.empty()) peer = peers_.back();
      return peer && !peer->First("setup").empty();
    });
    return peer;
  }
  static std::string LogOf(const json::value& call) { return JsonText(call.at("log")); }

  std::mutex peers_mutex_;
  std::vector<std::shared_ptr<TextPeer>> peers_;
  std::vector<HttpRequest> handshakes_;
};

TEST_F(RelaySimulatorTest, SpeaksHearsAndTellsAsTwilioDoes) {
  UsePerson("{answer_after: 1s, turns: [{hear: 'Stimmt das', say: Ja genau}, {press: '7'}]}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  EXPECT_EQ(HeaderValue(handshakes_.at(0).headers, "X-Twilio-Signature"), Sign(kToken, Socket()));
  const auto setup = peer->First("setup");
  EXPECT_EQ(setup.at("callSid"), Calls().at(0).at("sid"));
  EXPECT_EQ(setup.at("accountSid"), kSid);
  EXPECT_EQ(setup.at("customParameters").at("token"), "t&1");
  peer->Say("Der Server steht. ", false);
  peer->Say("Stimmt das?", true);
  Await([&] { return peer->All().find("dtmf:7") != std::string::npos; });
  const auto all = peer->All();
  EXPECT_THAT(all, HasSubstr("info:agentSpeaking:on info:tokensPlayed:Der Server steht. "
                             "info:tokensPlayed:Stimmt das? info:agentSpeaking:off"));
  EXPECT_THAT(all, AllOf(HasSubstr("info:clientSpeaking:on"), HasSubstr("prompt:Ja genau")));
  EXPECT_EQ(peer->First("prompt").at("lang"), "de-DE");
  EXPECT_THAT(all, Not(HasSubstr("interrupt")));
  peer->Send(R"({"type":"end","handoffData":"{\"why\":\"done\"}"})");
  const auto calls = EndedCalls(1);
  ASSERT_EQ(Came("/over").size(), 1U);
  const Params told = ParseForm(Came("/over").at(0).body);
  EXPECT_EQ(FirstOf(told, "SessionStatus"), "ended");
  EXPECT_EQ(FirstOf(told, "HandoffData"), R"({"why":"done"})");
  EXPECT_TRUE(Came("/after").empty()) << "the action leads on";
  EXPECT_EQ(peer->End()->code, close_code::kNormal);
}

TEST_F(RelaySimulatorTest, ThePersonInterruptsWhatMayBe) {
  UsePerson("{answer_after: 1s, turns: [{say: Halt, over: true}, {press: '1', over: true}]}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  peer->Say("Dies ist eine lange Geschichte, die niemand wirklich ganz zu Ende hören will.", true);
  Await([&] { return !peer->First("prompt").empty(); });
  const auto interrupt = peer->First("interrupt");
  EXPECT_THAT(std::string(StringAt(interrupt, "utteranceUntilInterrupt")),
              testing::StartsWith("Dies ist"));
  EXPECT_GE(interrupt.at("durationUntilInterruptMs").to_number<int>(), 900);
  EXPECT_THAT(peer->All(), Not(HasSubstr("tokensPlayed")));
  peer->Say("Dies darf niemand unterbrechen, auch wenn es noch so lange dauert.", true, false);
  Await([&] { return !peer->First("dtmf").empty(); });
  EXPECT_THAT(peer->All(), Not(HasSubstr("tokensPlayed"))) << "a key is told at once";
}

TEST_F(RelaySimulatorTest, WhatTwilioWouldRefuseIsRefused) {
  UsePerson("{answer_after: 1s}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  for (const auto* wrong : {R"({"type":"text"})", R"({"type":"text","token":"x","last":"yes"})",
                            R"({"type":"language"})"})
    peer->Send(wrong);
  for (int i = 0; i < 7; ++i) peer->Send(R"({"foo":"bar"})");
  const auto calls = EndedCalls(1);
  EXPECT_EQ(peer->End()->code, 1007);
  EXPECT_THAT(peer->All(),
              HasSubstr("error:text: token must be a string error:text: last must be"));
  EXPECT_THAT(LogOf(calls.at(0)), AllOf(HasSubstr("64107"), HasSubstr("64105")));
  EXPECT_EQ(FirstOf(ParseForm(Came("/over").at(0).body), "SessionStatus"), "failed");
}

TEST_F(RelaySimulatorTest, WithoutAnActionABrokenSocketEndsTheCall) {
  Answer("");
  UsePerson("{answer_after: 1s}", "{socket_cut: 100ms}");
  ASSERT_TRUE(Place(OrderForm()));
  Peer()->Say("Hello, this takes a while.", true);
  const auto calls = EndedCalls(1);
  EXPECT_EQ(calls.at(0).at("state"), "failed");
  EXPECT_TRUE(Came("/after").empty());
}

TEST_F(RelaySimulatorTest, AHangUpClosesTheSocketInOrder) {
  UsePerson("{answer_after: 1s, hang_up_after: 5s}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  EndedCalls(1);
  Await([&] { return peer->End().has_value(); });
  EXPECT_EQ(peer->End()->code, close_code::kNormal);
  EXPECT_TRUE(Came("/over").empty());
}

TEST_F(RelaySimulatorTest, AnAttributeThatTwilioHasNotIsRefused) {
  Answer("", " bargeIn='true'");
  UsePerson("{answer_after: 1s}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto calls = EndedCalls(1);
  EXPECT_THAT(LogOf(calls.at(0)), HasSubstr("attribute 'bargeIn' is not known"));
}

}  // namespace
}  // namespace tocsin::phone
