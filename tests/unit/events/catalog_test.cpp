// links: schemas
#include "schemas/events/catalog.hpp"

#include <gtest/gtest.h>

#include "schemas/events/alerts.hpp"
#include "schemas/events/calls.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/topics.hpp"

namespace tocsin::events {
namespace {

TEST(EventTypes, HaveExamplesThatTheirOwnTablesRead) {
  for (const auto& event : EventTypes()) {
    for (const auto& fault : event.faults(ExampleData(event)))
      ADD_FAILURE() << event.type << ": " << Describe(fault);
  }
}

TEST(EventTypes, RoundTripThroughJson) {
  const auto example = CallRequested::Spec().Example();
  const auto call = DecodeJson<CallRequested>(example);
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->to.phone, "+15559876543");
  ASSERT_EQ(call->choices.size(), 1u);
  EXPECT_EQ(call->choices[0].confirm, "read-back");
  EXPECT_TRUE(call->choices[0].final);
  const auto again = DecodeJson<CallRequested>(EncodeJson(*call));
  ASSERT_TRUE(again);
  EXPECT_EQ(EncodeJson(*again), EncodeJson(*call));
}

TEST(EventTypes, NameTheFieldAtFault) {
  auto call = CallRequested::Spec().Example();
  call["to"] = json::object{{"contact", "alice"}};
  EXPECT_EQ(DecodeJson<CallRequested>(call).error().message, "to.phone is required");
  auto closed = AlertClosed::Spec().Example();
  closed["outcome"] = "exploded";
  EXPECT_NE(DecodeJson<AlertClosed>(closed).error().message.find("outcome must be one of approved"),
            std::string::npos);
}

TEST(EventTypes, TellWhatIsNotAsDescribed) {
  const auto* turn = FindEventType(type::kCallTurn);
  ASSERT_NE(turn, nullptr);
  auto data = ExampleData(*turn);
  data["role"] = "user";
  data.erase("understood");
  const auto faults = turn->faults(data);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(Describe(faults[0]), "role is not known");
  EXPECT_EQ(Describe(faults[1]), "understood is required");
}

TEST(AsyncApi, ListsEveryTypeInItsChannel) {
  const auto document = AsyncApi("0.1.0");
  EXPECT_EQ(document.at("asyncapi"), "3.0.0");
  std::size_t listed = 0;
  for (const auto& channel : document.at("channels").as_object()) {
    for (const auto& message : channel.value().at("messages").as_object()) {
      const auto* event = FindEventType(message.key());
      ASSERT_NE(event, nullptr) << message.key();
      EXPECT_EQ(channel.value().at("address").as_string(), TopicOf(event->type, "tocsin"));
      EXPECT_TRUE(document.at("components").at("messages").as_object().contains(message.key()));
      ++listed;
    }
  }
  EXPECT_EQ(listed, EventTypes().size());
}

TEST(FindEventType, GivesNothingForOthers) {
  EXPECT_EQ(FindEventType("com.example.else"), nullptr);
}

}  // namespace
}  // namespace tocsin::events
