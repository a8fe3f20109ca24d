#include "schemas/access_scope.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AccessScopes, AreReadAndWrittenByWord) {
  std::set<std::string_view> words;
  for (const auto scope : AllAccessScopes()) {
    EXPECT_TRUE(words.insert(WordOf(scope)).second);
    EXPECT_FALSE(MeaningOf(scope).empty());
    const auto read = AccessScopes::Parse({std::string(WordOf(scope))});
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, AccessScopes{scope});
    EXPECT_THAT(read->Words(), ElementsAre(WordOf(scope)));
  }
  EXPECT_THAT(AccessScopes::Parse({"read", "calls", "read"})->Words(),
              ElementsAre("calls", "read"));
}

TEST(AccessScopes, NameTheWordThatIsNone) {
  const auto wrong = AccessScopes::Parse({"read", "events"});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(wrong.error().message,
            "there is no scope 'events'; there are admin, events:write, calls, read, speech");
  EXPECT_FALSE(AccessScopes::Parse({}));
  EXPECT_FALSE(AccessScopes::Parse({""}));
}

TEST(AccessScopes, OnlyAdminAllowsWhatItDoesNotName) {
  const AccessScopes reader = {AccessScope::kRead};
  EXPECT_TRUE(reader.Allows(AccessScope::kRead));
  EXPECT_FALSE(reader.Allows(AccessScope::kAdmin));
  for (const auto scope : AllAccessScopes()) {
    EXPECT_TRUE(AccessScopes{AccessScope::kAdmin}.Allows(scope));
    EXPECT_FALSE(AccessScopes().Allows(scope));
  }
}

TEST(AccessScopes, StoredWordsOfALaterReleaseOpenNothing) {
  EXPECT_EQ(AccessScopes::OfKnown("read billing:read calls"),
            (AccessScopes{AccessScope::kCalls, AccessScope::kRead}));
  EXPECT_THAT(AccessScopes::OfKnown("billing:read").Words(), IsEmpty());
  EXPECT_THAT(AccessScopes::OfKnown("").Words(), IsEmpty());
}

}  // namespace
}  // namespace tocsin
