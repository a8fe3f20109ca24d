#include "workers/bridge/log_pages.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_log_control.hpp"
#include "schemas/json.hpp"

namespace tocsin::bridge {
namespace {

TEST(LogPages, ChangeWhatIsNamedAndLeaveTheRest) {
  fakes::FakeLogControl log;
  EXPECT_EQ(ShowLog(log).body, R"({"level":"info","configured":"info","until":null,"focus":[]})");
  EXPECT_EQ(ChangeLog(R"({"level":"debug"})", log).body,
            R"({"level":"debug","configured":"info","until":"1970-01-01T00:15:00.000Z",)"
            R"("focus":[]})");
  EXPECT_EQ(ChangeLog(R"({"focus":["CA1","a1"],"for":"1h"})", log).body,
            R"({"level":"debug","configured":"info","until":"1970-01-01T00:15:00.000Z","focus":[)"
            R"({"id":"CA1","until":"1970-01-01T01:00:00.000Z"},)"
            R"({"id":"a1","until":"1970-01-01T01:00:00.000Z"}]})");
  EXPECT_TRUE(ParseJson(ChangeLog(R"({"focus":[]})", log).body)->at("focus").get_array().empty());
}

TEST(LogPages, SayWhatIsWrongAndChangeNothing) {
  fakes::FakeLogControl log;
  const auto before = ShowLog(log).body;
  const std::string many(101 * 5, '1');
  std::string list = "[";
  for (int i = 0; i < 101; ++i) list += (i == 0 ? "\"a" : ",\"a") + std::to_string(i) + '"';
  const std::pair<std::string, int> cases[] = {{"", 400},
                                               {"[]", 400},
                                               {"{}", 422},
                                               {R"({"level":"loud"})", 422},
                                               {R"({"level":7})", 422},
                                               {R"({"focus":"CA1"})", 422},
                                               {R"({"focus":[""]})", 422},
                                               {R"({"focus":[7]})", 422},
                                               {R"({"focus":[")" + many + R"("]})", 422},
                                               {R"({"focus":)" + list + "]}", 422},
                                               {R"({"level":"debug","for":"25h"})", 422},
                                               {R"({"level":"debug","for":"0s"})", 422},
                                               {R"({"level":"debug","for":15})", 422},
                                               {R"({"level":"debug","until":"noon"})", 422}};
  for (const auto& [body, status] : cases) {
    const auto answer = ChangeLog(body, log);
    EXPECT_EQ(answer.status, status) << body << ": " << answer.body;
    EXPECT_EQ(ShowLog(log).body, before) << body;
  }
}

}  // namespace
}  // namespace tocsin::bridge
