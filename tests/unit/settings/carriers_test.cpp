// links: settings
// What follows from a kind of carrier without another line: asked of all that there are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "workers/settings/changes.hpp"
#include "workers/settings/environment.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class EveryCarrier : public testing::TestWithParam<std::size_t> {
 protected:
  const CarrierKind& Kind() const { return *CarrierKinds().at(GetParam()); }

  /// The values of the table's examples for these parts, by their variables.
  std::map<std::string, std::string, std::less<>> Variables(
      const std::function<bool(const CarrierPart&)>& wanted) const {
    std::map<std::string, std::string, std::less<>> out;
    const auto example = Kind().Table().Example();
    for (const auto& part : Kind().Facts().parts)
      if (wanted(part))
        out.emplace(Kind().VariableOf(part).name,
                    IsSecret(part) ? "geheim" : TextOf(example, part.key));
    return out;
  }
  bool IsSecret(const CarrierPart& part) const {
    const auto& fields = Kind().Table().Fields();
    return std::ranges::find(fields, part.key, &Field::name)->type == &TypeOf<Secret>();
  }
  static std::string TextOf(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
  }
  static std::vector<std::string> TextsOf(const std::vector<Finding>& findings) {
    std::vector<std::string> out;
    for (const auto& finding : findings) out.push_back(FormatFinding(finding));
    return out;
  }
};

INSTANTIATE_TEST_SUITE_P(There, EveryCarrier, testing::Range(std::size_t{0}, CarrierKinds().size()),
                         [](const auto& tried) { return CarrierKinds()[tried.param]->Name(); });

const Field* FieldNamed(const FieldTable& table, std::string_view name) {
  const auto found = std::ranges::find(table.Fields(), name, &Field::name);
  return found == table.Fields().end() ? nullptr : &*found;
}

TEST_P(EveryCarrier, IsASectionARouteAndARate) {
  const auto* section = FieldNamed(TelephonySettings::Spec(), Kind().Facts().name);
  ASSERT_NE(section, nullptr);
  EXPECT_EQ(section->type->Table(), &Kind().Table());
  EXPECT_THAT(FieldNamed(RouteSettings::Spec(), "provider")->rules.allowed,
              Contains(Kind().Facts().name));
  EXPECT_THAT(FieldNamed(RouteSettings::Spec(), "then")->rules.allowed,
              Contains(Kind().Facts().name));
  EXPECT_THAT(FieldNamed(RateOfCalls::Spec(), "provider")->rules.allowed,
              Contains(Kind().Facts().name));
}

TEST_P(EveryCarrier, HasWhatAllAreAskedFor) {
  EXPECT_NE(FieldNamed(Kind().Table(), "api_url"), nullptr);
  const auto& parts = Kind().Facts().parts;
  EXPECT_EQ(std::ranges::count_if(parts, [&](const auto& part) { return Kind().IsNumber(part); }),
            1);
  for (const auto& part : parts) EXPECT_FALSE(part.question.empty()) << part.key;
  EXPECT_THAT(std::string(Kind().Facts().paths.webhooks), testing::StartsWith("/api/voice/"));
}

TEST_P(EveryCarrier, HasItsNamesInTheEnvironment) {
  for (const auto& variable : Kind().Facts().variables) {
    const auto found = std::ranges::find(EnvironmentNames(), variable.name, &EnvironmentName::name);
    ASSERT_NE(found, EnvironmentNames().end()) << variable.name;
    EXPECT_EQ(found->setting, Kind().Setting(variable.key));
    EXPECT_NE(FieldNamed(Kind().Table(), variable.key), nullptr) << variable.key;
  }
}

TEST_P(EveryCarrier, IsSetUpByItsVariables) {
  const auto loaded = LoadSettings({.environment = Variables([](const auto&) { return true; }),
                                    .file_text = "http: {public_url: 'https://v.example.com'}\n",
                                    .dotenv_text = ""});
  EXPECT_THAT(TextsOf(loaded.findings), ElementsAre());
  const auto* account = loaded.settings.telephony.carriers.First();
  ASSERT_NE(account, nullptr);
  EXPECT_EQ(&account->Kind(), &Kind());
  EXPECT_FALSE(account->Number().empty());
  EXPECT_TRUE(account->HasSecret());
  EXPECT_THAT(Kind().ApiUrl(*account), testing::StartsWith("https://"));
}

TEST_P(EveryCarrier, IsNotSetUpByHalf) {
  for (const auto& missing : Kind().Facts().parts) {
    const auto loaded = LoadSettings(
        {.environment = Variables([&](const auto& part) { return part.key != missing.key; }),
         .file_text = "http: {public_url: 'https://v.example.com'}\n",
         .dotenv_text = ""});
    const std::string name(Kind().VariableOf(missing).name);
    EXPECT_THAT(TextsOf(loaded.findings),
                ElementsAre(AllOf(HasSubstr(name + " is missing"), HasSubstr(Kind().Variables()),
                                  HasSubstr(Kind().Setting(missing.key)))));
    EXPECT_EQ(loaded.settings.telephony.carriers.First(), nullptr);
  }
}

/// `${NAME:-}` of a variable that nobody has set.
TEST_P(EveryCarrier, IsNotSetUpByAnEmptySecret) {
  for (const auto& part : Kind().Facts().parts) {
    if (!IsSecret(part)) continue;
    const auto loaded = LoadSettings(
        {.environment = Variables([&](const auto& other) { return other.key != part.key; }),
         .file_text = "http: {public_url: 'https://v.example.com'}\ntelephony: {" + Kind().Name() +
                      ": {" + std::string(part.key) + ": ''}}\n",
         .dotenv_text = ""});
    EXPECT_THAT(TextsOf(loaded.findings),
                ElementsAre(HasSubstr(std::string(Kind().VariableOf(part).name) + " is missing")));
  }
}

TEST_P(EveryCarrier, IsReachedByAPublicAddress) {
  const auto loaded = LoadSettings({.environment = Variables([](const auto&) { return true; }),
                                    .file_text = "",
                                    .dotenv_text = ""});
  EXPECT_THAT(TextsOf(loaded.findings), ElementsAre(HasSubstr("http.public_url is missing")));
}

TEST(CarriersTest, LackOnePublicAddressTogether) {
  std::string telephony;
  for (const auto& kind : CarrierKinds())
    telephony += "  " + kind->Name() + ": " + JsonText(kind->Table().Example()) + "\n";
  const auto loaded =
      LoadSettings({.environment = {}, .file_text = "telephony:\n" + telephony, .dotenv_text = ""});
  std::size_t told = 0;
  for (const auto& finding : loaded.findings)
    told += finding.text.starts_with("http.public_url is missing") ? 1 : 0;
  EXPECT_EQ(told, 1u);
}

TEST_P(EveryCarrier, KeepsItsKeyFromOthers) {
  const auto loaded =
      LoadSettings({.environment = Variables([](const auto&) { return true; }),
                    .file_text = "http: {public_url: 'https://v.example.com'}\ntelephony: {" +
                                 Kind().Name() + ": {api_url: 'http://proxy:9003'}}\n",
                    .dotenv_text = ""});
  EXPECT_THAT(TextsOf(CheckExposure(loaded)),
              Contains(HasSubstr(Kind().Setting("api_url") + ": the account's key is sent in")));
  EXPECT_THAT(ShowSettingsText(loaded), testing::Not(HasSubstr("geheim")));
}

TEST_P(EveryCarrier, SaysWhatAReloadLeaves) {
  for (const auto& field : Kind().Table().Fields()) {
    const bool number = Kind().Table().Default(field).is_number();
    if (!number && !Kind().Table().Default(field).is_string()) continue;
    const Settings before;
    Settings after;
    auto& account = after.telephony.carriers.Of(Kind().Facts().name);
    const json::value changed = number ? json::value(77) : json::value("31s");
    ReadKindly(Kind().Table(), json::object{{field.name, changed}}, account.Address());
    const auto& at_start = Kind().Facts().at_start;
    const bool waits = std::ranges::find(at_start, field.name) != at_start.end();
    EXPECT_EQ(ChangesThatNeedARestart(before, after),
              waits ? std::vector{Kind().Setting(field.name)} : std::vector<std::string>());
  }
}

TEST(CarrierAccounts, ACopyIsOfItsOwn) {
  Settings one;
  auto& account = one.telephony.carriers.Of("twilio");
  ReadKindly(account.Kind().Table(), json::object{{"voice", "a"}}, account.Address());
  const Settings other = one;
  ReadKindly(account.Kind().Table(), json::object{{"voice", "b"}}, account.Address());
  EXPECT_EQ(other.telephony.carriers.Of("twilio").Text("voice"), "a");
  EXPECT_EQ(one.telephony.carriers.Of("twilio").Text("voice"), "b");
}

TEST(CarrierKinds, HavePlacesOfTheirOwn) {
  std::set<int> places;
  for (const auto& kind : CarrierKinds())
    EXPECT_TRUE(places.insert(kind->Facts().place).second) << kind->Name();
  EXPECT_EQ(CarrierNames().front(), "twilio") << "numbers without a route have always been its";
}

TEST(CarrierKinds, OfWhomTextMessagesGoOver) { EXPECT_EQ(TextAccounts(), "telephony.twilio"); }

}  // namespace
}  // namespace tocsin::compose
