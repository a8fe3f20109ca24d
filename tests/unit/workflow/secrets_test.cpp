// links: workflow expression
// A secret is handed to calls only: nothing that leaves a run holds one, or the text that stands
// for one.
#include "workers/workflow/language/secrets.hpp"

#include <gtest/gtest.h>

#include "adapters/http_text.hpp"
#include "schemas/base64.hpp"
#include "schemas/events/data.hpp"
#include "workers/workflow/language/secrets_sent.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

/// The error of a run of these tasks, as "TYPE at INSTANCE: DETAIL"; else its output.
std::string OutcomeWith(std::string_view tasks,
                        std::set<std::string, std::less<>> known = {"tok"}) {
  fakes::MemoryRunner runner(Document("use: {secrets: [tok, other]}\n" + std::string(tasks)));
  runner.KnowSecrets(std::move(known));
  runner.Run(json::object{});
  EXPECT_TRUE(runner.events.empty());
  for (const auto* texts : {&runner.history})
    EXPECT_EQ(json::serialize(*texts).find("u0001"), std::string::npos);
  EXPECT_EQ(json::serialize(runner.output).find("secret:"), std::string::npos);
  if (runner.Status() != RunStatus::kFaulted) return CanonicalJson(runner.output);
  const auto& error = runner.output.as_object();
  const auto type = StringAt(error, "type");
  return std::string(type.substr(type.rfind('/') + 1)) + " at " +
         std::string(StringAt(error, "instance")) + ": " + std::string(StringAt(error, "detail"));
}

constexpr const char* kWhere = "; a secret can only be handed to 'with' of 'call: http'";

TEST(Secrets, OneThatIsNotConfiguredIsAnErrorWhereItIsUsed) {
  EXPECT_EQ(OutcomeWith("do: [{a: {set: {x: '${ $secrets.other }'}}}]"),
            "authorization at /do/0/a: secret 'other' is not configured (set secrets.other)");
  EXPECT_EQ(OutcomeWith("do: [{a: {if: '$secrets[\"other\"] == 1', set: {x: 1}}}]"),
            "authorization at /do/0/a: secret 'other' is not configured (set secrets.other)");
  EXPECT_EQ(OutcomeWith("do: [{t: {try: [{a: {set: {x: '${ $secrets.other }'}}}], catch: {errors: "
                        "{with: {status: 403}}, do: [{b: {set: {caught: true}}}]}}}]"),
            R"({"caught":true})");
}

TEST(Secrets, MayStandInTheDataUpToTheWithOfALaterCall) {
  fakes::MemoryRunner runner(Document(
      "use: {secrets: [tok]}\ndo: [{a: {set: {key: '${ $secrets.tok }'}, export: {as: .}}}, {w: "
      "{wait: PT1S}}, {c: {call: http, with: {method: post, endpoint: 'https://h', headers: {k: "
      "'${ "
      "$context.key }'}, body: {v: '${ .key }'}}}}]"));
  runner.OnHttp([](const json::value& request) {
    const auto call = ToHttpCall(events::Read<HttpAsked>(request), [](std::string_view) {
      return std::optional<std::string>("s3cret");
    });
    EXPECT_EQ(call->body, R"({"v":"s3cret"})");
    return HttpAnswer(200, json::object{{"ok", true}});
  });
  runner.Run(nullptr);
  EXPECT_EQ(json::serialize(runner.output), R"({"ok":true})");
}

TEST(Secrets, DoNotLeaveInTheOutput) {
  const auto leaves = [](std::string_view at) {
    return "configuration at " + std::string(at) +
           ": secret 'tok' would leave in the run's output" + kWhere;
  };
  EXPECT_EQ(OutcomeWith("do: [{a: {set: {x: '${ $secrets.tok }'}}}]"), leaves("/do/0/a"));
  EXPECT_EQ(OutcomeWith("do: [{d: {do: [{a: {set: {x: [{y: '${ $secrets.tok }'}]}}}]}}]"),
            leaves("/do/0/d/do/0/a"));
  EXPECT_EQ(OutcomeWith("do: [{a: {set: {x: '${ \"Bearer \" + $secrets.tok }', }, then: end}}]"),
            leaves("/do/0/a"));
  EXPECT_EQ(OutcomeWith("do: [{a: {set: '${ {($secrets.tok): 1} }'}}]"), leaves("/do/0/a"));
  EXPECT_EQ(OutcomeWith("output: {as: '${ $secrets.tok }'}\ndo: [{a: {set: {x: 1}}}]"),
            leaves("/"));
  EXPECT_EQ(OutcomeWith("do: [{a: {set: {x: '${ $secrets.tok[0:4] }'}}}]"),
            "configuration at /do/0/a: secret text would leave in the run's output" +
                std::string(kWhere));
}

TEST(Secrets, DoNotLeaveInAnEvent) {
  EXPECT_EQ(
      OutcomeWith("do: [{e: {emit: {event: {with: {type: t, data: {x: '${ $secrets.tok }'}}}}}}]"),
      "configuration at /do/0/e: secret 'tok' would leave in the event's 'data'" +
          std::string(kWhere));
  EXPECT_EQ(
      OutcomeWith("do: [{e: {emit: {event: {with: {type: t, subject: '${ $secrets.tok }'}}}}}]"),
      "configuration at /do/0/e: secret 'tok' would leave in the event's 'subject'" +
          std::string(kWhere));
  EXPECT_EQ(
      OutcomeWith("do: [{t: {try: [{e: {emit: {event: {with: {type: t, data: '${ $secrets.tok "
                  "}'}}}}}], catch: {do: [{b: {set: {at: '${ $error.instance }'}}}]}}}]"),
      R"({"at":"/do/0/t/try/0/e"})");
}

TEST(Secrets, DoNotLeaveInAnError) {
  EXPECT_EQ(OutcomeWith("do: [{r: {raise: {error: {type: 'https://e', status: 400, detail: '${ "
                        "$secrets.tok }'}}}}]"),
            "configuration at /do/0/r: secret 'tok' would leave in an error" + std::string(kWhere));
  // What jq quotes of its data names the secret and nothing else.
  EXPECT_EQ(OutcomeWith("do: [{a: {set: {x: '${ $secrets.tok + 1 }'}}}]"),
            "expression at /do/0/a: string (\"$secrets.tok\") and number (1) cannot be added (in "
            "'$secrets.tok + 1')");
}

TEST(Secrets, DoNotLeaveEncoded) {
  for (const auto* encoded : {"{k: $secrets.tok} | tojson", "$secrets.tok | @uri"}) {
    const auto value = "'${ " + std::string(encoded) + " }'";
    EXPECT_EQ(OutcomeWith("do: [{a: {set: {x: " + value + "}}}]"),
              "configuration at /do/0/a: secret 'tok' would leave in the run's output" +
                  std::string(kWhere));
    fakes::MemoryRunner runner(Document(
        "use: {secrets: [tok]}\ndo: [{c: {call: http, with: {method: post, endpoint: 'https://h', "
        "body: " +
        value + "}}}]"));
    runner.Start(nullptr);
    const auto call =
        ToHttpCall(events::Read<HttpAsked>(runner.Effects().front().request),
                   [](std::string_view) { return std::optional<std::string>("s3cret"); });
    ASSERT_FALSE(call) << encoded;
    EXPECT_NE(call.error().message.find("secret 'tok' was encoded"), std::string::npos);
  }
}

TEST(Secrets, AResponseNamesThoseOfItsRequest) {
  fakes::MemoryRunner runner(Document(
      "use: {secrets: [tok]}\ndo: [{c: {call: http, with: {method: get, endpoint: 'https://h', "
      "headers: {X-Key: '${ $secrets.tok }'}, query: {k: '${ $secrets.tok }'}, output: "
      "response}}}]"));
  runner.OnHttp([](const json::value&) { return HttpAnswer(200, nullptr); });
  runner.Run(nullptr);
  ASSERT_EQ(runner.Status(), RunStatus::kCompleted) << runner.output;
  const auto& request = runner.output.at("request");
  EXPECT_EQ(request.at("uri").as_string(), "https://h?k=$secrets.tok");
  EXPECT_EQ(request.at("headers").at("X-Key").as_string(), "$secrets.tok");
}

TEST(Secrets, TextFromOutsideCannotStandForOne) {
  fakes::MemoryRunner runner(Document(
      "use: {secrets: [tok]}\nschedule: {on: {one: {with: {type: t}}}}\ndo: [{a: {set: {x: 1}}}]"));
  auto event = EventOf("t", "{}");
  event.subject = PlaceholderOf("tok");
  const auto plan = runner.Definition().PlanStart(event, runner.Program(), runner.Now()).value();
  EXPECT_FALSE(SecretWithin(json::value(plan->subject)));
}

TEST(Secrets, AreStruckOutOfAnswersThatQuoteThem) {
  const std::string secret = "s3\"cr et";
  const HttpAsked asked{
      .method = "POST",
      .url = "https://h/" + PlaceholderOf("tok"),
      .headers = {{"Authorization", BasicCredentials("me:" + PlaceholderOf("tok"))},
                  {"X-Other", "plain"}}};
  SecretsSent sent;
  const auto call = sent.ToHttpCall(asked, [&](std::string_view) { return std::optional(secret); });
  ASSERT_TRUE(call);
  const auto basic = EncodeBase64("me:" + secret);
  EXPECT_EQ(HeaderValue(call->headers, "Authorization"), "Basic " + basic);
  HttpOutcome answer = HttpResponse{
      .status = 401,
      .headers = {{"x-echo", secret}, {"x-other", "plain"}},
      .body = R"({"got":"s3\"cr et","url":"/s3%22cr%20et","as":"Basic )" + basic + "\"}"};
  sent.Strike(answer);
  EXPECT_EQ(answer->body, R"({"got":"****","url":"/****","as":"Basic ****"})");
  EXPECT_EQ(HeaderValue(answer->headers, "x-echo"), "****");
  EXPECT_EQ(HeaderValue(answer->headers, "x-other"), "plain");
  HttpOutcome failure = tl::unexpected(
      HttpFailure{.error = Error{ErrorKind::kTransient, "no way to /s3%22cr%20et", "net"}});
  sent.Strike(failure);
  EXPECT_EQ(failure.error().error.message, "no way to /****");
}

}  // namespace
}  // namespace tocsin::workflow
