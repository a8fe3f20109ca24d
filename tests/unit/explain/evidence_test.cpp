// links: explain
#include "workers/explain/evidence.hpp"

#include <gtest/gtest.h>

#include "schemas/base64.hpp"

namespace tocsin::compose {
namespace {

using Entries = std::vector<std::pair<TimePoint, json::value>>;

Entries SomeEntries() {
  const TimePoint at{Duration(1'795'000'000'000)};
  return {{at, {{"kind", "run"}, {"run", "r"}, {"workflow", "ops/router"}, {"event", "started"}}},
          {at + Duration(9'000),
           {{"kind", "question"},
            {"question", "q"},
            {"status", "decided"},
            {"decision",
             {{"choice", "approve"},
              {"method", "speech"},
              {"by", {{"contact", "alice"}, {"phone", "+1*******543"}}},
              {"evidence",
               {{"heard", "approve it"},
                {"confirmed_with", "1"},
                {"identified_by", "pin"},
                {"trust", "none"},
                {"score", 0.5}}}}}}}};
}

json::object SomeEvidence() {
  return EvidenceOf("a1", SomeEntries(), TimePoint(Duration(1'795'000'100'000)));
}

TEST(Evidence, HoldsDecisionsAndTheWholeChain) {
  const auto evidence = SomeEvidence();
  EXPECT_EQ(evidence.at("about").as_string(), "a1");
  ASSERT_EQ(evidence.at("decisions").as_array().size(), 1);
  const auto& decision = evidence.at("decisions").as_array()[0].as_object();
  EXPECT_EQ(decision.at("question_id").as_string(), "q");
  EXPECT_EQ(decision.at("evidence").as_object().at("heard").as_string(), "approve it");
  EXPECT_EQ(evidence.at("chain").as_array().size(), 2);

  const auto text = EvidenceText(evidence, SomeEntries());
  EXPECT_NE(text.find("approve by alice +1*******543, speech"), std::string::npos) << text;
  EXPECT_NE(text.find("confirmed_with  1"), std::string::npos) << text;
  EXPECT_NE(text.find("identified_by   pin"), std::string::npos) << text;
}

TEST(Evidence, VerifiesWhatWasSigned) {
  const SigningKey key("secret of the installation");
  const auto file = SignEvidence(SomeEvidence(), key);
  const auto verified = VerifyEvidence(file, EncodeBase64(key.Public()));
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->about, "a1");
  EXPECT_EQ(verified->decisions, 1U);
  EXPECT_TRUE(VerifyEvidence(file, ""));
}

TEST(Evidence, FindsEveryChangedByte) {
  const auto file = SignEvidence(SomeEvidence(), SigningKey("secret"));
  for (std::size_t i = 0; i < file.size(); ++i)
    for (const int flip : {1, 2, 32}) {
      std::string changed = file;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      EXPECT_FALSE(VerifyEvidence(changed, "")) << "byte " << i << " became " << changed[i];
    }
  EXPECT_FALSE(VerifyEvidence(file + "\n", ""));
  EXPECT_FALSE(VerifyEvidence(file.substr(0, file.size() - 1), ""));
  EXPECT_FALSE(VerifyEvidence("", ""));
}

TEST(Evidence, SaysWhoSignedIfItWasNotTheKeyThatIsExpected) {
  const auto file = SignEvidence(SomeEvidence(), SigningKey("of somebody else"));
  const auto key = EncodeBase64(SigningKey("ours").Public());
  const auto refused = VerifyEvidence(file, key);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(refused.error().message.find(key), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace tocsin::compose
