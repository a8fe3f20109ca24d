// links: phone net
#include <gmock/gmock.h>

#include "phone_rig.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;

class WholeCallTest : public PhoneTest {
 protected:
  std::string SignatureOf(const HttpRequest& request) const {
    return Sign(kToken, Worker(request.target), ParseForm(request.body));
  }
};

TEST_F(WholeCallTest, IsPlacedAnsweredAskedAndEndedWithSignedWebhooks) {
  UsePerson(
      "{answer_after: 1s, turns: [{hear: 'nginx.*pve1', say: approve & go}, {hear: confirm, press: "
      "'1'}]}");
  Twiml("/answer",
        "<Gather input='dtmf speech' action='/gather?turn=1&amp;t=a%20b' speechTimeout='auto'>"
        "<Say>Container nginx on pve1 has stopped.</Say></Gather>");
  Twiml("/gather",
        "<Gather action='/confirm?turn=2' numDigits='1'><Say>Press 1 to confirm.</Say></Gather>");
  Twiml("/confirm", "<Say>Approved.</Say><Hangup/>");

  const auto placed = Place(OrderForm());
  ASSERT_TRUE(placed);
  ASSERT_EQ(placed->status, 201);
  const auto call = EndedCalls(1).at(0);

  EXPECT_EQ(call.at("state"), "completed");
  EXPECT_EQ(call.at("number"), kPerson);
  EXPECT_EQ(call.at("said").at(0).at("text"), "approve & go");
  EXPECT_EQ(call.at("pressed").at(0).at("keys"), "1");
  EXPECT_EQ(call.at("heard").as_array().back().at("text"), "Approved.");
  EXPECT_EQ(Statuses(4), "initiated ringing in-progress completed");
  for (const auto& request : worker_handler_.Seen())
    EXPECT_EQ(HeaderValue(request.headers, "X-Twilio-Signature"), SignatureOf(request))
        << request.target;
  const Params gather = ParseForm(Came("/gather").at(0).body);
  EXPECT_EQ(FirstOf(gather, "SpeechResult"), "approve & go");
  EXPECT_EQ(FirstOf(gather, "Confidence"), "0.9");
  EXPECT_EQ(Came("/gather").at(0).target, "/gather?turn=1&t=a%20b");
  EXPECT_EQ(call.at("webhooks").as_array().size(), worker_handler_.Seen().size());
  EXPECT_EQ(StringAt(call.at("webhooks").at(0).as_object(), "signature"),
            SignatureOf(Came("/status").at(0)));
}

TEST_F(WholeCallTest, IsRungByAPersonFromOutside) {
  UsePerson("{turns: [{hear: alerts, press: '2'}]}");
  Twiml("/inbound", "<Gather action='/gather' numDigits='1'><Say>No open alerts.</Say></Gather>");
  Twiml("/gather", "<Hangup/>");

  const json::object body = {{"from", kPerson}, {"to", kOurs}, {"url", Worker("/inbound")}};
  const auto rung = Send("POST", "/sim/inbound", json::serialize(body));
  ASSERT_TRUE(rung && rung->status == 201);
  const auto call = EndedCalls(1).at(0);

  EXPECT_EQ(call.at("direction"), "inbound");
  EXPECT_EQ(call.at("number"), kPerson);
  EXPECT_EQ(FirstOf(ParseForm(Came("/inbound").at(0).body), "Direction"), "inbound");
  EXPECT_EQ(FirstOf(ParseForm(Came("/gather").at(0).body), "Digits"), "2");
}

TEST_F(WholeCallTest, AWorkerThatIsAwayIsAskedAgainUntilItIsBack) {
  UsePerson("{answer_after: 1s}");
  const auto port = worker_->Port();
  auto form = OrderForm();
  worker_->Stop(std::chrono::seconds(1));
  worker_.reset();
  for (auto& [name, value] : form)
    if (name == "Url") value = "http://127.0.0.1:" + std::to_string(port) + "/answer#rc=5";
  std::erase_if(form, [](const auto& field) { return field.first == "StatusCallback"; });
  Twiml("/answer", "<Say>Back again.</Say>");

  ASSERT_TRUE(Place(form));
  Await([&] { return Calls().at(0).at("webhooks").as_array().size() >= 2; });
  auto again = StartHttpServer({.port = port}, worker_handler_);
  ASSERT_TRUE(again) << again.error().message;
  worker_ = std::move(*again);

  const auto call = EndedCalls(1).at(0);
  EXPECT_EQ(call.at("heard").at(0).at("text"), "Back again.");
  EXPECT_TRUE(call.at("webhooks").at(0).at("status").is_null());
}

TEST_F(WholeCallTest, DropResponsePlacesAndClosesTheConnection) {
  UsePerson("{busy: true}", "{drop_response: 1}");

  const auto dropped = Place(OrderForm());
  ASSERT_FALSE(dropped);
  EXPECT_TRUE(dropped.error().request_sent);
  EXPECT_EQ(EndedCalls(1).at(0).at("faults").at(0), "drop_response");

  ASSERT_TRUE(Place(OrderForm()));
  EndedCalls(2);
}

TEST_F(WholeCallTest, ServerErrorsBeforeAndAfterPlacing) {
  UsePerson("{busy: true}", "{http_503: 1, http_500_after_placing: 1}");

  const auto refused = Place(OrderForm());
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_TRUE(Calls().empty());

  const auto failed = Place(OrderForm());
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->status, 500);
  EndedCalls(1);
}

TEST_F(WholeCallTest, WebhookBeforeResponse) {
  UsePerson("{answer_after: 2s}", "{webhook_before_response: 1}");
  Twiml("/answer", "<Pause length='1'/>");

  const auto placed = Place(OrderForm());

  ASSERT_TRUE(placed && placed->status == 201);
  EXPECT_EQ(Came("/answer").size(), 1u);
  EXPECT_EQ(ParseJson(placed->body)->at("status"), "queued");
}

TEST_F(WholeCallTest, ListsLagBehind) {
  UsePerson("{busy: true}", "{list_lag: 10s}");
  ASSERT_TRUE(Place(OrderForm()));
  EndedCalls(1);

  const std::string created(Calls().at(0).at("created_at").as_string());
  Await([&] {
    return SendJson("GET", Account("/Calls.json?To=%2B15559876543"))
               .at("calls")
               .as_array()
               .size() == 1;
  });

  EXPECT_GE(loop_.Now() - *ParseTime(created), Duration(200));  // 10 s, fifty times faster
}

TEST_F(WholeCallTest, CallbacksTwiceLateAndOutOfOrder) {
  UsePerson("{busy: true}", "{duplicate_callbacks: 1}");
  ASSERT_TRUE(Place(OrderForm()));
  EXPECT_EQ(Statuses(6), "initiated initiated ringing ringing busy busy");

  UsePerson("{busy: true}", "{reorder_callbacks: 1}");
  ASSERT_TRUE(Place(OrderForm()));
  EXPECT_THAT(Statuses(9), HasSubstr("busy ringing initiated busy"));

  UsePerson("{busy: true}", "{late_callbacks: 20s}");
  ASSERT_TRUE(Place(OrderForm()));
  EXPECT_THAT(Statuses(12), HasSubstr("initiated busy initiated ringing busy"));
  const auto late = EndedCalls(3).at(2);
  const auto sent = ParseTime(std::string(late.at("webhooks").at(0).at("at").as_string()));
  const auto fired = ParseTime(std::string(late.at("dialled_at").as_string()));
  EXPECT_GE(*sent - *fired, Duration(399));  // 20 s, fifty times faster
}

TEST_F(WholeCallTest, SecondSidAndTwimlWhileRinging) {
  UsePerson("{answer_after: 2s}", "{second_sid: 1, twiml_while_ringing: 1}");
  Twiml("/answer", "<Say>Hello.</Say>");

  ASSERT_TRUE(Place(OrderForm()));
  const auto calls = EndedCalls(2);

  EXPECT_NE(calls.at(0).at("sid"), calls.at(1).at("sid"));
  EXPECT_EQ(Came("/answer").size(), 2u);
  for (const auto& request : Came("/answer"))
    EXPECT_EQ(FirstOf(ParseForm(request.body), "CallStatus"), "ringing");
}

}  // namespace
}  // namespace tocsin::phone
