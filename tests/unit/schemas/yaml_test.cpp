// links: schemas
#include "schemas/yaml.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(ParseYaml, FollowsTheCoreSchema) {
  const auto node =
      ParseYaml("on: yes\nn: 12\nf: 1.5\nq: '12'\nb: true\nz: ~\ntime: 07:00\n", "a.yaml");
  ASSERT_TRUE(node);
  EXPECT_EQ(json::serialize(node->ToJson()),
            R"({"on":"yes","n":12,"f":1.5E0,"q":"12","b":true,"z":null,"time":"07:00"})");
  EXPECT_EQ(node->Find("n")->mark.line, 2);
  EXPECT_EQ(node->Find("n")->mark.column, 4);
}

TEST(ParseYaml, SaysWhereAndWhat) {
  const auto twice = ParseYaml("a: 1\nb: 2\na: 3\n", "a.yaml");
  ASSERT_FALSE(twice);
  EXPECT_EQ(FormatFinding(twice.error()), "a.yaml:3:1: error: key 'a' is given twice");
  EXPECT_FALSE(ParseYaml("a: [1, 2\n", "a.yaml"));
  EXPECT_FALSE(ParseYaml("", "a.yaml"));
}

TEST(ParseYaml, BoundsWhatAliasesGrowTo) {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'j'; ++c) {
    const char p = static_cast<char>(c - 1);
    text += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) text += std::string(i > 0 ? ",*" : "*") + p;
    text += "]\n";
  }
  const auto node = ParseYaml(text, "bomb.yaml");
  ASSERT_FALSE(node);
  EXPECT_NE(node.error().text.find("200,000"), std::string::npos);
}

TEST(ClosestWord, FindsTypingErrors) {
  EXPECT_EQ(ClosestWord("digts", {"digits", "phrases"}), "digits");
  EXPECT_EQ(ClosestWord("zzz", {"digits", "phrases"}), "");
}

}  // namespace
}  // namespace tocsin
