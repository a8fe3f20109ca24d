// links: settings schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workers/settings/changes.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

using testing::HasSubstr;

LoadedSettings LoadCost(std::string file) {
  return LoadSettings({.file_text = std::move(file), .dotenv_text = std::string()});
}
std::string FaultsOf(std::string file) {
  std::string out;
  for (const auto& finding : LoadCost(std::move(file)).findings)
    out += FormatFinding(finding) + '\n';
  return out;
}

TEST(Cost, IsRead) {
  const auto loaded = LoadCost(
      "cost:\n"
      "  currency: INR\n"
      "  rates: [{prefix: '+91', per_minute: 1.5}, {provider: twilio, per_minute: 2.04, per_call: "
      "0.1}]\n"
      "  budget: {day: 100, person_day: 10, per_minute: 2, zone: Asia/Kolkata}\n");
  EXPECT_TRUE(loaded.findings.empty());
  const auto& cost = loaded.settings.cost;
  EXPECT_EQ(cost.currency, "INR");
  ASSERT_EQ(cost.rates.size(), 2U);
  EXPECT_EQ(cost.rates[0].prefix, "+91");
  EXPECT_DOUBLE_EQ(cost.rates[0].per_minute, 1.5);
  EXPECT_EQ(cost.rates[1].provider, "twilio");
  EXPECT_DOUBLE_EQ(cost.rates[1].per_call, 0.1);
  EXPECT_DOUBLE_EQ(cost.budget.person_day, 10);
  EXPECT_EQ(cost.budget.zone, "Asia/Kolkata");
}

TEST(Cost, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_THAT(FaultsOf("cost: {budget: {day: 5}}\n"),
              HasSubstr("tocsin.yaml:1:22: error: cost.budget.day needs cost.rates"));
  EXPECT_THAT(FaultsOf("cost: {currency: euro}\n"), HasSubstr("must be a currency"));
  EXPECT_THAT(FaultsOf("cost: {budget: {zone: Mars/Base}}\n"), HasSubstr("must be a time zone"));
  EXPECT_THAT(FaultsOf("cost: {rates: [{prefix: 49}]}\n"), HasSubstr("cost.rates[0].prefix"));
  EXPECT_THAT(FaultsOf("cost: {rates: [{per_minute: -1}]}\n"),
              HasSubstr("cost.rates[0].per_minute"));
  EXPECT_THAT(FaultsOf("cost: {rates: [{provider: acme}]}\n"), HasSubstr("acme"));
}

TEST(Cost, IsReloaded) {
  Settings before;
  auto after = before;
  after.cost.budget.day = 5;
  after.cost.rates = {{.prefix = "+49", .per_minute = 1}};
  EXPECT_TRUE(ChangesThatNeedARestart(before, after).empty());
}

}  // namespace
}  // namespace tocsin::compose
