// links: harness schemas net
#include <gmock/gmock.h>

#include "doors_site.hpp"
#include "schemas/json.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kConversations = "/api/voice/conversations";

class Keys : public Doors {
 protected:
  static json::object Listed(const std::string& name) {
    const auto list = site_->Tocsin({"keys", "list", "--format", "json"});
    const auto rows = ParseJson(list.output);
    EXPECT_TRUE(rows && rows->is_array()) << list.output << list.errors;
    if (rows && rows->is_array())
      for (const auto& row : rows->get_array())
        if (StringAt(row.get_object(), "name") == name) return row.get_object();
    ADD_FAILURE() << "no key " << name;
    return {};
  }
};

TEST_F(Keys, OpenWhatTheyWereMadeForAndAreSeenToBeUsed) {
  const auto reader = MakeKey({"dashboard", "--scope", "read", "--expires", "90d"});
  EXPECT_TRUE(Listed("dashboard").at("last_used").is_null());

  EXPECT_EQ(Knock("GET", kConversations, reader).status, 200);
  const auto refused =
      Knock("POST", "/events", reader, "{}", {{"Content-Type", "application/cloudevents+json"}});

  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr(R"("missing_scope":"events:write")"));
  const auto row = Listed("dashboard");
  EXPECT_EQ(JsonText(row.at("scopes")), R"(["read"])");
  EXPECT_TRUE(row.at("last_used").is_string());
  EXPECT_TRUE(row.at("expires").is_string());
  EXPECT_THAT(site_->Tocsin({"keys", "list"}).output,
              AllOf(HasSubstr("dashboard"), HasSubstr("  read  created "),
                    HasSubstr("  last used "), HasSubstr("  ends "), Not(HasSubstr(reader))));
}

TEST_F(Keys, ForProgramsAreJson) {
  const auto made =
      site_->Tocsin({"keys", "create", "ci", "--scope", "events:write,calls", "--format", "json"});
  ASSERT_EQ(made.exit, 0) << made.errors;
  const auto key = ParseJson(made.output)->as_object();
  EXPECT_EQ(JsonText(key.at("scopes")), R"(["events:write","calls"])");
  EXPECT_TRUE(key.at("expires").is_null());
  EXPECT_EQ(Knock("POST", "/events", std::string(StringAt(key, "key"))).status, 415);
  EXPECT_EQ(Knock("GET", kConversations, std::string(StringAt(key, "key"))).status, 403);
}

TEST_F(Keys, OfAFormerReleaseOpenEverything) {
  const std::string key = "tocsin_former";
  site_->Query("insert into api_key (name, hash) values ('former', encode(sha256('" + key +
               "'), 'hex'))");
  EXPECT_EQ(Knock("GET", kConversations, key).status, 200);
  EXPECT_EQ(Knock("POST", "/events", key).status, 415);
}

TEST_F(Keys, EndAndAreRevoked) {
  const auto over = MakeKey({"over", "--expires", "1m"});
  site_->Query("update api_key set expires_at = now() - interval '1 second' where name = 'over'");
  const auto answer = Knock("GET", kConversations, over);
  EXPECT_EQ(answer.status, 401);
  EXPECT_THAT(answer.body, HasSubstr("this API key ended at "));
  EXPECT_THAT(site_->Tocsin({"keys", "list"}).output, HasSubstr("  never used  ended "));

  const auto gone = MakeKey({"gone"});
  ASSERT_EQ(site_->Tocsin({"keys", "revoke", "gone"}).exit, 0);
  EXPECT_EQ(Knock("GET", kConversations, gone).status, 401);
}

TEST_F(Keys, AreInNoLogAndNotInTheDatabase) {
  const auto key = MakeKey({"secret"});
  ASSERT_EQ(Knock("GET", kConversations, key).status, 200);
  EXPECT_THAT(worker_->Errors(), Not(HasSubstr(key)));
  EXPECT_EQ(site_->Query("select count(*) from api_key k where k::text like '%" + key + "%'"), "0");
  EXPECT_EQ(site_->Query("select count(*) from api_key where name = 'secret'"), "1");
}

}  // namespace
}  // namespace tocsin::harness
