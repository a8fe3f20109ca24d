#include "workers/bridge/cors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::bridge {
namespace {

using testing::HasSubstr;

constexpr const char* kDeskOrigin = "https://desk.example.com";
constexpr const char* kAllowOrigin = "Access-Control-Allow-Origin";

const Cors kCors({kDeskOrigin, "http://127.0.0.1:5173"});

HttpRequest FromPage(std::string_view origin, std::string method = "OPTIONS") {
  HttpRequest request{.method = std::move(method)};
  if (!origin.empty()) request.headers.emplace_back("origin", origin);
  return request;
}

HttpResponse ReadByPage(const Cors& cors, std::string_view origin) {
  HttpResponse seen;
  cors.Readable(FromPage(origin, "GET"), [&](HttpResponse response) {
    seen = std::move(response);
  })({.status = 401, .headers = {{"WWW-Authenticate", "Bearer"}}});
  return seen;
}

TEST(Cors, APreflightOfANamedOriginIsToldWhatItMaySend) {
  const auto answer = kCors.Preflight(FromPage(kDeskOrigin), "POST");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(HeaderValue(answer.headers, kAllowOrigin), kDeskOrigin);
  EXPECT_EQ(HeaderValue(answer.headers, "Access-Control-Allow-Methods"), "POST");
  const std::string headers(HeaderValue(answer.headers, "Access-Control-Allow-Headers"));
  for (const char* name :
       {"Authorization", "X-API-Key", "Content-Type", "Idempotency-Key", "ce-id"})
    EXPECT_THAT(headers, HasSubstr(name));
  EXPECT_EQ(HeaderValue(answer.headers, "Access-Control-Max-Age"), "600");
  EXPECT_EQ(HeaderValue(answer.headers, "Vary"), "Origin");
}

TEST(Cors, OthersAreRefusedHoweverLikeTheyAre) {
  for (const char* origin :
       {"https://desk.example.com.evil.org", "http://desk.example.com",
        "https://desk.example.com:8", "https://evil.org", "https://DESK.example.com", "null", "*",
        "https://desk.example.com/"}) {
    const auto answer = kCors.Preflight(FromPage(origin), "POST");
    EXPECT_EQ(answer.status, 403) << origin;
    EXPECT_EQ(HeaderValue(answer.headers, kAllowOrigin), "") << origin;
    EXPECT_EQ(HeaderValue(answer.headers, "Vary"), "Origin");
    EXPECT_EQ(HeaderValue(ReadByPage(kCors, origin).headers, kAllowOrigin), "") << origin;
  }
}

TEST(Cors, NoAnswerIsForEverybodyOrWithCookies) {
  for (const char* origin : {"", kDeskOrigin, "http://127.0.0.1:5173", "https://evil.org"})
    for (const auto& answer :
         {kCors.Preflight(FromPage(origin), "GET"), ReadByPage(kCors, origin)}) {
      EXPECT_NE(HeaderValue(answer.headers, kAllowOrigin), "*");
      EXPECT_EQ(HeaderValue(answer.headers, "Access-Control-Allow-Credentials"), "");
    }
}

TEST(Cors, AnAnswerIsReadableAndNotTakenForThatToAnother) {
  const auto answer = ReadByPage(kCors, kDeskOrigin);
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(HeaderValue(answer.headers, kAllowOrigin), kDeskOrigin);
  EXPECT_EQ(HeaderValue(answer.headers, "Vary"), "Origin");
  EXPECT_THAT(std::string(HeaderValue(answer.headers, "Access-Control-Expose-Headers")),
              HasSubstr("Retry-After"));
  EXPECT_EQ(HeaderValue(answer.headers, "WWW-Authenticate"), "Bearer");
  const auto program = ReadByPage(kCors, "");
  EXPECT_EQ(HeaderValue(program.headers, "Vary"), "Origin") << "caches keep it apart";
  EXPECT_EQ(HeaderValue(program.headers, kAllowOrigin), "");
}

TEST(Cors, WithoutOriginsAnswersAreAsTheyWere) {
  const Cors none({});
  EXPECT_FALSE(none.Any());
  EXPECT_EQ(ReadByPage(none, kDeskOrigin).headers.size(), 1U);
}

TEST(Cors, OptionsOfAProgramNamesTheMethods) {
  const auto answer = kCors.Preflight(FromPage(""), "GET");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(HeaderValue(answer.headers, "Allow"), "GET, OPTIONS");
  EXPECT_EQ(HeaderValue(answer.headers, kAllowOrigin), "");
}

}  // namespace
}  // namespace tocsin::bridge
