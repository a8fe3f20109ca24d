#include "workers/rehearsal/exec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "fakes/scripted_store.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Answers every call at once with what the test set.
class ReadyHttpClient final : public HttpClient {
 public:
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override {
    calls.push_back(std::move(call));
    done(outcome);
  }
  std::vector<HttpCall> calls;
  HttpOutcome outcome = HttpResponse{200, {{"Content-Type", "application/json"}}, R"({"n":7})"};
};

class ExecTest : public testing::Test {
 protected:
  std::string Exec(std::string_view tasks, const json::value& input = json::object()) {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    const workflow::Functions functions(std::move(registry));
    const auto engine = MakeJqEngine();
    const auto resources =
        workflow::ParseResources({{"r", "contacts: {alice: {phone: '+15559876543'}}"}}, "")
            .resources;
    const std::string text =
        "document: {dsl: '1.0.3', namespace: t, name: x, version: '1.0.0'}\n"
        "use: {secrets: [token, gone]}\ndo:\n" +
        std::string(tasks);
    const auto parsed =
        workflow::ParseDefinition(text, "x.yaml", *engine, functions, resources.get());
    for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
    if (!parsed.definition) return "no definition";
    const SystemClock clock;
    const auto outcome = ExecWorkflow(parsed.definition, input,
                                      {.engine = *engine,
                                       .functions = functions,
                                       .resources = resources,
                                       .http = http_,
                                       .clock = clock,
                                       .make_store = make_store_,
                                       .secrets = {{"token", "s3cret"}},
                                       .log = log_,
                                       .people = people_,
                                       .pins = pins_});
    if (!outcome) return "fault: " + outcome.error().message;
    return (outcome->completed ? "" : "error ") + CanonicalJson(outcome->result);
  }

  ReadyHttpClient http_;
  Callees people_;
  MakeStore make_store_ = fakes::MakeScratchStore;
  std::ostringstream log_;
  std::map<std::string, Secret, std::less<>> pins_;
};

TEST_F(ExecTest, GivesTheOutput) {
  EXPECT_EQ(Exec("  - add: {set: {sum: '${ .a + .b }'}}\n", {{"a", 1}, {"b", 2}}), R"({"sum":3})");
}

TEST_F(ExecTest, GivesTheErrorObject) {
  const std::string out = Exec(
      "  - stop: {raise: {error: {type: https://x.example/e, status: 418, title: No, detail: "
      "why}}}\n");
  EXPECT_EQ(out, R"(error {"detail":"why","instance":"/do/0/stop","status":418,"title":"No",)"
                 R"("type":"https://x.example/e"})");
}

TEST_F(ExecTest, CallsHttpWithSecretsFilledIn) {
  EXPECT_EQ(Exec("  - get: {call: http, with: {method: post, endpoint: https://api.example/x, "
                 "headers: {X-Token: '${ "
                 "$secrets.token }'}, body: {q: 1}}}\n"),
            R"({"n":7})");
  ASSERT_EQ(http_.calls.size(), 1u);
  EXPECT_EQ(http_.calls[0].url, "https://api.example/x");
  EXPECT_EQ(http_.calls[0].body, R"({"q":1})");
  EXPECT_THAT(http_.calls[0].headers,
              testing::Contains(testing::Pair(testing::StrCaseEq("x-token"), "s3cret")));
}

TEST_F(ExecTest, ASecretThatTheServerQuotesIsNotTold) {
  http_.outcome = HttpResponse{401, {}, "no such token: s3cret"};
  EXPECT_THAT(Exec("  - get: {call: http, with: {method: get, endpoint: https://api.example/x, "
                   "headers: {X-Token: '${ $secrets.token }'}}}\n"),
              AllOf(HasSubstr("no such token: ****"), Not(HasSubstr("s3cret"))));
}

TEST_F(ExecTest, ASecretThatNobodyHasSetIsAnError) {
  EXPECT_THAT(
      Exec("  - a: {set: {x: '${ $secrets.gone }'}}\n"),
      AllOf(HasSubstr("/errors/authorization"), HasSubstr("secret 'gone' is not configured"),
            HasSubstr("\"instance\":\"/do/0/a\"")));
  EXPECT_THAT(
      Exec("  - a: {set: {x: '${ $secrets.token }'}}\n"),
      AllOf(HasSubstr("/errors/configuration"), HasSubstr("'token'"), Not(HasSubstr("s3cret"))));
}

TEST_F(ExecTest, SaysHowAWorkflowThatStartsByAnEventIsGivenOne) {
  constexpr const char* kTask = "  - a: {set: {x: '${ $workflow.input[0].n }'}}\n";
  constexpr const char* kOn = "schedule: {on: {one: {with: {type: disk.full}}}}\n";
  EXPECT_THAT(Exec(std::string(kTask) + kOn, {{"n", 1}}),
              AllOf(HasSubstr("/errors/validation"), HasSubstr("starts by an event disk.full"),
                    HasSubstr("echo '[{...}]' | tocsin exec")));
  EXPECT_EQ(Exec(std::string(kTask) + kOn, json::array{json::object{{"n", 1}}}), R"({"x":1})");
  EXPECT_EQ(Exec(kTask, json::array{json::object{{"n", 1}}}), R"({"x":1})");
}

TEST_F(ExecTest, KeepsNoHistoryWithoutEnd) {
  std::size_t most = 0;
  make_store_ = [&most](const Clock& clock) -> std::unique_ptr<Store> {
    auto store = std::make_unique<fakes::ScriptedStore>(clock);
    EXPECT_TRUE(store->Migrate());
    store->Script([&most, &tables = store->Memory().Tables()](const Batch&, StoreSession&) {
      const std::scoped_lock lock(tables.mutex);
      most = std::max(most, tables.history.size());
      return std::nullopt;
    });
    return store;
  };
  EXPECT_EQ(
      Exec("  - each:\n      for: {each: n, in: '${ [range(500)] }'}\n      do:\n"
           "        - get: {call: http, with: {method: get, endpoint: https://a.example/x}}\n"),
      R"({"n":7})");
  EXPECT_EQ(http_.calls.size(), 500u);
  EXPECT_GT(most, 20u);
  EXPECT_LT(most, 250u);
}

TEST_F(ExecTest, TurnsFailedHttpIntoErrors) {
  http_.outcome = tl::unexpected(HttpFailure{{ErrorKind::kTimeout, "no answer in 30s"}, true});
  EXPECT_THAT(Exec("  - get: {call: http, with: {method: get, endpoint: https://api.example/x}}\n"),
              HasSubstr("/errors/timeout"));
  http_.outcome = HttpResponse{503, {}, "busy"};
  EXPECT_THAT(Exec("  - get: {call: http, with: {method: get, endpoint: https://api.example/x}}\n"),
              HasSubstr("\"status\":503"));
}

TEST_F(ExecTest, WaitsInRealTime) {
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(Exec("  - pause: {wait: {milliseconds: 30}}\n  - done: {set: {ok: true}}\n"),
            R"({"ok":true})");
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(29));
}

constexpr const char* kAskAlice =
    "  - ask: {call: voice.ask, with: {to: alice, say: hello, choices: [{id: go_ahead, digits: "
    "'1'}]}}\n";

TEST_F(ExecTest, ListsEventsWithMaskedNumbers) {
  Exec(std::string("  - say: {emit: {event: {with: {type: t.said, data: {n: 1}}}}}\n") + kAskAlice);
  EXPECT_THAT(log_.str(), HasSubstr("\"type\":\"t.said\""));
  EXPECT_THAT(log_.str(), HasSubstr("tocsin.call.requested"));
  EXPECT_THAT(log_.str(), HasSubstr("tocsin.call.ended"));
  EXPECT_THAT(log_.str(), Not(HasSubstr("+15559876543")));
}

TEST_F(ExecTest, PlaysWhoIsCalledAndSaysSo) {
  std::vector<Finding> findings;
  people_ =
      ReadCallees(*ParseYaml("alice: [{turns: [{press: '1'}, {press: '1'}]}]", "p"), "p", findings);
  ASSERT_TRUE(findings.empty());
  EXPECT_THAT(Exec(kAskAlice), HasSubstr("\"choice\":\"go_ahead\""));
  const auto said = log_.str().find("no phone rings in exec");
  EXPECT_LT(said, log_.str().find("tocsin.call.requested"));
}

/// Half a minute of ringing, and the hour that nobody would wait.
TEST_F(ExecTest, WhoIsNotPlayedDoesNotAnswer) {
  EXPECT_THAT(Exec(kAskAlice), AllOf(HasSubstr("error "), HasSubstr("not-reached")));
}

TEST_F(ExecTest, AnHttpCallIsWaitedForBesideAPhone) {
  EXPECT_THAT(Exec("  - both:\n      fork:\n        compete: true\n        branches:\n"
                   "          - get: {call: http, with: {method: get, endpoint: "
                   "https://api.example/x}}\n"
                   "          - ask: {call: voice.ask, with: {to: alice, say: hello, choices: "
                   "[{id: go_ahead, digits: '1'}]}}\n"),
              HasSubstr("\"n\":7"));
}

TEST_F(ExecTest, TakesThePinsOfTheSettings) {
  std::vector<Finding> findings;
  people_ = ReadCallees(
      *ParseYaml("alice: [{turns: [{press: '1'}, {hear: PIN, press: '471100#'}]}]", "p"), "p",
      findings);
  ASSERT_TRUE(findings.empty());
  constexpr const char* kAsk =
      "  - ask: {call: voice.ask, with: {to: alice, say: hello, choices: [{id: go_ahead, digits: "
      "'1', confirm: pin}]}}\n";
  EXPECT_THAT(Exec(kAsk), HasSubstr("not-reached"));
  pins_.emplace("alice", Secret("471100"));
  EXPECT_THAT(Exec(kAsk), HasSubstr("\"confirmed_with\":\"PIN\""));
  EXPECT_THAT(log_.str(), Not(HasSubstr("471100")));
}

TEST_F(ExecTest, NoMessageLeavesAndItSaysSo) {
  EXPECT_THAT(Exec("  - tell: {call: sms.send, with: {to: alice, text: hello}}\n"),
              Not(HasSubstr("error")));
  EXPECT_THAT(log_.str(), HasSubstr("no message leaves exec"));
  EXPECT_THAT(log_.str(), AllOf(HasSubstr("tocsin.message.requested"), HasSubstr("+1*******543"),
                                Not(HasSubstr("+15559876543"))));
  EXPECT_TRUE(http_.calls.empty());
}

TEST_F(ExecTest, HearsNoOtherEvent) {
  EXPECT_THAT(Exec("  - say: {emit: {event: {with: {type: t.said}}}}\n"
                   "  - hear: {listen: {to: {one: {with: {type: t.said}}}}}\n"),
              HasSubstr("there is no bus in exec"));
}

}  // namespace
}  // namespace tocsin::rehearsal
