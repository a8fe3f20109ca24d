// links: bridge net
#include "workers/bridge/hooks/hook_access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"
#include "schemas/hex.hpp"

namespace tocsin::bridge {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr TimePoint kOurTime{std::chrono::seconds(1'772'845'800)};
constexpr const char* kSignedBody = R"({"a":1})";

HttpRequest From(std::string peer, HttpHeaders headers = {}) {
  return {.method = "POST",
          .headers = std::move(headers),
          .body = kSignedBody,
          .peer = std::move(peer)};
}

class HookAccessTest : public testing::Test {
 protected:
  /// Status of the refusal, 0 when it is let in.
  static int Answer(const HookAccess& access, const HttpRequest& request,
                    TimePoint now = kOurTime) {
    const auto refusal = access.Refusal("h", request, now);
    if (!refusal) return 0;
    EXPECT_THAT(refusal->body, Not(HasSubstr("s3cret")));
    return refusal->status;
  }
  static std::shared_ptr<const HookAccess> Make(std::vector<HookWaySpec> ways) {
    auto access = HookAccess::Create(ways);
    EXPECT_TRUE(access) << access.error().message;
    return *access;
  }
  static std::string Why(const HookWaySpec& way) {
    const auto access = HookAccess::Create({way});
    return access ? "none" : access.error().message;
  }
};

TEST_F(HookAccessTest, Bearer) {
  const auto access = Make({{.hook = "h", .bearer = "s3cret"}});
  const auto with = [&](const char* value) {
    return Answer(*access, From("8.8.8.8", {{"Authorization", value}}));
  };
  EXPECT_EQ(with("Bearer s3cret"), 0);
  EXPECT_EQ(with("bearer   s3cret"), 0);
  EXPECT_EQ(with("Bearer s3cre"), 401);
  EXPECT_EQ(with("Bearer s3cret2"), 401);
  EXPECT_EQ(with("Bearer "), 401);
  EXPECT_EQ(with("Basic s3cret"), 401);
  EXPECT_EQ(Answer(*access, From("8.8.8.8")), 401);
  const auto refusal = access->Refusal("h", From("8.8.8.8"), kOurTime);
  EXPECT_EQ(HeaderValue(refusal->headers, "WWW-Authenticate"), "Bearer realm=\"tocsin\"");
  EXPECT_FALSE(access->Knows("other"));
  EXPECT_EQ(access->Refusal("other", From("127.0.0.1"), kOurTime)->status, 403);
}

TEST_F(HookAccessTest, Basic) {
  const auto access = Make({{.hook = "h", .basic_user = "pve", .basic_password = "s3cret:x"}});
  const auto with = [&](const std::string& pair) {
    return Answer(*access, From("8.8.8.8", {{"Authorization", "Basic " + EncodeBase64(pair)}}));
  };
  EXPECT_EQ(with("pve:s3cret:x"), 0);
  EXPECT_EQ(with("pve:s3cret"), 401);
  EXPECT_EQ(with("pv:es3cret:x"), 401);
  EXPECT_EQ(Answer(*access, From("8.8.8.8", {{"Authorization", "Basic !!!"}})), 401);
}

TEST_F(HookAccessTest, HmacOfTheBodyInEveryForm) {
  const std::pair<const char*, std::string> codes[] = {
      {"sha1", HmacSha1("s3cret", kSignedBody)},
      {"sha256", HmacSha256("s3cret", kSignedBody)},
      {"sha512", HmacSha512("s3cret", kSignedBody)}};
  for (const auto& [algorithm, code] : codes) {
    for (const bool hex : {true, false}) {
      const auto access = Make({{.hook = "h",
                                 .signature = BodySignatureSpec{.secret = "s3cret",
                                                                .header = "X-Sig",
                                                                .algorithm = algorithm,
                                                                .encoding = hex ? "hex" : "base64",
                                                                .prefix = "v="}}});
      const auto text = hex ? Hex(code) : EncodeBase64(code);
      const auto with = [&](const std::string& value) {
        return Answer(*access, From("8.8.8.8", {{"x-sig", value}}));
      };
      EXPECT_EQ(with("v=" + text), 0) << algorithm;
      EXPECT_EQ(with(text), 403);
      EXPECT_EQ(with("v="), 403);
      EXPECT_EQ(with("v=" + text.substr(1)), 403);
      EXPECT_EQ(Answer(*access, From("8.8.8.8")), 403);
      auto changed = From("8.8.8.8", {{"X-Sig", "v=" + text}});
      changed.body = R"({"a":2})";
      EXPECT_EQ(Answer(*access, changed), 403);
    }
  }
}

TEST_F(HookAccessTest, HmacWithATimeRefusesReplays) {
  const auto access =
      Make({{.hook = "h",
             .signature = BodySignatureSpec{.secret = "s3cret",
                                            .header = "X-Sig",
                                            .timestamp_header = "X-Time",
                                            .tolerance = std::chrono::minutes(5)}}});
  const auto request = [&](const std::string& time, const std::string& of) {
    return From("8.8.8.8",
                {{"X-Sig", Hex(HmacSha256("s3cret", of + ":" + kSignedBody))}, {"X-Time", time}});
  };
  const std::string now = "1772845800";
  EXPECT_EQ(Answer(*access, request(now, now)), 0);
  EXPECT_EQ(Answer(*access, request(now, now), kOurTime + std::chrono::minutes(5)), 0);
  EXPECT_EQ(Answer(*access, request(now, now), kOurTime + std::chrono::minutes(6)), 403);
  EXPECT_EQ(Answer(*access, request(now, now), kOurTime - std::chrono::minutes(10)), 403);
  EXPECT_EQ(Answer(*access, request("1772845801", now)), 403) << "another time than was signed";
  EXPECT_EQ(Answer(*access, request("", "")), 403);
  EXPECT_EQ(Answer(*access, request("soon", "soon")), 403);
}

TEST_F(HookAccessTest, StandardWebhooks) {
  const auto access = Make({{.hook = "h", .standard = "whsec_czNjcmV0"}});
  const auto key = WebhookKey::Parse("whsec_czNjcmV0").value();
  const auto request = [&](const std::string& id) {
    return From("8.8.8.8", {{"webhook-id", id},
                            {"webhook-timestamp", "1772845800"},
                            {"webhook-signature", key.Sign("m1", "1772845800", kSignedBody)}});
  };
  EXPECT_EQ(Answer(*access, request("m1")), 0);
  EXPECT_EQ(Answer(*access, request("m2")), 403);
  EXPECT_EQ(Answer(*access, request("m1"), kOurTime + std::chrono::minutes(6)), 403);
}

TEST_F(HookAccessTest, AddressesAndOpenDoors) {
  const auto allowed = Make({{.hook = "h", .allow = {"10.0.0.0/8", "2001:db8::/32"}}});
  EXPECT_EQ(Answer(*allowed, From("10.1.2.3")), 0);
  EXPECT_EQ(Answer(*allowed, From("2001:db8::7")), 0);
  EXPECT_EQ(Answer(*allowed, From("11.1.2.3")), 403);
  EXPECT_EQ(Answer(*allowed, From("no address")), 403);
  const auto both = Make({{.hook = "h", .bearer = "s3cret", .allow = {"10.0.0.0/8"}}});
  EXPECT_EQ(Answer(*both, From("10.1.2.3", {{"Authorization", "Bearer s3cret"}})), 0);
  EXPECT_EQ(Answer(*both, From("11.1.2.3", {{"Authorization", "Bearer s3cret"}})), 403);
  EXPECT_EQ(Answer(*both, From("10.1.2.3")), 401);

  const auto open = Make({{.hook = "h", .open = true}});
  EXPECT_EQ(Answer(*open, From("127.0.0.1")), 0);
  EXPECT_EQ(Answer(*open, From("::1")), 0);
  EXPECT_EQ(Answer(*open, From("192.168.0.1")), 403);
  EXPECT_EQ(Answer(*open, From("127.0.0.1", {{"X-Forwarded-For", "1.2.3.4"}})), 403)
      << "a proxy of this machine that is not trusted";
  EXPECT_EQ(Answer(*open, From("127.0.0.1", {{"Forwarded", "for=1.2.3.4"}})), 403);
}

TEST_F(HookAccessTest, AProxyThatNobodyNamedProvesNoAddress) {
  const auto allowed = Make({{.hook = "h", .allow = {"10.0.0.0/8"}}});
  auto request = From("10.0.0.5", {{"X-Forwarded-For", "10.0.0.5, 198.51.100.7"}});
  EXPECT_EQ(Answer(*allowed, request), 0) << "from a proxy that is trusted";
  request.forwarded = true;
  EXPECT_EQ(Answer(*allowed, request), 403);
  EXPECT_THAT(allowed->Refusal("h", request, kOurTime)->body, HasSubstr("http.trusted_proxies"));
  EXPECT_EQ(Answer(*Make({{.hook = "h", .allow = {"10.0.0.0/8"}, .open = true}}), request), 403);

  const auto both = Make({{.hook = "h", .bearer = "s3cret", .allow = {"10.0.0.0/8"}}});
  request.headers.emplace_back("Authorization", "Bearer s3cret");
  EXPECT_EQ(Answer(*both, request), 0) << "the secret proves who it is";
}

TEST_F(HookAccessTest, AnyEntryOfAHookLetsIn) {
  const auto access = Make({{.hook = "h", .bearer = "old-s3cret"},
                            {.hook = "h", .bearer = "new-s3cret"},
                            {.hook = "h", .open = true}});
  EXPECT_EQ(Answer(*access, From("8.8.8.8", {{"Authorization", "Bearer old-s3cret"}})), 0);
  EXPECT_EQ(Answer(*access, From("8.8.8.8", {{"Authorization", "Bearer new-s3cret"}})), 0);
  EXPECT_EQ(Answer(*access, From("127.0.0.1")), 0);
  EXPECT_EQ(Answer(*access, From("8.8.8.8")), 401);
  EXPECT_THAT(access->Describe("h"),
              testing::ElementsAre("bearer", "bearer", "open to this machine"));
  EXPECT_THAT(access->Hooks(), testing::ElementsAre("h"));
}

TEST_F(HookAccessTest, RefusesEntriesThatCannotBeMeant) {
  EXPECT_THAT(Why({.hook = "h"}), testing::StartsWith("security.webhooks[0]: it needs bearer"));
  EXPECT_THAT(Why({.hook = "h", .bearer = "a", .standard = "b"}), HasSubstr("one of bearer"));
  EXPECT_THAT(Why({.hook = "h", .bearer = "a", .open = true}), HasSubstr(".open: "));
  EXPECT_THAT(Why({.hook = "h", .basic_user = "a"}), HasSubstr(".basic: "));
  EXPECT_THAT(Why({.hook = "h", .standard = "whsec_!"}), HasSubstr("is not base64"));
  EXPECT_THAT(Why({.hook = "h", .allow = {"ten"}}), HasSubstr("'ten' is no address"));
  const auto hmac = [](BodySignatureSpec spec) {
    return Why({.hook = "h", .signature = std::move(spec)});
  };
  EXPECT_THAT(hmac({.secret = "", .header = "X"}), HasSubstr(".hmac.secret"));
  EXPECT_THAT(hmac({.secret = "s", .header = ""}), HasSubstr(".hmac.header"));
  EXPECT_THAT(hmac({.secret = "s", .header = "X", .signed_text = "x"}), HasSubstr("{body}"));
  EXPECT_THAT(hmac({.secret = "s", .header = "X", .signed_text = "{timestamp}{body}"}),
              HasSubstr("timestamp_header"));
  EXPECT_THAT(
      hmac({.secret = "s", .header = "X", .timestamp_header = "T", .signed_text = "{body}"}),
      HasSubstr("timestamp_header"));
}

}  // namespace
}  // namespace tocsin::bridge
