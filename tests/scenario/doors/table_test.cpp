// links: harness schemas net telephony
// Every path that is promised, and what it answers to whom: docs/reference/doors.md.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <thread>

#include "adapters/telephony/twilio/signature.hpp"
#include "doors_site.hpp"
#include "schemas/json.hpp"

namespace tocsin::harness {
namespace {

constexpr const char* kPage = TOCSIN_SOURCE_DIR "/docs/reference/doors.md";
constexpr const char* kHead =
    "# Doors\n\n"
    "<!-- Made by tests/scenario/doors with a running worker: TOCSIN_REGENERATE=1 "
    "build/release/bin/scenario_doors. -->\n\n"
    "What each path answers. Who: the scope of the [key](../guides/keys.md), a carrier by its "
    "signature, Exotel by its secret, a carrier's socket, a page by its origin (`security.cors`), "
    "a link by its signature, or anybody; \"later\" is promised and not built yet. No key, a wrong "
    "one and one "
    "of another scope stand for signatures where a carrier knocks, for origins where a page does. "
    "Other tenant: a good key of another [tenant](../guides/tenants.md) asks for what is there, "
    "or names the tenant that it is not of. Too big: beyond "
    "`http.max_body_bytes`. Too fast: beyond `security.rates`. Good: as it should be; without a "
    "voice of its own `/api/tts` says 503.\n\n"
    "| Door | Who | No key | Wrong key | Other scope | Other tenant | Too big | Too fast | Good |\n"
    "|---|---|---|---|---|---|---|---|---|\n";
constexpr const char* kBase = "https://voice.example.com";
constexpr int kTooMany = 30;  // of a minute's 60, 20 may come at once

struct DoorRow {
  const char *method, *path, *who;
  const char* type = "";
  const char* body = "";
};
constexpr const char* kEvent =
    R"({"specversion":"1.0","id":"d1","source":"/d","type":"tocsin.alert.raised","subject":"d1","data":{"title":"x"}})";
constexpr const char* kForeignEvent =
    R"({"specversion":"1.0","id":"d4","source":"/d","type":"tocsin.alert.raised","subject":"d4","tenant":"default","data":{"title":"x"}})";
constexpr const char* kCall =
    R"({"phone_number":"+15559876543","alert_id":"d2","alert_summary":"nginx has stopped"})";
constexpr const char* kJson = "application/json";

constexpr DoorRow kDoorRows[] = {
    {"GET", "/", "anybody"},
    {"GET", "/health", "anybody"},
    {"GET", "/voice/health", "anybody"},
    {"GET", "/ready", "anybody"},
    {"GET", "/metrics", "anybody"},
    {"POST", "/events", "events:write", "application/cloudevents+json", kEvent},
    {"POST", "/hooks/generic", "events:write", kJson, R"({"alert_id":"d3","title":"x"})"},
    {"POST", "/api/voice/call/initiate", "calls", kJson, kCall},
    {"GET", "/api/voice/conversations", "read"},
    {"GET", "/api/voice/conversations/{call_id}", "read"},
    {"OPTIONS", "/api/voice/conversations", "page"},
    {"OPTIONS", "/events", "page"},
    {"POST", "/api/v1/actions/{id}/result", "events:write", kJson, R"({"status":"completed"})"},
    {"GET", "/api/v1/log", "admin"},
    {"PUT", "/api/v1/log", "admin", kJson, R"({"level":"info"})"},
    {"POST", "/api/tts/synthesize", "speech", kJson, R"({"text":"x"})"},
    {"POST", "/api/tts/synthesize/stream", "speech", kJson, R"({"text":"x"})"},
    {"POST", "/api/voice/webhook/answer", "carrier"},
    {"POST", "/api/voice/webhook/gather", "carrier"},
    {"POST", "/api/voice/webhook/status", "carrier"},
    {"POST", "/api/voice/webhook/amd", "carrier"},
    {"POST", "/api/voice/webhook/recording", "carrier"},
    {"POST", "/api/voice/webhook/sms", "carrier"},
    {"POST", "/api/voice/webhook/sms-status", "carrier"},
    {"GET", "/a/TOKEN", "link"},
    {"POST", "/a/TOKEN", "link"},
    {"GET", "/api/v1/oncall/{policy}.ics", "link"},
    {"POST", "/voice/twilio/inbound", "carrier"},
    {"POST", "/twiml", "carrier"},
    {"POST", "/voice/exotel/inbound", "exotel"},
    {"POST", "/api/voice/exotel/answer", "exotel"},
    {"POST", "/api/voice/exotel/gather", "exotel"},
    {"POST", "/api/voice/exotel/status", "exotel"},
    {"POST", "/api/voice/exotel/amd", "exotel"},
    {"POST", "/api/voice/exotel/recording", "exotel"},
    {"POST", "/api/voice/exotel/passthru", "exotel"},
    {"POST", "/api/voice/exotel/stream", "exotel"},
    {"GET", "/api/voice/exotel/answer", "exotel"},
    {"GET", "/api/voice/exotel/gather", "exotel"},
    {"GET", "/api/voice/exotel/passthru", "exotel"},
    {"GET", "/api/voice/exotel/stream", "exotel"},
    {"POST", "/api/voice/exotel/{secret}/answer", "exotel"},
    {"POST", "/api/voice/exotel/{secret}/gather", "exotel"},
    {"POST", "/api/voice/exotel/{secret}/status", "exotel"},
    {"POST", "/api/voice/exotel/{secret}/amd", "exotel"},
    {"POST", "/api/voice/exotel/{secret}/recording", "exotel"},
    {"POST", "/api/voice/exotel/{secret}/passthru", "exotel"},
    {"POST", "/api/voice/exotel/{secret}/stream", "exotel"},
    {"GET", "/api/voice/exotel/{secret}/answer", "exotel"},
    {"GET", "/api/voice/exotel/{secret}/gather", "exotel"},
    {"GET", "/api/voice/exotel/{secret}/passthru", "exotel"},
    {"GET", "/api/voice/exotel/{secret}/stream", "exotel"},
    {"GET", "/ws/media-stream", "socket"},
    {"GET", "/ws/exotel", "socket"},
    {"GET", "/ws/conversation-relay", "socket"},
    {"POST", "/api/agent/voice", "later"},
    {"POST", "/api/agent/check-budget", "later"},
    {"POST", "/api/agent/log-event", "later"},
    {"POST", "/api/agent/request-transfer", "later"},
    {"POST", "/api/agent/save-recording", "later"},
    {"GET", "/api/agent/customer", "later"},
    {"GET", "/api/v1/recordings/1", "later"},
    {"GET", "/widget/voice/dist/voice-widget.js", "later"},
    {"GET", "/static/voice-client.html", "later"},
    {"GET", "/console/", "later"}};

bool IsKeyed(const DoorRow& row) {
  static constexpr std::string_view kOthers[] = {"anybody", "carrier", "exotel", "socket",
                                                 "page",    "link",    "later"};
  return std::ranges::find(kOthers, row.who) == std::end(kOthers);
}

class DoorTable : public Doors {
 protected:
  /// The answers in the order of the columns.
  std::vector<int> AnswersOf(const DoorRow& row) {
    if (row.who == std::string_view("carrier")) return CarrierAnswers(row);
    if (row.who == std::string_view("page")) return PageAnswers(row);
    const bool keyed = IsKeyed(row);
    const auto good = keyed ? KeyOf(row.who) : std::string();
    const auto other = KeyOf(row.who == std::string_view("read") ? "speech" : "read");
    std::vector<int> answers = {Status(row, ""), Status(row, "wrong"), Status(row, other),
                                OfOtherTenant(row), Status(row, good, std::string(100'000, ' '))};
    int last = 0;
    // What answers everybody the same is counted nowhere.
    const bool counted =
        row.who == std::string_view("anybody") || row.who == std::string_view("link") || keyed;
    const int most = counted ? kTooMany : 1;
    const auto fast = keyed ? MakeKey({"fast" + std::to_string(++keys_), "--scope", row.who}) : "";
    const auto address = FreshAddress();
    for (int i = 0; i < most && last != 429; ++i)
      last = Status(row, fast, row.body, {{"X-Forwarded-For", address}});
    answers.push_back(last);
    // Exotel's secret is not set here, a socket needs more than a request, and there is no action.
    const bool open = row.who == std::string_view("exotel") ||
                      row.who == std::string_view("socket") ||
                      row.who == std::string_view("link") ||
                      std::string_view(row.path).find("{id}") != std::string_view::npos;
    answers.push_back(open ? 0 : Good(row, good));
    return answers;
  }

 private:
  std::string KeyOf(const std::string& scope) {
    auto& key = key_of_[scope];
    if (key.empty()) key = MakeKey({"door-" + scope, "--scope", scope});
    return key;
  }
  static int Status(const DoorRow& row, const std::string& key, std::string body,
                    HttpHeaders more = {}) {
    if (*row.type != '\0') more.emplace_back("Content-Type", row.type);
    return Knock(row.method, row.path, key, std::move(body), std::move(more)).status;
  }
  static int Status(const DoorRow& row, const std::string& key) {
    return Status(row, key, row.body);
  }
  /// Where there is something of a tenant to ask for or to name; else 0.
  int OfOtherTenant(const DoorRow& row) {
    const std::string_view path = row.path;
    const auto ask = [&](const std::string& at, const std::string& body) {
      if (strangers_.empty()) strangers_ = MakeKey({"stranger", "--tenant", "acme"});
      HttpHeaders type;
      if (*row.type != '\0') type.emplace_back("Content-Type", row.type);
      return Knock(row.method, at, strangers_, body, std::move(type)).status;
    };
    if (path == "/api/v1/log") {
      if (foreign_admin_.empty())
        foreign_admin_ = MakeKey({"operator", "--tenant", "acme", "--scope", "admin"});
      return Knock(row.method, row.path, foreign_admin_, row.body, {{"Content-Type", kJson}})
          .status;
    }
    if (path == "/events") return ask(row.path, kForeignEvent);
    if (path == "/hooks/generic") return ask(row.path, row.body);
    if (path.find("{call_id}") != std::string_view::npos) {
      // It is there for the key of its own tenant.
      EXPECT_EQ(Good(row, KeyOf(row.who)), 200);
      return ask(called_, "");
    }
    if (path.find("/actions/") == std::string_view::npos) return 0;
    site_->Query("insert into action (id, partition, state, about) values ('d5', 0, 'open', '{}')");
    return ask("/api/v1/actions/d5/result", row.body);
  }
  /// A conversation is there once the voice worker has the call.
  int Good(const DoorRow& row, const std::string& key) {
    if (std::string_view(row.path).find("{call_id}") == std::string_view::npos)
      return Status(row, key);
    const auto called =
        Knock("POST", "/api/voice/call/initiate", KeyOf("calls"), kCall, {{"Content-Type", kJson}});
    const auto path = HeaderValue(called.headers, "Location");
    EXPECT_NE(path, "") << called.body;
    called_ = path;
    int status = 404;
    for (int i = 0; i < 300 && status == 404; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      status = Knock("GET", std::string(path), key).status;
    }
    return status;
  }
  static int Signed(const DoorRow& row, std::string_view token, std::string filler = {}) {
    const FormParameters form = {{"AccountSid", "AC0000000000000000000000000000aaaa"},
                                 {"CallSid", "CAd"},
                                 {"CallStatus", "completed"},
                                 {"MessageStatus", "delivered"},
                                 {"MessageSid", "SMd"},
                                 {"From", "15550009999"},
                                 {"Filler", filler}};
    std::string body;
    for (const auto& [name, value] : form) body += (body.empty() ? "" : "&") + name + '=' + value;
    HttpHeaders headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    if (!token.empty())
      headers.emplace_back("X-Twilio-Signature",
                           SignTwilio(token, std::string(kBase) + row.path, form));
    return Knock(row.method, row.path, "", body, std::move(headers)).status;
  }
  static int FromPage(const DoorRow& row, const char* origin, std::string body = {},
                      const std::string& address = FreshAddress()) {
    HttpHeaders headers = {{"Access-Control-Request-Method", "POST"}, {"X-Forwarded-For", address}};
    if (*origin != '\0') headers.emplace_back("Origin", origin);
    return Knock(row.method, row.path, "", std::move(body), std::move(headers)).status;
  }
  static std::vector<int> PageAnswers(const DoorRow& row) {
    constexpr const char* kPageOrigin = "https://desk.example.com";
    const auto address = FreshAddress();
    int last = 0;
    for (int i = 0; i < kTooMany && last != 429; ++i)
      last = FromPage(row, kPageOrigin, "", address);
    return {FromPage(row, ""),
            FromPage(row, "https://evil.example.com"),
            0,
            0,
            FromPage(row, kPageOrigin, std::string(100'000, ' ')),
            last,
            FromPage(row, kPageOrigin)};
  }
  static std::vector<int> CarrierAnswers(const DoorRow& row) {
    int last = 0;
    for (int i = 0; i < kTooMany && last != 429; ++i) last = Signed(row, "12345");
    return {Signed(row, ""),
            Signed(row, "wrong"),
            0,
            0,
            Signed(row, "12345", std::string(100'000, 'x')),
            last,
            Signed(row, "12345")};
  }

  std::map<std::string, std::string> key_of_;
  std::string strangers_, foreign_admin_, called_;
  int keys_ = 0;
};

TEST_F(DoorTable, IsAsDocumented) {
  std::string page = kHead;
  for (const auto& row : kDoorRows) {
    const auto answers = AnswersOf(row);
    page += std::string("| `") + row.method + ' ' + row.path + "` | " + row.who + " |";
    for (const int status : answers)
      page += status == 0 ? "  |" : ' ' + std::to_string(status) + " |";
    page += '\n';
    if (IsKeyed(row))
      EXPECT_THAT(std::vector<int>(answers.begin(), answers.end() - 1),
                  testing::ElementsAre(401, 401, 403, testing::AnyOf(0, 403, 404), 413, 429))
          << row.path;
    if (row.who == std::string_view("later"))
      EXPECT_EQ(answers.back(), 404) << row.path << " is there: say who may use it";
  }
  if (std::getenv("TOCSIN_REGENERATE") != nullptr) std::ofstream(kPage) << page;
  std::ifstream in(kPage);
  std::ostringstream committed;
  committed << in.rdbuf();
  EXPECT_EQ(page, committed.str());
}

/// Whether the path is one that the pattern ("/hooks/{name}") takes.
bool Takes(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = pattern.substr(0, pattern.find('/', 1));
    const auto given = path.substr(0, path.find('/', 1));
    if (!wanted.starts_with("/{") && wanted != given) return false;
    pattern.remove_prefix(wanted.size());
    path.remove_prefix(given.size());
  }
  return pattern.empty() && path.empty();
}

TEST_F(DoorTable, HasEveryPathThatIsServed) {
  constexpr std::string_view kServes = "serves ";
  std::istringstream log(worker_->Errors());
  std::size_t served = 0;
  for (std::string line; std::getline(log, line);) {
    const auto at = line.find(kServes);
    if (at == std::string::npos) continue;
    ++served;
    std::istringstream door(line.substr(at + kServes.size()));
    std::string method, pattern;
    door >> method >> pattern;
    // Preflights are there for every path that takes keys; two stand for them.
    EXPECT_TRUE(std::ranges::any_of(kDoorRows,
                                    [&](const DoorRow& row) {
                                      return Takes(pattern, row.path) &&
                                             (method == "OPTIONS" ? IsKeyed(row)
                                                                  : method == row.method);
                                    }))
        << method << ' ' << pattern << " is served: say in kDoorRows who may use it";
  }
  EXPECT_GT(served, 20U);
}

TEST_F(DoorTable, AnswersSayWhatABrowserMayDo) {
  const auto told = Knock("GET", "/api/voice/conversations", MakeKey({"page", "--scope", "read"}),
                          "", {{"Origin", "https://desk.example.com"}});
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(HeaderValue(told.headers, "Access-Control-Allow-Origin"), "https://desk.example.com");
  EXPECT_EQ(HeaderValue(told.headers, "Access-Control-Allow-Credentials"), "");
  const auto open = Knock("GET", "/metrics", "", "", {{"Origin", "https://desk.example.com"}});
  EXPECT_EQ(HeaderValue(open.headers, "Access-Control-Allow-Origin"), "");
  for (const auto& answer : {told, open})
    EXPECT_EQ(HeaderValue(answer.headers, "X-Content-Type-Options"), "nosniff");
}

TEST_F(DoorTable, AForgedAddressDoesNotCount) {
  // What stands before the proxy's own entry was written by the sender.
  int last = 0;
  for (int i = 0; i < kTooMany && last != 429; ++i)
    last = Knock("GET", "/api/voice/conversations", "wrong", "",
                 {{"X-Forwarded-For", FreshAddress() + ", 192.0.2.7"}})
               .status;
  EXPECT_EQ(last, 429);
}

}  // namespace
}  // namespace tocsin::harness
