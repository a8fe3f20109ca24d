#include <gmock/gmock.h>

#include "phone_rig.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;

class RestTest : public PhoneTest {
 protected:
  void ExpectError(const HttpOutcome& outcome, int status, int code) {
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, status) << outcome->body;
    const auto body = ParseJson(outcome->body);
    ASSERT_TRUE(body) << outcome->body;
    EXPECT_EQ(body->at("code"), code) << outcome->body;
    EXPECT_EQ(body->at("status"), status);
    EXPECT_EQ(StringAt(body->as_object(), "more_info"),
              "https://www.twilio.com/docs/errors/" + std::to_string(code));
    EXPECT_TRUE(body->at("message").is_string());
  }
  Params With(const std::string& name, const std::string& value) const {
    auto form = OrderForm();
    std::erase_if(form, [&](const auto& field) { return field.first == name; });
    if (!value.empty()) form.emplace_back(name, value);
    return form;
  }
};

TEST_F(RestTest, AnswersWithTheWholeCallObject) {
  const auto placed = Place(OrderForm());
  ASSERT_TRUE(placed && placed->status == 201);
  const auto call = *ParseJson(placed->body);

  EXPECT_THAT(std::string(call.at("sid").as_string()), testing::MatchesRegex("CA[0-9a-f]{32}"));
  EXPECT_EQ(call.at("account_sid"), kSid);
  EXPECT_EQ(call.at("status"), "queued");
  EXPECT_EQ(call.at("direction"), "outbound-api");
  EXPECT_EQ(call.at("to"), kPerson);
  EXPECT_EQ(call.at("to_formatted"), "(555) 987-6543");
  EXPECT_EQ(call.at("queue_time"), "0");
  EXPECT_THAT(std::string(call.at("date_created").as_string()), HasSubstr(" +0000"));
  for (const auto* key : {"parent_call_sid", "start_time", "end_time", "duration", "price",
                          "answered_by", "caller_name"})
    EXPECT_TRUE(call.at(key).is_null()) << key;
  const std::string uri(call.at("uri").as_string());
  EXPECT_EQ(uri, Account("/Calls/" + std::string(call.at("sid").as_string()) + ".json"));
  EXPECT_EQ(SendJson("GET", uri).at("sid"), call.at("sid"));
}

TEST_F(RestTest, HasEveryMemberOfThePublishedCallObject) {
  const auto placed = Place(OrderForm());
  ASSERT_TRUE(placed);
  const auto call = *ParseJson(placed->body);

  for (const auto* key : {"sid",
                          "date_created",
                          "date_updated",
                          "parent_call_sid",
                          "account_sid",
                          "to",
                          "to_formatted",
                          "from",
                          "from_formatted",
                          "phone_number_sid",
                          "status",
                          "start_time",
                          "end_time",
                          "duration",
                          "price",
                          "price_unit",
                          "direction",
                          "answered_by",
                          "api_version",
                          "forwarded_from",
                          "group_sid",
                          "caller_name",
                          "queue_time",
                          "trunk_sid",
                          "uri",
                          "subresource_uris"})
    EXPECT_TRUE(call.as_object().contains(key)) << key;
}

TEST_F(RestTest, RefusesWrongCredentialsAndUnknownResources) {
  ExpectError(Send("GET", Account(".json"), {}, "wrong"), 401, 20003);
  ExpectError(Send("GET", Account("/Calls/CA00000000000000000000000000000000.json")), 404, 20404);
  ExpectError(Send("POST", Account("/Conferences.json")), 404, 20404);
  ExpectError(Send("GET", "/2010-04-01/Accounts/AC1/Calls.json"), 404, 20404);
  ExpectError(Send("PATCH", Account("/Calls.json")), 405, 20004);
  EXPECT_EQ(SendJson("GET", Account(".json")).at("status"), "active");
}

TEST_F(RestTest, ChecksTheOrderAsTheCarrierDoes) {
  const std::pair<Params, int> cases[] = {
      {With("To", ""), 21201},
      {With("To", "12"), 21211},
      {With("To", "+1555abc4567"), 21211},
      {With("From", ""), 21213},
      {With("From", "me"), 21212},
      {With("Url", ""), 21205},
      {With("Url", "ftp://h/a"), 21205},
      {With("Url", "http://my_host/a"), 21205},
      {With("Method", "PUT"), 21403},
      {With("StatusCallback", "nowhere"), 21609},
      {With("Timeout", "601"), 20001},
      {With("Timeout", "soon"), 20001},
      {With("TimeLimit", "0"), 20001},
      {With("MachineDetection", "Yes"), 20001},
      {With("AsyncAmd", "maybe"), 20001},
  };
  for (const auto& [form, code] : cases) ExpectError(Place(form), 400, code);
  EXPECT_TRUE(Calls().empty());
}

TEST_F(RestTest, UpdatesCancelsEndsAndForgets) {
  UsePerson("{answer_after: 1s}");
  Twiml("/answer", "<Pause length='600'/>");
  const auto place = [&] {
    return Account("/Calls/" +
                   std::string(ParseJson(Place(OrderForm())->body)->at("sid").as_string()) +
                   ".json");
  };
  const auto live = place();
  Await([&] { return SendJson("GET", live).at("status") == "in-progress"; });

  ExpectError(Send("POST", live, "Status=ringing"), 400, 20001);
  ExpectError(Send("POST", live, ""), 400, 20001);
  ExpectError(Send("DELETE", live), 400, 20009);
  EXPECT_EQ(
      SendJson(
          "POST", live,
          EncodeForm(
              {{"Twiml", "<Response><Say>Already handled.</Say><Pause length='600'/></Response>"}}))
          .at("status"),
      "in-progress");
  Await([&] { return Calls().at(0).at("heard").as_array().size() == 1; });
  EXPECT_EQ(SendJson("POST", live, "Status=completed").at("status"), "completed");
  ExpectError(Send("POST", live, "Status=completed"), 404, 20404);
  EXPECT_EQ(Send("DELETE", live)->status, 204);
  ExpectError(Send("GET", live), 404, 20404);

  UsePerson("{no_answer: true}");
  const auto ringing = place();
  ExpectError(Send("POST", ringing, EncodeForm({{"Url", Worker("/answer")}})), 400, 21220);
  EXPECT_EQ(SendJson("POST", ringing, "Status=canceled").at("status"), "canceled");
}

TEST_F(RestTest, ListsNewestFirstWithFiltersAndPages) {
  UsePerson("{busy: true}");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Place(OrderForm()));
  ASSERT_TRUE(Place(With("To", "+15550000009")));
  Await([&] {
    return SendJson("GET", Account("/Calls.json?Status=busy")).at("calls").as_array().size() == 5;
  });

  auto page =
      SendJson("GET", Account("/Calls.json?To=%2B15559876543&From=%2B15551234567&PageSize=2"));
  EXPECT_EQ(page.at("page_size"), 2);
  EXPECT_EQ(page.at("start"), 0);
  EXPECT_EQ(page.at("end"), 1);
  EXPECT_TRUE(page.at("previous_page_uri").is_null());
  ASSERT_TRUE(Place(OrderForm()));  // does not shift the pages that follow
  std::vector<std::string> sids;
  for (;;) {
    for (const auto& call : page.at("calls").as_array())
      sids.emplace_back(call.at("sid").as_string());
    if (page.at("next_page_uri").is_null()) break;
    page = SendJson("GET", std::string(page.at("next_page_uri").as_string()));
  }

  std::vector<std::string> expected;
  for (const auto& call : Calls())
    if (call.at("to") == kPerson) expected.emplace(expected.begin(), call.at("sid").as_string());
  expected.erase(expected.begin());
  EXPECT_EQ(sids, expected);
  EXPECT_EQ(
      SendJson("GET", Account("/Calls.json?StartTime=2001-01-01")).at("calls").as_array().size(),
      0u);
  EXPECT_EQ(SendJson("GET", Account("/Calls.json?StartTime>=2001-01-01&To=%2B15550000009"))
                .at("calls")
                .as_array()
                .size(),
            1u);
  EXPECT_EQ(
      SendJson("GET", Account("/Calls.json?StartTime%3C=2001-01-01")).at("calls").as_array().size(),
      0u);
  ExpectError(Send("GET", Account("/Calls.json?StartTime=yesterday")), 400, 20001);
}

TEST_F(RestTest, TheSimulatorsOwnApiAnswersClearly) {
  EXPECT_EQ(SendJson("GET", "/sim/health").at("status"), "ok");
  const auto bad = Send("PUT", "/sim/script", "people:\n  bob: []\n");
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->status, 422);
  EXPECT_THAT(bad->body, HasSubstr("script:2:3: error: 'bob' must be a number"));
  EXPECT_EQ(Send("GET", "/sim/script")->status, 405);
  EXPECT_EQ(Send("POST", "/sim/inbound", "{}")->status, 422);
  EXPECT_EQ(Send("POST", "/sim/inbound", "half")->status, 400);
  EXPECT_EQ(Send("GET", "/sim/nothing")->status, 404);
  EXPECT_EQ(Send("GET", "/sim/calls?limit=x")->status, 422);

  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Place(OrderForm()));
  const auto first = SendJson("GET", "/sim/calls?limit=2&view=summary");
  EXPECT_EQ(first.at("items").as_array().size(), 2u);
  const auto rest =
      SendJson("GET", "/sim/calls?cursor=" + std::string(first.at("next_cursor").as_string()));
  EXPECT_EQ(rest.at("items").as_array().size(), 1u);
  EXPECT_TRUE(rest.at("next_cursor").is_null());
  EXPECT_EQ(
      SendJson("GET", "/sim/calls/" + std::string(rest.at("items").at(0).at("sid").as_string()))
          .at("to"),
      kPerson);
  EXPECT_EQ(SendJson("POST", "/sim/reset").at("calls"), 0);
  EXPECT_TRUE(Calls().empty());
}

TEST_F(RestTest, BringsTextMessagesOfPeople) {
  Twiml("/sms", "<Message>Approve? Reply 1234 &amp; wait.</Message>");
  json::object text = {{"from", kPerson}, {"to", kOurs}, {"body", "1"}, {"url", Worker("/sms")}};
  const auto sent = SendJson("POST", "/sim/messages", JsonText(text));
  Await([&] {
    const auto all = SendJson("GET", "/sim/messages").at("items").as_array();
    return all.size() == 2 && all[1].at("state") == "delivered";
  });
  const auto came = Came("/sms");
  ASSERT_EQ(came.size(), 1U);
  const auto form = ParseForm(came[0].body);
  const auto field = [&](std::string_view name) {
    for (const auto& [key, value] : form)
      if (key == name) return value;
    return std::string("(none)");
  };
  EXPECT_EQ(field("MessageSid"), sent.at("sid").as_string());
  EXPECT_EQ(field("From"), kPerson);
  EXPECT_EQ(field("To"), kOurs);
  EXPECT_EQ(field("Body"), "1");
  EXPECT_NE(HeaderValue(came[0].headers, "X-Twilio-Signature"), "");
  const auto all = SendJson("GET", "/sim/messages").at("items").as_array();
  EXPECT_EQ(all[0].at("direction"), "inbound");
  EXPECT_EQ(all[1].at("direction"), "outbound");
  EXPECT_EQ(all[1].at("to"), kPerson);
  EXPECT_EQ(all[1].at("body"), "Approve? Reply 1234 & wait.");
  for (const auto& [name, bad] : {std::pair("from", "12"), std::pair("to", "12"),
                                  std::pair("body", ""), std::pair("url", "x")}) {
    auto wrong = text;
    wrong[name] = bad;
    const auto answer = Send("POST", "/sim/messages", JsonText(wrong));
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 422) << name;
  }
}

TEST_F(RestTest, TakesTextMessages) {
  UsePerson("{answer_after: 1s}");
  const Params form = {{"To", kPerson},
                       {"From", kOurs},
                       {"Body", "Disk full & rising"},
                       {"StatusCallback", Worker("/texts?message=m1")}};
  const auto taken = Send("POST", Account("/Messages.json"), EncodeForm(form));
  ASSERT_TRUE(taken && taken->status == 201) << taken->body;
  const auto text = *ParseJson(taken->body);
  EXPECT_EQ(text.at("status"), "queued");
  EXPECT_EQ(text.at("body"), "Disk full & rising");
  Await([&] { return Came("/texts").size() == 2; });
  EXPECT_EQ(SendJson("GET", std::string(text.at("uri").as_string())).at("status"), "delivered");
  const auto kept = SendJson("GET", "/sim/messages").at("items").as_array();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].at("webhooks").as_array().size(), 2U);
  ExpectError(Send("POST", Account("/Messages.json"), "To=12"), 400, 21211);
  ExpectError(Send("POST", Account("/Messages.json"), EncodeForm(form), "wrong"), 401, 20003);
  ExpectError(Send("GET", Account("/Messages.json")), 405, 20004);
  ExpectError(Send("GET", Account("/Messages/SM1.json")), 404, 20404);
}

}  // namespace
}  // namespace tocsin::phone
