// links: harness schemas net
// Calls over Exotel: on live sound, with an account that has no streams, and its doors from
// outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "schemas/ids.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kPerson = "+15559876543";
constexpr const char* kPeople =
    R"({'+15559876543': [{answer_after: 1s, turns: [
      {hear: 'nginx.*pve1', press: '2'}, {hear: 'press|confirm', press: '1'}]}]})";

std::string Telephony(const std::string& more) {
  return ", exotel: {sid: exotel1, api_key: key, api_token: token, from: '+15550000002', "
         "api_url: 'PHONE_URL', webhook_secret: s3crets3crets3crets3cret" +
         more + "}, routes: [{prefix: '+1555', provider: exotel, then: twilio}]";
}

std::string HelpLine() {
  std::ostringstream text;
  text << std::ifstream(std::string(TOCSIN_SOURCE_DIR) +
                        "/docs/inbound-call/workflows/desk/help-line.yaml")
              .rdbuf();
  return text.str();
}

class ExotelCall : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
};

/// Where a worker can lead calls live, the simulator's 403 is met; where it cannot, Exotel is not
/// even asked. Both are refusals for good, and the person is rung once, by the next carrier.
TEST_F(ExotelCall, WhatTheAccountMayNotGoesOverTheNextCarrier) {
  WalkSite site({.people = kPeople, .telephony = Telephony("")});
  ASSERT_EQ(Ask({.method = "PUT",
                 .url = site.PhoneUrl() + "/sim/script",
                 .body = "people: " + std::string(kPeople) + "\nfaults: {no_streaming: 1}\n"})
                .status,
            200);
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a1", kPerson).status, 202);

  const auto ended = site.Bus().WaitFor("calls", "a1", "tocsin.call.ended", 1);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].At("provider"), "twilio");
  const auto failed = site.Bus().WaitFor("calls", "a1", "tocsin.call.failed", 1);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].At("provider"), "exotel");
  EXPECT_EQ(failed[0].At("reason"), "refused");
  EXPECT_EQ(failed[0].At("next_provider"), "twilio");
  const auto calls = site.WaitForCalls(kPerson, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(site.At().Query("select status from voice_conversations"), "dismissed");
}

/// No live sound here, and no other carrier: Exotel's own flow says our words and takes the keys.
TEST_F(ExotelCall, AFlowOfTheAccountTakesTheKeys) {
  WalkSite site({.people = kPeople,
                 .settings = "speech: {stt: none}\n",
                 .telephony = Telephony(", key_flow: '77'")});
  ASSERT_EQ(Ask({.method = "PUT",
                 .url = site.PhoneUrl() + "/sim/script",
                 .body = "people: " + std::string(kPeople) + "\nflows: {'77': '" +
                         site.WorkerUrl() + "/api/voice/exotel/s3crets3crets3crets3cret'}\n"})
                .status,
            200);
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("k1", kPerson).status, 202);

  const auto ended = site.Bus().WaitFor("calls", "k1", "tocsin.call.ended", 1);
  ASSERT_EQ(ended.size(), 1U) << site.Story("k1", kPerson);
  EXPECT_EQ(ended[0].At("provider"), "exotel");
  EXPECT_EQ(ended[0].At("reason"), "decided");
  const auto decided = site.Bus().WaitFor("decisions", "k1", "tocsin.decision.made", 1);
  ASSERT_EQ(decided.size(), 1U);
  EXPECT_EQ(decided[0].At("choice"), "dismiss");
  EXPECT_EQ(decided[0].At("evidence.confirmed_with"), "pressed 1");
  const auto calls = site.WaitForCalls(kPerson, 1);
  ASSERT_EQ(calls.size(), 1U) << "and over no other carrier";
  EXPECT_THAT(TalkOf(calls[0]), HasSubstr("Dismissed"));
  EXPECT_EQ(site.At().Query("select status from voice_conversations"), "dismissed");

  // Who only looks, and what is about no call, changes nothing and goes in no circles.
  const std::string door = "/api/voice/exotel/s3crets3crets3crets3cret/gather?CallSid=nobody";
  const auto looked = site.Send("HEAD", door + "&digits=1");
  EXPECT_EQ(looked.status, 405);
  EXPECT_EQ(HeaderValue(looked.headers, "allow"), "POST, GET");
  EXPECT_EQ(site.Send("GET", door + "&digits=1").status, 302);
  EXPECT_EQ(site.Send("GET", door + "&CustomField=wrong").status, 302);
}

TEST_F(ExotelCall, ShutDoors) {
  WalkSite site({.telephony = Telephony(", allow: ['52.203.14.206', '103.1.2.0/23']")});
  ASSERT_TRUE(site.Start());
  const std::string hook = R"({"CallSid":"a","Status":"ringing"})";
  const auto knock = [&](const std::string& path, HttpHeaders headers) {
    headers.emplace_back("Content-Type", "application/json");
    return site.Send("POST", path, std::move(headers), hook).status;
  };
  const std::string right = "/api/voice/exotel/s3crets3crets3crets3cret/status?token=t";
  EXPECT_EQ(knock(right, {}), 403) << "from another address";
  EXPECT_EQ(knock(right, {{"X-Forwarded-For", "52.203.14.206"}}), 403) << "no proxy is trusted";
}

TEST_F(ExotelCall, ThroughAProxyTheForwardedAddressCounts) {
  WalkSite site({.telephony = Telephony(", allow: ['52.203.14.206', '103.1.2.0/23']"),
                 .trusted_proxies = "['127.0.0.1']"});
  ASSERT_TRUE(site.Start());
  const std::string hook = R"({"CallSid":"a","Status":"ringing"})";
  const auto knock = [&](const std::string& from, const std::string& path) {
    return site
        .Send("POST", path, {{"Content-Type", "application/json"}, {"X-Forwarded-For", from}}, hook)
        .status;
  };
  const std::string right = "/api/voice/exotel/s3crets3crets3crets3cret/status?token=t";
  EXPECT_EQ(knock("52.203.14.206", right), 200);
  EXPECT_EQ(knock("103.1.3.9", right), 200) << "a network of 23 bits";
  EXPECT_EQ(knock("103.1.4.9", right), 403);
  EXPECT_EQ(knock("52.203.14.206, 9.9.9.9", right), 403) << "the proxy saw 9.9.9.9";
  EXPECT_EQ(knock("52.203.14.206", "/api/voice/exotel/s4/status?token=t"), 403);
  EXPECT_EQ(knock("52.203.14.206", "/api/voice/exotel/status?token=t"), 403) << "no credentials";
}

// What follows is spoken and heard.

namespace fs = std::filesystem;

class ExotelLive : public ExotelCall {
 protected:
  void SetUp() override {
    ExotelCall::SetUp();
    if (IsSkipped()) return;
    if (!fs::is_directory(ModelsFolder())) GTEST_SKIP() << "needs the models: tools/models";
    if (!fs::exists("/usr/bin/espeak-ng") && !fs::exists("/usr/bin/festival"))
      GTEST_SKIP() << "needs a voice: apt-get install festival festvox-us-slt-hts";
  }
  static std::string ModelsFolder() {
    if (const char* set = std::getenv("TOCSIN_MODELS")) return set;
    return (fs::path(TOCSIN_SOURCE_DIR) / ".local" / "models").string();
  }
  static WalkOptions Live(const std::string& people) {
    return {.people = people,
            .settings = "speech: {stt: moonshine, models: '" + ModelsFolder() + "'}\n",
            .telephony = Telephony("")};
  }
  static std::string Member(const json::value& call, std::string_view name) {
    const auto* member = Find(call, name);
    return member == nullptr ? "" : json::serialize(*member);
  }
};

TEST_F(ExotelLive, SpeechProposesAKeyConfirmsAndTheActionFollows) {
  WalkSite site(Live(R"({'+15559876543': [{answer_after: 1s, turns: [
      {say: Hello, over: true}, {hear: '.', say: Approve it, over: true},
      {hear: '.', press: '1'}, {hear: '.', press: '1'}]}]})"));
  ASSERT_TRUE(site.Start());
  site.Raise("e1", "raise-e1");

  const auto decided = site.Bus().WaitFor("decisions", "e1", "tocsin.decision.made", 1);
  ASSERT_EQ(decided.size(), 1U) << site.Story("e1", kPerson);
  EXPECT_EQ(decided[0].At("choice"), "approve");
  EXPECT_EQ(decided[0].At("evidence.confirmed_with"), "pressed 1");
  const auto ordered = site.Bus().WaitFor("actions", "e1", "tocsin.action.requested", 1);
  ASSERT_EQ(ordered.size(), 1U);
  EXPECT_EQ(ordered[0].At("action"), "restart_container");
  const auto ended = site.Bus().WaitFor("calls", "e1", "tocsin.call.ended", 1);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].At("provider"), "exotel");
  EXPECT_EQ(ended[0].At("reason"), "decided");
  const auto calls = site.WaitForCalls(kPerson, 1);
  ASSERT_EQ(calls.size(), 1U);
  // The simulator tells of each message that is no multiple of 320 bytes or below 3,200, and of
  // each without chunk, time stamp or sequence number.
  EXPECT_THAT(Member(calls[0], "log"), Not(HasSubstr("media stream:")))
      << "nothing odd on the socket";
  const auto& media = calls[0].at("media").as_array();
  ASSERT_EQ(media.size(), 1U);
  EXPECT_EQ(media[0].at("odd_messages"), 0);
  EXPECT_GT(media[0].at("messages").to_number<int>(), 10);
  EXPECT_GE(media[0].at("clears").to_number<int>(), 1) << "the person spoke over the greeting";
  // Who begins in our last words interrupts nothing; who talked over us longer than a second
  // without a clear would stand in the log.
  bool measured = false;
  for (const auto& interruption : media[0].at("interruptions").as_array())
    measured |= interruption.at("onset_to_clear_ms").is_number();
  EXPECT_TRUE(measured) << site.Story("e1", kPerson);
  EXPECT_THAT(Member(media[0], "end"), HasSubstr("code 1000")) << "the only hang-up there is";
  bool cut_short = false;
  for (const auto& turn : site.Bus().Seen("calls", "e1", "tocsin.call.turn"))
    cut_short |= !turn.At("unheard").empty();
  EXPECT_TRUE(cut_short) << "and what was not heard of us is told";
  EXPECT_THAT(site.Send("GET", "/metrics").body,
              HasSubstr("tocsin_voice_live_lines_ended_total{how=\"spoken\"} 1"))
      << site.Story("e1", kPerson);
}

TEST_F(ExotelLive, ACallWhoseSocketIsCutEndsAndIsPlacedAgainByTheLadder) {
  auto options = Live(R"({'+15559876543': [{answer_after: 1s, turns: [
      {say: Hello}, {hear: 'press', press: '2'}, {hear: 'press', press: '1'}]}]})" +
                      std::string("\nfaults: {socket_cut: 1}"));
  options.resources = R"(contacts: {ann: {phone: '+15559876543'}}
policies: {default: {rungs: [{contact: ann, retries: 1, delay: 1s}]}}
)";
  WalkSite site(std::move(options));
  ASSERT_TRUE(site.Start());
  site.Raise("e2", "raise-e2");

  const auto ended = site.Bus().WaitFor("calls", "e2", "tocsin.call.ended", 2);
  ASSERT_EQ(ended.size(), 2U) << site.Story("e2", kPerson);
  // The carrier's word that the call is over may be faster than the broken socket.
  EXPECT_THAT(ended[0].At("reason"), testing::AnyOf("line_lost", "hung_up"));
  EXPECT_EQ(ended[1].At("reason"), "decided") << site.Story("e2", kPerson);
  EXPECT_NE(ended[0].At("call_id"), ended[1].At("call_id"));
  EXPECT_EQ(site.WaitForCalls(kPerson, 2).size(), 2U);
  const auto closed = site.Bus().WaitFor("alerts", "e2", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "dismissed");
}

/// Keys are read over the next carrier; what comes in is led to the applets of Exotel's own.
TEST_F(ExotelLive, AnAccountWithoutStreamsIsNamedAndItsCallsAreTakenByKeysElsewhere) {
  WalkSite site(Live(kPeople + std::string("\nfaults: {no_streaming: 1}")));
  ASSERT_TRUE(site.Start());
  const auto applet = [&] {
    return site
        .Send("GET",
              "/api/voice/exotel/s3crets3crets3crets3cret/passthru?CallSid=c1&CallFrom=09876543210")
        .status;
  };
  EXPECT_EQ(applet(), 200) << "nobody knows yet";
  ASSERT_EQ(site.Initiate("e3", kPerson).status, 202);

  const auto failed = site.Bus().WaitFor("calls", "e3", "tocsin.call.failed", 1);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].At("provider"), "exotel");
  EXPECT_EQ(failed[0].At("reason"), "refused");
  EXPECT_EQ(failed[0].At("next_provider"), "twilio");
  EXPECT_EQ(applet(), 302);
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr("exotel: no streaming"));
  const auto deep = ParseJson(site.Send("GET", "/health?deep=1", site.Key()).body);
  ASSERT_TRUE(deep);
  EXPECT_THAT(json::serialize(*deep), HasSubstr("no streaming"));
  const auto decided = site.Bus().WaitFor("decisions", "e3", "tocsin.decision.made", 1);
  ASSERT_EQ(decided.size(), 1U) << site.Story("e3", kPerson);
  EXPECT_EQ(decided[0].At("choice"), "dismiss");
  EXPECT_EQ(decided[0].At("method"), "dtmf");
  EXPECT_EQ(site.WaitForCalls(kPerson, 1).size(), 1U) << "it rang once";
}

/// The rates that an applet may ask for, and both spellings; the callers ring at the same time. One
/// applet knows the socket's address, the others ask for it.
TEST_F(ExotelLive, CallersAreHeardAndAnsweredAtEachRateInBothSpellings) {
  struct Caller {
    std::string number, rate, spelling;
  };
  const std::vector<Caller> callers = {{"+15559870001", "8000", "stream_sid"},
                                       {"+15559870002", "16000", "streamSid"},
                                       {"+15559870003", "24000", "stream_sid"}};
  std::string people = "{";
  for (const auto& caller : callers)
    people += "'" + caller.number + "': [{carrier: exotel, spelling: " + caller.spelling +
              ", turns: [{hear: '.', say: Good morning}, {hear: '.', press: '1'}]}], ";
  WalkSite site(Live(people + "}"));
  site.Write("workflows/desk/help-line.yaml", HelpLine());
  ASSERT_TRUE(site.Start());
  const std::string asked =
      "http://" + site.WorkerUrl().substr(7) + "/api/voice/exotel/s3crets3crets3crets3cret/stream";
  for (const auto& caller : callers) {
    const std::string socket =
        "ws://tocsin:s3crets3crets3crets3cret@" + site.WorkerUrl().substr(7) + "/ws/exotel";
    const auto rung = Ask(
        {.method = "POST",
         .url = site.PhoneUrl() + "/sim/inbound",
         .body = json::serialize(json::object{
             {"from", caller.number},
             {"to", "+15550000002"},
             {"url", (caller.rate == "16000" ? socket : asked) + "?sample-rate=" + caller.rate}})});
    ASSERT_EQ(rung.status, 201) << rung.body;
  }
  for (const auto& caller : callers) {
    const auto calls = site.WaitForCalls(caller.number, 1);
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_THAT(Member(calls[0], "log"), Not(HasSubstr("media stream:"))) << caller.rate;
    const auto call = CallId::Derive({"inbound", "exotel", "exotel1",
                                      std::string(calls[0].at("sid").as_string())})
                          .ToString();
    const auto ordered = site.Bus().WaitFor("actions", call, "com.example.callback.requested", 1);
    ASSERT_EQ(ordered.size(), 1U) << caller.rate << '\n' << TalkOf(calls[0]);
    EXPECT_EQ(ordered[0].At("phone"), caller.number);
    const auto turns = site.Bus().Seen("calls", call, "tocsin.call.turn");
    std::string heard;
    for (const auto& turn : turns) heard += turn.At("heard") + "|";
    EXPECT_THAT(heard, HasSubstr("orning")) << "at a wrong rate it would be garbage";
  }
}

}  // namespace
}  // namespace tocsin::harness
