// links: schemas
#include "schemas/one_member.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

struct Talk {
  int turns = 40;
  std::vector<std::string> tools;
  static const FieldTable& Spec() {
    static const FieldTable table =
        TableOf<Talk>("talk", "A talk.",
                      {FieldOf<&Talk::turns>("turns", "How many.", {.min = 1, .max = 200}),
                       FieldOf<&Talk::tools>("tools", "With what.")});
    return table;
  }
};

TEST(OneMember, IsReadAsTheTableWouldReadIt) {
  Talk talk;
  DecodeReport report;
  const Place place{.name = Talk::Spec().Name()};
  DecodeMember<&Talk::turns>(7, place, report, talk);
  DecodeMember<&Talk::tools>(json::array{"a"}, place, report, talk);
  DecodeMember<&Talk::tools>(nullptr, place, report, talk);  // left out
  EXPECT_TRUE(report.faults.empty());
  EXPECT_EQ(talk.turns, 7);
  EXPECT_EQ(talk.tools, std::vector<std::string>{"a"});

  DecodeMember<&Talk::turns>(300, place, report, talk);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(Describe(report.faults.front()), "talk.turns must be between 1 and 200, got 300");
  EXPECT_EQ(talk.turns, 7);
}

TEST(OneMember, HasTheFieldOfItsTable) {
  EXPECT_EQ(FieldAt<&Talk::turns>().name, "turns");
  EXPECT_EQ(FieldAt<&Talk::turns>().rules.max, 200);
}

}  // namespace
}  // namespace tocsin
