// links: harness schemas net
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "adapters/net/http_server.hpp"
#include "fakes/http_probe.hpp"
#include "schemas/json.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string AskingWorkflow(const std::string& url) {
  return R"(
document: {dsl: '1.0.3', namespace: ops, name: asking, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - first: {emit: {event: {with: {type: com.example.first}}}}
  - asked: {call: http, with: {method: get, endpoint: ')" +
         url + R"('}}
  - last: {emit: {event: {with: {type: com.example.last}}}}
)";
}

// As somebody does at a terminal, when the service that a run needed is back.
TEST(RetryStory, ARunThatFailedGoesOnFromTheTaskThatFailed) {
  if (DatabaseAddress().empty() || KafkaAddress().empty())
    GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  std::atomic<int> status{500};
  fakes::FunctionHandler service([&](const HttpRequest&, const HttpRespond& respond) {
    respond(JsonResponse(status.load(), "{}"));
  });
  auto server = StartHttpServer({.host = "127.0.0.1"}, service);
  ASSERT_TRUE(server);
  const Site site("retry");
  site.Write("workflows/asking.yaml",
             AskingWorkflow("http://127.0.0.1:" + std::to_string((*server)->Port()) + "/x"));
  const auto worker = site.Start();
  ASSERT_TRUE(worker);
  PublishAlerts(site, 0, 1);
  std::string run, subject;
  ASSERT_TRUE(Eventually([&] {
    const auto listed =
        ParseJson(site.Tocsin({"runs", "list", "--status", "faulted", "--format", "json"}).output);
    if (!listed || listed->as_array().empty()) return false;
    run = StringAt(listed->as_array()[0].as_object(), "id");
    subject = StringAt(listed->as_array()[0].as_object(), "subject");
    return true;
  }));

  const auto again = site.Tocsin({"runs", "retry", run});
  // Whichever is seen first: that it goes on, or that it has failed once more.
  if (again.exit == 0)
    EXPECT_EQ(again.output, "run " + run + " is retried\n");
  else
    EXPECT_THAT(again.errors, HasSubstr("run " + run + " has failed again"));
  EXPECT_TRUE(Eventually([&] {
    const auto shown = ParseJson(site.Tocsin({"runs", "show", run, "--format", "json"}).output);
    return shown && StringAt(shown->as_object(), "status") == "faulted";
  }));
  status = 200;
  const auto retried = site.Tocsin({"runs", "retry", run, "--reason", "it answers again"});
  EXPECT_EQ(retried.exit, 0) << retried.errors;
  EXPECT_EQ(retried.output, "run " + run + " is retried\n");
  EXPECT_TRUE(Eventually([&] {
    const auto shown = ParseJson(site.Tocsin({"runs", "show", run, "--format", "json"}).output);
    return shown && StringAt(shown->as_object(), "status") == "completed";
  }));
  const auto late = site.Tocsin({"runs", "retry", run});
  EXPECT_EQ(late.exit, 1);
  EXPECT_THAT(late.errors, HasSubstr("has not failed (completed): there is nothing to retry"));

  BusWatch watch(site.Kafka(), site.Prefix());
  ASSERT_EQ(watch.WaitFor("actions", subject, "com.example.last", 1).size(), 1U);
  EXPECT_EQ(watch.Seen("actions", subject, "com.example.first").size(), 1U)
      << "what was done is not done again";
  EXPECT_THAT(
      site.Tocsin({"explain", subject}).output,
      AllOf(HasSubstr("retried (by hand)"), HasSubstr("retried (by hand: it answers again)")));
}

}  // namespace
}  // namespace tocsin::harness
