// links: registry
// Ours against bytes that the Python packages fastavro and protobuf wrote, from a seed of chance.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/registry/avro_schema.hpp"
#include "adapters/registry/protobuf_schema.hpp"
#include "schemas/hex.hpp"
#include "schemas/json.hpp"

namespace tocsin::registry {
namespace {

constexpr const char* kProto = R"(
syntax = "proto3";
package shop;
message Order {
  int64 nr = 1; string host_name = 2; double load = 3; bytes raw = 4; bool up = 5; sint32 small = 6;
  fixed64 big = 7; repeated int32 parts = 8; repeated Line lines = 9; Level level = 10;
  message Line { string text = 1; Line below = 2; }
}
enum Level { LOW = 0; HIGH = 1; }
)";

/// Lines of the script, by tabs; none where the package cannot be had.
std::optional<std::vector<std::vector<std::string>>> Made(const std::string& package,
                                                          const std::string& script) {
  const std::string tool = std::string(TOCSIN_SOURCE_DIR) + "/tools/python-with " + package;
  const int status = std::system((tool + " >/dev/null").c_str());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 3) return std::nullopt;
  std::FILE* const out =
      popen((tool + ' ' + TOCSIN_SOURCE_DIR + "/tests/contract/registry/" + script).c_str(), "r");
  std::string text;
  std::array<char, 4096> piece{};
  while (const auto size = std::fread(piece.data(), 1, piece.size(), out))
    text.append(piece.data(), size);
  EXPECT_EQ(pclose(out), 0);
  std::vector<std::vector<std::string>> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.emplace_back();
    std::string_view line = std::string_view(text).substr(at, end - at);
    for (;;) {
      const auto tab = line.find('\t');
      lines.back().emplace_back(line.substr(0, tab));
      if (tab == std::string_view::npos) break;
      line.remove_prefix(tab + 1);
    }
    at = end + 1;
  }
  return lines;
}

std::string BytesOf(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(HexValue(hex[i]) * 16 + HexValue(hex[i + 1]));
  return bytes;
}

/// Of numbers the value counts, not how they are written.
void ExpectSame(const std::string& ours, const std::string& theirs, const std::string& about) {
  const auto a = ParseJson(ours), b = ParseJson(theirs);
  ASSERT_TRUE(a) << ours << " of " << about;
  ASSERT_TRUE(b) << theirs;
  EXPECT_EQ(CanonicalJson(*a), CanonicalJson(*b)) << about;
}

TEST(PythonValues, AvroOfFastavro) {
  const auto lines = Made("fastavro", "avro_values.py");
  if (!lines) GTEST_SKIP() << "the package fastavro cannot be had";
  ASSERT_EQ(lines->size(), 1'200U);
  for (const auto& line : *lines) {
    ASSERT_EQ(line.size(), 3U);
    const auto schema = MakeAvroSchema(line[0]);
    ASSERT_TRUE(schema) << schema.error().message << '\n' << line[0];
    const auto ours = (*schema)->ToJson(BytesOf(line[1]));
    ASSERT_TRUE(ours) << ours.error().message << '\n' << line[0] << '\n' << line[1];
    ExpectSame(*ours, line[2], line[0]);
  }
}

TEST(PythonValues, ProtobufOfItsPythonPackage) {
  const auto lines = Made("protobuf", "protobuf_values.py");
  if (!lines) GTEST_SKIP() << "the package protobuf cannot be had";
  ASSERT_EQ(lines->size(), 300U);
  const auto schema = MakeProtobufSchema(kProto);
  ASSERT_TRUE(schema) << schema.error().message;
  for (const auto& line : *lines) {
    ASSERT_EQ(line.size(), 2U);
    const auto ours = (*schema)->ToJson(BytesOf(line[0]));
    ASSERT_TRUE(ours) << ours.error().message << '\n' << line[0];
    ExpectSame(*ours, line[1], line[0]);
  }
}

}  // namespace
}  // namespace tocsin::registry
