#include "workers/bridge/safeguards.hpp"

#include <gtest/gtest.h>

namespace tocsin::bridge {
namespace {

const TimePoint kJudgedAt = ParseTime("2026-03-07T02:10:00Z").value();

Event AskedOf(std::string action = "restart") {
  Event event{.id = "e1",
              .source = "/run",
              .type = "tocsin.action.requested",
              .subject = "a1",
              .time = "2026-03-07T02:00:00Z"};
  event.data = R"({"action_id":"act-1","action":")" + action +
               R"(","resource":{"type":"container","name":"nginx","node":"pve1"},)" +
               R"("decided":{"choice":"approve","by":{"contact":"alice"}}})";
  return event;
}
std::string Objection(SafeguardRules rules, std::string_view released_by = {}) {
  return Safeguards(std::move(rules)).Objection(AskedOf(), released_by, kJudgedAt);
}

TEST(Safeguards, WithoutAnyAllGoes) { EXPECT_EQ(Objection({}), ""); }

TEST(Safeguards, AnEmptyListAllowsNothing) {
  EXPECT_NE(Objection({.allow = {{}}}).find("not permitted: 'restart'"), std::string::npos);
  EXPECT_EQ(Objection({.allow = {{"restart", "notify"}}}), "");
  EXPECT_EQ(Objection({.allow = {{}}}, "bob"), "") << "somebody lets it go";
}

TEST(Safeguards, TheKillSwitchHoldsWhatIsReleasedToo) {
  EXPECT_NE(Objection({.kill_switch = true}, "bob"), "");
}

TEST(Safeguards, AnOldDecisionIsHeld) {
  EXPECT_EQ(Objection({.all = {.max_age = std::chrono::minutes(10)}}), "");
  EXPECT_NE(Objection({.all = {.max_age = std::chrono::minutes(9)}}).find("10m ago"),
            std::string::npos);
}

TEST(Safeguards, TwoDifferentPeople) {
  const SafeguardRules two{.all = {.quorum = 2}};
  EXPECT_NE(Objection(two).find("beside alice"), std::string::npos);
  EXPECT_NE(Objection(two, "alice").find("alice is the first"), std::string::npos);
  EXPECT_NE(Objection(two, " ALICE ").find("is the first"), std::string::npos);
  EXPECT_EQ(Objection(two, " "), "a second person has to approve, by name");
  EXPECT_EQ(Objection(two, "bob"), "");
}

TEST(Safeguards, OnePersonIsNotTwoWhereNobodyApproved) {
  auto asked = AskedOf();
  asked.data = R"({"action_id":"act-1","action":"restart"})";
  const Safeguards two({.all = {.quorum = 2}});
  EXPECT_EQ(two.Objection(asked, "", kJudgedAt), "two people have to approve, and nobody did");
  EXPECT_EQ(two.Objection(asked, "bob", kJudgedAt),
            "two people have to approve, and nobody did before bob: let the workflow ask somebody "
            "(voice.ask), or set quorum of this action to 1");
  EXPECT_EQ(Safeguards().Objection(asked, "bob", kJudgedAt), "");
}

TEST(Safeguards, AnActionHasItsOwnLimits) {
  const SafeguardRules rules{.all = {.dry_run = true}, .of = {{"restart", {}}}};
  EXPECT_EQ(Objection(rules), "");
  EXPECT_EQ(Safeguards(rules).Objection(AskedOf("drain"), "", kJudgedAt), "dry run");
}

TEST(Safeguards, TheResourceOfAnAction) {
  EXPECT_EQ(ResourceOf(AskedOf()), "container\n\nnginx\npve1\n");
  Event bare = AskedOf();
  bare.data = R"({"action":"x"})";
  EXPECT_EQ(ResourceOf(bare), "");
}

}  // namespace
}  // namespace tocsin::bridge
