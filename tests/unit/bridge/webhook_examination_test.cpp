// links: bridge net
#include "workers/bridge/webhook_examination.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const TimePoint kSent = *ParseTime("2026-03-07T02:10:00Z");

WebhookKey SomeKey() { return *WebhookKey::Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"); }

std::string Captured(const std::string& body, const std::string& line_end = "\r\n") {
  const auto timestamp = WebhookTimestamp(kSent);
  return "POST /hooks/shop?a=1 HTTP/1.1" + line_end + "Webhook-Id: m1" + line_end +
         "webhook-timestamp:" + timestamp + line_end + "webhook-signature: v1,old " +
         SomeKey().Sign("m1", timestamp, body) + "  " + line_end + line_end;
}

/// "WHAT ok" or "WHAT FAIL" of each.
std::vector<std::string> Verdicts(const std::vector<WebhookCheck>& checks) {
  std::vector<std::string> verdicts;
  for (const auto& check : checks) verdicts.push_back(check.what + (check.ok ? " ok" : " FAIL"));
  return verdicts;
}

std::vector<WebhookCheck> Examined(const std::string& text, TimePoint now = kSent) {
  const auto request = ReadCapturedRequest(text);
  if (!request) return {{"reading", false, request.error().message}};
  return ExamineStandard(SomeKey(), *request, now);
}

constexpr const char* kExaminedBody = "{\"n\":\n1}";
constexpr const char* kThere[] = {"header webhook-id ok", "header webhook-timestamp ok",
                                  "header webhook-signature ok"};

TEST(CapturedRequest, IsReadToTheLastByteWithEitherLineEnd) {
  for (const auto* end : {"\n", "\r\n"}) {
    const auto request = ReadCapturedRequest(Captured(kExaminedBody, end) + kExaminedBody);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->method, "POST");
    EXPECT_EQ(request->target, "/hooks/shop?a=1");
    EXPECT_EQ(request->path, "/hooks/shop");
    EXPECT_EQ(HeaderValue(request->headers, "webhook-id"), "m1");
    EXPECT_EQ(request->body, kExaminedBody);
  }
}

TEST(CapturedRequest, ThatIsNoneSaysWhatIsMissing) {
  const auto why = [](std::string_view text) { return ReadCapturedRequest(text).error().message; };
  EXPECT_THAT(why(""), HasSubstr("its first line must be the request line"));
  EXPECT_THAT(why("webhook-id: m1\n\n{}"), HasSubstr("its first line must be the request line"));
  EXPECT_THAT(why("POST https://x/y HTTP/1.1\n\n"), HasSubstr("must begin with '/'"));
  EXPECT_THAT(why("POST / HTTP/1.1\na: b\n"), HasSubstr("no empty line"));
  EXPECT_THAT(why("POST / HTTP/1.1\n{}\n\n"), HasSubstr("'{}' is no header"));
}

TEST(WebhookExamination, TellsWhatIsRight) {
  EXPECT_THAT(Verdicts(Examined(Captured(kExaminedBody) + kExaminedBody)),
              ElementsAre(kThere[0], kThere[1], kThere[2], "clock ok", "signature ok"));
}

TEST(WebhookExamination, TellsAMissingHeader) {
  std::string text = Captured(kExaminedBody) + kExaminedBody;
  text.erase(text.find("Webhook-Id"), std::string("Webhook-Id: m1\r\n").size());
  EXPECT_THAT(Verdicts(Examined(text)),
              ElementsAre("header webhook-id FAIL", kThere[1], kThere[2], "clock ok"));
}

TEST(WebhookExamination, TellsAWrongClockFromAWrongSignature) {
  const auto late =
      Examined(Captured(kExaminedBody) + kExaminedBody, kSent + std::chrono::minutes(10));
  EXPECT_THAT(Verdicts(late),
              ElementsAre(kThere[0], kThere[1], kThere[2], "clock FAIL", "signature ok"));
  EXPECT_THAT(late[3].text, HasSubstr("10m before 2026-03-07T02:20:00.000Z; at most 5m"));
  const auto early =
      Examined(Captured(kExaminedBody) + kExaminedBody, kSent - std::chrono::minutes(6));
  EXPECT_THAT(early[3].text, HasSubstr("6m after"));
  std::string text = Captured(kExaminedBody) + kExaminedBody;
  text.replace(text.find("webhook-timestamp:") + 18, 3, "abc");
  EXPECT_THAT(Verdicts(Examined(text)),
              ElementsAre(kThere[0], kThere[1], kThere[2], "clock FAIL", "signature FAIL"));
  EXPECT_THAT(Examined(text)[3].text, HasSubstr("no number of seconds"));
}

TEST(WebhookExamination, TellsAChangedBodyAndALineEndThatWasAdded) {
  const auto changed = Examined(Captured(kExaminedBody) + "{\"n\":\n2}");
  EXPECT_THAT(Verdicts(changed),
              ElementsAre(kThere[0], kThere[1], kThere[2], "clock ok", "signature FAIL"));
  EXPECT_THAT(changed[4].text, HasSubstr("one of them was changed"));
  for (const auto* end : {"\n", "\r\n"}) {
    const auto longer = Examined(Captured(kExaminedBody) + kExaminedBody + end);
    EXPECT_FALSE(longer[4].ok);
    EXPECT_THAT(longer[4].text, HasSubstr("without the line end at its end"));
  }
  // One that belongs to what was signed is right.
  EXPECT_TRUE(Examined(Captured("{}\n") + "{}\n")[4].ok);
}

TEST(WebhookExamination, OfOtherWaysSaysWhatTheySay) {
  const auto verify = [](const HttpRequest& request) -> Status {
    if (request.body == "good") return {};
    return Fail(ErrorKind::kRejected, "no such header", "test");
  };
  const auto text = [&](const std::string& body) {
    HttpRequest request;
    request.body = body;
    return ExamineWhole(request, verify)[0].text;
  };
  EXPECT_EQ(text("good"), "fits");
  EXPECT_EQ(text("bad\n"), "no such header");
  EXPECT_THAT(text("good\n"), HasSubstr("without the line end at its end"));
}

}  // namespace
}  // namespace tocsin::bridge
