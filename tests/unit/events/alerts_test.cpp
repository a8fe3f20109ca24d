// links: schemas
#include "schemas/events/alerts.hpp"

#include <gtest/gtest.h>

namespace tocsin::events {
namespace {

Result<json::object> Normalise(std::string_view text, std::string_view subject = "s1") {
  return NormaliseAlert(json::parse(text), subject);
}

TEST(NormaliseAlert, TakesTheIdFromTheDataOrTheSubject) {
  EXPECT_EQ(Normalise(R"({"alert_id":"a1","title":"t"})")->at("alert_id"), "a1");
  EXPECT_EQ(Normalise(R"({"alert_id":17,"title":"t"})")->at("alert_id"), "17");
  EXPECT_EQ(Normalise(R"({"alert_id":"","title":"t"})")->at("alert_id"), "s1");
  EXPECT_EQ(Normalise(R"({"title":"t"})")->at("alert_id"), "s1");
}

TEST(NormaliseAlert, NamesWhatIsMissing) {
  const auto number = NormaliseAlert(LargeInteger("18446744073709551616"), "s");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().message, "the alert's data must be a JSON object");
  const auto no_id = Normalise(R"({"title":"t"})", "");
  ASSERT_FALSE(no_id);
  EXPECT_EQ(no_id.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(no_id.error().message.find("alert_id"), std::string::npos);

  for (const auto* text : {R"({"alert_id":"a"})", R"({"alert_id":"a","title":""})",
                           R"({"alert_id":"a","title":[]})"}) {
    const auto no_title = Normalise(text);
    ASSERT_FALSE(no_title) << text;
    EXPECT_NE(no_title.error().message.find("title"), std::string::npos);
  }
  EXPECT_FALSE(Normalise("[1]"));
}

TEST(NormaliseAlert, CountsOtherSeveritiesAsHighAndKeepsTheWord) {
  struct Case {
    const char* given;
    const char* severity;
    const char* text;
  };
  for (const auto& [given, severity, text] :
       {Case{R"("info")", "info", nullptr}, Case{R"("CRITICAL")", "critical", nullptr},
        Case{R"("Warning")", "warning", nullptr}, Case{R"(" critical\t\n")", "critical", nullptr},
        Case{R"("P1")", "high", "P1"}, Case{R"("schlimm")", "high", "schlimm"},
        Case{"5", "high", "5"}, Case{"null", "high", nullptr},
        Case{R"({"a":1})", "high", R"({"a":1})"}}) {
    const auto alert = Normalise(std::string(R"({"title":"t","severity":)") + given + "}");
    ASSERT_TRUE(alert) << given;
    EXPECT_EQ(alert->at("severity"), severity) << given;
    EXPECT_EQ(alert->contains("severity_text"), text != nullptr) << given;
    if (text != nullptr) {
      EXPECT_EQ(alert->at("severity_text"), text);
    }
  }
  EXPECT_EQ(Normalise(R"({"title":"t"})")->at("severity"), "high");
}

TEST(NormaliseAlert, WhatIsNormalIsWhatItLeavesAsItIs) {
  const json::value values[] = {nullptr, "", "info", "High", " critical ", 7, json::array{"a"}};
  int normal = 0;
  for (const auto& id : values)
    for (const auto& title : values)
      for (const auto& severity : values)
        for (const auto& fingerprint : values) {
          json::object alert{{"alert_id", id}, {"title", title}, {"x", 1}, {"severity", severity}};
          if (!fingerprint.is_null()) alert["fingerprint"] = fingerprint;
          const auto made = NormaliseAlert(json::value(alert), "");
          EXPECT_EQ(IsNormalAlert(alert), made && JsonText(*made) == JsonText(alert))
              << JsonText(alert);
          normal += IsNormalAlert(alert) ? 1 : 0;
        }
  EXPECT_GT(normal, 0);
  EXPECT_FALSE(IsNormalAlert(json::object{{"title", "t"}, {"severity", "info"}}));
  EXPECT_FALSE(IsNormalAlert("alert"));
}

TEST(NormaliseAlert, AFingerprintIsATextOrNone) {
  for (const auto& [given, text] :
       {std::pair(R"("pve1/100")", "pve1/100"), std::pair("100", "100")}) {
    const auto alert = Normalise(std::string(R"({"title":"t","fingerprint":)") + given + "}");
    ASSERT_TRUE(alert) << given;
    EXPECT_EQ(alert->at("fingerprint"), text);
  }
  for (const auto* given : {R"("")", "null", R"({"a":1})"})
    EXPECT_FALSE(Normalise(std::string(R"({"title":"t","fingerprint":)") + given + "}")
                     ->contains("fingerprint"))
        << given;
}

TEST(NormaliseAlert, KeepsUnknownFieldsAndOddTypes) {
  const auto alert = Normalise(R"({"title":"t","labels":"x","mine":{"a":[1]}})");
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->at("labels"), "x");
  EXPECT_EQ(json::serialize(alert->at("mine")), R"({"a":[1]})");
}

}  // namespace
}  // namespace tocsin::events
