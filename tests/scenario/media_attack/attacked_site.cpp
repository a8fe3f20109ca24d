#include "attacked_site.hpp"

#include <cstdio>

namespace tocsin::harness {
namespace {

constexpr const char* kBeside = "+15559876543";
/// Hears the question twice before she decides: so long are the attacks.
constexpr const char* kPatient =
    "{'+15559876543': [{answer_after: 1s, turns: [{hear: '.', press: '*'}, "
    "{hear: '.', press: '1'}, {hear: '.', press: '1'}]}], "
    "'+14445550001': [{answer_after: 1s, turns: [{hear: '.', press: '*'}, "
    "{hear: '.', press: '2'}, {hear: '.', press: '1'}]}]}";
std::string why_not;

std::string Nested(char open, char close, std::size_t depth) {
  return std::string(depth, open) + std::string(depth, close);
}

}  // namespace

void MediaAttack::SetUpTestSuite() {
  const auto speech = LiveSpeech(why_not);
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    why_not = "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  if (!why_not.empty()) return;
  site = std::make_unique<MediaSite>(WalkOptions{
      .people = kPatient,
      .settings = *speech,
      .telephony = ", exotel: {sid: exotel1, api_key: key, api_token: token, from: '+15550000002', "
                   "api_url: 'PHONE_URL', webhook_secret: s3crets3crets3crets3cret}, "
                   "routes: [{prefix: '+1444', provider: exotel}], max_call: 30m",
      .host = "0.0.0.0",
      .http = ", request_timeout: 3s, idle_timeout: 5s, websocket: {max_open: 10, max_waiting: "
              "16384}"});
  if (!site->At().Start()) return site.reset();
  EXPECT_EQ(site->At().Initiate("beside", kBeside).status, 202);
  site->WaitForMetric("tocsin_voice_live_lines", 1);
}

void MediaAttack::TearDownTestSuite() {
  if (!site) return;
  const auto made = site->At().Bus().WaitFor("decisions", "beside", "tocsin.decision.made", 1);
  EXPECT_EQ(made.size(), 1U) << "the call beside the attacks";
  if (!made.empty()) EXPECT_EQ(made[0].At("choice"), "approve");
  const auto calls = site->At().WaitForCalls(kBeside, 1);
  EXPECT_EQ(calls.size(), 1U);
  for (const auto& call : calls)
    EXPECT_EQ(call.at("media").as_array().size(), 1U) << "its socket was never lost";
  // Nothing of what came may be read in the log: no number, secret, token or word.
  for (const auto* secret :
       {"2025550", "9876543", "12345", "api_token", "webhook_secret: s3crets3crets3crets3cret",
        "our lines are open", "Container nginx"})
    EXPECT_THAT(site->LogLines(secret), testing::IsEmpty()) << secret;
  EXPECT_TRUE(site->At().Worker().Running());
  if (testing::UnitTest::GetInstance()->current_test_suite()->Failed())
    std::fprintf(stderr, "%s", site->At().Worker().Errors().c_str());
  site.reset();
}

void MediaAttack::SetUp() {
  if (!site && !why_not.empty()) GTEST_SKIP() << why_not;
  ASSERT_TRUE(site) << "the worker did not start";
}

void MediaAttack::ExpectDecided(MediaPeer& peer, const Invitation& invited) {
  const auto call = MediaSite::CallOf(invited);
  ASSERT_EQ(site->At().Bus().WaitFor("calls", call, "tocsin.call.answered", 1).size(), 1U);
  // A key counts for the question that is asked, so for none before the workflow asks one.
  for (int press = 0; press < 300; ++press) {
    peer.Press('1');
    if (!site->At()
             .Bus()
             .WaitFor("decisions", call, "tocsin.decision.made", 1, std::chrono::milliseconds(200))
             .empty())
      break;
  }
  EXPECT_EQ(site->At().Bus().Seen("decisions", call, "tocsin.decision.made").size(), 1U);
}

std::vector<std::string> Nonsense(const std::string& stream) {
  const auto media = [&](const std::string& id, const std::string& payload) {
    return R"({"event":"media","sequenceNumber":"4","media":{"track":"inbound","chunk":"2",)"
           R"("timestamp":"40","payload":")" +
           payload + R"("},"streamSid":")" + id + "\"}";
  };
  return {
      "",
      "hello",
      "\xEF\xBB\xBF{}",
      "[1,2,3]",
      "{}",
      R"({"event":null})",
      R"({"event":{"event":"media"}})",
      R"({"event":"media","media":{"payload":"//8=")",            // cut
      R"({"event":"media","media":)" + Nested('[', ']', 20'000),  // and no end
      R"({"event":"start","start":)" + Nested('{', '}', 20'000) + "}",
      media(stream, "this is no base64!"),
      media(stream, "A"),
      media("MZffffffffffffffffffffffffffffffff", "//////////8="),
      R"({"event":"media","streamSid":")" + stream + R"(","media":[]})",
      R"({"event":"dtmf","streamSid":")" + stream + R"(","dtmf":{"digit":"12345"}})",
      R"({"event":"mark","streamSid":")" + stream + R"(","mark":{"name":""}})",
      R"({"event":"start","streamSid":")" + stream + R"(","start":{"streamSid":")" + stream +
          R"("}})",
      std::string(200'000, 'x'),
  };
}

}  // namespace tocsin::harness
