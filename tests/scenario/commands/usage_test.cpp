#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exit_codes.hpp"
#include "schemas/json.hpp"
#include "tests/harness/site.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// The command line as somebody meets it who does not know it, in an empty folder.
class Usage : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("tocsin_usage_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  harness::Finished Tocsin(std::vector<std::string> words,
                           std::map<std::string, std::string> environment = {}) {
    words.insert(words.begin(), harness::Binary("tocsin"));
    return harness::Run({.command = std::move(words),
                         .environment = std::move(environment),
                         .folder = folder_.string()});
  }
  /// What is said on stderr to wrong words.
  std::string Misuse(std::vector<std::string> words) {
    const auto done = Tocsin(std::move(words));
    EXPECT_EQ(done.exit, kUsage);
    EXPECT_THAT(done.output, IsEmpty());
    return done.errors;
  }
  void Write(const std::string& file, std::string_view text) {
    std::ofstream(folder_ / file) << text;
  }

  std::filesystem::path folder_;
};

TEST_F(Usage, TheCheckOfSettingsFindsWhatAStartRefuses) {
  Write("tocsin.yaml", R"(bus:
  brokers: '127.0.0.1:9092'
  client: {foo.bar: '1'}
  in: [{topic: raw, type: t, data: '{a: '}]
store: {url: 'postgresql://127.0.0.1:1/x'}
http: {tls: {certificate: none.pem, key: none.key}}
bridge:
  deliveries:
    - {name: n8n, url: 'http://127.0.0.1:9/x', secret: 'whsec_not base64!'}
    - {name: mail, url: 'http://127.0.0.1:9/x', when: '.data.a | selct(.b)'}
    - {name: chat, url: 'http://127.0.0.1:9/x', when: '.data.a | test("(")'}
    - {name: page, url: 'http://127.0.0.1:9/x', types: [tocsin.alert.raised], when: '.data.titel'}
)");
  const auto check = Tocsin({"config", "check"});
  const auto run = Tocsin({"run"});
  EXPECT_EQ(check.exit, kFailed);
  EXPECT_EQ(run.exit, kFailed);
  for (const auto* place :
       {"tocsin.yaml:3:21: error: setting bus.client.foo.bar",
        "tocsin.yaml:4:41: error: bus.in[0].data: syntax error", "http.tls.key: the file",
        "tocsin.yaml:9:56: error: reading delivery 'n8n': secret",
        "tocsin.yaml:10:66: error: reading delivery 'mail': when: selct/1 is not defined; did you "
        "mean select/1?",
        "tocsin.yaml:11:71: warning: reading delivery 'chat': when: the regular expression",
        "tocsin.yaml:12:92: warning: reading delivery 'page': when: tocsin.alert.raised has no "
        "field 'titel'; did you mean 'title'?"}) {
    EXPECT_THAT(check.output, HasSubstr(place));
    EXPECT_THAT(run.errors, HasSubstr(place));
  }
}

TEST_F(Usage, AloneItSaysWhatThereIsAndWhereToBegin) {
  const auto alone = Tocsin({});
  EXPECT_EQ(alone.exit, kUsage);
  EXPECT_THAT(alone.errors, IsEmpty());
  EXPECT_THAT(alone.output, AllOf(StartsWith("tocsin "), HasSubstr("tocsin run --embedded")));
  for (const char* command : {"run", "migrate", "keys", "lint", "exec", "test", "explain", "config",
                              "selfcheck", "webhook", "schema"})
    EXPECT_THAT(alone.output, HasSubstr("\n  " + std::string(command) + ' '));
  EXPECT_THAT(alone.output, AllOf(HasSubstr("--config FILE"), HasSubstr("--version")));

  const auto help = Tocsin({"--help"});
  EXPECT_EQ(help.exit, kDone);
  EXPECT_EQ(help.output, alone.output) << "asking for help gives no less";
}

TEST_F(Usage, EveryCommandHasHelpWithAnExample) {
  const std::vector<std::vector<std::string>> commands = {{"run"},
                                                          {"lint"},
                                                          {"exec"},
                                                          {"test"},
                                                          {"migrate"},
                                                          {"keys"},
                                                          {"keys", "create"},
                                                          {"keys", "list"},
                                                          {"keys", "revoke"},
                                                          {"erase"},
                                                          {"explain"},
                                                          {"config"},
                                                          {"config", "check"},
                                                          {"config", "show"},
                                                          {"schema"},
                                                          {"selfcheck"},
                                                          {"webhook"},
                                                          {"webhook", "probe"}};
  for (auto words : commands) {
    words.emplace_back("--help");
    const auto help = Tocsin(words);
    EXPECT_EQ(help.exit, kDone);
    EXPECT_THAT(help.output, AllOf(HasSubstr("Usage: "), HasSubstr("Example:\n  ")));
    EXPECT_THAT(help.errors, IsEmpty());
  }
  EXPECT_THAT(Tocsin({"--version"}).output, StartsWith("tocsin 0."));
}

TEST_F(Usage, WrongWordsGetAHint) {
  EXPECT_EQ(Misuse({"rnu"}),
            "tocsin: there is no command 'rnu'; did you mean 'run'?\nTry: tocsin --help\n");
  EXPECT_EQ(
      Misuse({"--config", "x.yaml", "keys", "lst"}),
      "tocsin keys: there is no command 'lst'; did you mean 'list'?\nTry: tocsin keys --help\n");
  EXPECT_THAT(Misuse({"run", "--embeded"}), HasSubstr("tocsin run: there is no option '--embeded'; "
                                                      "did you mean '--embedded'?"));
  EXPECT_THAT(Misuse({"config"}), HasSubstr("tocsin config: say what (check, show)"));
  EXPECT_THAT(Misuse({"explain"}), HasSubstr("tocsin explain: id is required"));
  EXPECT_THAT(Misuse({"run", "--wait", "soon"}), HasSubstr("--wait"));
  EXPECT_THAT(Misuse({"keys", "create", ""}), HasSubstr("a name has 1 to 100 bytes"));
  EXPECT_EQ(Misuse({"keys", "create", "n8n", "--scope", "read,write"}),
            "tocsin keys create: there is no scope 'write'; there are admin, events:write, calls, "
            "read, speech\n");
  EXPECT_EQ(Misuse({"keys", "create", "n8n", "--expires", "soon"}),
            "tocsin keys create: --expires takes 1m to 3660d, such as 90d, not 'soon'\n");
}

TEST_F(Usage, NamesOfLaterReleasesAreNotTakenForSomethingElse) {
  for (const char* name : {"audio", "stt", "tts", "recording", "analytics"})
    EXPECT_THAT(Misuse({name, "x"}),
                StartsWith("tocsin " + std::string(name) + ": not built yet in this release"));
}

TEST_F(Usage, WhatTheStartNeedsIsSaidWithARemedy) {
  const std::map<std::string, std::string> away = {
      {"DATABASE_URL", "postgresql://u:pw@127.0.0.1:1/x"}, {"KAFKA_BROKERS", "127.0.0.1:1"}};
  const auto down = Tocsin({"run", "--wait", "1s"}, away);
  EXPECT_EQ(down.exit, kUnreachable);
  EXPECT_THAT(down.errors,
              AllOf(HasSubstr("gave up on database postgresql://u:****@127.0.0.1:1/x after 1s"),
                    HasSubstr("is it running, and is store.url (DATABASE_URL) its address?")));

  Write("file", "");
  const auto data = Tocsin({"run", "--data", "file/x"}, away);
  EXPECT_EQ(data.exit, kFailed);
  EXPECT_THAT(data.errors, HasSubstr("name a folder that can be written with --data"));

  const auto url = Tocsin({"run"}, {{"DATABASE_URL", "mysql://x"}, {"KAFKA_BROKERS", "k:1"}});
  EXPECT_EQ(url.exit, kFailed);
  EXPECT_THAT(url.errors, AllOf(HasSubstr("store.url (DATABASE_URL) must be a PostgreSQL address"),
                                Not(HasSubstr("no database"))));

  Write("tocsin.yaml", "workflows: {path: nowhere}\n");
  const auto folder = Tocsin({"run"}, away);
  EXPECT_EQ(folder.exit, kFailed);
  EXPECT_THAT(folder.errors, HasSubstr("tocsin.yaml:1:19: error: workflows.path: there is no file "
                                       "or folder 'nowhere' (working folder "));
}

TEST_F(Usage, WithoutADatabaseCommandsNameBothWays) {
  for (const auto& words :
       {std::vector<std::string>{"explain", "a1"}, {"keys", "list"}, {"migrate"}}) {
    const auto done = Tocsin(words);
    EXPECT_EQ(done.exit, kFailed);
    EXPECT_THAT(done.errors, AllOf(HasSubstr("set store.url"), HasSubstr("DATABASE_URL"),
                                   HasSubstr("tocsin run --embedded"), HasSubstr("--data")));
  }
}

TEST_F(Usage, MigrationsAreVerifiedForPrograms) {
  const auto done = Tocsin({"migrate", "--verify", "--format", "json"},
                           {{"DATABASE_URL", "postgresql://u:pw@127.0.0.1:1/x"}});
  EXPECT_EQ(done.exit, kUnreachable);
  const auto report = ParseJson(done.output);
  ASSERT_TRUE(report) << done.output;
  EXPECT_EQ(report->at("up_to_date"), false);
  EXPECT_THAT(std::string(report->at("error").as_string()), HasSubstr("127.0.0.1"));
}

}  // namespace
}  // namespace tocsin
