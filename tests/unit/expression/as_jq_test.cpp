// links: expression
//
// What the comparison with jq 1.8.2 found, as jq has it.
#include "expression_fixture.hpp"

namespace tocsin {
namespace {

using AsJq = ExpressionFixture;

TEST_F(AsJq, NanIsFinite) {
  EXPECT_EQ(Text("[nan | finites, normals, isfinite, isinfinite, isnan]"),
            "[null,true,false,true]");
}

TEST_F(AsJq, SplitTakesItsExpressionBeforeItsFlags) {
  EXPECT_EQ(Text("[split(empty; error)]", json::value("x")), "[]");
  EXPECT_EQ(Text(R"_([split(("a", "b"); null, "x")])_", json::value("bab")),
            R"([["b","b"],["b","b"],["","a",""],["","a",""]])");
}

TEST_F(AsJq, ThePartsOfNullHaveKeysThatCanBeKeys) {
  EXPECT_EQ(Text(R"_([getpath(["a", 0, {"start": 1}])])_"), "[null]");
  EXPECT_EQ(Text(R"_(try getpath(["a", null]) catch .)_"),
            "\"Cannot index null with null (null)\"");
  EXPECT_EQ(Text(R"_(try getpath(["a", true]) catch .)_", json::object()),
            "\"Cannot index null with boolean (true)\"");
}

TEST_F(AsJq, NothingStandsNowhereInAList) {
  EXPECT_EQ(Text("[indices([]), index([]), rindex([])]", json::array{1, 2}), "[[],null,null]");
}

TEST_F(AsJq, TrueNeitherContainsNorLacksFalse) {
  EXPECT_EQ(Text("[true | contains(true)]"), "[true]");
  EXPECT_EQ(Text("[[true] | contains([false])]"), "[false]");
  EXPECT_EQ(Text("try (true | contains(false)) catch ."),
            "\"boolean (true) and boolean (false) cannot have their containment checked\"");
}

/// What is raised behind a `try` goes on to the next pattern inside of it; what that raises is its
/// own to catch.
TEST_F(AsJq, TryCatchesWhatAFurtherPatternRaises) {
  EXPECT_EQ(
      Text(
          R"_([(try (. as $x ?// {$a} | "z") catch "caught") | if . == "z" then error else . end])_",
          json::value(1)),
      R"(["caught"])");
  EXPECT_EQ(
      Text(R"_(try ([(try (1, 2) catch 5) | if . == 2 then error("q") else . end]) catch .)_"),
      R"("q")");
}

}  // namespace
}  // namespace tocsin
