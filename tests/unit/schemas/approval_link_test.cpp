#include "schemas/approval_link.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const ApprovalLink kLink{.question = QuestionId::Derive({"q"}),
                         .contact = "alice",
                         .channel = "ops-phone",
                         .until = TimePoint(std::chrono::seconds(1'800'000'000))};

TEST(ApprovalLink, IsReadBackAsItWasMade) {
  const auto token = ApprovalToken("secret", kLink);
  EXPECT_EQ(token, ApprovalToken("secret", kLink));
  EXPECT_EQ(
      token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  EXPECT_LT(token.size(), 90U);
  const auto read = ReadApprovalToken("secret", token);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->question, kLink.question);
  EXPECT_EQ(read->contact, "alice");
  EXPECT_EQ(read->channel, "ops-phone");
  EXPECT_EQ(read->until, kLink.until);
}

TEST(ApprovalLink, NobodyMakesOrChangesOne) {
  const auto token = ApprovalToken("secret", kLink);
  EXPECT_FALSE(ReadApprovalToken("another", token));
  for (std::size_t i = 0; i + 1 < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ReadApprovalToken("secret", changed)) << i;
    EXPECT_FALSE(ReadApprovalToken("secret", token.substr(0, i))) << i;
  }
  for (const std::string wrong : {"", "=", "%2e", "a b", "ä"})
    EXPECT_FALSE(ReadApprovalToken("secret", wrong)) << wrong;
  EXPECT_FALSE(ReadApprovalToken("secret", std::string(100'000, 'A')));
}

}  // namespace
}  // namespace tocsin
