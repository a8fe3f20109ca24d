// links: workflow expression
#include <gtest/gtest.h>

#include "schemas/events/data.hpp"
#include "workers/workflow/engine/effect_result.hpp"
#include "workers/workflow/engine/http_call.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;

/// The request that a call with these arguments makes.
json::value RequestOf(std::string_view with, std::string_view input = "{}",
                      std::string_view use = "") {
  fakes::MemoryRunner runner(
      Document(std::string(use) + "do: [{c: {call: http, with: " + std::string(with) + "}}]"));
  runner.Start(Json(input));
  return runner.Effects().empty() ? runner.output : runner.Effects().front().request;
}

std::string HeaderOf(const HttpCall& call, std::string_view name) {
  for (const auto& [key, value] : call.headers)
    if (key == name) return value;
  return {};
}

std::string TextAt(const json::value& value, std::string_view key) {
  return std::string(value.at(key).as_string());
}

TEST(HttpCall, MakesTheRequest) {
  const auto request = RequestOf(
      "{method: post, endpoint: 'https://h/{a}/x?k={b}', headers: {X-One: '${ .a }', X-Null: '${ "
      "null }', n: '5'}, "
      "query: {q: '${ .b }', r: lit}, body: {v: '${ .a }'}}",
      R"({"a":"é /","b":7})");
  EXPECT_EQ(TextAt(request, "method"), "POST");
  EXPECT_EQ(TextAt(request, "url"), "https://h/%C3%A9%20%2F/x?k=7&q=7&r=lit");
  const auto& headers = request.at("headers").as_object();
  EXPECT_EQ(StringAt(headers, "X-One"), "é /");
  EXPECT_FALSE(headers.contains("X-Null"));
  EXPECT_EQ(StringAt(headers, "Content-Type"), "application/json");
  EXPECT_EQ(StringAt(headers, "Idempotency-Key").size(), 36U);
  EXPECT_EQ(json::serialize(request.at("body")), R"({"v":"é /"})");
  EXPECT_EQ(request.at("timeout_ms").as_int64(), 30'000);
}

TEST(HttpCall, TakesWholeMapsAndUrlsFromExpressions) {
  const auto request =
      RequestOf("{method: get, endpoint: '${ .u }', headers: '${ .h }', query: '${ .q }'}",
                R"({"u":"http://h/{a}","h":{"A":1},"q":{"b":true},"a":"never"})");
  EXPECT_EQ(TextAt(request, "url"), "http://h/{a}?b=true");
  EXPECT_EQ(TextAt(request.at("headers"), "A"), "1");
  EXPECT_FALSE(request.at("headers").as_object().contains("Idempotency-Key"));
}

TEST(HttpCall, SendsNoBodyThatIsNestedDeeperThanAnyoneReads) {
  const auto asked = [](int levels) {
    return RequestOf("{method: post, endpoint: 'https://h/', body: '${ reduce range(" +
                     std::to_string(levels) + ") as $i (1; [.]) }'}");
  };
  EXPECT_TRUE(ParseJson(JsonText(asked(64)), {.max_depth = kMaxWrappedDepth}));
  EXPECT_TRUE(asked(64).at("body").is_array());
  EXPECT_NE(JsonText(asked(65)).find("'body' is nested deeper than 64 levels"), std::string::npos);
}

TEST(HttpCall, UriTemplateReadings) {
  const auto expand = [](std::string_view uri) {
    return ExpandUri(uri, Json(R"({"a.b":"dot","n":1.5,"t":true,"z":null,"o":{}})"));
  };
  EXPECT_EQ(expand("/{missing}/x"), "//x");
  EXPECT_EQ(expand("/{a.b}"), "/dot");
  EXPECT_EQ(expand("/{n}/{t}/{z}"), "/1.5/true/");
  EXPECT_FALSE(expand("/{o}"));
  EXPECT_EQ(expand("/{open"), "/{open");
  EXPECT_EQ(expand(""), "");
}

TEST(HttpCall, BadRequestsAreFaults) {
  const auto fault = [](std::string_view with, std::string_view input = "{}") {
    return CanonicalJson(RequestOf(with, input));
  };
  EXPECT_NE(fault("{method: get, endpoint: '${ .u }'}").find("must be a URL"), std::string::npos);
  EXPECT_NE(
      fault("{method: get, endpoint: '${ .u }'}", R"({"u":"https://h/a b"})").find("has a space"),
      std::string::npos);
  EXPECT_NE(fault("{method: 'g t', endpoint: 'https://h'}").find("must be an HTTP method"),
            std::string::npos);
  EXPECT_NE(fault("{method: get, endpoint: 'https://h', headers: {a: '${ \"x\\r\\nB: y\" }'}}")
                .find("line break"),
            std::string::npos);
  for (const std::string& part : {std::string("query"), std::string("headers")})
    EXPECT_NE(
        fault("{method: get, endpoint: 'https://h', " + part + ": '${ 18446744073709551616 }'}")
            .find("'" + part + "' must be a map, not"),
        std::string::npos)
        << part;
  EXPECT_NE(fault("{method: get, endpoint: 'https://h', query: '${ [1] }'}")
                .find("'query' must be a map"),
            std::string::npos);
  EXPECT_NE(
      fault("{method: get, endpoint: 'https://h/{o}'}", R"({"o":[]})").find("errors/expression"),
      std::string::npos);
}

TEST(HttpCall, Authenticates) {
  const auto header = [](std::string_view authentication, std::string_view use = "") {
    return TextAt(RequestOf("{method: get, endpoint: {uri: 'https://h', authentication: " +
                                std::string(authentication) + "}}",
                            R"({"u":"user","p":"pass"})", use)
                      .at("headers"),
                  "Authorization");
  };
  EXPECT_EQ(header("{basic: {username: '${ .u }', password: '${ .p }'}}"), "Basic dXNlcjpwYXNz");
  EXPECT_EQ(header("{bearer: {token: '${ .p }'}}"), "Bearer pass");
  EXPECT_EQ(header("{use: a}", "use: {authentications: {a: {bearer: {token: x}}}}\n"), "Bearer x");
  EXPECT_EQ(header("{bearer: {use: s}}", "use: {secrets: [s]}\n"), "Bearer " + PlaceholderOf("s"));
}

TEST(HttpCall, SecretsComeInWhenItIsSent) {
  const auto request = RequestOf(
      "{method: post, endpoint: {uri: '${ \"https://h/?k=\" + $secrets.key }', authentication: "
      "{basic: {username: u, "
      "password: '${ $secrets.key }'}}}, query: {t: '${ $secrets.key }'}, body: {s: '${ \"<\" + "
      "$secrets.key + \">\" }'}}",
      "{}", "use: {secrets: [key]}\n");
  EXPECT_EQ(json::serialize(request).find("s3cr"), std::string::npos);
  const auto asked = events::Read<HttpAsked>(request);
  const auto call = ToHttpCall(asked, [](std::string_view name) {
    return name == "key" ? std::optional<std::string>("s3cr+t") : std::nullopt;
  });
  ASSERT_TRUE(call);
  EXPECT_EQ(call->method, "POST");
  EXPECT_EQ(call->url, "https://h/?k=s3cr%2Bt&t=s3cr%2Bt");
  EXPECT_EQ(call->body, R"({"s":"<s3cr+t>"})");
  EXPECT_EQ(HeaderOf(*call, "Authorization"), "Basic dTpzM2NyK3Q=");
  const auto unknown = ToHttpCall(asked, [](std::string_view) { return std::nullopt; });
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(unknown.error().message, "secret 'key' is not configured (set secrets.key)");
}

TEST(HttpCall, DataCannotAskForASecret) {
  const auto request =
      RequestOf("{method: post, endpoint: 'https://h', body: '${ . }'}",
                R"({"evil":"\u0001secret:key\u0001","\u0001secret:key\u0001":"\u0002x\u0002",)"
                R"("text":"\\u0001secret:key\\u0001"})");
  const auto call = ToHttpCall(events::Read<HttpAsked>(request),
                               [](std::string_view) { return std::optional<std::string>("LEAK"); });
  ASSERT_TRUE(call);
  EXPECT_EQ(call->body.find("LEAK"), std::string::npos);
}

/// What comes of a call answered so.
std::string Outcome(std::string_view with, const json::value& answer) {
  fakes::MemoryRunner runner(
      Document("do: [{c: {call: http, with: {method: get, endpoint: 'https://h/p?q=1', " +
               std::string(with) + "}}}]"));
  runner.OnHttp([&](const json::value&) { return answer; });
  runner.Run(nullptr);
  return (runner.Status() == RunStatus::kFaulted ? "fault " : "") + CanonicalJson(runner.output);
}

json::value Answer(int status, std::string_view type, std::string_view body) {
  return json::object{
      {"status", status}, {"headers", {{"A", "b"}}}, {"content_type", type}, {"body", body}};
}

TEST(HttpCall, OutputsContentResponseOrRaw) {
  EXPECT_EQ(Outcome("", Answer(200, "application/json; charset=utf-8", R"({"a": 1})")),
            R"({"a":1})");
  EXPECT_EQ(Outcome("", Answer(200, "application/problem+json", "[1]")), "[1]");
  EXPECT_EQ(Outcome("", Answer(200, "text/plain", "[1]")), R"("[1]")");
  EXPECT_EQ(Outcome("", Answer(204, "", "")), "null");
  EXPECT_EQ(Outcome("output: raw", Answer(200, "application/json", "[1]")), R"("WzFd")");
  EXPECT_EQ(
      Outcome("output: response, headers: {H: i}", Answer(201, "application/json", "[1]")),
      R"({"content":[1],"headers":{"A":"b"},"request":{"headers":{"H":"i"},"method":"GET","uri":"https://h/p?q=1"},"statusCode":201})");
}

TEST(HttpCall, ResponsesDoNotShowCredentials) {
  const auto output = Outcome("output: response, headers: {authorization: 'Bearer abc'}",
                              Answer(200, "application/json", "[1]"));
  EXPECT_EQ(output.find("abc"), std::string::npos) << output;
}

TEST(HttpCall, StatusAndFailureAreErrors) {
  EXPECT_EQ(
      Outcome("", Answer(404, "text/plain", "no such")),
      R"(fault {"detail":"GET https://h/p answered 404: no such","instance":"/do/0/c","status":404,"title":"HTTP status 404",)"
      R"("type":"https://open-workflow-specification.org/spec/1.0.0/errors/communication"})");
  EXPECT_TRUE(Outcome("", Answer(302, "text/plain", ""))
                  .starts_with(R"(fault {"detail":"GET https://h/p answered 302","instance")"));
  EXPECT_EQ(Outcome("redirect: true", Answer(302, "text/plain", "moved")), R"("moved")");
  EXPECT_TRUE(Outcome("redirect: true", Answer(400, "text/plain", "")).starts_with("fault"));
  EXPECT_NE(Outcome("", Answer(200, "application/json", "{")).find(R"("status":502)"),
            std::string::npos);
  EXPECT_NE(Outcome("", Json(R"({"error":{"kind":"timeout","message":"no answer"}})"))
                .find("errors/timeout"),
            std::string::npos);
  EXPECT_NE(Outcome("", Json(R"({"error":{"kind":"transient","message":"refused"}})"))
                .find(R"("status":503)"),
            std::string::npos);
  EXPECT_NE(
      Outcome("", Json(R"({"error":{"kind":"invalid","message":"secret 'x' is not configured"}})"))
          .find("errors/configuration"),
      std::string::npos);
  EXPECT_NE(
      Outcome("",
              Json(R"({"error":{"kind":"not_found","message":"secret 'x' is not configured"}})"))
          .find(R"("status":403)"),
      std::string::npos);
  EXPECT_NE(Outcome("", Json(R"({})")).find("errors/communication"), std::string::npos);
  EXPECT_NE(Outcome("", Json(R"({"error":"odd"})")).find("errors/communication"),
            std::string::npos);
  EXPECT_NE(Outcome("", Json(R"({"status":"odd","body":5})")).find("errors/communication"),
            std::string::npos);
  EXPECT_NE(Outcome("", Json("[]")).find("errors/communication"), std::string::npos);
}

TEST(HttpResult, IsWhatTheTaskReads) {
  const HttpResponse response{.status = 202,
                              .headers = {{"Content-Type", "Application/JSON"}, {"X-One", "1"}},
                              .body = "[7]"};
  EXPECT_EQ(json::serialize(HttpResult(response)),
            R"({"status":202,"headers":{"content-type":"Application/JSON","x-one":"1"},)"
            R"("content_type":"Application/JSON","body":"[7]"})");
  EXPECT_EQ(Outcome("", HttpResult(response)), "[7]");
  const auto refused = HttpResult(tl::unexpected(
      HttpFailure{.error = {ErrorKind::kTransient, "connecting: refused"}, .request_sent = false}));
  EXPECT_NE(Outcome("", refused).find(R"("status":503)"), std::string::npos);
}

TEST(EncodeForUrl, LeavesPlaceholdersAlone) {
  const auto secret = PlaceholderOf("A B");
  EXPECT_EQ(EncodeForUrl("a b" + secret + "/" + secret), "a%20b" + secret + "%2F" + secret);
  EXPECT_EQ(EncodeForUrl("\x01secret:open"), "%01secret%3Aopen");
}

TEST(HttpCall, EffectIdsDifferByAttemptAndAreCancelledWithTheirTask) {
  fakes::MemoryRunner runner(
      Document("do: [{t: {try: [{c: {call: http, with: {method: get, endpoint: 'https://h'}, "
               "timeout: {after: PT2S}}}], "
               "catch: {retry: {limit: {attempt: {count: 1}}}}}}]"));
  runner.Start(nullptr);
  const auto first = runner.Effects().front();
  EXPECT_EQ(first.request.at("timeout_ms").as_int64(), 2'000);
  runner.Advance(2s);
  ASSERT_EQ(runner.Effects().size(), 1U);
  EXPECT_NE(runner.Effects().front().id, first.id);
  runner.Give(EffectResult{first.id, Answer(200, "text/plain", "late")});
  EXPECT_FALSE(runner.Over());
  runner.Give(EffectResult{runner.Effects().front().id, Answer(200, "text/plain", "in time")});
  EXPECT_EQ(json::serialize(runner.output), R"("in time")");
  EXPECT_TRUE(runner.Effects().empty());
}

TEST(HttpCall, ASecretWithALineBreakIsNamedAndNotSent) {
  const auto request = RequestOf(
      "{method: get, endpoint: {uri: 'https://h', authentication: {bearer: {use: token}}}}", "{}",
      "use: {secrets: [token]}\n");
  const auto call = ToHttpCall(events::Read<HttpAsked>(request), [](std::string_view) {
    return std::optional<std::string>("abc\r\nX-Evil: 1");
  });
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(call.error().message.find("'Authorization' has a line break"), std::string::npos);
  EXPECT_EQ(call.error().message.find("abc"), std::string::npos);
}

TEST(HttpCall, MayTakeAsLongAsItsOwnTimeoutSays) {
  const auto length = [](std::string_view timeout) {
    fakes::MemoryRunner runner(
        Document("do: [{c: {call: http, with: {method: get, endpoint: 'https://h'}" +
                 std::string(timeout) + "}}]"));
    runner.Start(nullptr);
    return runner.Effects().front().request.at("timeout_ms").as_int64();
  };
  EXPECT_EQ(length(""), 30'000);
  EXPECT_EQ(length(", timeout: {after: PT5S}"), 5'000);
  EXPECT_EQ(length(", timeout: {after: PT2M}"), 120'000);
  EXPECT_EQ(length(", timeout: {after: PT2H}"), 900'000);
}

}  // namespace
}  // namespace tocsin::workflow
