#include "workers/workflow/oncall/table_contacts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::workflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TableContacts, AreReadAsTheFilesOnesAre) {
  const auto read = ReadTableContacts({{.id = "erin",
                                        .name = "Erin",
                                        .phone = "+15559876543",
                                        .language = "de-DE",
                                        .severities = {"Critical", "high"},
                                        .priority = 10,
                                        .active = false},
                                       {.id = "frank", .phone = "+15559876544"}},
                                      "en-US");
  ASSERT_EQ(read.contacts.size(), 2U);
  EXPECT_THAT(read.left_out, testing::IsEmpty());
  const Contact& erin = read.contacts[0];
  EXPECT_EQ(erin.name + ' ' + erin.phone + ' ' + erin.language, "Erin +15559876543 de-DE");
  EXPECT_THAT(erin.severities, ElementsAre("critical", "high"));
  EXPECT_EQ(erin.priority, 10);
  EXPECT_FALSE(erin.active);
  const Contact& frank = read.contacts[1];
  EXPECT_EQ(frank.name, "frank");
  EXPECT_EQ(frank.language, "en-US");
  EXPECT_EQ(frank.priority, 100);
  EXPECT_TRUE(frank.active);
}

TEST(TableContacts, OneThatCannotBeUsedIsLeftOutAndSaid) {
  const auto read =
      ReadTableContacts({{.id = "none"},
                         {.id = "short", .phone = "12"},
                         {.id = "tongue", .phone = "+15559876543", .language = "no such language"},
                         {.id = "word", .phone = "+15559876543", .severities = {"high", "urgent"}},
                         {.id = std::string(kLastResortContact), .phone = "+15559876543"},
                         {.id = "good", .phone = "+15559876543"}},
                        "en-US");
  ASSERT_EQ(read.contacts.size(), 1U);
  EXPECT_EQ(read.contacts[0].id, "good");
  EXPECT_THAT(read.left_out,
              ElementsAre(HasSubstr("contact 'none' of the table contacts is left out: its phone"),
                          HasSubstr("'short'"), HasSubstr("'tongue'"),
                          HasSubstr("'word' of the table contacts is left out: its severities has "
                                    "'urgent'"),
                          HasSubstr("ALERT_PHONE_NUMBER")));
}

TEST(TableContacts, AreWrittenToAsTheFilesOnesAre) {
  const auto read = ReadTableContacts({{.id = "erin",
                                        .phone = "+15559876543",
                                        .email = "erin@example.com",
                                        .channels = {"ntfy:erin-phone", "email:mail", "sms"}}},
                                      "en-US");
  EXPECT_THAT(read.left_out, testing::IsEmpty());
  ASSERT_EQ(read.contacts.size(), 1U);
  EXPECT_EQ(read.contacts[0].email, "erin@example.com");
  EXPECT_THAT(read.contacts[0].channels, ElementsAre("ntfy:erin-phone", "email:mail", "sms"));
}

TEST(TableContacts, WhoCannotBeWrittenToIsStillPhoned) {
  const auto read = ReadTableContacts({{.id = "erin",
                                        .phone = "+15559876543",
                                        .email = "erin",
                                        .channels = {"pigeon:coo", "ntfy:erin-phone", "", "ntfy:"}},
                                       {.id = "frank",
                                        .phone = "+15559876544",
                                        .channels = std::vector<std::string>(1'000, "sms")}},
                                      "en-US");
  ASSERT_EQ(read.contacts.size(), 2U);
  EXPECT_EQ(read.contacts[0].email, "");
  EXPECT_THAT(read.contacts[0].channels, ElementsAre("ntfy:erin-phone"));
  EXPECT_EQ(read.contacts[1].channels.size(), 20U);
  EXPECT_THAT(
      read.left_out,
      ElementsAre(HasSubstr("of contact 'erin' of the table contacts is left out the email: it "
                            "must be a mail address"),
                  HasSubstr("the channel 'pigeon:coo': it must be sms, or a kind and a channel"),
                  HasSubstr("the channel ''"), HasSubstr("the channel 'ntfy:'"),
                  HasSubstr("of contact 'frank' of the table contacts is left out what is beyond "
                            "20 channels")));
}

TEST(TableContacts, AFilesContactKeepsItsName) {
  const auto files = ParseResources(
      {{"contacts.yaml", "contacts: {erin: {name: Of the file, phone: '+15550000001'}}\n"}}, "");
  ASSERT_TRUE(files.resources);
  const auto read = ReadTableContacts(
      {{.id = "erin", .phone = "+15559876543"}, {.id = "frank", .phone = "+15559876544"}}, "en-US");
  const auto both = files.resources->WithContacts(read.contacts);
  EXPECT_EQ(both->FindContact("erin")->phone, "+15550000001");
  EXPECT_EQ(both->FindContact("frank")->phone, "+15559876544");
}

TEST(TableContactsTest, AreThrottledAsThoseOfFilesAre) {
  const auto read =
      ReadTableContacts({{.id = "erin", .phone = "+15559876543", .calls_per_hour = 6},
                         {.id = "frank", .phone = "+15559876544"},
                         {.id = "grace", .phone = "+15559876545", .calls_per_hour = 0}},
                        "en-US");
  ASSERT_EQ(read.contacts.size(), 3U);
  ASSERT_TRUE(read.contacts[0].throttle);
  EXPECT_EQ(read.contacts[0].throttle->calls_per_hour, 6);
  EXPECT_THAT(read.contacts[0].throttle->except, ElementsAre("critical"));
  EXPECT_FALSE(read.contacts[1].throttle);
  EXPECT_FALSE(read.contacts[2].throttle) << "who cannot be throttled so is still phoned";
  EXPECT_THAT(read.left_out, ElementsAre("of contact 'grace' of the table contacts is left out "
                                         "calls_per_hour 0: it must be 1 to 1000"));
  auto freer = read.contacts;
  freer[0].throttle.reset();
  EXPECT_NE(Resources().WithContacts(read.contacts)->Hash(),
            Resources().WithContacts(freer)->Hash());
}

}  // namespace
}  // namespace tocsin::workflow
