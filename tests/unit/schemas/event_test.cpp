// links: schemas
#include "schemas/event.hpp"

#include <gtest/gtest.h>

#include "schemas/tenant.hpp"

namespace tocsin {
namespace {

TEST(EventFromAttributes, NamesWhatIsMissing) {
  const auto event =
      EventFromAttributes({{"specversion", "1.0"}, {"id", "1"}, {"type", "t"}}, "{}");
  ASSERT_FALSE(event);
  EXPECT_NE(event.error().message.find("'source'"), std::string::npos);
}

TEST(EventFromAttributes, KeepsExtensionsAndTrace) {
  const auto event = EventFromAttributes({{"specversion", "1.0"},
                                          {"id", "1"},
                                          {"source", "/s"},
                                          {"type", "t"},
                                          {"runid", "r"},
                                          {"traceparent", "00-x"}},
                                         "{}");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->Extension("runid"), "r");
  EXPECT_EQ(event->traceparent, "00-x");
}

TEST(EventFromAttributes, ChecksTheTenantsName) {
  const auto named = [](std::string tenant) {
    return EventFromAttributes({{"specversion", "1.0"},
                                {"id", "1"},
                                {"source", "/s"},
                                {"type", "t"},
                                {"tenant", std::move(tenant)}},
                               "{}");
  };
  for (const std::string& name : {std::string("acme"), std::string("a-1"), std::string(63, 'a')}) {
    const auto event = named(name);
    ASSERT_TRUE(event) << name;
    EXPECT_EQ(TenantOf(*event), name);
  }
  EXPECT_EQ(TenantOf(*named("")), kDefaultTenant) << "as if there were none";
  for (const std::string& name :
       {std::string("Acme"), std::string("a b"), std::string("a/b"), std::string(64, 'a'),
        std::string("a\0b", 3), std::string("\xff")}) {
    const auto event = named(name);
    ASSERT_FALSE(event) << name;
    EXPECT_NE(event.error().message.find("attribute 'tenant'"), std::string::npos);
  }
}

TEST(Tenant, IsInIdsWhereItIsNotTheDefaultOne) {
  const auto id = Uuid::Derive({"x"});
  EXPECT_EQ(OfTenant(kDefaultTenant, id), id) << "what is stored keeps its ids";
  EXPECT_NE(OfTenant("acme", id), id);
  EXPECT_NE(OfTenant("acme", id), OfTenant("acm", id));
  Event event;
  SetTenant(event, "acme");
  EXPECT_EQ(TenantOf(event), "acme");
  SetTenant(event, kDefaultTenant);
  EXPECT_TRUE(event.extensions.empty()) << "the default one is not named";
}

TEST(ChildTraceparent, TakesNoFlagsThatAreNone) {
  const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\xff\xfe";
  EXPECT_TRUE(ChildTraceparent(parent, "x").ends_with("-01"));
}

TEST(EventFromStructured, ReadsBackWhatToStructuredWrote) {
  Event event{
      .id = "1", .source = "/s", .type = "t", .subject = "a1", .time = "2026-01-01T00:00:00Z"};
  event.data = R"({"n":9007199254740993})";
  event.extensions["runid"] = "r";
  const auto back = EventFromStructured(ToStructured(event));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->data, event.data);
  EXPECT_EQ(back->subject, "a1");
  EXPECT_EQ(back->Extension("runid"), "r");
}

TEST(EventFromStructured, DecodesBase64) {
  const auto event = EventFromStructured(
      ParseJson(R"({"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"aGk="})")
          .value());
  ASSERT_TRUE(event);
  EXPECT_EQ(event->data, "hi");
}

Result<Event> Structured(std::string_view members) {
  return EventFromStructured(
      ParseJson(
          R"({"specversion":"1.0","id":"1","source":"/s","type":"t",)" + std::string(members) + "}",
          {.max_depth = kMaxWrappedDepth})
          .value());
}

// Written again in binary mode it must be what can be read.
TEST(EventFromStructured, SaysWhatBytesAre) {
  const auto bytes = Structured(R"("data_base64":"aGk=")");
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->content_type, "application/octet-stream");
  EXPECT_EQ(EventData(*bytes).value(), json::value("hi"));
  const auto data = Structured(R"("data_base64":"eyJhIjoxfQ==")");
  ASSERT_TRUE(data);
  EXPECT_EQ(data->content_type, "application/json");
  EXPECT_EQ(data->data, R"({"a":1})");
  const auto mended = Structured(R"("data_base64":"IvYi")");  // Latin-1
  ASSERT_TRUE(mended);
  EXPECT_EQ(mended->data, "\"\xEF\xBF\xBD\"");
  const auto text = Structured(R"("datacontenttype":"text/plain","data_base64":"aGk=")");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->content_type, "text/plain");
  const auto refused = Structured(R"("datacontenttype":"application/json","data_base64":"aGk=")");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("data_base64"), std::string::npos)
      << refused.error().message;
}

TEST(EventFromStructured, LosesNoDataUnseen) {
  const auto number = Structured(R"("data_base64":5)");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().message, "reading CloudEvent: data_base64: must be a string");
  EXPECT_FALSE(Structured(R"("data":1,"data_base64":["aGk="])"));
  const auto both = Structured(R"("data_base64":"aGk=","data":{"a":1})");
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().message,
            "reading CloudEvent: data_base64: stands beside data; give one of them");
  EXPECT_EQ(Structured(R"("data_base64":null,"data":1)").value().data, "1");
  EXPECT_EQ(Structured(R"("data_base64":"aGk=","data":null)").value().data, "hi");
}

TEST(EventFromStructured, RefusesWhatCouldNotBeReadBack) {
  EXPECT_FALSE(Structured(R"("datacontenttype":"application/cloudevents+json","data":{})"));
  const auto attribute = EventFromAttributes(
      {{"specversion", "1.0"}, {"id", "1"}, {"source", "/s"}, {"type", "t"}, {"data", "x"}}, {});
  ASSERT_FALSE(attribute);
  EXPECT_EQ(attribute.error().message, "reading CloudEvent: no attribute can be named 'data'");
}

TEST(EventFromStructured, AnAttributeIsNoMapAndNoList) {
  for (const auto* members : {R"("ours":{"a":1})", R"("ours":[1])", R"("subject":{})",
                              R"("datacontenttype":[])", R"("time":{"at":1})"}) {
    const auto event = Structured(members);
    ASSERT_FALSE(event) << members;
    EXPECT_EQ(event.error().kind, ErrorKind::kInvalid);
    const std::string name = std::string(members).substr(0, std::string(members).find(':'));
    EXPECT_NE(event.error().message.find('\'' + name.substr(1, name.size() - 2) + '\''),
              std::string::npos)
        << event.error().message;
  }
  const auto scalars =
      Structured(R"("flag":true,"count":-7,"large":92233720368547758089,"text":"a","none":null)");
  ASSERT_TRUE(scalars) << scalars.error().message;
  EXPECT_EQ(scalars->Extension("flag"), "true");
  EXPECT_EQ(scalars->Extension("count"), "-7");
  EXPECT_EQ(scalars->Extension("large"), "92233720368547758089");
  EXPECT_EQ(scalars->extensions.count("none"), 0U);
}

TEST(EventFromStructured, TakesDataAsDeepAsAnEventMayHold) {
  const auto nested = [](std::size_t levels) {
    return "\"data\":" + std::string(levels, '[') + std::string(levels, ']');
  };
  const auto event = Structured(nested(64));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_TRUE(EventData(*event));
  const auto read = ParseJson(JsonText(ToStructured(*event)), {.max_depth = kMaxWrappedDepth});
  ASSERT_TRUE(read);
  EXPECT_EQ(EventFromStructured(*read)->data, event->data);
  const auto deeper = Structured(nested(65));
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().message, "reading CloudEvent: data is nested deeper than 64 levels");
}

TEST(ChildTraceparent, KeepsTheTraceAndIsTheSameForTheSameSeed) {
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto child = ChildTraceparent(parent, "seed");
  EXPECT_EQ(child.substr(0, 36), parent.substr(0, 36));
  EXPECT_NE(child.substr(36, 16), parent.substr(36, 16));
  EXPECT_EQ(child, ChildTraceparent(parent, "seed"));
  EXPECT_EQ(ChildTraceparent("junk", "seed").size(), 55U);
}

TEST(Event, NamesAnAttributeThatItRefuses) {
  const auto event = EventFromAttributes(
      {{"specversion", "1.0"}, {"id", "1"}, {"source", "/s"}, {"type", "t"}, {"run-id", "x"}}, "");
  ASSERT_FALSE(event);
  EXPECT_NE(event.error().message.find("'run-id'"), std::string::npos) << event.error().message;
}

TEST(Event, TakesATimeWithoutAZoneAsUtc) {
  const auto event = EventFromAttributes({{"specversion", "1.0"},
                                          {"id", "1"},
                                          {"source", "/s"},
                                          {"type", "t"},
                                          {"time", "2026-03-07T01:10:00"}},
                                         "");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->time, "2026-03-07T01:10:00Z");
  EXPECT_TRUE(event->utc_assumed);
}

}  // namespace
}  // namespace tocsin
