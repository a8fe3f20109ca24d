#include "schemas/ip_network.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace tocsin {
namespace {

bool IsIn(std::string_view address, std::string_view network) {
  const auto parsed = IpNetwork::Parse(network);
  const auto bytes = ParseIpAddress(address);
  EXPECT_TRUE(parsed) << network;
  EXPECT_TRUE(bytes) << address;
  return parsed && bytes && parsed->Contains(*bytes);
}

TEST(IpNetwork, HasTheAddressesThatShareItsFirstBits) {
  EXPECT_TRUE(IsIn("52.203.14.206", "52.203.14.206"));
  EXPECT_FALSE(IsIn("52.203.14.207", "52.203.14.206"));
  for (const auto* in : {"103.1.2.0", "103.1.3.255"}) EXPECT_TRUE(IsIn(in, "103.1.2.0/23")) << in;
  for (const auto* out : {"103.1.1.255", "103.1.4.0"}) EXPECT_FALSE(IsIn(out, "103.1.2.0/23"));
  EXPECT_TRUE(IsIn("103.1.3.9", "103.1.2.77/23"));
  EXPECT_TRUE(IsIn("2001:db8:7fff::1", "2001:db8::/33"));
  EXPECT_FALSE(IsIn("2001:db8:8000::1", "2001:db8::/33"));
  EXPECT_TRUE(IsIn("::1", "::1"));
}

TEST(IpNetwork, TakesAnIpv4AddressAndItsMappedFormForTheSame) {
  EXPECT_TRUE(IsIn("::ffff:10.1.2.3", "10.0.0.0/8"));
  EXPECT_TRUE(IsIn("10.1.2.3", "::ffff:10.0.0.0/104"));
  EXPECT_TRUE(IsIn("10.1.2.3", "0.0.0.0/0"));
  EXPECT_FALSE(IsIn("10.1.2.3", "::/0"));
  EXPECT_FALSE(IsIn("2001:db8::1", "0.0.0.0/0"));
  EXPECT_TRUE(IsIn("2001:db8::1", "::/0"));
}

TEST(IpNetwork, RefusesWhatIsNeither) {
  for (const auto* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/-96", "10.0.0.0/8 ",
        "10.0.0/8", "::/129", "::1/x", "fe80::1%eth0", "host", "10.0.0.0/8/8", "10.0.0.0/ 8"})
    EXPECT_FALSE(IpNetwork::Parse(text)) << text;
}

}  // namespace
}  // namespace tocsin
