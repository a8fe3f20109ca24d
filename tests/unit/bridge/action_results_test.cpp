#include "workers/bridge/action_results.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_bus.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_database_pool.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/action_origin.hpp"

namespace tocsin::bridge {
namespace {

/// Ends actions of the directory as a store would.
class EndingSession final : public fakes::NoSession {
 public:
  explicit EndingSession(fakes::FakeDirectory& directory) : directory_(directory) {}
  Result<CommitOutcome> Commit(const Batch& batch) override {
    if (conflicts > 0) {
      --conflicts;
      CommitOutcome refused;
      refused.kind = CommitOutcome::Kind::kConflict;
      return refused;
    }
    batches.push_back(batch);
    for (const auto& end : batch.actions_ended) {
      ActionRow row = **directory_.FindAction(end.id);
      row.state = end.state;
      row.result = end.result;
      directory_.PutAction(row);
    }
    return CommitOutcome{};
  }
  int conflicts = 0;
  std::vector<Batch> batches;

 private:
  fakes::FakeDirectory& directory_;
};

class ActionResultsTest : public testing::Test {
 protected:
  ActionResultsTest() {
    ActionOrigin origin{.event = {.id = "e1",
                                  .source = "/run",
                                  .type = "tocsin.action.requested",
                                  .subject = "a1",
                                  .time = ""},
                        .action_id = "act-1",
                        .alert_id = "a1",
                        .action = "restart"};
    origin.event.extensions["runid"] = "run-1";
    directory_.PutAction({"act-1", 3, "open", EncodeOrigin(origin), "", {}});
  }
  HttpResponse Post(const std::string& body, const std::string& id = "act-1") {
    auto report = ReadReport({.method = "POST", .body = body});
    if (!report) return report.error();
    return results_.Take(id, kDefaultTenant, *report, session_, directory_);
  }

  fakes::FakeClock clock_;
  fakes::FakeDirectory directory_;
  fakes::FakeCourier courier_;
  EndingSession session_{directory_};
  ActionResults results_{"bus-1", courier_, clock_};
};

TEST_F(ActionResultsTest, AnotherTenantsIsNotKnown) {
  const auto report = ReadReport({.method = "POST", .body = R"({"status":"completed"})"});
  ASSERT_TRUE(report);
  EXPECT_EQ(results_.Take("act-1", "acme", *report, session_, directory_).status, 404);
  EXPECT_TRUE(session_.batches.empty());
  // Nor by an id that looks like the store's own.
  directory_.PutAction({ActionKey("acme", "act-2"), 3, "open", EncodeOrigin({}), "", {}});
  EXPECT_EQ(results_.Take("tenant:acme:act-2", "default", *report, session_, directory_).status,
            404);
  EXPECT_EQ(ActionKey("default", "act-1"), "act-1");
}

TEST_F(ActionResultsTest, EndsAnOpenActionOnceAndTellsIt) {
  const std::string body = R"({"status":"completed","result":{"pod":"nginx-2"}})";
  const auto answer = Post(body);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"action_id":"act-1","status":"completed"})");
  ASSERT_EQ(session_.batches.size(), 1U);
  ASSERT_EQ(session_.batches[0].outbox.size(), 1U);
  EXPECT_EQ(session_.batches[0].outbox[0].partition, 3);
  const OutgoingRecord& record = session_.batches[0].outbox[0].records.at(0);
  EXPECT_EQ(fakes::HeaderOf(record, "ce_type"), "tocsin.action.completed");
  EXPECT_EQ(fakes::HeaderOf(record, "ce_runid"), "run-1");
  EXPECT_EQ(fakes::HeaderOf(record, "ce_causationid"), "e1");
  EXPECT_EQ(record.key, "a1");
  const auto data = ParseJson(*record.value).value();
  EXPECT_EQ(*FindPath(data, {"result", "pod"}), json::value("nginx-2"));
  EXPECT_EQ(*Find(data, "action_id"), json::value("act-1"));

  EXPECT_EQ(Post(body).status, 200) << "the same again";
  EXPECT_EQ(Post(R"({"status":"failed"})").status, 409);
  EXPECT_EQ(Post(R"({"status":"completed"})").status, 409) << "with another result";
  EXPECT_EQ(session_.batches.size(), 1U);
}

TEST_F(ActionResultsTest, TellsWhyItFailed) {
  EXPECT_EQ(Post(R"({"status":"failed","error":"no such host"})").status, 200);
  const OutgoingRecord& record = session_.batches.at(0).outbox.at(0).records.at(0);
  EXPECT_EQ(fakes::HeaderOf(record, "ce_type"), "tocsin.action.failed");
  EXPECT_EQ(*FindPath(ParseJson(*record.value).value(), {"error", "message"}),
            json::value("no such host"));
}

TEST_F(ActionResultsTest, LooksAgainWhereSomebodyWasFaster) {
  session_.conflicts = 1;
  EXPECT_EQ(Post(R"({"status":"completed"})").status, 200);
  EXPECT_EQ(session_.batches.size(), 1U);
}

TEST_F(ActionResultsTest, RefusesWhatIsNoResult) {
  EXPECT_EQ(Post(R"({"status":"completed"})", "act-2").status, 404);
  for (const char* body :
       {"", "[]", "{}", R"({"status":"done"})", R"({"status":"completed","error":"x"})",
        R"({"status":"failed","error":5})", R"({"status":"completed","other":1})"})
    EXPECT_EQ(Post(body).status, 422) << body;
  EXPECT_EQ(Post(R"({"status":"completed","result":")" + std::string(70'000, 'x') + "\"}").status,
            413);
  EXPECT_TRUE(session_.batches.empty());
}

}  // namespace
}  // namespace tocsin::bridge
