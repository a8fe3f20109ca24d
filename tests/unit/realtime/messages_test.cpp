// links: realtime
#include "adapters/realtime/openai_messages.hpp"

#include <gmock/gmock.h>

#include "adapters/openai_error.hpp"
#include "adapters/realtime/openai_events.hpp"
#include "adapters/sound/g711.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"

namespace tocsin::realtime {
namespace {

using namespace std::chrono_literals;
using Role = LanguageMessage::Role;
using testing::HasSubstr;

json::value Parsed(std::string_view text) {
  auto parsed = ParseJson(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : json::value();
}

OpenRealtime Asked() {
  OpenRealtime asked;
  asked.messages = {{.role = Role::kSystem, .text = "Be kind."},
                    {.role = Role::kSystem, .text = "Disk is full."}};
  asked.tools = {{.name = "look_up", .description = "Finds.", .parameters = {{"type", "object"}}}};
  asked.language = "de-DE";
  asked.end_after = 700ms;
  return asked;
}

TEST(RealtimeMessages, SetUpTheWholeSessionByItsGeneralNames) {
  const OpenAiRealtimeOptions options{
      .model = "a-model", .voice = "marin", .transcription = "a-writer", .threshold = 0.6};
  EXPECT_EQ(Parsed(SessionUpdate(options, Asked())), Parsed(R"({
    "type":"session.update","event_id":"session","session":{
      "type":"realtime","model":"a-model","instructions":"Be kind.\n\nDisk is full.",
      "output_modalities":["audio"],
      "audio":{
        "input":{"format":{"type":"audio/pcmu"},
                 "turn_detection":{"type":"server_vad","threshold":0.6,"prefix_padding_ms":300,
                   "silence_duration_ms":700,"create_response":true,"interrupt_response":false},
                 "transcription":{"model":"a-writer","language":"de"}},
        "output":{"format":{"type":"audio/pcmu"},"voice":"marin"}},
      "tools":[{"type":"function","name":"look_up","description":"Finds.","parameters":{"type":"object"}}],
      "tool_choice":"auto","max_output_tokens":1500}})"));
}

TEST(RealtimeMessages, LeaveOutWhatIsNotSetAndNameAVoiceOfTheAccountById) {
  const auto update = Parsed(SessionUpdate({.model = "m", .voice = "voice_123"}, Asked()));
  const auto* audio = FindPath(update, {"session", "audio"});
  ASSERT_NE(audio, nullptr);
  EXPECT_EQ(FindPath(*audio, {"input", "transcription"}), nullptr);
  EXPECT_EQ(*FindPath(*audio, {"output", "voice", "id"}), "voice_123");
  const auto plain = Parsed(SessionUpdate({.model = "m"}, Asked()));
  EXPECT_EQ(FindPath(plain, {"session", "audio", "output", "voice"}), nullptr);
}

TEST(RealtimeMessages, GiveWhatWasSaidSoFarAsItems) {
  const auto items = HistoryMessages({
      {.role = Role::kSystem, .text = "not here"},
      {.role = Role::kUser, .text = "what is \"down\"?"},
      {.role = Role::kAssistant,
       .calls = {{.id = "a-very-long-id-of-another-engine-0123456789",
                  .name = "look",
                  .arguments = "{}"},
                 {.id = "open", .name = "look", .arguments = "{}"}}},
      {.role = Role::kTool,
       .text = "db-1",
       .call_id = "a-very-long-id-of-another-engine-0123456789"},
      {.role = Role::kTool,
       .text = "twice",
       .call_id = "a-very-long-id-of-another-engine-0123456789"},
      {.role = Role::kTool, .text = "of nobody", .call_id = "unknown"},
      {.role = Role::kAssistant, .text = "The database."},
      {.role = Role::kUser, .text = ""},
  });
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(Parsed(items[0]), Parsed(R"({"type":"conversation.item.create","item":{
    "type":"message","role":"user","content":[{"type":"input_text","text":"what is \"down\"?"}]}})"));
  EXPECT_EQ(Parsed(items[1]), Parsed(R"({"type":"conversation.item.create","item":{
    "type":"function_call","call_id":"past_call_1","name":"look","arguments":"{}"}})"));
  EXPECT_EQ(Parsed(items[2]), Parsed(R"({"type":"conversation.item.create","item":{
    "type":"function_call_output","call_id":"past_call_1","output":"db-1"}})"));
  EXPECT_EQ(Parsed(items[3]), Parsed(R"({"type":"conversation.item.create","item":{
    "type":"message","role":"assistant","content":[{"type":"output_text","text":"The database."}]}})"));
}

TEST(RealtimeMessages, SendSoundAsMuLawInBase64) {
  EXPECT_EQ(Parsed(SoundAppend("\xff\x7f")),
            Parsed(R"({"type":"input_audio_buffer.append","audio":"/38="})"));
}

TEST(RealtimeMessages, GoToTheAddressOfTheVersion) {
  for (const auto* url :
       {"https://api.openai.com/v1", "https://api.openai.com/", "https://api.openai.com/v1/"})
    EXPECT_EQ(OpenAiRealtimeUrl(url, "gpt x"), "wss://api.openai.com/v1/realtime?model=gpt%20x");
  EXPECT_EQ(OpenAiRealtimeUrl("http://127.0.0.1:1", "m"), "ws://127.0.0.1:1/v1/realtime?model=m");
}

TEST(RealtimeEvents, WhatIsNoMessageIsSaid) {
  for (const auto* text : {"", "<html>", "7", "[]", "{}", R"({"type":7})", R"({"type":)"})
    EXPECT_FALSE(ReadRealtimeMessage(text)) << text;
  EXPECT_TRUE(ReadRealtimeMessage(R"({"type":"response.brand_new"})"));
}

TEST(RealtimeEvents, SoundIsDecoded) {
  const auto sound = DecodeDelta(EncodeBase64(std::string("\xff\x80", 2)));
  ASSERT_TRUE(sound);
  EXPECT_THAT(*sound, testing::ElementsAre(0, sound::FromMuLaw(0x80)));
  EXPECT_FALSE(DecodeDelta("?"));
  EXPECT_TRUE(DecodeDelta("")->empty());
}

json::object Echo() {
  return Parsed(R"({"type":"session.updated","session":{"output_modalities":["audio"],"audio":{
    "input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad",
      "silence_duration_ms":700,"create_response":true,"interrupt_response":false}},
    "output":{"format":{"type":"audio/pcmu"}}}}})")
      .as_object();
}

TEST(RealtimeEvents, WhatDiffersFromTheWishIsNamed) {
  EXPECT_EQ(SessionDiffers(Echo(), Asked()), "");
  auto wrong = Echo();
  wrong.at("session").at("audio").at("output").at("format") = {{"type", "audio/pcm"}};
  EXPECT_EQ(SessionDiffers(wrong, Asked()),
            "audio.output.format.type is \"audio/pcm\", and \"audio/pcmu\" was asked for");
  wrong = Echo();
  wrong.at("session").at("audio").as_object().erase("input");
  EXPECT_THAT(SessionDiffers(wrong, Asked()), HasSubstr("audio.input.format.type is missing"));
  wrong = Echo();
  wrong.at("session").at("audio").at("input").at("turn_detection").at("silence_duration_ms") = 200;
  EXPECT_THAT(SessionDiffers(wrong, Asked()), HasSubstr("silence_duration_ms is 200"));
  EXPECT_THAT(SessionDiffers({}, Asked()), HasSubstr("missing"));
}

TEST(RealtimeEvents, AnEndedAnswerIsReadWithItsTextCallsAndUsage) {
  const auto ended = ReadAnswerDone(Parsed(R"({"type":"response.done","response":{"id":"resp_1",
    "status":"completed","status_details":null,"usage":{"input_tokens":12,"output_tokens":7},
    "output":[{"type":"message","content":[{"type":"output_audio","transcript":"One moment."}]},
              {"type":"function_call","call_id":"c1","name":"look","arguments":"{\"a\":1}"},
              {"type":"function_call","call_id":"c2","name":"look","arguments":"{","status":"incomplete"}]}})")
                                        .as_object());
  EXPECT_EQ(ended.response, "resp_1");
  EXPECT_EQ(ended.answer.text, "One moment.");
  ASSERT_EQ(ended.answer.calls.size(), 1U);
  EXPECT_EQ(ended.answer.calls[0].name, "look");
  EXPECT_EQ(ended.answer.calls[0].arguments, R"({"a":1})");
  EXPECT_EQ(ended.answer.usage->input_tokens, 12);
  EXPECT_EQ(ended.answer.usage->output_tokens, 7);
  EXPECT_TRUE(ended.calls_hold);
  EXPECT_EQ(ended.answer.failed, "");
}

EndedAnswer EndedWith(std::string_view status, std::string_view details) {
  return ReadAnswerDone(Parsed(R"({"response":{"id":"r","status":")" + std::string(status) +
                               R"(","status_details":)" + std::string(details) + "}}")
                            .as_object());
}

TEST(RealtimeEvents, HowAnAnswerEndedIsTold) {
  EXPECT_TRUE(EndedWith("cancelled", R"({"reason":"client_cancelled"})").answer.cut);
  EXPECT_EQ(EndedWith("failed", R"({"error":{"code":"rate_limit_exceeded","message":"slow"}})")
                .answer.failed,
            "rate_limit_exceeded: slow");
  EXPECT_EQ(EndedWith("failed", "null").answer.failed, "the service says no more");
  EXPECT_THAT(EndedWith("incomplete", R"({"reason":"content_filter"})").answer.failed,
              HasSubstr("content_filter"));
  const auto longest = EndedWith("incomplete", R"({"reason":"max_output_tokens"})");
  EXPECT_EQ(longest.answer.failed, "") << "what there is of it was said";
}

TEST(RealtimeEvents, ComplaintsAreOfTheirKind) {
  const auto kind = [](std::string_view error) {
    return ReadOpenAiError(Parsed(R"({"error":)" + std::string(error) + "}").as_object()).kind;
  };
  EXPECT_EQ(kind(R"({"type":"invalid_request_error","code":"invalid_api_key"})"),
            ErrorKind::kRejected);
  EXPECT_EQ(kind(R"({"type":"insufficient_quota","code":"insufficient_quota"})"),
            ErrorKind::kRejected);
  EXPECT_EQ(kind(R"({"type":"invalid_request_error","code":"model_not_found"})"),
            ErrorKind::kInvalid);
  EXPECT_EQ(kind(R"({"type":"invalid_request_error","code":"session_expired"})"),
            ErrorKind::kTransient);
  EXPECT_EQ(kind(R"({"type":"server_error","code":null})"), ErrorKind::kTransient);
  EXPECT_EQ(ReadOpenAiError(Parsed("{}").as_object()).text, "an error without words");
}

}  // namespace
}  // namespace tocsin::realtime
