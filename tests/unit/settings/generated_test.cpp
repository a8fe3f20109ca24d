// links: reference settings schemas
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <regex>
#include <sstream>

#include "workers/reference/generate.hpp"
#include "workers/settings/environment.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}
std::string AllFindings(const LoadedSettings& loaded) {
  std::string out;
  for (const auto& finding : loaded.findings) out += FormatFinding(finding) + '\n';
  return out;
}
/// Takes away the '#' of everything that is switched off; prose is "# text".
std::string SwitchOn(const std::string& text) {
  return std::regex_replace(text, std::regex("(^|\n)( *)#([^ \n]| {2,})"), "$1$2$3");
}

/// TOCSIN_REGENERATE=1 writes the files instead of comparing them.
TEST(Generated, FilesAreAsCommitted) {
  const std::filesystem::path source = TOCSIN_SOURCE_DIR;
  if (std::getenv("TOCSIN_REGENERATE") != nullptr) {
    ASSERT_TRUE(WriteFiles(source, GeneratedFiles()));
  }
  for (const auto& file : GeneratedFiles()) {
    EXPECT_EQ(ReadFile(source / file.path), file.text)
        << file.path << ": run tools/check-generated --write";
  }
}

TEST(Generated, ConfigurationIsReadWithoutFindingsAndSaysTheDefaults) {
  const auto loaded =
      LoadSettings({.file_text = SampleConfiguration(), .dotenv_text = SampleDotEnv()});
  EXPECT_EQ(AllFindings(loaded), "");
  EXPECT_EQ(EncodeJson(loaded.settings), EncodeJson(Settings{}));
}

TEST(Generated, ConfigurationIsReadWhenEverythingIsSwitchedOn) {
  const auto folder = std::filesystem::temp_directory_path();
  auto text = std::regex_replace(SwitchOn(SampleConfiguration()), std::regex(R"(\$\{file:[^}]*\})"),
                                 "from-a-file");
  const auto loaded =
      LoadSettings({.working_folder = folder,
                    .environment = {{"N8N_WEBHOOK_SECRET", "s"},
                                    {"TWILIO_AUTH_TOKEN_PREVIOUS", "p"},
                                    {"EXOTEL_API_KEY", "k"},
                                    {"EXOTEL_WEBHOOK_SECRET", "24-letters-and-digits-or-more"},
                                    {"ALICE_PIN", "4711"}},
                    .file_text = text,
                    .dotenv_text = ""});
  EXPECT_EQ(AllFindings(loaded), "") << text;

  // Every field of every table has a place in the file.
  std::function<void(const FieldTable&, const std::string&)> check =
      [&](const FieldTable& table, const std::string& prefix) {
        for (const auto& field : table.Fields()) {
          if (field.type == nullptr) continue;
          const auto path = prefix + std::string(field.name);
          EXPECT_TRUE(loaded.origins.contains(path)) << path;
          const std::string suffix = field.type->PathSuffix() == "[]" ? "[0]." : ".";
          if (field.type->Table() != nullptr) check(*field.type->Table(), path + suffix);
        }
      };
  check(Settings::Spec(), "");
}

TEST(Generated, DotEnvHasEveryNameAndFourToFillIn) {
  const auto sample = ParseDotEnv(SampleDotEnv(), ".env");
  EXPECT_TRUE(sample.findings.empty());
  EXPECT_EQ(sample.values.size(), 4u);
  const auto whole = ParseDotEnv(SwitchOn(SampleDotEnv()), ".env");
  EXPECT_TRUE(whole.findings.empty());
  for (const auto& name : EnvironmentNames())
    EXPECT_TRUE(whole.values.contains(name.name)) << name.name;
  EXPECT_EQ(whole.values.size(), EnvironmentNames().size());
}

TEST(EnvironmentNames, PointAtSettingsThatExist) {
  std::function<bool(const FieldTable&, std::string_view)> exists = [&](const FieldTable& table,
                                                                        std::string_view path) {
    const auto dot = path.find('.');
    for (const auto& field : table.Fields()) {
      if (field.type == nullptr || field.name != path.substr(0, dot)) continue;
      return dot == std::string_view::npos ? field.type->Table() == nullptr
                                           : exists(*field.type->Table(), path.substr(dot + 1));
    }
    return false;
  };
  for (const auto& name : EnvironmentNames()) {
    if (name.setting.empty() || name.setting.starts_with(kN8nDelivery)) continue;
    EXPECT_TRUE(exists(Settings::Spec(), name.setting)) << name.setting;
  }
}

}  // namespace
}  // namespace tocsin::compose
