#include "schemas/sealed_text.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(SealedText, IsReadByWhoHasTheKey) {
  for (const std::string& text : {std::string(), std::string("nginx has stopped"),
                                  std::string("a\0b", 3), std::string(5000, 'x')}) {
    const auto sealed = SealText("key", text);
    EXPECT_EQ(sealed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_"),
              std::string::npos);
    EXPECT_EQ(sealed.find("nginx"), std::string::npos);
    EXPECT_EQ(OpenSealedText("key", sealed), text);
    EXPECT_NE(SealText("key", text), sealed);
    EXPECT_FALSE(OpenSealedText("other", sealed));
  }
}

TEST(SealedText, RefusesEveryAlteration) {
  const auto sealed = SealText("key", "approve");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] = altered[i] == 'A' ? 'Q' : 'A';
    EXPECT_FALSE(OpenSealedText("key", altered)) << i;
    EXPECT_FALSE(OpenSealedText("key", sealed.substr(0, i))) << i;
  }
  EXPECT_FALSE(OpenSealedText("key", sealed + "A"));
  EXPECT_FALSE(OpenSealedText("key", "===="));
}

}  // namespace
}  // namespace tocsin
