// links: schemas
#include "schemas/masking.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(MaskPhone, KeepsFirstDigitAndTheLastThree) {
  EXPECT_EQ(MaskPhone("+15559876543"), "+1*******543");
  EXPECT_EQ(MaskPhone("15559876543"), "1*******543");
  EXPECT_EQ(MaskPhone("+12345"), "******");
  EXPECT_EQ(MaskPhone(""), "");
}

TEST(MaskUrl, HidesPasswords) {
  EXPECT_EQ(MaskUrl("postgresql://app:ge@heim@host:5432/db?x=1"),
            "postgresql://app:****@host:5432/db?x=1");
  EXPECT_EQ(MaskUrl("postgresql://app@host/db?password=geheim&x=1"),
            "postgresql://app@host/db?password=****&x=1");
  EXPECT_EQ(MaskUrl("host=a password='a \\' b' user=c"), "host=a password=**** user=c");
  EXPECT_EQ(MaskUrl("host=a password=geheim"), "host=a password=****");
  EXPECT_EQ(MaskUrl("https://host/a:b@c"), "https://host/a:b@c");
  EXPECT_EQ(MaskUrl("https://host/a?token=geheim&b&c=d#e"), "https://host/a?token=****&b&c=****#e");
  EXPECT_EQ(MaskUrl("https://a:geheim@host?key=geheim=="), "https://a:****@host?key=****");
  EXPECT_EQ(MaskUrl("postgresql://host/db?sslmode=require"),
            "postgresql://host/db?sslmode=require");
}

}  // namespace
}  // namespace tocsin
