// docs/known-mistakes.md names tests; a name that leads nowhere would promise what nobody holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

std::string WholeFile(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// "Suite.Name" of every test in the tree.
std::set<std::string> TestsOfTheTree() {
  static const std::regex test(R"(\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
  std::set<std::string> all;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(TOCSIN_SOURCE_DIR) / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = WholeFile(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), test), end; at != end; ++at)
      all.insert((*at)[1].str() + '.' + (*at)[2].str());
  }
  return all;
}

TEST(KnownMistakes, EachIsHeldByATestThatIsThere) {
  static const std::regex name(R"(`(?:\w+/)?(\w+\.\w+)`)");
  const auto tests = TestsOfTheTree();
  std::istringstream page(WholeFile(fs::path(TOCSIN_SOURCE_DIR) / "docs" / "known-mistakes.md"));
  int mistakes = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ") || line.starts_with("| Mistake")) continue;
    ++mistakes;
    int named = 0;
    for (std::sregex_iterator at(line.begin(), line.end(), name), end; at != end; ++at) {
      ++named;
      EXPECT_TRUE(tests.contains((*at)[1].str())) << (*at)[1] << " is named in: " << line;
    }
    EXPECT_GT(named, 0) << "no test holds it: " << line;
  }
  EXPECT_GE(mistakes, 38);
}

}  // namespace
}  // namespace tocsin
