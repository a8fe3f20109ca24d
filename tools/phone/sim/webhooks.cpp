#include "tools/phone/sim/webhooks.hpp"

#include <algorithm>
#include <utility>

#include "schemas/ids.hpp"
#include "tools/phone/sim/signature.hpp"
#include "tools/phone/sim/webhook_url.hpp"

namespace tocsin::phone {
namespace {

constexpr Duration kFirstBackoff{100};
constexpr std::size_t kNotRecorded = static_cast<std::size_t>(-1);

std::string WithQuery(const std::string& url, const Params& params) {
  return url + (url.find('?') == std::string::npos ? '?' : '&') + EncodeForm(params);
}

bool WorthAnotherTry(const RetryPolicy& policy, const HttpOutcome& outcome) {
  if (outcome) {
    return (policy.on_client_error && outcome->status >= 400 && outcome->status < 500) ||
           (policy.on_server_error && outcome->status >= 500);
  }
  const auto& failure = outcome.error();
  if (!failure.request_sent) return policy.on_connect;
  return policy.on_read || (policy.on_connect && failure.error.kind != ErrorKind::kTimeout);
}

WebhookAnswer Judge(HttpOutcome outcome) {
  if (outcome) {
    if (outcome->status >= 200 && outcome->status < 300) return std::move(*outcome);
    return tl::unexpected(
        WebhookFault{11200, "HTTP retrieval failure: status " + std::to_string(outcome->status)});
  }
  const auto& failure = outcome.error();
  if (failure.request_sent)
    return tl::unexpected(WebhookFault{11200, "HTTP retrieval failure: " + failure.error.message});
  return tl::unexpected(WebhookFault{11205, "HTTP connection failure: " + failure.error.message});
}

}  // namespace

struct Webhooks::Delivery {
  std::shared_ptr<CallRecord> record;
  Webhook webhook;
  WebhookUrl url;
  std::string idempotency_token;
  std::function<void(WebhookAnswer)> done;
  TimePoint first;
  int tries = 0;
  int retries_left = 0;
  bool repeat_pending = false;
};

void Webhooks::Send(std::shared_ptr<CallRecord> record, Webhook webhook,
                    std::function<void(WebhookAnswer)> done) {
  auto url = ParseWebhookUrl(webhook.target.url);
  if (!url) {
    loop_.Post([done = std::move(done), text = url.error().message] {
      done(tl::unexpected(WebhookFault{21205, "URL " + text}));
    });
    return;
  }
  auto delivery = std::make_shared<Delivery>();  // shared by the tries that follow one another
  delivery->record = std::move(record);
  delivery->url = std::move(*url);
  delivery->idempotency_token = RandomUuid().ToString();
  delivery->done = std::move(done);
  delivery->first = loop_.Now();
  delivery->retries_left = delivery->url.retry.retries;
  delivery->repeat_pending = webhook.sending == Webhook::Sending::kTwice;
  delivery->webhook = std::move(webhook);
  Try(std::move(delivery));
}

HttpCall Webhooks::BuildCall(const Delivery& delivery) const {
  const auto& webhook = delivery.webhook;
  HttpCall call;
  call.method = webhook.target.method;
  call.timeout = std::min(delivery.url.retry.read, delivery.url.retry.total);
  call.max_response_bytes = 1024 * 1024;
  call.headers = {{"User-Agent", "TwilioProxy/1.1"},
                  {"Accept", "*/*"},
                  {"I-Twilio-Idempotency-Token", delivery.idempotency_token}};
  if (call.method == "GET") {
    call.url = WithQuery(delivery.url.url, webhook.params);
    call.headers.emplace_back("X-Twilio-Signature", Sign(account_.token, call.url));
  } else {
    call.url = delivery.url.url;
    call.body = EncodeForm(webhook.params);
    call.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    call.headers.emplace_back("X-Twilio-Signature", Sign(account_.token, call.url, webhook.params));
  }
  return call;
}

void Webhooks::Try(std::shared_ptr<Delivery> delivery) {
  ++delivery->tries;
  HttpCall call = BuildCall(*delivery);
  auto& record = *delivery->record;
  std::size_t entry = kNotRecorded;
  if (record.webhooks.size() < CallRecord::kMaxEntries) {
    entry = record.webhooks.size();
    WebhookTry note;
    note.kind = delivery->webhook.kind;
    note.method = call.method;
    note.url = delivery->url.url;
    note.params = delivery->webhook.params;
    note.signature = HeaderValue(call.headers, "X-Twilio-Signature");
    note.at = loop_.Now();
    note.number = delivery->tries;
    record.webhooks.push_back(std::move(note));
  } else {
    ++record.dropped;
  }
  client_.Send(std::move(call), [this, delivery, entry](HttpOutcome outcome) mutable {
    loop_.Post(
        [this, delivery = std::move(delivery), entry, outcome = std::move(outcome)]() mutable {
          Finish(std::move(delivery), entry, std::move(outcome));
        });
  });
}

void Webhooks::Finish(std::shared_ptr<Delivery> delivery, std::size_t entry, HttpOutcome outcome) {
  if (entry != kNotRecorded) {
    auto& note = delivery->record->webhooks[entry];
    note.took = loop_.Now() - note.at;
    if (outcome) {
      note.status = outcome->status;
    } else {
      note.error = outcome.error().error.message;
    }
  }
  const auto& policy = delivery->url.retry;
  const Duration backoff = kFirstBackoff * (1 << std::min(delivery->tries - 1, 6));
  const bool in_time = loop_.Now() - delivery->first + backoff < policy.total;
  if (delivery->retries_left > 0 && in_time && WorthAnotherTry(policy, outcome)) {
    --delivery->retries_left;
    loop_.AfterReal(backoff, [this, delivery] { Try(delivery); });
    return;
  }
  if (std::exchange(delivery->repeat_pending, false) && outcome) return Try(std::move(delivery));
  auto done = std::move(delivery->done);
  done(Judge(std::move(outcome)));
}

}  // namespace tocsin::phone
