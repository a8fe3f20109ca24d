// The conversation with the service, message by message: its other side is played here.
#include <gmock/gmock.h>

#include "adapters/realtime/openai_realtime.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/scripted_web_socket.hpp"
#include "fakes/virtual_loop.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"

namespace tocsin::realtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Lines = std::vector<std::string>;

constexpr const char* kSecretKey = "sk-nobody-may-see-it";

/// Writes down what it hears, a line each.
class Scribe final : public RealtimeListener {
 public:
  void OnReady() override { Note("ready"); }
  void OnPersonBegins() override { Note("begins"); }
  void OnPersonEnds(std::string_view turn) override { Note("ends " + std::string(turn)); }
  void OnPersonSaid(std::string_view turn, std::string text) override {
    Note("said " + std::string(turn) + ": " + text);
  }
  void OnAnswerBegins() override { Note("answer"); }
  void OnAnswerSound(std::string_view item, SoundView sound) override {
    Note("sound " + std::string(item) + " " + std::to_string(sound.size()));
  }
  void OnAnswerText(std::string_view item, std::string_view text) override {
    Note("text " + std::string(item) + " " + std::string(text));
  }
  void OnAnswerEnds(RealtimeAnswer answer) override {
    std::string line = "answered";
    if (answer.cut) line += " cut";
    if (!answer.failed.empty()) line += " failed: " + answer.failed;
    if (!answer.text.empty()) line += " '" + answer.text + "'";
    for (const auto& call : answer.calls) line += " call " + call.name + call.arguments;
    if (answer.usage) line += " tokens " + std::to_string(answer.usage->output_tokens);
    Note(line);
  }
  void OnRealtimeOld() override { Note("old"); }
  void OnRealtimeEnd(Error error) override {
    end = error;
    Note("end " + std::string(ToString(error.kind)));
  }
  Lines Heard() { return std::exchange(lines_, {}); }

  std::optional<Error> end;
  std::function<void(const std::string&)> then;

 private:
  void Note(const std::string& line) {
    lines_.push_back(line);
    if (then) then(line);
  }
  Lines lines_;
};

class RealtimeSessionTest : public testing::Test {
 protected:
  void Open(OpenAiRealtimeOptions options = {.transcription = "writer"}) {
    options.api_url = "http://service";
    options.api_key = Secret(kSecretKey);
    options.model = "a-model";
    engine_ = MakeOpenAiRealtime(std::move(options), client_, metrics_);
    session_ = engine_->Open(loop_, {.messages = {{.text = "hello"}}}, scribe_);
  }
  void BeReady() {
    Open();
    client_.Opens();
    client_.Says(kUpdated);
    EXPECT_THAT(scribe_.Heard(), ElementsAre("ready"));
    client_.Sent();
  }
  /// The types of what was sent since, with what identifies it.
  Lines Sent() {
    Lines lines;
    for (const auto& text : client_.Sent()) {
      const auto message = ParseJson(text);
      std::string line(StringAt(message->get_object(), "type"));
      for (const auto* key : {"response_id", "item_id", "audio_end_ms"})
        if (const auto* value = Find(*message, key)) line += ' ' + JsonText(*value);
      if (const auto* item = Find(*message, "item")) line += ' ' + JsonText(*item);
      lines.push_back(line);
    }
    return lines;
  }
  void Created(const std::string& id) {
    client_.Says(R"({"type":"response.created","response":{"id":")" + id + R"("}})");
  }
  void Done(const std::string& id, const std::string& more = R"("status":"completed")") {
    client_.Says(R"({"type":"response.done","response":{"id":")" + id + "\"," + more + "}}");
  }
  void Sounds(const std::string& response, const std::string& item, std::size_t samples) {
    client_.Says(R"({"type":"response.output_audio.delta","response_id":")" + response +
                 R"(","item_id":")" + item + R"(","delta":")" +
                 EncodeBase64(std::string(samples, '\x7f')) + "\"}");
  }
  void Texts(const std::string& response, const std::string& item, const std::string& text) {
    client_.Says(R"({"type":"response.output_audio_transcript.delta","response_id":")" + response +
                 R"(","item_id":")" + item + R"(","delta":")" + text + "\"}");
  }
  void Turn(const std::string& id) {
    client_.Says(R"({"type":"input_audio_buffer.speech_started","item_id":")" + id + "\"}");
    client_.Says(R"({"type":"input_audio_buffer.speech_stopped","item_id":")" + id + "\"}");
  }
  void Complains(const std::string& code, const std::string& event = "") {
    client_.Says(R"({"type":"error","error":{"type":"invalid_request_error","code":")" + code +
                 R"(","message":"no )" + kSecretKey + R"(","event_id":")" + event + "\"}}");
  }

  static constexpr std::string_view kUpdated =
      R"({"type":"session.updated","session":{"output_modalities":["audio"],"audio":{
        "input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad",
          "silence_duration_ms":500,"create_response":true,"interrupt_response":false}},
        "output":{"format":{"type":"audio/pcmu"}}}}})";

  fakes::VirtualLoop loop_;
  fakes::ScriptedWebSocketClient client_;
  fakes::FakeMetrics metrics_;
  Scribe scribe_;
  std::unique_ptr<RealtimeEngine> engine_;
  std::unique_ptr<RealtimeSession> session_;
};

TEST_F(RealtimeSessionTest, OpensWithTheKeyAndWithoutTheHeaderOfTheBeta) {
  Open();
  EXPECT_EQ(engine_->Name(), "openai a-model");
  EXPECT_EQ(client_.call.url, "ws://service/v1/realtime?model=a-model");
  ASSERT_EQ(client_.call.headers.size(), 1U);
  EXPECT_EQ(client_.call.headers[0].second, std::string("Bearer ") + kSecretKey);
  session_->Hear(Sound(8'000));
  EXPECT_THAT(Sent(), ElementsAre("session.update", HasSubstr("hello"))) << "and no sound yet";
  client_.Opens();
  client_.Says(R"({"type":"session.created","session":{}})");
  EXPECT_THAT(scribe_.Heard(), IsEmpty());
  client_.Says(kUpdated);
  EXPECT_THAT(scribe_.Heard(), ElementsAre("ready"));
}

TEST_F(RealtimeSessionTest, ASessionOfAnotherFormatIsRefusedWithWhatDiffers) {
  Open();
  client_.Opens();
  std::string other(kUpdated);
  other.replace(other.rfind("audio/pcmu"), 10, "audio/pcma");
  client_.Says(other);
  EXPECT_THAT(scribe_.Heard(), ElementsAre("end invalid"));
  EXPECT_THAT(scribe_.end->message, HasSubstr("audio.output.format.type is \"audio/pcma\""));
  EXPECT_TRUE(client_.socket->closed);
}

TEST_F(RealtimeSessionTest, GreetsWhenItIsReady) {
  Open();
  session_->Answer();
  client_.Sent();
  client_.Opens();
  client_.Says(kUpdated);
  EXPECT_THAT(Sent(), ElementsAre("response.create"));
  Created("r1");
  Texts("r1", "i1", "Good ");
  Sounds("r1", "i1", 160);
  Texts("r1", "i1", "day.");
  Done("r1", R"("status":"completed","usage":{"output_tokens":9})");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("ready", "answer", "text i1 Good ", "sound i1 160",
                                           "text i1 day.", "answered 'Good day.' tokens 9"));
  EXPECT_EQ(metrics_.Value("tocsin_realtime_first_sound_seconds{provider=openai}"), 1);
}

TEST_F(RealtimeSessionTest, SendsSoundInPiecesOfFortyMilliseconds) {
  BeReady();
  for (int i = 0; i < 5; ++i) session_->Hear(Sound(160));
  const auto sent = client_.Sent();
  ASSERT_EQ(sent.size(), 2U);
  const auto message = ParseJson(sent[0]);
  const auto bytes = DecodeBase64(StringAt(message->get_object(), "audio"));
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, std::string(320, '\xff'));
}

TEST_F(RealtimeSessionTest, TellsTurnsAndTheirWordsEvenBehindTheAnswer) {
  BeReady();
  Turn("t1");
  Created("r1");
  Done("r1");
  client_.Says(
      R"({"type":"conversation.item.input_audio_transcription.completed","item_id":"t1","transcript":"hello"})");
  Turn("t2");
  client_.Says(
      R"({"type":"conversation.item.input_audio_transcription.failed","item_id":"t2","error":{"code":"x"}})");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("begins", "ends t1", "answer", "answered",
                                           "said t1: hello", "begins", "ends t2", "said t2: "));
}

TEST_F(RealtimeSessionTest, WithoutAWriterTheWordsAreUnknownAtOnce) {
  Open({});
  client_.Opens();
  client_.Says(kUpdated);
  Turn("t1");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("ready", "begins", "ends t1", "said t1: "));
}

TEST_F(RealtimeSessionTest, ACutCancelsAndTakesBackWhatWasNotHeard) {
  BeReady();
  Turn("t1");
  Created("r1");
  Sounds("r1", "i1", 8'000);
  Texts("r1", "i1", "One");
  scribe_.Heard();
  session_->Cut("i1", 250ms);
  EXPECT_THAT(Sent(),
              ElementsAre(R"(response.cancel "r1")", R"(conversation.item.truncate "i1" 250)"));
  Sounds("r1", "i1", 8'000);
  Texts("r1", "i1", " two");
  Sounds("r1", "i2", 800);
  session_->Cut("i1", 250ms);
  EXPECT_THAT(Sent(), ElementsAre(R"(conversation.item.truncate "i2" 0)"));
  Complains("response_cancel_not_active");
  Done("r1", R"("status":"cancelled")");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("answered cut 'One'")) << "nothing that comes late";
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(RealtimeSessionTest, AnAnswerThatIsOverAtTheServiceIsCutWithoutACancel) {
  BeReady();
  Turn("t1");
  Created("r1");
  Sounds("r1", "i1", 8'000);
  Done("r1");
  session_->Cut("i1", 400ms);
  EXPECT_THAT(Sent(), ElementsAre(R"(conversation.item.truncate "i1" 400)"));
  session_->Cut("", 0ms);
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(RealtimeSessionTest, WhatWasAskedForAndIsGivenUpBeforeItBeginsIsCancelledWhenItDoes) {
  BeReady();
  session_->Answer();
  session_->Cut("", 0ms);
  EXPECT_THAT(Sent(), ElementsAre("response.create"));
  Created("r1");
  EXPECT_THAT(Sent(), ElementsAre(R"(response.cancel "r1")"));
  Done("r1", R"("status":"cancelled")");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("answer", "answered cut"));
}

TEST_F(RealtimeSessionTest, AnAnswerIsAskedForOnlyWhereNoneIsUnderWay) {
  BeReady();
  Turn("t1");
  session_->Answer();
  Created("r1");
  session_->Answer();
  EXPECT_THAT(Sent(), IsEmpty());
  Done("r1");
  EXPECT_THAT(Sent(), ElementsAre("response.create")) << "one, however often it was wanted";
}

TEST_F(RealtimeSessionTest, WhereTheServiceWasQuickerTheOtherAnswerFollows) {
  BeReady();
  session_->Answer();
  Complains("conversation_already_has_active_response", "answer_1");
  Created("theirs");
  Sent();
  Done("theirs");
  EXPECT_THAT(Sent(), ElementsAre("response.create"));
  Created("ours");
  Turn("t1");
  Complains("conversation_already_has_active_response");
  Done("ours");
  EXPECT_THAT(Sent(), ElementsAre("response.create")) << "a turn has an answer";
}

TEST_F(RealtimeSessionTest, ARefusedAnswerHasFailed) {
  BeReady();
  session_->Answer();
  Complains("something_else", "answer_1");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("answered failed: something_else: no ****"));
  Turn("t1");
  Created("r1");
  Done("r1", R"("status":"failed","status_details":{"error":{"code":"server_error"}})");
  EXPECT_THAT(scribe_.Heard(), testing::Contains("answered failed: server_error"));
}

TEST_F(RealtimeSessionTest, AToolsResultGoesToTheCallThatIsOpen) {
  BeReady();
  Turn("t1");
  Created("r1");
  Done("r1", R"("status":"completed","output":[
      {"type":"function_call","call_id":"c1","name":"look","arguments":"{}"},
      {"type":"function_call","call_id":"c2","name":"look","arguments":"{}"}])");
  EXPECT_THAT(scribe_.Heard(), testing::Contains("answered call look{}"));
  EXPECT_THAT(Sent(),
              ElementsAre(testing::AllOf(HasSubstr("c2"), HasSubstr("one tool at a time"))));
  session_->Tell({.role = LanguageMessage::Role::kTool, .text = "42", .call_id = "mine"});
  session_->Answer();
  EXPECT_THAT(Sent(), ElementsAre(testing::AllOf(HasSubstr("function_call_output"), HasSubstr("c1"),
                                                 HasSubstr("42")),
                                  "response.create"));
  session_->Tell({.role = LanguageMessage::Role::kTool, .text = "again"});
  EXPECT_THAT(Sent(), IsEmpty()) << "no call is open";
  session_->Tell({.text = "typed"});
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("input_text")));
}

TEST_F(RealtimeSessionTest, CallsOfACutAnswerAndBesideAnOpenOneAreNotMade) {
  BeReady();
  Turn("t1");
  Created("r1");
  session_->Cut("", 0ms);
  Sent();
  const auto output = [](const std::string& id) {
    return R"("output":[{"type":"function_call","call_id":")" + id +
           R"(","name":"look","arguments":"{}"}])";
  };
  Done("r1", R"("status":"cancelled",)" + output("c1"));
  EXPECT_THAT(Sent(), ElementsAre(testing::AllOf(HasSubstr("c1"), HasSubstr("Not run"))));
  EXPECT_THAT(scribe_.Heard(), testing::Contains("answered cut"));
  for (const auto* id : {"c2", "c3"}) {
    Turn("t");
    Created(std::string("r_") + id);
    Done(std::string("r_") + id, R"("status":"completed",)" + output(id));
  }
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("c3")));
  session_->Tell({.role = LanguageMessage::Role::kTool, .text = "done"});
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("c2")));
}

TEST_F(RealtimeSessionTest, ServesAnOwnerThatActsAndLeavesWithinWhatItHears) {
  BeReady();
  scribe_.then = [&](const std::string& line) {
    if (line.starts_with("answered call")) {
      session_->Tell({.role = LanguageMessage::Role::kTool, .text = "42"});
      session_->Answer();
    }
    if (line == "answer" && Sent().empty()) session_ = nullptr;
  };
  session_->Answer();
  Created("r1");
  Done("r1", R"("output":[{"type":"function_call","call_id":"c1","name":"n","arguments":""}])");
  EXPECT_THAT(Sent(), ElementsAre(HasSubstr("42"), "response.create"));
  Created("r2");
  EXPECT_EQ(session_, nullptr);
  EXPECT_TRUE(client_.socket->closed);
  Created("r3");
  loop_.Advance(60s);
  EXPECT_THAT(scribe_.Heard(), ElementsAre("answer", "answered call n", "answer"));
  EXPECT_EQ(metrics_.Value("tocsin_realtime_sessions_total{provider=openai,outcome=closed}"), 1);
}

TEST_F(RealtimeSessionTest, IsPatientToABound) {
  Open();
  loop_.Advance(2s);
  EXPECT_THAT(scribe_.Heard(), ElementsAre("end timeout"));
  EXPECT_THAT(scribe_.end->message, HasSubstr("no connection within 2000 ms"));
  Open();
  loop_.Advance(1'900ms);
  client_.Opens();
  loop_.Advance(1'900ms);
  EXPECT_THAT(scribe_.Heard(), IsEmpty());
  loop_.Advance(100ms);
  EXPECT_THAT(scribe_.Heard(), ElementsAre("end timeout"));
  EXPECT_THAT(scribe_.end->message, HasSubstr("no session within 2000 ms"));
}

TEST_F(RealtimeSessionTest, AnAnswerThatStallsEndsTheSession) {
  BeReady();
  loop_.Advance(50min);
  EXPECT_THAT(scribe_.Heard(), IsEmpty()) << "nobody has to say anything";
  Turn("t1");
  Created("r1");
  for (int i = 0; i < 10; ++i) {
    loop_.Advance(3s);
    Sounds("r1", "i1", 8);
  }
  EXPECT_FALSE(scribe_.end);
  loop_.Advance(4s);
  ASSERT_TRUE(scribe_.end);
  EXPECT_EQ(scribe_.end->kind, ErrorKind::kTransient);
  EXPECT_EQ(metrics_.Value("tocsin_realtime_sessions_total{provider=openai,outcome=lost}"), 1);
}

TEST_F(RealtimeSessionTest, ATurnWithoutAnAnswerIsAskedForOne) {
  BeReady();
  Turn("t1");
  loop_.Advance(2s);
  EXPECT_THAT(Sent(), ElementsAre("response.create"));
  Created("r1");
  Done("r1");
  loop_.Advance(1h);
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_FALSE(scribe_.end);
}

TEST_F(RealtimeSessionTest, AnAnswerThatIsSaidToComeAndDoesNotIsWaitedForOnlySoLong) {
  BeReady();
  Turn("t1");
  loop_.Advance(2s);
  EXPECT_THAT(Sent(), ElementsAre("response.create"));
  Complains("conversation_already_has_active_response", "answer_1");
  loop_.Advance(3'900ms);
  EXPECT_FALSE(scribe_.end);
  EXPECT_THAT(Sent(), IsEmpty());
  loop_.Advance(100ms);
  ASSERT_TRUE(scribe_.end);
  EXPECT_EQ(scribe_.end->kind, ErrorKind::kTransient);
}

TEST_F(RealtimeSessionTest, AnAnswerThatComesAtLastIsNotGivenTwice) {
  BeReady();
  Turn("t1");
  loop_.Advance(2s);
  Complains("conversation_already_has_active_response", "answer_1");
  Created("r1");
  Sent();
  Done("r1");
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(RealtimeSessionTest, OtherRulesAreSentWithoutVoiceAndModel) {
  BeReady();
  session_->Change({.messages = {{.role = LanguageMessage::Role::kSystem, .text = "Speak German."},
                                 {.text = "not here"}},
                    .tools = {{.name = "look"}},
                    .language = "de-DE",
                    .end_after = 9s});
  const auto sent = client_.Sent();
  ASSERT_EQ(sent.size(), 1U);
  const auto message = *ParseJson(sent[0]);
  EXPECT_EQ(message.at("type"), "session.update");
  const auto& session = message.at("session");
  EXPECT_EQ(session.at("instructions"), "Speak German.");
  EXPECT_EQ(session.at_pointer("/audio/input/transcription/language"), "de");
  EXPECT_EQ(session.at_pointer("/audio/input/turn_detection/silence_duration_ms"), 500)
      << "as it was opened";
  EXPECT_EQ(session.at("tools").as_array().size(), 1U);
  EXPECT_EQ(Find(session, "model"), nullptr);
  EXPECT_EQ(FindPath(session, {"audio", "output"}), nullptr);
  client_.Says(kUpdated);
  EXPECT_THAT(scribe_.Heard(), IsEmpty());
  Complains("invalid_value", "rules_1");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("end invalid")) << "it would do what it must not";
}

TEST_F(RealtimeSessionTest, SaysThatItIsOldBeforeTheServiceEndsIt) {
  BeReady();
  loop_.Advance(54min);
  EXPECT_THAT(scribe_.Heard(), IsEmpty());
  loop_.Advance(1min);
  EXPECT_THAT(scribe_.Heard(), ElementsAre("old"));
  session_->Answer();
  EXPECT_THAT(Sent(), ElementsAre("response.create")) << "and goes on";
}

struct EndCase {
  WebSocketEnd end;
  ErrorKind kind;
  const char* says;
};

TEST_F(RealtimeSessionTest, SaysWhatAnEndOfTheSocketMeans) {
  using Cause = WebSocketEnd::Cause;
  const auto refused = [](int status) {
    return WebSocketEnd{.cause = Cause::kNotOpened,
                        .detail = "opening WebSocket: no (status " + std::to_string(status) + ")",
                        .status = status};
  };
  const auto closed = [](int code, const char* reason) {
    return WebSocketEnd{
        .cause = Cause::kClosedByPeer, .code = static_cast<std::uint16_t>(code), .reason = reason};
  };
  const EndCase cases[] = {
      {refused(401), ErrorKind::kRejected, "language.realtime.api_key is not taken"},
      {refused(403), ErrorKind::kRejected, "403"},
      {refused(404), ErrorKind::kInvalid, "language.realtime.model"},
      {refused(429), ErrorKind::kTransient, "too many sessions"},
      {refused(503), ErrorKind::kTransient, "503"},
      {refused(200), ErrorKind::kInvalid, "no Realtime service answers there"},
      {{.cause = Cause::kNotOpened, .detail = "looking up: no such host"},
       ErrorKind::kTransient,
       "no such host; is language.realtime.api_url right"},
      {{.cause = Cause::kLost}, ErrorKind::kTransient, "lost"},
      {closed(1001, "session_expired"), ErrorKind::kTransient, "1001 session_expired"},
      {closed(3000, "invalid_request_error.invalid_api_key"), ErrorKind::kRejected, "3000"},
      {closed(4000, "invalid_request_error.beta_api_shape_disabled"), ErrorKind::kInvalid, "beta"},
      {closed(1011, ""), ErrorKind::kTransient, "1011"},
  };
  for (const auto& one : cases) {
    Open();
    client_.Ends(one.end);
    ASSERT_EQ(scribe_.Heard().size(), 1U) << one.says;
    EXPECT_EQ(scribe_.end->kind, one.kind) << one.says;
    EXPECT_THAT(scribe_.end->message, HasSubstr(one.says));
    EXPECT_THAT(scribe_.end->message, HasSubstr("openai a-model"));
  }
}

TEST_F(RealtimeSessionTest, NonsenseAndAnOldSessionEndItAndTheUnknownDoesNot) {
  for (const auto* text :
       {"<html>", "[]", R"({"type":"error","error":{"code":"session_expired"}})",
        R"({"type":"response.output_audio.delta","response_id":"r1","item_id":"i","delta":"!"})"}) {
    BeReady();
    Turn("t1");
    Created("r1");
    scribe_.Heard();
    client_.Says(R"({"type":"response.brand_new.delta","response_id":"r1","x":[1]})");
    EXPECT_THAT(scribe_.Heard(), IsEmpty());
    client_.Says(text);
    EXPECT_THAT(scribe_.Heard(), ElementsAre("end transient")) << text;
  }
}

TEST_F(RealtimeSessionTest, ErrorsBeforeItIsReadyEndItAndLaterOnesDoNot) {
  const std::pair<const char*, ErrorKind> cases[] = {{"invalid_api_key", ErrorKind::kRejected},
                                                     {"invalid_value", ErrorKind::kInvalid}};
  for (const auto& [code, kind] : cases) {
    Open();
    client_.Opens();
    Complains(code, "session");
    ASSERT_TRUE(scribe_.end);
    EXPECT_EQ(scribe_.end->kind, kind);
    EXPECT_THAT(scribe_.end->message, testing::AllOf(HasSubstr(code), Not(HasSubstr(kSecretKey))));
  }
  scribe_.end.reset();
  scribe_.Heard();
  BeReady();
  for (int i = 0; i < 100; ++i) Complains("invalid_value" + std::to_string(i));
  EXPECT_THAT(scribe_.Heard(), IsEmpty());
}

TEST_F(RealtimeSessionTest, AnAnswerWithoutAnEndIsGivenUp) {
  BeReady();
  Turn("t1");
  Created("r1");
  for (int i = 0; i < 61; ++i) Sounds("r1", "i1", 80'000);
  EXPECT_THAT(Sent(),
              ElementsAre(R"(response.cancel "r1")", R"(conversation.item.truncate "i1" 600000)"));
  scribe_.Heard();
  Done("r1", R"("status":"cancelled")");
  EXPECT_THAT(scribe_.Heard(), ElementsAre("answered cut failed: an answer without an end"));
}

TEST_F(RealtimeSessionTest, WhatIsTooLongToBeginWithIsSaidLater) {
  engine_ = MakeOpenAiRealtime({.model = "a-model"}, client_, metrics_);
  std::vector<LanguageMessage> messages(100, {.text = std::string(10'000, 'a')});
  session_ = engine_->Open(loop_, {.messages = messages}, scribe_);
  EXPECT_THAT(scribe_.Heard(), IsEmpty()) << "never within a call";
  loop_.Work();
  EXPECT_THAT(scribe_.Heard(), ElementsAre("end invalid"));
}

}  // namespace
}  // namespace tocsin::realtime
