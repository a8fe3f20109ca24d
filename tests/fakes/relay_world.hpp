#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/telephony/twilio/relay.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/media_world.hpp"
#include "fakes/virtual_loop.hpp"
#include "schemas/json.hpp"
#include "schemas/lexicon.hpp"
#include "workers/voice/media/relay_line.hpp"

namespace tocsin::voice {

/// A carrier's side of a socket of text, in virtual time: keeps what it is sent.
class RelaySide final : public WebSocket {
 public:
  explicit RelaySide(fakes::VirtualLoop& loop) : loop_(loop) {}
  bool Send(WebSocketKind, std::string bytes) override {
    if (!open) return false;
    sent.push_back(ParseJson(bytes).value());
    return true;
  }
  std::size_t Waiting() const override { return 0; }
  void Close(std::uint16_t, std::string_view) override { open = false; }
  const std::string& Subprotocol() const override { return none_; }
  bool Post(LoopTask task) override { return loop_.Post(std::move(task)); }

  /// What it was given to say since the last look; a bar behind each whole turn.
  std::string Said() {
    std::string text;
    for (; seen_ < sent.size(); ++seen_) {
      const auto& message = sent[seen_].as_object();
      if (message.at("type") != "text") {
        text += "[" + std::string(message.at("type").as_string()) + "]";
        continue;
      }
      text += message.at("token").as_string();
      if (message.at("last").as_bool()) text += "|";
    }
    return text;
  }

  bool open = true;
  std::vector<json::value> sent;

 private:
  fakes::VirtualLoop& loop_;
  const std::string none_;
  std::size_t seen_ = 0;
};

class RelayWorld : public testing::Test {
 protected:
  void SetUp() override {
    line_ = lines_.Make(loop_, twilio::MakeRelayCodec({.transcription_provider = "Deepgram"}),
                        keeper_, "elsewhere");
    line_->OnOpen(side_);
  }
  void TearDown() override {
    if (!keeper_->ended) line_->OnEnd({});
  }
  void SendSetup() {
    Tell(R"({"type":"setup","sessionId":"VX1","callSid":"CA1",)"
         R"("customParameters":{"token":"t","connection":"1","language":"en-US"}})");
  }
  void Tell(std::string_view message) {
    line_->OnMessage(WebSocketKind::kText, message);
    loop_.Work();
  }
  void Prompt(const std::string& words) {
    Tell(JsonText(json::object{
        {"type", "prompt"}, {"voicePrompt", words}, {"lang", "en-US"}, {"last", true}}));
  }
  void Press(char key) {
    Tell(JsonText(json::object{{"type", "dtmf"}, {"digit", std::string(1, key)}}));
  }
  void Interrupt(const std::string& said, int millis = 500) {
    Tell(JsonText(json::object{{"type", "interrupt"},
                               {"utteranceUntilInterrupt", said},
                               {"durationUntilInterruptMs", millis}}));
  }
  void Info(const std::string& name, const std::string& value) {
    Tell(JsonText(json::object{{"type", "info"}, {"name", name}, {"value", value}}));
  }
  void Live(Duration length) { loop_.Advance(length); }
  LineTask Asking(std::vector<std::string> say, Listening listen = {}) {
    listen.turn = ++turn_;
    if (listen.phrases.empty()) listen.phrases = {"approve", "dismiss"};
    return {.say = std::move(say), .listen = listen};
  }
  void Ask(std::vector<std::string> say, Listening listen = {}) {
    line_->Perform(Asking(std::move(say), std::move(listen)));
    loop_.Work();
  }

  int turn_ = 0;
  fakes::VirtualLoop loop_;
  fakes::FakeMetrics metrics_;
  std::shared_ptr<RelaySide> side_ = std::make_shared<RelaySide>(loop_);
  std::shared_ptr<LineKeeper> keeper_ = std::make_shared<LineKeeper>();
  std::shared_ptr<Pronunciations> lexicon_ = std::make_shared<Pronunciations>();
  RelayLines lines_{{&loop_}, metrics_, lexicon_};
  std::shared_ptr<RelayLine> line_;
};

}  // namespace tocsin::voice
