// links: speech
#include "adapters/speech/model_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "adapters/speech/ears.hpp"

namespace tocsin::speech {
namespace {

/// An empty folder that goes with the test.
class ModelsFolder {
 public:
  ModelsFolder()
      : path_(std::filesystem::temp_directory_path() / ("models-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~ModelsFolder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }
  void Put(const ModelFile& file, std::string_view bytes) const {
    const auto path = path_ / file.name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path path_;
};

TEST(ModelFiles, AreThoseThatToolsModelsFetches) {
  std::ifstream stream(TOCSIN_SOURCE_DIR "/tools/models");
  const std::string tool((std::istreambuf_iterator<char>(stream)), {});
  for (const auto* file : ModelFiles()) {
    const auto name = tool.find('"' + std::string(file->name) + '"');
    ASSERT_NE(name, std::string::npos) << file->name;
    const auto sum = tool.find('"' + std::string(file->sha256) + '"', name);
    ASSERT_NE(sum, std::string::npos) << file->name << " has another sum";
    EXPECT_LT(sum - name, 200U) << file->name << ": the sum stands beside another file";
  }
}

TEST(ModelFiles, AMissingOneIsNamedWithWhatMendsIt) {
  const ModelsFolder folder;
  const auto ears = LoadEars({.models = folder.path()});
  ASSERT_FALSE(ears.has_value());
  EXPECT_EQ(ears.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(ears.error().message,
            "loading speech models: onnxruntime-1.32.0/libonnxruntime.so in " + folder.path() +
                " is missing; tools/models fetches it");
}

TEST(ModelFiles, ACutOneIsNotOpened) {
  const ModelsFolder folder;
  folder.Put(kOnnxLibrary, "\177ELF");
  const auto ears = LoadEars({.models = folder.path()});
  ASSERT_FALSE(ears.has_value());
  EXPECT_EQ(ears.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(ears.error().message.find("is cut or changed; tools/models fetches it"),
            std::string::npos)
      << ears.error().message;
}

TEST(ModelFiles, AWholeOneIsRead) {
  const ModelsFolder folder;
  const ModelFile hello = {"a/hello",
                           "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"};
  folder.Put(hello, "hello");
  EXPECT_EQ(ReadModelFile(folder.path(), hello).value(), "hello");
  folder.Put(hello, "hello!");
  EXPECT_FALSE(ReadModelFile(folder.path(), hello).has_value());
}

}  // namespace
}  // namespace tocsin::speech
