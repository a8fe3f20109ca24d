// links: settings schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string FaultsOfPins(const std::string& telephony) {
  std::string out;
  const auto loaded =
      LoadSettings({.file_text = "telephony:\n" + telephony, .dotenv_text = std::string()});
  for (const auto& finding : loaded.findings) out += FormatFinding(finding) + '\n';
  return out;
}

TEST(Pins, ThatConfirmMayBeShortAndAlike) {
  EXPECT_EQ(FaultsOfPins("  pins: {alice: '4711', bob: '4711'}\n"), "");
}

TEST(Pins, ThatSayWhoCallsMustBeLongAndOfOneAlone) {
  EXPECT_EQ(FaultsOfPins("  identify_by_pin: true\n  pins: {alice: '471108', bob: '990011'}\n"),
            "");
  const auto faults = FaultsOfPins(
      "  identify_by_pin: true\n"
      "  pins: {alice: '471108', bob: '471108', carol: '99001'}\n");
  EXPECT_THAT(faults, HasSubstr("tocsin.yaml:3:32: error: telephony.pins.bob is that of alice"));
  EXPECT_THAT(faults, HasSubstr("telephony.pins.carol has less than 6 digits"));
  EXPECT_THAT(faults, Not(HasSubstr("471108"))) << "a secret";
  EXPECT_THAT(faults, Not(HasSubstr("99001"))) << "a secret";
}

TEST(Pins, WithoutAnyNobodyIsKnownByOne) {
  EXPECT_THAT(FaultsOfPins("  identify_by_pin: true\n"),
              HasSubstr("telephony.identify_by_pin needs telephony.pins"));
}

}  // namespace
}  // namespace tocsin::compose
