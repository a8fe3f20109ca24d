#include "adapters/carrier_kind.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "adapters/account_settings.hpp"
#include "fakes/scripted_http_client.hpp"

namespace tocsin {
namespace {

/// An account of the examples that its table gives of its parts.
AccountSettings ExampleOf(const CarrierKind& kind) {
  AccountSettings account(kind);
  DecodeReport report;
  const auto examples = kind.Table().Example();
  json::object given;
  for (const auto& part : kind.Facts().parts)
    if (const auto* example = examples.if_contains(part.key)) given[part.key] = *example;
  const json::value example = std::move(given);
  kind.Table().Decode(InputValue(example), Place{}, report, account.Address());
  EXPECT_TRUE(report.faults.empty()) << kind.Name() << ": " << Describe(report.faults.front());
  return account;
}

TEST(CarrierKinds, AreTheFolders) {
  std::set<std::string> folders, names;
  const std::filesystem::path root(TOCSIN_SOURCE_DIR);
  for (const auto& entry : std::filesystem::directory_iterator(root / "adapters/telephony"))
    if (entry.is_directory()) folders.insert(entry.path().filename().string());
  for (const auto& kind : CarrierKinds()) names.insert(kind->Name());
  EXPECT_EQ(names, folders);
}

TEST(CarrierKinds, AreWhatTheirProvidersSay) {
  fakes::ScriptedHttpClient client;
  for (const auto& kind : CarrierKinds()) {
    const auto account = ExampleOf(*kind);
    ASSERT_TRUE(account.Complete()) << kind->Name();
    const auto provider = kind->Make(account, client);
    ASSERT_NE(provider, nullptr);
    const auto& can = provider->Capabilities();
    const auto& paths = kind->Facts().paths;
    EXPECT_EQ(can.name, kind->Name());
    EXPECT_EQ(can.from, account.Number());
    EXPECT_EQ(can.webhook_path.substr(0, paths.webhooks.size()), paths.webhooks);
    if (!paths.secret) EXPECT_EQ(can.webhook_path, paths.webhooks);
    if (can.live_audio) EXPECT_EQ(can.live_audio->socket_path, paths.sockets);
    EXPECT_EQ(kind->MakeTexts(account, client) != nullptr, kind->Facts().sends_texts);
  }
}

TEST(CarrierKinds, HaveDoorsOfTheirOwn) {
  std::set<std::string, std::less<>> doors;
  for (const auto& kind : CarrierKinds()) {
    const auto& paths = kind->Facts().paths;
    std::vector<std::string> all(paths.inbound);
    for (const auto path : {paths.webhooks, paths.sockets, paths.relay, paths.texts})
      if (!path.empty()) all.emplace_back(path);
    for (const auto& path : all)
      EXPECT_TRUE(doors.insert(path).second) << kind->Name() << ": " << path;
  }
}

// A kind that nothing but this test knows.
struct TestSettings {
  std::string account, from;
  Secret token;
  std::string api_url = "https://api.example.com";
  static const FieldTable& Spec();
};
const FieldTable& TestSettings::Spec() {
  static const FieldTable table = TableOf<TestSettings>(
      "test", "Of a test.",
      {FieldOf<&TestSettings::account>("account", "Its name."),
       FieldOf<&TestSettings::from>("from", "Our number.", {.shown = Shown::kPhone}),
       FieldOf<&TestSettings::token>("token", "Its key."),
       FieldOf<&TestSettings::api_url>("api_url", "Where.")});
  return table;
}

class TestKind final : public CarrierKind {
 public:
  explicit TestKind(std::string_view name, int place)
      : CarrierKind({.name = name,
                     .title = "Test",
                     .place = place,
                     .paths = {.webhooks = "/api/voice/test"},
                     .account = ShapeOf<TestSettings>(),
                     .parts = {{"account", "?"}, {"token", "?"}, {"from", "?"}},
                     .variables = {{"T_FROM", "from", ""},
                                   {"T_ACCOUNT", "account", ""},
                                   {"T_TOKEN", "token", "", true}},
                     .speaker = ""}) {}
  std::shared_ptr<TelephonyProvider> Make(const AccountSettings&, HttpClient&) const override {
    return nullptr;
  }
};

TEST(CarrierKind, SaysWhatAnAccountLacks) {
  const TestKind kind("test", 1);
  AccountSettings account(kind);
  const auto give = [&](std::string_view key, std::string_view text) {
    ReadKindly(kind.Table(), json::object{{key, text}}, account.Address());
  };
  EXPECT_EQ(kind.Variables(), "T_ACCOUNT, T_TOKEN and T_FROM");
  EXPECT_EQ(kind.KeyVariables(), "T_ACCOUNT and T_TOKEN");
  EXPECT_EQ(kind.Setting("token"), "telephony.test.token");
  EXPECT_EQ(kind.ApiUrl(account), "https://api.example.com");
  EXPECT_FALSE(account.Complete());
  give("account", "a1");
  give("from", "+15551234567");
  EXPECT_EQ(account.Number(), "+15551234567");
  EXPECT_FALSE(account.HasSecret());
  EXPECT_FALSE(account.Complete());
  give("token", "t");
  EXPECT_TRUE(account.HasSecret());
  EXPECT_TRUE(account.Complete());
  EXPECT_EQ(account.As<TestSettings>().token.Reveal(), "t");
  EXPECT_THROW(account.As<std::string>(), std::bad_any_cast);  // of another kind
}

TEST(CarrierKind, StandsInItsPlace) {
  CarrierKindRegistry registry;
  registry.Add(std::make_unique<TestKind>("last", 3));
  registry.Add(std::make_unique<TestKind>("first", 1));
  registry.Add(std::make_unique<TestKind>("before", 3));
  std::vector<std::string> names;
  for (const auto& kind : std::move(registry).Sorted()) names.push_back(kind->Name());
  EXPECT_THAT(names, testing::ElementsAre("first", "before", "last"));
}

}  // namespace
}  // namespace tocsin
