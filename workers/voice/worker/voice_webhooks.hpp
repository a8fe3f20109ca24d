#pragma once

#include <memory>
#include <string>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/request_span.hpp"
#include "workers/voice/worker/approval_page.hpp"
#include "workers/voice/worker/carrier_requests.hpp"
#include "workers/voice/worker/group_commit.hpp"
#include "workers/voice/worker/text_door.hpp"

namespace tocsin::voice {

/// What the webhooks need; all of it outlives them and every request in hand.
struct WebhookParts {
  VoiceParts voice;
  runtime::DatabasePool& database;
  runtime::Courier& courier;
  const Clock& clock;
  Metrics& metrics;
  std::string bus_id;
};

/// The carrier's webhooks: verifies each, finds its attempt by the token, decides, commits, and
/// answers with what the commit allows to be said. Any process may answer any webhook. Nothing slow
/// happens between request and answer but the commit; with the database away the caller hears "one
/// moment" and the carrier comes back. Thread-safe.
class VoiceWebhooks {
 public:
  explicit VoiceWebhooks(WebhookParts parts);
  ~VoiceWebhooks();
  VoiceWebhooks(const VoiceWebhooks&) = delete;
  VoiceWebhooks& operator=(const VoiceWebhooks&) = delete;

  /// Where inputs of live lines go too: one queue for all that happens to calls.
  GroupCommit& Commits() { return commits_; }

  /// Adds POST {answer,gather,status,amd,recording} below the path of each carrier, the doors for
  /// calls and text messages that come in, and the page of links.
  void Register(runtime::HttpRouter& router);

 private:
  /// A verified webhook on its way to an answer.
  struct Request;
  /// `carrier`: at whose door it came in.
  void Handle(CallWebhook::Kind kind, const std::string& carrier, HttpRequest request,
              HttpRespond respond, std::shared_ptr<runtime::RequestSpan> span);
  HttpResponse AnswerOwn(const std::string& door, const std::string& carrier,
                         const HttpRequest& request);
  HttpResponse Refusal(CallWebhook::Kind kind, const HttpRequest& request, const Error& why);
  void AddHook(runtime::HttpRouter& router, CallWebhook::Kind kind, const std::string& carrier,
               const std::string& pattern, std::string hint, const std::string& method = "POST");
  void Answer(const Request& asked, HttpResponse response);
  /// Answers with what is to be said, as sounds of our own where they are there in time.
  void Speak(const std::shared_ptr<Request>& asked, const Transition& transition);
  HttpResponse ComeBack(const Request& asked) const;

  WebhookParts parts_;
  LogQuota refused_;
  CarrierRequests requests_;
  GroupCommit commits_;
  ApprovalPage approvals_;
  TextDoor texts_;
};

}  // namespace tocsin::voice
