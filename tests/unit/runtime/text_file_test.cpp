#include "workers/runtime/text_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace tocsin::runtime {
namespace {

TEST(TextFile, IsReadWholeAndWhatCannotBeReadIsSaid) {
  const auto folder = std::filesystem::path(testing::TempDir());
  const auto file = folder / "tocsin_text_file.yaml";
  const std::string bytes("a: 1\r\n\0\xff", 8);
  std::ofstream(file, std::ios::binary) << bytes;
  EXPECT_EQ(ReadTextFile(file), bytes);
  std::ofstream(file, std::ios::binary | std::ios::trunc);
  EXPECT_EQ(ReadTextFile(file), "");
  std::filesystem::remove(file);

  const auto missing = ReadTextFile(file);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(missing.error().message, "No such file or directory");
  EXPECT_FALSE(ReadTextFile(folder));
}

}  // namespace
}  // namespace tocsin::runtime
