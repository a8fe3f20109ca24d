#include "bad_input.hpp"

namespace tocsin::harness {
namespace {

constexpr const char* kEcho = R"(
document:
  dsl: '1.0.3'
  namespace: test
  name: echo
  version: '1.0.0'
  metadata:
    instance: { key: '${ .data.alert_id }', onDuplicate: merge }
schedule:
  on:
    one:
      with: { type: tocsin.alert.raised }
do:
  - act:
      emit:
        event:
          with:
            type: tocsin.action.requested
            data: { action_id: '${ $workflow.id }', alert_id: '${ .[0].alert_id }', action: echo, alert: '${ .[0] }' }
)";

constexpr const char* kRule =
    ", in: [{topic: PREFIX.plain, type: tocsin.alert.raised, id: .nr, subject: .host, data: "
    "'{title: .text, severity: "
    ".level}'}]";

constexpr const char* kTelephony =
    "telephony: {twilio: {account_sid: AC0000000000000000000000000000aaaa, auth_token: '12345', "
    "from: '+15550009999', "
    "api_url: 'http://127.0.0.1:1'}}\n";

}  // namespace

void BadInput::SetUpTestSuite() {
  if (KafkaAddress().empty() || DatabaseAddress().empty()) return;
  SiteOptions options;
  options.http = "{listen: '127.0.0.1:0', public_url: 'https://voice.example.com'}";
  options.bus = kRule;
  options.settings = kTelephony;
  site_ = std::make_unique<Site>("badinput", std::move(options));
  site_->Write("workflows/echo.yaml", kEcho);
  const auto router =
      std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows" / "ops" / "alert-router.yaml";
  std::filesystem::copy_file(router, site_->Folder() / "workflows" / "alert-router.yaml");
  key_ = site_->Tocsin({"keys", "create", "tester"}).output;
  while (!key_.empty() && key_.back() == '\n') key_.pop_back();
  if (const auto space = key_.find_last_of(" \n"); space != std::string::npos)
    key_ = key_.substr(space + 1);
  worker_ = site_->Start();
  if (!worker_) return;
  url_ = "http://" + Site::HttpOf(*worker_);
  producer_ = std::make_unique<KafkaClient>(KafkaClient::Kind::kProducer, KafkaAddress());
  actions_ = std::make_unique<Watcher>(*site_, "actions");
  letters_ = std::make_unique<Watcher>(*site_, "dlq");
  alerts_ = std::make_unique<Watcher>(*site_, "alerts");
}

void BadInput::TearDownTestSuite() {
  alerts_.reset();
  letters_.reset();
  actions_.reset();
  producer_.reset();
  worker_.reset();
  site_.reset();
}

void BadInput::SetUp() {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  ASSERT_TRUE(worker_ && worker_->Running());
}

void BadInput::TearDown() {
  if (!worker_) return;
  ASSERT_TRUE(worker_->Running()) << worker_->Errors();
  const std::string good = Fresh("good");
  Publish({.topic = Topic("alerts"),
           .key = good,
           .value = R"({"title":"Good"})",
           .headers = AlertHeaders(good, good)});
  EXPECT_TRUE(ActionFor(good).is_object()) << "the next good alert was not handled\n"
                                           << worker_->Errors();
}

BadInput::Headers BadInput::AlertHeaders(const std::string& id, const std::string& subject) {
  Headers headers = {{"ce_specversion", "1.0"},
                     {"ce_id", "e-" + id},
                     {"ce_source", "/test"},
                     {"ce_type", "tocsin.alert.raised"},
                     {"content-type", "application/json"}};
  if (!subject.empty()) headers.emplace_back("ce_subject", subject);
  return headers;
}

std::string BadInput::Fresh(const std::string& word) {
  static int count = 0;
  return word + '-' + std::to_string(++count);
}

void BadInput::Publish(KafkaClient::Raw record) {
  producer_->Produce(record);
  producer_->Flush();
}

json::value BadInput::ActionFor(const std::string& alert_id) {
  json::value data;
  actions_->WaitFor([&](const RawRecord& record) {
    const auto parsed = ParseJson(record.value.value_or(""));
    if (!parsed || !parsed->is_object() || StringAt(parsed->as_object(), "alert_id") != alert_id)
      return false;
    data = *parsed;
    return true;
  });
  return data;
}

std::string BadInput::DeadLetterOf(const std::string& value) {
  const auto letter =
      letters_->WaitFor([&](const RawRecord& record) { return record.value == value; });
  if (!letter) return {};
  for (const auto* header : {"dlq_reason", "dlq_topic", "dlq_partition", "dlq_offset", "dlq_time"})
    EXPECT_TRUE(letter->headers.contains(header)) << header;
  return letter->headers.at("dlq_error");
}

HttpResponse BadInput::Send(const std::string& method, const std::string& path,
                            const std::string& body, HttpHeaders headers) {
  return Ask({.method = method, .url = url_ + path, .headers = std::move(headers), .body = body});
}

}  // namespace tocsin::harness
