// Without libFuzzer: gives the entry its seeds, and many changes of them from a fixed seed of
// chance.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace tocsin::fuzz {
namespace {

constexpr std::size_t kLongest = 16 * 1024;
constexpr long kInputs = 1'500;

std::vector<std::string> Seeds() {
  const auto folder = std::filesystem::path(TOCSIN_BINARY_DIR) / "fuzz_seeds" / TOCSIN_FUZZ_NAME;
  const auto script = std::filesystem::path(TOCSIN_SOURCE_DIR) / "tests/fuzz/seeds.py";
  const std::string command =
      "python3 " + script.string() + " " TOCSIN_FUZZ_NAME " " + folder.string();
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> seeds;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return seeds;
}

/// Kept on disk, so that the input that ended the process is there afterwards.
void Give(const std::string& input) {
  static const auto file =
      std::filesystem::path(TOCSIN_BINARY_DIR) / "fuzz_seeds" / TOCSIN_FUZZ_NAME ".last";
  std::ofstream(file, std::ios::binary) << input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(input.data()), input.size());
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}
  std::string Next() {
    std::string text = Seed();
    for (std::size_t i = 0; i <= Below(4); ++i) Change(text);
    return text.substr(0, kLongest);
  }

 private:
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(chance_() % n); }
  const std::string& Seed() { return seeds_[Below(seeds_.size())]; }
  std::string Piece() {
    const auto& other = Seed();
    return other.empty() ? "" : other.substr(Below(other.size()), 1 + Below(24));
  }
  void Change(std::string& text) {
    const std::size_t at = Below(text.size() + 1);
    const std::size_t length = 1 + Below(8);
    switch (Below(6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, Piece());
        break;
      case 2:
        text.replace(at, length, Piece());
        break;
      case 3:
        text.insert(at, 1, static_cast<char>(Below(256)));
        break;
      case 4:
        text.insert(at, text.substr(Below(text.size() + 1), length));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << Below(8)));
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 chance_{1};
};

TEST(Fuzz, KeepsItsPromisesForChangedSeeds) {
  const auto seeds = Seeds();
  ASSERT_FALSE(seeds.empty());
  for (const auto& seed : seeds) Give(seed);
  const char* asked = std::getenv("FUZZ_INPUTS");
  const long inputs = asked == nullptr ? kInputs : std::atol(asked);
  Mutator mutator(seeds);
  for (long i = 0; i < inputs; ++i) Give(mutator.Next());
}

}  // namespace
}  // namespace tocsin::fuzz
