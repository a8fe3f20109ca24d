// links: bridge net
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_bus.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_database_pool.hpp"
#include "fakes/fake_log_control.hpp"
#include "fakes/fake_metrics.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/api.hpp"

namespace tocsin::bridge {
namespace {

using testing::HasSubstr;

/// A door of the API and the scope that it asks for.
struct Door {
  const char *method, *path;
  AccessScope needed;
};
constexpr Door kDoors[] = {
    {"POST", "/events", AccessScope::kEventsWrite},
    {"POST", "/api/voice/call/initiate", AccessScope::kCalls},
    {"GET", "/api/voice/conversations", AccessScope::kRead},
    {"GET", "/api/voice/conversations/0190163d-8694-739b-aea5-966c26f8ad90", AccessScope::kRead},
    {"POST", "/api/v1/actions/act-1/result", AccessScope::kEventsWrite},
    {"GET", "/api/v1/log", AccessScope::kAdmin},
    {"PUT", "/api/v1/log", AccessScope::kAdmin},
    {"POST", "/api/tts/synthesize", AccessScope::kSpeech},
    {"POST", "/api/tts/synthesize/stream", AccessScope::kSpeech}};

class ApiKeysTest : public testing::Test {
 protected:
  ApiKeysTest() {
    api_ = Api::Create({.static_key = "internal"},
                       {database_, bus_.GetProducer(), courier_, bus_, metrics_, clock_, log_});
    api_->AddRoutes(router_);
  }
  void Make(const std::string& key, AccessScopes scopes, std::optional<TimePoint> expires = {}) {
    ASSERT_TRUE(directory_.CreateKey(
        {.name = key, .hash = Sha256Hex(key), .scopes = scopes, .expires = expires}));
  }
  HttpResponse Knock(const Door& door, const std::string& key) {
    HttpResponse answer;
    router_.Handle({.method = door.method,
                    .path = door.path,
                    .headers = {{"X-API-Key", key}},
                    .body = "",
                    .peer = "127.0.0.1"},
                   [&](HttpResponse response) { answer = std::move(response); });
    return answer;
  }
  int Status(const Door& door, const std::string& key) { return Knock(door, key).status; }

  fakes::FakeClock clock_;
  fakes::FakeMetrics metrics_;
  fakes::FakeLogControl log_;
  fakes::FakeDirectory directory_;
  fakes::FakeDatabasePool database_{directory_};
  fakes::FakeBus bus_;
  fakes::FakeCourier courier_;
  runtime::HttpRouter router_;
  std::shared_ptr<Api> api_;
};

TEST_F(ApiKeysTest, AKeyOpensTheDoorsOfItsScopesOnly) {
  for (const auto scope : AllAccessScopes()) Make(std::string(WordOf(scope)), {scope});
  for (const auto& door : kDoors) {
    for (const auto scope : AllAccessScopes()) {
      const auto answer = Knock(door, std::string(WordOf(scope)));
      const bool opens = scope == door.needed || scope == AccessScope::kAdmin;
      EXPECT_EQ(answer.status == 403, !opens) << door.path << ' ' << WordOf(scope);
      EXPECT_NE(answer.status, 401) << door.path << ' ' << WordOf(scope);
    }
    EXPECT_NE(Status(door, "internal"), 403) << "the key of the settings opens " << door.path;
  }
}

TEST_F(ApiKeysTest, ARefusalNamesTheScopeThatIsMissing) {
  Make("reader", {AccessScope::kRead, AccessScope::kSpeech});

  const auto answer = Knock(kDoors[0], "reader");

  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(HeaderValue(answer.headers, "Content-Type"), "application/problem+json");
  EXPECT_EQ(HeaderValue(answer.headers, "WWW-Authenticate"),
            R"(Bearer realm="tocsin", error="insufficient_scope", scope="events:write")");
  const auto body = ParseJson(answer.body)->as_object();
  EXPECT_EQ(body.at("missing_scope"), "events:write");
  EXPECT_THAT(std::string(StringAt(body, "detail")),
              AllOf(HasSubstr("this API key has read, speech"),
                    HasSubstr("tocsin keys create NAME --scope events:write")));
  EXPECT_TRUE(bus_.Produced().Records().empty());
}

TEST_F(ApiKeysTest, AKeyEndsAtItsTimeAlsoWhileItIsRemembered) {
  Make("short", {AccessScope::kRead}, clock_.Now() + std::chrono::seconds(5));
  ASSERT_EQ(Status(kDoors[2], "short"), 200);
  clock_.Advance(std::chrono::milliseconds(4'999));
  ASSERT_EQ(Status(kDoors[2], "short"), 200);
  ASSERT_EQ(directory_.LookUps(), 1);

  clock_.Advance(std::chrono::milliseconds(1));

  const auto answer = Knock(kDoors[2], "short");
  EXPECT_EQ(answer.status, 401);
  EXPECT_THAT(answer.body, HasSubstr("this API key ended at "));
}

TEST_F(ApiKeysTest, AKeyOfUnknownScopesOpensNothing) {
  Make("later", AccessScopes::OfKnown("billing:read"));
  for (const auto& door : kDoors) {
    const auto answer = Knock(door, "later");
    EXPECT_EQ(answer.status, 403) << door.path;
    EXPECT_THAT(answer.body, HasSubstr("none that this release knows"));
  }
}

TEST_F(ApiKeysTest, WhatAKeyMayNotDoCountsAgainstItsRate) {
  Make("reader", {AccessScope::kRead});
  int refused = 0;
  while (Status(kDoors[0], "reader") == 403 && refused < 1'000) ++refused;
  EXPECT_EQ(Status(kDoors[0], "reader"), 429);
  EXPECT_EQ(refused, 60);
}

}  // namespace
}  // namespace tocsin::bridge
