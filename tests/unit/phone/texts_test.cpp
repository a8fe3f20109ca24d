#include <gmock/gmock.h>

#include "exchange_probe.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

class TextsTest : public ExchangeTest {
 protected:
  static Params Form(const std::string& to = kPerson) {
    return {{"To", to},
            {"From", "+15551234567"},
            {"Body", "Disk full"},
            {"StatusCallback", "http://w/texts?message=m1"}};
  }
  std::string Send(const Params& form) {
    auto text = ReadText(form);
    return text ? exchange.TakeText(*std::move(text)).sid : text.error().message;
  }
  std::string Told() const {
    std::string all;
    for (const auto& request : worker.To("/texts"))
      all += std::string(FirstOf(request.params, "MessageStatus")) + ' ';
    return all;
  }
};

TEST_F(TextsTest, ArriveAtPeopleOfTheScript) {
  UsePerson("{answer_after: 1s}");
  const auto sid = Send(Form());
  ASSERT_NE(exchange.AllTexts().Find(sid), nullptr) << sid;
  EXPECT_EQ(exchange.AllTexts().Find(sid)->state, "queued");
  Pass(1);
  EXPECT_EQ(exchange.AllTexts().Find(sid)->state, "delivered");
  EXPECT_EQ(Told(), "sent delivered ");
  const auto last = worker.To("/texts").back();
  EXPECT_EQ(FirstOf(last.params, "MessageSid"), sid);
  EXPECT_EQ(HeaderValue(last.call.headers, "X-Twilio-Signature"),
            Sign("12345", "http://w/texts?message=m1", last.params));
}

TEST_F(TextsTest, AreLostWhereNobodyIs) {
  const auto sid = Send(Form());
  Pass(1);
  EXPECT_EQ(exchange.AllTexts().Find(sid)->state, "undelivered");
  EXPECT_EQ(Told(), "sent undelivered ");
  EXPECT_EQ(FirstOf(worker.To("/texts").back().params, "ErrorCode"), "30003");
}

TEST_F(TextsTest, AreRefusedAsTheCarrierRefusesThem) {
  const auto code = [](const Params& form) {
    const auto read = ReadText(form);
    return read ? 0 : read.error().code;
  };
  EXPECT_EQ(code(Form()), 0);
  EXPECT_EQ(code(Form("12")), 21211);
  const auto with = [](std::size_t at, const std::string& value) {
    auto form = Form();
    form[at].second = value;
    return form;
  };
  EXPECT_EQ(code(with(0, "")), 21604);
  EXPECT_EQ(code(with(1, "")), 21603);
  EXPECT_EQ(code(with(1, "tocsin")), 21212);
  EXPECT_EQ(code(with(2, "")), 21602);
  EXPECT_EQ(code(with(2, std::string(1601, 'x'))), 21617);
  std::string umlauts;
  for (int i = 0; i < 1600; ++i) umlauts += "\u00fc";
  EXPECT_EQ(code(with(2, umlauts)), 0);
  EXPECT_EQ(code(with(3, "nowhere")), 21609);
}

TEST_F(TextsTest, AResetForgetsThem) {
  const auto sid = Send(Form());
  exchange.Reset();
  Pass(1);
  EXPECT_EQ(exchange.AllTexts().Find(sid), nullptr);
}

}  // namespace
}  // namespace tocsin::phone
