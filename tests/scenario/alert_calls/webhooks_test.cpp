// links: harness schemas net
#include <algorithm>

#include "scenario/alert_calls/walk.hpp"
#include "schemas/plain_text.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A webhook that the simulator sent, to be sent again.
struct SentHook {
  std::string url, signature;
  std::vector<std::pair<std::string, std::string>> parameters;
};

SentHook HookOf(const json::value& call, std::string_view kind) {
  SentHook hook;
  for (const auto& entry : call.at("webhooks").as_array()) {
    if (Sighting::TextAt(entry, "kind") != kind) continue;
    hook.url = Sighting::TextAt(entry, "url");
    hook.signature = Sighting::TextAt(entry, "signature");
    hook.parameters.clear();
    for (const auto& member : entry.at("params").as_object())
      hook.parameters.emplace_back(member.key(), member.value().as_string());
  }
  return hook;
}

HttpResponse Post(const SentHook& hook) {
  std::string body;
  for (const auto& [name, value] : hook.parameters)
    body += (body.empty() ? "" : "&") + PercentEncode(name) + '=' + PercentEncode(value);
  HttpHeaders headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  if (!hook.signature.empty()) headers.emplace_back("X-Twilio-Signature", hook.signature);
  return Ask({.method = "POST", .url = hook.url, .headers = headers, .body = body});
}

TEST_F(Walk, WebhooksAreShut) {
  WalkSite site({.people = R"({
      '+15550000001': [{turns: [{hear: nginx, press: '2'}, {hear: confirm, silent: 200s}], hang_up_after: 400s}],
      '+15550000002': [{turns: [{hear: nginx, silent: 200s}], hang_up_after: 400s}]})"});
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a14", "+15550000001").status, 202);
  ASSERT_EQ(site.Initiate("b14", "+15550000002").status, 202);
  ASSERT_GE(site.Bus().WaitFor("calls", "a14", "tocsin.call.turn", 1).size(), 1U);
  ASSERT_EQ(site.Bus().WaitFor("calls", "b14", "tocsin.call.answered", 1).size(), 1U);
  const auto call = site.Calls("+15550000001").at(0);
  const auto other = HookOf(site.Calls("+15550000002").at(0), "answer");

  for (const std::string kind : {"answer", "gather", "status"}) {
    SentHook hook = HookOf(call, kind);
    ASSERT_NE(hook.url, "") << kind;
    const SentHook good = hook;
    hook.signature = "";
    EXPECT_EQ(Post(hook).status, 403) << kind;
    hook.signature = "bm90IHRoZSBzaWduYXR1cmU=";
    EXPECT_EQ(Post(hook).status, 403) << kind;
    hook.signature = other.signature;
    EXPECT_EQ(Post(hook).status, 403) << kind;
    // The good one again is answered as before and changes nothing.
    EXPECT_LT(Post(good).status, 300) << kind;
    EXPECT_LT(Post(good).status, 300) << kind;
  }
  const auto turns = site.Bus().Seen("calls", "a14", "tocsin.call.turn");
  EXPECT_EQ(
      std::ranges::count_if(turns, [](const auto& turn) { return turn.At("method") == "dtmf"; }),
      1);
  EXPECT_EQ(site.Bus().Seen("calls", "a14", "tocsin.call.answered").size(), 1U);
  EXPECT_TRUE(site.Bus().Seen("decisions", "a14").empty());
}

TEST_F(Walk, TheProbeSaysWhatWasSigned) {
  WalkSite site({});
  ASSERT_TRUE(site.Start());
  const auto looked = site.Send("GET", "/api/voice/webhook/answer");
  EXPECT_EQ(looked.status, 405);
  EXPECT_EQ(HeaderValue(looked.headers, "Allow"), "POST");
  EXPECT_THAT(In(looked.body, "detail"), HasSubstr("tocsin webhook probe answer"));

  const auto probed = site.At().Tocsin({"webhook", "probe"});
  EXPECT_EQ(probed.exit, 0) << probed.errors;
  EXPECT_THAT(probed.output,
              AllOf(HasSubstr("signed: " + site.WorkerUrl() + "/api/voice/webhook/answer"),
                    HasSubstr("  + CallSid = "), HasSubstr("X-Twilio-Signature: "),
                    HasSubstr("answer: 200")));
  EXPECT_EQ(
      In(site.At().Tocsin({"webhook", "probe", "status", "--format", "json"}).output, "status"),
      "204");
  EXPECT_EQ(site.At().Tocsin({"webhook", "probe", "nonsense"}).exit, 2);
  const auto away = site.At().Tocsin({"webhook", "probe", "--url", "http://127.0.0.1:1"});
  EXPECT_EQ(away.exit, 3);
  EXPECT_THAT(away.errors, HasSubstr("127.0.0.1:1"));
}

TEST_F(Walk, ListConversations) {
  WalkSite site({.people = R"({
      '+15550000001': [{busy: true}], '+15550000002': [{busy: true}], '+15550000003': [{busy: true}]})"});
  ASSERT_TRUE(site.Start());
  for (const char digit : {'1', '2', '3'}) {
    const std::string alert = std::string("a17-") + digit;
    ASSERT_EQ(site.Initiate(alert, std::string("+1555000000") + digit).status, 202);
    ASSERT_EQ(site.Bus().WaitFor("calls", alert, "tocsin.call.ended", 1).size(), 1U);
  }
  EXPECT_EQ(site.Send("GET", "/api/voice/conversations?limit=5").status, 401);

  const auto first = site.Send("GET", "/api/voice/conversations?limit=2", site.Key());
  ASSERT_EQ(first.status, 200);
  EXPECT_THAT(first.body, Not(HasSubstr("+15550000003")));
  const auto page = ParseJson(first.body).value();
  ASSERT_EQ(page.at("items").as_array().size(), 2U);
  EXPECT_EQ(Sighting::TextAt(page.at("items").at(0), "alert_id"), "a17-3");
  EXPECT_EQ(Sighting::TextAt(page.at("items").at(0), "phone_number"), "+1*******003");
  EXPECT_EQ(Sighting::TextAt(page.at("items").at(1), "alert_id"), "a17-2");
  const auto rest =
      site.Send("GET", "/api/voice/conversations?limit=2&cursor=" + In(first.body, "next_cursor"),
                site.Key());
  EXPECT_EQ(Sighting::TextAt(ParseJson(rest.body).value().at("items").at(0), "alert_id"), "a17-1");
  EXPECT_EQ(In(rest.body, "next_cursor"), "");

  const std::string id = Sighting::TextAt(page.at("items").at(0), "call_id");
  EXPECT_EQ(In(site.Send("GET", "/api/voice/conversations/" + id, site.Key()).body, "status"),
            "not_reached");
  EXPECT_EQ(site.At().Query("select string_agg(column_name, ' ' order by ordinal_position) from "
                            "information_schema.columns where table_name = 'voice_conversations' "
                            "and table_schema = current_schema()"),
            "id call_sid alert_id phone_number status context messages created_at updated_at");
}

}  // namespace
}  // namespace tocsin::harness
