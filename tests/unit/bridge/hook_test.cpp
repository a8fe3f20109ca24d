// links: bridge net expression
#include "workers/bridge/hooks/hook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/hooks/hook_mapper.hpp"

namespace tocsin::bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr TimePoint kReceived{std::chrono::hours(24 * 365 * 56)};

std::vector<std::string> LinesOf(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const auto& finding : findings) lines.push_back(FormatFinding(finding));
  return lines;
}

class HookTest : public testing::Test {
 protected:
  std::shared_ptr<const Hook> Make(const std::string& text) {
    auto read = ReadHook(text +
                             "\nexamples: [{name: x, made_by: {program: p, version: v, source: s}, "
                             "body: {}}]\n",
                         "workflows/hooks/shop.yaml", *engine_);
    EXPECT_THAT(LinesOf(read.findings), IsEmpty()) << text;
    return read.hook;
  }
  std::vector<std::string> Mistakes(const std::string& text, const char* file = "h/shop.yaml") {
    return LinesOf(ReadHook(text, file, *engine_).findings);
  }
  static HttpRequest Post(std::string body, HttpHeaders headers = {}) {
    if (HeaderValue(headers, "Content-Type").empty())
      headers.emplace_back("Content-Type", "application/json");
    return {.method = "POST", .headers = std::move(headers), .body = std::move(body)};
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

constexpr const char* kAlerts = R"yaml(each: .items
type: (if .over then "tocsin.alert.resolved" else "tocsin.alert.raised" end)
subject: '"shop-\(.id)"'
duplicates: {fingerprint: '[.id, .at]'}
data: '{alert_id: "shop-\(.id)", title: .text}')yaml";

TEST_F(HookTest, MakesAnEventOfEachItem) {
  HookMapper mapper(Make(kAlerts), *engine_);
  const auto mapped =
      mapper.Map(Post(R"({"items":[{"id":1,"at":5,"text":"late"},{"id":2,"over":true},{"id":3}]})"),
                 kReceived);

  ASSERT_TRUE(mapped);
  ASSERT_EQ(mapped->events.size(), 2U);
  const auto& raised = mapped->events[0];
  EXPECT_EQ(raised.type, "tocsin.alert.raised");
  EXPECT_EQ(raised.subject, "shop-1");
  EXPECT_EQ(raised.source, "/hooks/shop");
  EXPECT_EQ(raised.data.Text(), R"({"alert_id":"shop-1","title":"late"})");
  EXPECT_EQ(raised.time, FormatTime(kReceived));
  EXPECT_EQ(raised.traceparent.size(), 55U);
  EXPECT_EQ(mapped->events[1].type, "tocsin.alert.resolved");
  ASSERT_EQ(mapped->failed.size(), 1U);
  EXPECT_EQ(mapped->failed[0].index, 2U);
  EXPECT_THAT(mapped->failed[0].error, StartsWith("title: "));
  EXPECT_EQ(AnswerOf(*mapped).status, 202);
  const auto answer = ParseJson(AnswerOf(*mapped).body).value();
  EXPECT_EQ(*Find(answer, "accepted"), json::value(2));
  EXPECT_EQ(*Find(Find(answer, "failed")->as_array().at(0), "item"), json::value(2));
}

TEST_F(HookTest, ABodyOfWhichEveryItemFailsIs422) {
  HookMapper mapper(Make(kAlerts), *engine_);
  const auto mapped = mapper.Map(Post(R"({"items":[{"id":3},7]})"), kReceived);
  ASSERT_TRUE(mapped);
  const auto answer = AnswerOf(*mapped);
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(ParseJson(answer.body)->at("failed").as_array().size(), 2U);
  const auto none = mapper.Map(Post(R"({"items":[]})"), kReceived);
  ASSERT_TRUE(none);
  EXPECT_EQ(AnswerOf(*none).body, R"({"accepted":0})");
}

TEST_F(HookTest, RepeatsHaveOneIdWithinTheWindow) {
  const std::string print = "type: com.example.x\nduplicates: {fingerprint: .a";
  HookMapper forever(Make(print + "}"), *engine_);
  HookMapper hourly(Make(print + ", window: 1h}"), *engine_);
  const auto id = [](HookMapper& mapper, std::string body, Duration later = Duration(0)) {
    return mapper.Map(Post(std::move(body)), kReceived + later)->events.at(0).id;
  };
  const auto first = id(forever, R"({"a":1,"b":1})");
  EXPECT_EQ(first, id(forever, R"({"a":1.0,"b":2})", std::chrono::hours(100)));
  EXPECT_NE(first, id(forever, R"({"a":2})"));
  EXPECT_EQ(id(hourly, R"({"a":1})"), id(hourly, R"({"a":1})", std::chrono::minutes(59)));
  EXPECT_NE(id(hourly, R"({"a":1})"), id(hourly, R"({"a":1})", std::chrono::minutes(60)));
  EXPECT_NE(first, id(hourly, R"({"a":1})"));

  HookMapper named(Make("type: com.example.x\nid: .a"), *engine_);
  EXPECT_EQ(id(named, R"({"a":"n1"})"), "n1");
  EXPECT_EQ(named.Map(Post("{}"), kReceived)->failed.at(0).error, "id: it gives no id");
  HookMapper unsaid(Make("type: com.example.x"), *engine_);
  EXPECT_EQ(id(unsaid, R"({"a":1,"b":2})"), id(unsaid, R"({"b":2,"a":1})"));
  EXPECT_NE(id(unsaid, R"({"a":1})"), id(unsaid, R"({"a":1})", std::chrono::minutes(5)));
}

TEST_F(HookTest, ExpressionsSeeTheRequestWithoutItsSecrets) {
  HookMapper mapper(
      Make("each: '[$request.query]'\ntype: com.example.x\ndata: '{body: $body, item: ., "
           "request: $request}'"),
      *engine_);
  auto request = Post("{\"k\":1}", {{"X-Event", "push"},
                                    {"Authorization", "Bearer s3cret"},
                                    {"X-Api-Key", "s3cret"},
                                    {"Cookie", "s3cret"},
                                    {"X-Hub-Signature-256", "s3cret"},
                                    {"X-Gitlab-Token", "s3cret"}});
  request.query = {{"severity", "high"}};
  const auto mapped = mapper.Map(request, kReceived);
  ASSERT_TRUE(mapped);
  const auto data = mapped->events.at(0).data.Text();
  EXPECT_EQ(
      data,
      R"({"body":{"k":1},"item":{"severity":"high"},"request":{"hook":"shop","headers":)"
      R"({"x-event":"push","content-type":"application/json"},"query":{"severity":"high"}}})");
}

TEST_F(HookTest, TakesNoEventThatOnlyTheServiceMakes) {
  HookMapper mapper(Make("type: .type"), *engine_);
  for (const std::string type : {"tocsin.decision.made", "tocsin.call.requested",
                                 "io.serverlessworkflow.workflow.started.v1"}) {
    const auto mapped = mapper.Map(Post(R"({"type":")" + type + R"("})"), kReceived);
    ASSERT_TRUE(mapped);
    EXPECT_THAT(mapped->failed.at(0).error, HasSubstr("are made by tocsin only"));
  }
  EXPECT_THAT(
      Mistakes("type: tocsin.decision.made"),
      testing::Contains("h/shop.yaml:1:7: error: type: events of type tocsin.decision.made are "
                        "made by tocsin only"));
}

TEST_F(HookTest, NamesWhatIsWrongWithABody) {
  HookMapper mapper(
      Make("each: .items\nlimits: {items: 2}\nschema: {required: [items], properties: "
           "{n: {type: integer}}}\ntype: com.example.x"),
      *engine_);
  const auto answer = [&](std::string body, HttpHeaders headers = {}) {
    const auto mapped = mapper.Map(Post(std::move(body), std::move(headers)), kReceived);
    if (mapped) return std::string("taken");
    return std::to_string(mapped.error().status) + ' ' +
           std::string(ParseJson(mapped.error().body)->at("detail").as_string());
  };
  EXPECT_THAT(answer("{\"items\":"), StartsWith("400 parsing JSON at byte"));
  EXPECT_EQ(answer("{\"items\":[\"\xff\"]}"), "400 the body is not UTF-8");
  EXPECT_THAT(answer(std::string(100, '[') + std::string(100, ']')), StartsWith("400 "));
  EXPECT_EQ(answer("{}"), "422 body: 'items' is required");
  EXPECT_EQ(answer(R"({"items":[],"n":"x"})"), "422 body/n: must be of type integer");
  EXPECT_EQ(answer(R"({"items":{}})"), "422 each: it must give a list, got {}");
  EXPECT_EQ(answer(R"({"items":[1,2,3]})"), "422 the body has 3 items; this hook takes 2");
  EXPECT_THAT(answer("{}", {{"Content-Type", "application/json; charset=iso-8859-1"}}),
              StartsWith("415 send the body in UTF-8, not in iso-8859-1"));
  EXPECT_THAT(answer("<a/>", {{"Content-Type", "text/xml"}}), StartsWith("415 send JSON"));
  EXPECT_THAT(answer("x", {{"Content-Encoding", "gzip"}}),
              StartsWith("415 send the body as it is"));
  for (const char* type :
       {"application/json", "application/vnd.x+json", "text/plain; charset=\"UTF-8\"",
        "application/octet-stream", "application/x-www-form-urlencoded"})
    EXPECT_EQ(answer(R"({"items":[1]})", {{"Content-Type", type}}), "taken") << type;
}

TEST_F(HookTest, ReadsForms) {
  HookMapper mapper(Make("type: com.example.x"), *engine_);
  const auto mapped = mapper.Map(
      Post("a=1+2&b=x&b=%C3%BC", {{"Content-Type", "application/x-www-form-urlencoded"}}),
      kReceived);
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->events.at(0).data.Text(), "{\"a\":\"1 2\",\"b\":[\"x\",\"\xC3\xBC\"]}");
}

TEST_F(HookTest, NamesMistakesWithTheirPlace) {
  const std::string examples =
      "\nexamples: [{name: x, made_by: {program: p, version: v, source: s}, body: {}}]";
  EXPECT_THAT(Mistakes("typ: x.y" + examples),
              ElementsAre("h/shop.yaml:1:1: error: typ is not known (did you mean 'type'?)",
                          HasSubstr("error: type is required")));
  EXPECT_THAT(Mistakes("type: x.y\ndata: '{a: .b'" + examples),
              ElementsAre(StartsWith("h/shop.yaml:2:")));
  EXPECT_THAT(Mistakes("type: x.y\nsubject: $bdy.id" + examples),
              ElementsAre(StartsWith("h/shop.yaml:2:10: error: subject: ")));
  EXPECT_THAT(Mistakes("type: x.y\neach: $body" + examples),
              ElementsAre(StartsWith("h/shop.yaml:2:7: error: each: ")));
  EXPECT_THAT(Mistakes("type: x.y\nid: .a\nduplicates: {fingerprint: .a}" + examples),
              ElementsAre(StartsWith("h/shop.yaml:3:13: error: 'duplicates' makes the id")));
  EXPECT_THAT(Mistakes("type: x.y\nlimits: {items: 0}" + examples),
              ElementsAre(HasSubstr("limits.items must be between 1 and 1000, got 0")));
  EXPECT_THAT(Mistakes("type: x.y\nschema: {type: strin}" + examples),
              ElementsAre(StartsWith("h/shop.yaml:2:16: error: schema: ")));
  EXPECT_THAT(Mistakes("type: x.y"),
              ElementsAre("h/shop.yaml:1:1: warning: the hook has no 'examples', so that nothing "
                          "tests it"));
  EXPECT_THAT(Mistakes("type: x.y" + examples, "h/a b.yaml"),
              ElementsAre(HasSubstr("the file's name is the last part of the path /hooks/NAME")));
  EXPECT_THAT(Mistakes("type: x.y\nexamples: [{name: x, body: {}}]"),
              ElementsAre(HasSubstr("made_by is required")));
}

TEST_F(HookTest, KnowsItsTypes) {
  EXPECT_THAT(Make(kAlerts)->Types(), ElementsAre("tocsin.alert.resolved", "tocsin.alert.raised"));
  EXPECT_THAT(Make("type: com.example.x")->Types(), ElementsAre("com.example.x"));
  EXPECT_THAT(Make("type: .kind")->Types(), IsEmpty());
}

}  // namespace
}  // namespace tocsin::bridge
