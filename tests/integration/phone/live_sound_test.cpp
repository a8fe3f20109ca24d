#include <gmock/gmock.h>

#include <future>

#include "media_peer.hpp"
#include "phone_rig.hpp"
#include "tools/phone/live/base64_text.hpp"
#include "tools/phone/live/spoken_text.hpp"
#include "tools/phone/live/voice_box.hpp"
#include "tools/phone/live/wav.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;
using testing::Not;

class LiveSoundTest : public PhoneTest {
 protected:
  void SetUp() override {
    upgrade_ = [this](const HttpRequest& request) {
      WebSocketUpgrade upgrade;
      {
        const std::lock_guard lock(peers_mutex_);
        peers_.push_back(std::make_shared<MediaPeer>());
        handshakes_.push_back(request);
        upgrade.listener = peers_.back();
      }
      if (refuses_) return HttpResponse{403, {}, {}};
      return UpgradeToWebSocket(std::move(upgrade));
    };
    PhoneTest::SetUp();
    Twiml("/answer", "<Connect><Stream url='" + Socket() +
                         "'><Parameter name='token' value='t&amp;1'/></Stream></Connect>"
                         "<Redirect>/after</Redirect>");
    Twiml("/after", "<Hangup/>");
  }
  std::string Socket() const {
    return "ws://127.0.0.1:" + std::to_string(worker_->Port()) + "/ws/media-stream";
  }
  std::size_t Peers() {
    const std::lock_guard lock(peers_mutex_);
    return peers_.size();
  }
  /// The worker's end of the `number`th socket, once its start has come.
  std::shared_ptr<MediaPeer> Peer(std::size_t number = 1) {
    std::shared_ptr<MediaPeer> peer;
    Await([&] {
      const std::lock_guard lock(peers_mutex_);
      if (peers_.size() >= number) peer = peers_[number - 1];
      return peer && !peer->Stream().empty();
    });
    return peer;
  }
  json::object Media(std::size_t number = 0) {
    return Calls().at(0).at("media").as_array().at(number).as_object();
  }
  std::string Log() {
    std::string all;
    const json::array calls = Calls();
    for (const auto& line : calls.at(0).at("log").as_array())
      all += std::string(line.at("text").as_string()) + "\n";
    return all;
  }
  Samples Audio(const std::string& query = "") {
    const auto sid = std::string(Calls().at(0).at("sid").as_string());
    const auto file = Send("GET", "/sim/calls/" + sid + "/audio" + query);
    EXPECT_TRUE(file && file->status == 200);
    if (!file) return {};
    const auto sound = ReadWav(file->body);
    EXPECT_TRUE(sound) << (sound ? "" : sound.error().message);
    return sound ? *sound : Samples();
  }

  bool refuses_ = false;
  std::mutex peers_mutex_;
  std::vector<std::shared_ptr<MediaPeer>> peers_;
  std::vector<HttpRequest> handshakes_;
};

TEST_F(LiveSoundTest, OpensTheSocketSignedAndTellsWhoCalls) {
  UsePerson("{answer_after: 1s}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  Await([&] { return peer->Came("media").size() >= 10; });

  EXPECT_EQ(HeaderValue(handshakes_.at(0).headers, "X-Twilio-Signature"), Sign(kToken, Socket()));
  EXPECT_EQ(peer->Events(), "connected start ");
  const auto start = peer->Came("start").at(0);
  EXPECT_EQ(StringAt(start, "sequenceNumber"), "1");
  const auto& details = start.at("start").as_object();
  EXPECT_EQ(details.at("callSid"), Calls().at(0).at("sid"));
  EXPECT_EQ(details.at("accountSid"), kSid);
  EXPECT_EQ(details.at("customParameters").at("token"), "t&1");
  EXPECT_EQ(details.at("mediaFormat").at("encoding"), "audio/x-mulaw");
  int number = 0;
  for (const auto& message : peer->Came("media")) {
    ++number;
    const auto& media = message.at("media").as_object();
    EXPECT_EQ(StringAt(media, "chunk"), std::to_string(number));
    EXPECT_EQ(StringAt(message, "sequenceNumber"), std::to_string(number + 1));
    EXPECT_EQ(StringAt(media, "timestamp"), std::to_string((number - 1) * 20));
    EXPECT_EQ(StringAt(media, "payload").size(), 216u);
    EXPECT_FALSE(MediaPeer::IsVoice(message)) << "silence is 0xFF";
  }
}

TEST_F(LiveSoundTest, PlaysInRealTimeReturnsMarksAndRecords) {
  UsePerson("{answer_after: 1s}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  const auto begun = std::chrono::steady_clock::now();
  peer->SendTone(600);
  peer->SendMark("one");
  peer->SendTone(200);
  peer->SendMark("two");
  Await([&] { return !peer->Came("mark").empty(); });
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(500))
      << "a mark comes back when the sound before it was played, not before";
  Await([&] { return peer->Came("mark").size() == 2; });
  peer->Close();
  const auto call = EndedCalls(1).at(0);

  EXPECT_EQ(peer->Came("mark").at(0).at("mark").at("name"), "one");
  const auto media = Media();
  EXPECT_EQ(media.at("marks"), 2);
  EXPECT_EQ(media.at("marks_returned"), 2);
  EXPECT_EQ(media.at("seconds_heard").to_number<double>(), 0.8);
  EXPECT_EQ(media.at("underruns"), 0);
  EXPECT_THAT(std::string(call.at("heard").at(0).at("text").as_string()), HasSubstr("s of speech"));
  const Samples heard = Audio();
  std::size_t voiced = 0;
  for (std::size_t at = 0; at + kFrameSamples <= heard.size(); at += kFrameSamples)
    voiced += IsVoiced(SampleSpan(heard).subspan(at, kFrameSamples)) ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(voiced), 40, 1);
  EXPECT_EQ(Came("/after").size(), 1u) << "the closed socket leads to the next verb";
}

TEST_F(LiveSoundTest, ThePersonInterruptsAndWhatIsWaitingIsCleared) {
  UsePerson("{answer_after: 1s, turns: [{cough: true, over: true}, {press: '5', over: true}]}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  peer->SendTone(8000);
  peer->SendMark("end");
  Await([&] { return !peer->Came("dtmf").empty(); });
  peer->SendClear();
  Await([&] { return !peer->Came("mark").empty(); });
  peer->Close();
  EndedCalls(1);

  EXPECT_EQ(peer->Came("dtmf").at(0).at("dtmf").at("digit"), "5");
  const auto media = Media();
  EXPECT_EQ(media.at("clears"), 1);
  EXPECT_EQ(media.at("marks_cleared"), 1);
  EXPECT_LT(media.at("seconds_heard").to_number<double>(), 7.5);
  const auto& interruptions = media.at("interruptions").as_array();
  ASSERT_EQ(interruptions.size(), 1u) << "a cough is none";
  EXPECT_EQ(interruptions.at(0).at("by"), "key");
  EXPECT_TRUE(interruptions.at(0).at("onset_to_clear_ms").is_number());
}

TEST_F(LiveSoundTest, WhatTheWorkerDoesWrongIsTold) {
  UsePerson("{answer_after: 1s}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  const auto payload = [&](const std::string& text) {
    peer->Send(R"({"event":"media","streamSid":")" + peer->Stream() + R"(","media":{"payload":")" +
               text + "\"}}");
  };
  payload(std::string(320, 'f'));
  payload("no base64");
  peer->SendBytes("RIFF....WAVEfmt ");
  peer->SendBytes(std::string(400, '\0'));
  peer->Send(R"({"event":"media","streamSid":"MZ1","media":{"payload":"//8="}})");
  peer->Send(R"({"event":"mark","streamSid":")" + peer->Stream() + R"(","mark":"end"})");
  peer->Send("{\"event\":");
  Await([&] { return Media().at("odd_messages").to_number<int>() >= 7; });

  const auto log = Log();
  EXPECT_THAT(log, HasSubstr("hex"));
  EXPECT_THAT(log, HasSubstr("no base64"));
  EXPECT_THAT(log, HasSubstr("WAV header"));
  EXPECT_THAT(log, HasSubstr("samples of 16 bits"));
  EXPECT_THAT(log, HasSubstr("names another streamSid"));
  EXPECT_THAT(log, HasSubstr("a mark needs"));
  EXPECT_THAT(log, HasSubstr("no JSON object"));
  peer->Close();
  EndedCalls(1);
}

TEST_F(LiveSoundTest, ASocketThatIsRefusedOrCutLeadsToTheNextVerb) {
  UsePerson("{answer_after: 1s}", "{socket_cut: 1, unsigned_socket: 1}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  peer->SendTone(3000);
  EndedCalls(1);

  EXPECT_EQ(HeaderValue(handshakes_.at(0).headers, "X-Twilio-Signature"), "");
  EXPECT_EQ(Came("/after").size(), 1u);
  EXPECT_THAT(Log(), HasSubstr("socket_cut"));
  EXPECT_THAT(peer->Events(), Not(HasSubstr("stop")));
  EXPECT_LT(Media().at("seconds_heard").to_number<double>(), 1.5);

  refuses_ = true;
  ASSERT_TRUE(Place(OrderForm()));
  const auto call = EndedCalls(2).at(1);
  EXPECT_THAT(std::string(call.at("log").at(0).at("text").as_string()),
              HasSubstr("the socket was not opened"));
}

TEST_F(LiveSoundTest, AHangUpStopsTheStreamAndClosesIt) {
  UsePerson("{answer_after: 1s, hang_up_after: 150s}");  // 3 s: the socket must be open by then
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  EndedCalls(1);
  Await([&] { return peer->End().has_value(); });

  EXPECT_EQ(peer->Events(), "connected start stop ");
  EXPECT_EQ(peer->End()->cause, WebSocketEnd::Cause::kClosedByPeer);
  EXPECT_EQ(Came("/after").size(), 0u);
}

TEST_F(LiveSoundTest, WhatPeopleSayIsHeardAboveTheNoiseBehindThem) {
  if (const auto spoken = SpokenText("approve", ""); !spoken)
    GTEST_SKIP() << spoken.error().message;
  UsePerson(
      "{noise: {kind: hum, db: 30}, turns: [{say: 'Approve it, please.', confidence: 0.9}, {press: "
      "'1'}]}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  Await([&] { return !peer->Came("dtmf").empty(); });
  peer->Close();
  const auto call = EndedCalls(1).at(0);

  EXPECT_EQ(call.at("said").at(0).at("text"), "Approve it, please.");
  const Samples said = Audio("?side=said");
  double loudest = -96;
  double quietest = 0;
  for (std::size_t at = 0; at + kFrameSamples <= said.size(); at += kFrameSamples) {
    const double level = LevelOf(SampleSpan(said).subspan(at, kFrameSamples));
    loudest = std::max(loudest, level);
    if (level > -90) quietest = std::min(quietest, level);  // before, the noise was being made
  }
  EXPECT_GT(loudest, -20);
  EXPECT_LT(loudest, -5);
  EXPECT_NEAR(quietest, kSpeechLevel - 30, 4) << "the hum alone";
}

TEST_F(LiveSoundTest, APromptBeforeTheSocketAndASocketOfNobodyAreTold) {
  UsePerson("{answer_after: 1s}");
  auto socket = Socket();
  socket.replace(socket.find("127.0.0.1"), 9, "localhost");
  Twiml("/answer", "<Say>One moment.</Say><Connect><Stream url='" + socket + "'/></Connect>");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  const auto log = Log();
  EXPECT_THAT(log, HasSubstr("nobody heard the person until then"));
  EXPECT_THAT(log, HasSubstr("no <Parameter>"));
  EXPECT_THAT(log, HasSubstr("another host"));
  peer->Close();
  EXPECT_EQ(EndedCalls(1).at(0).at("end_reason"), "the document ended");
}

TEST_F(LiveSoundTest, WithAnEarItHearsWordsAndBreaksInAtThem) {
  LiveRoom room({.ear = "while read -r file; do echo 'Nginx has stopped.'; done"});
  Exchange exchange(loop_, *client_, {kSid, kToken}, {0, 100, {}, &room});
  std::shared_ptr<Leg> leg;
  const auto on_loop = [this](const std::function<void()>& task) {
    std::promise<void> done;
    loop_.Post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  };
  on_loop([&] {
    exchange.Replace(*ReadScript("people: {'" + std::string(kPerson) +
                                     "': [{turns: [{hear: 'nginx', press: '1', over: true}]}]}",
                                 "people.yaml"));
    CallOrder order;
    order.from = kPerson;
    order.to = kOurs;
    order.answer.url = Worker("/answer");
    leg = exchange.Receive(order);
  });
  const auto peer = Peer();
  peer->SendTone(20'000);
  Await([&] { return !peer->Came("dtmf").empty(); });
  Await([&] {
    Millis heard = 0;
    on_loop([&] { heard = leg->Record().media.at(0)->Snapshot().heard; });
    return heard > 500;  // less is a click, and no sentence
  });
  peer->Close();
  Await([&] {
    bool ended = false;
    on_loop([&] { ended = leg->Ended(); });
    return ended;
  });
  Await([&] {
    bool heard = false;
    on_loop([&] {
      for (const auto& utterance : leg->Record().line)
        heard = heard || utterance.text == "Nginx has stopped.";
    });
    return heard;
  });
  on_loop([&] {
    EXPECT_LT(leg->Record().media.at(0)->Snapshot().heard, 19'000) << "while we still spoke";
    leg.reset();
    exchange.Reset();
  });
}

TEST_F(LiveSoundTest, FaultsOfTheLineReachTheWorker) {
  UsePerson("{answer_after: 1s, link: {loss: 0.2}}",
            "{duplicate_frames: 1, no_marks: 1, half_message: 1, stop_without_close: 1}");
  ASSERT_TRUE(Place(OrderForm()));
  const auto peer = Peer();
  peer->SendTone(100);
  peer->SendMark("never");
  Await([&] { return peer->Broken() == 2; });
  const auto media = Media();
  EXPECT_GT(media.at("frames_lost").to_number<int>(), 0);
  EXPECT_EQ(peer->Came("media").at(0).at("sequenceNumber"),
            peer->Came("media").at(1).at("sequenceNumber"));
  EXPECT_EQ(peer->Came("mark").size(), 0u);
  Send("POST", Account("/Calls/" + std::string(Calls().at(0).at("sid").as_string()) + ".json"),
       "Status=completed");
  Await([&] { return !peer->Came("stop").empty(); });
  EXPECT_FALSE(peer->End()) << "stop, and the socket stays open";
  peer->Close();
  EndedCalls(1);
}

TEST_F(LiveSoundTest, AnotherCarriersRestSidePlacesACallAndIsToldItsStates) {
  UsePerson("{answer_after: 1s, hang_up_after: 150s}");
  const std::string port = std::to_string(worker_->Port());
  std::string states;
  std::mutex mutex;
  loop_.Post([&] {
    CallOrder order;
    order.to = kPerson;
    order.from = kOurs;
    order.stream_url = "ws://127.0.0.1:" + port + "/ws/exotel";
    order.stream_parameters = {{"token", "t9"}};
    order.on_change = [&](const CallRecord& record) {
      const std::lock_guard lock(mutex);
      states += std::string(ToString(record.state)) + " ";
    };
    exchange_.Place(std::move(order));
  });
  const auto peer = Peer();
  EXPECT_EQ(peer->Came("start").at(0).at("start").at("custom_parameters").at("token"), "t9");
  EXPECT_EQ(EndedCalls(1).at(0).at("end_reason"), "the person hung up");
  Await([&] { return !peer->Came("stop").empty(); });
  const std::lock_guard lock(mutex);
  EXPECT_EQ(states, "queued initiated ringing in-progress completed ");
}

TEST_F(LiveSoundTest, ACallByExotelIsItsSocket) {
  UsePerson("{carrier: exotel, turns: [{press: '7'}]}");
  const auto port = std::to_string(worker_->Port());
  const json::object body = {
      {"from", kPerson},
      {"to", kOurs},
      {"url", "ws://key:token@127.0.0.1:" + port + "/ws/exotel?sample-rate=16000&token=t1"}};
  const auto rung = Send("POST", "/sim/inbound", json::serialize(body));
  ASSERT_TRUE(rung && rung->status == 201) << rung->body;
  const auto peer = Peer();
  Await([&] { return peer->Came("media").size() >= 3 && !peer->Came("dtmf").empty(); });

  EXPECT_EQ(HeaderValue(handshakes_.at(0).headers, "Authorization"),
            "Basic " + EncodeBase64("key:token"));
  const auto start = peer->Came("start").at(0).at("start").as_object();
  EXPECT_EQ(start.at("media_format").at("sample_rate"), "16000");
  EXPECT_EQ(start.at("custom_parameters").at("token"), "t1");
  EXPECT_EQ(start.at("from"), kPerson);
  const auto media = peer->Came("media").at(1).at("media").as_object();
  EXPECT_EQ(media.at("timestamp"), "100");
  EXPECT_EQ(DecodeBase64(StringAt(media, "payload"))->size(), 3200u) << "100 ms at 16 kHz";
  EXPECT_EQ(peer->Came("dtmf").at(0).at("dtmf").at("digit"), "7");

  const auto send = [&](std::size_t bytes) {
    peer->Send(R"({"event":"media","sequence_number":1,"stream_sid":")" + peer->Stream() +
               R"(","media":{"chunk":1,"timestamp":"0","payload":")" +
               EncodeBase64(std::string(bytes, '\x10')) + "\"}}");
  };
  send(3200);
  send(640);
  peer->Send(R"({"event":"mark","stream_sid":")" + peer->Stream() + R"(","mark":{"name":"m"}})");
  Await([&] { return !peer->Came("mark").empty(); });
  EXPECT_THAT(Log(), HasSubstr("below 3,200 bytes"));
  EXPECT_NEAR(Media().at("seconds_heard").to_number<double>(), 0.1, 0.03);
  peer->Close();
  EXPECT_EQ(EndedCalls(1).at(0).at("state"), "completed") << "closing the socket hangs up";
}

}  // namespace
}  // namespace tocsin::phone
