// links: schemas
#include "schemas/uri_reference.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(UriReference, TakesUrisAndRelativeReferences) {
  for (const auto* good :
       {"https://example.com/errors/x?y=1#z", "urn:uuid:6e8bc430", "/tocsin/ops", "disk-full",
        "//host/path", "mailto:a@b.example", "https://example.com/{id}", "a%20b", "../x", "#x"})
    EXPECT_TRUE(IsUriReference(good)) << good;
  for (const auto* bad : {"", "not a uri", "a b", "https://example.com/ x", "1http://x", ":x",
                          "a%2", "a%zz", "\"x\"", "<x>", "a\\b", "x#y#z", "f\xC3\xBCr", "a\nb"})
    EXPECT_FALSE(IsUriReference(bad)) << bad;
}

TEST(UriReference, AnIriMayHoldCharactersBeyondAscii) {
  EXPECT_TRUE(IsIriReference("/f\xC3\xBCr/x"));
  EXPECT_TRUE(IsIriReference("https://example.com/x"));
  for (const auto* bad : {"", "f\xC3\xBCr x", "a\nb", "\xC3\xBC:<x>"})
    EXPECT_FALSE(IsIriReference(bad)) << bad;
}

TEST(UriReference, KnowsASchemeFromARelativeReference) {
  EXPECT_TRUE(HasUriScheme("https://x"));
  EXPECT_TRUE(HasUriScheme("urn:x"));
  for (const auto* relative : {"disk-full", "/a:b", "a/b:c", "?x:y"})
    EXPECT_FALSE(HasUriScheme(relative)) << relative;
}

}  // namespace
}  // namespace tocsin
