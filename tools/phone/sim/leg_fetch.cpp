// How a call gets its TwiML: requests, fallback, and what is played when there is none.
#include <utility>

#include "tools/phone/sim/leg.hpp"
#include "tools/phone/sim/webhook_url.hpp"

namespace tocsin::phone {
namespace {

constexpr std::string_view kApology = "We are sorry. An application error has occurred. Goodbye.";

bool IsTwimlType(std::string_view type) {
  type = type.substr(0, type.find(';'));
  return type == "text/xml" || type == "application/xml" || type == "text/html";
}

TwimlDocument Apology() {
  TwimlDocument document;
  document.verbs.emplace_back(SayVerb{std::string(kApology), "en-US", 1});
  document.verbs.emplace_back(HangupVerb{});
  return document;
}

}  // namespace

void Leg::FetchFirst() {
  first_requested_ = true;
  const auto& order = record_->order;
  if (!order.flow.base.empty()) return AskGather();
  if (!order.answer.url.empty()) {
    Params extra;
    if (!record_->answered_by.empty()) extra.emplace_back("AnsweredBy", record_->answered_by);
    return Fetch(record_->direction == Direction::kInbound ? "inbound" : "answer", order.answer,
                 std::move(extra));
  }
  auto document = ParseTwiml(order.twiml);
  if (document) return Perform(std::move(*document));
  Note(document.error().code, document.error().text);
  Perform(Apology());
}

void Leg::FetchNext(std::string_view reference, const std::string& method, Params extra) {
  if (!record_->order.flow.base.empty()) return TellPassthru(extra);
  const bool session_over = !extra.empty() && extra.front().first == "SessionStatus";
  const std::string kind = extra.empty() || session_over ? "redirect" : "gather";
  Fetch(kind, {ResolveUrl(document_url_, reference), method}, std::move(extra));
}

void Leg::Fetch(std::string kind, WebhookTarget target, Params extra) {
  if (++documents_ > kMostDocuments) {
    Note(0, "more than 1000 documents on one call");
    return End(CallState::kCompleted, "the call went in circles");
  }
  Params params = BaseParams();
  params.insert(params.end(), std::make_move_iterator(extra.begin()),
                std::make_move_iterator(extra.end()));
  Webhook webhook{kind, target, std::move(params),
                  faults_.duplicate ? Webhook::Sending::kTwice : Webhook::Sending::kOnce};
  webhooks_.Send(
      record_, std::move(webhook),
      [weak = weak_from_this(), kind, url = target.url, fetch = ++fetch_](WebhookAnswer answer) {
        const auto self = weak.lock();
        if (self && self->fetch_ == fetch) self->Fetched(kind, url, std::move(answer));
      });
}

void Leg::Fetched(const std::string& kind, const std::string& url, WebhookAnswer answer) {
  if (!answer) {
    FetchFailed(kind, url, answer.error());
  } else if (!IsTwimlType(HeaderValue(answer->headers, "Content-Type"))) {
    FetchFailed(kind, url,
                {12300, "invalid content type '" +
                            std::string(HeaderValue(answer->headers, "Content-Type")) +
                            "'; TwiML is text/xml"});
  } else if (auto document = ParseTwiml(answer->body); !document) {
    FetchFailed(kind, url, {document.error().code, document.error().text});
  } else {
    document_url_ = url;
    Perform(std::move(*document));
  }
  Reached();
}

void Leg::FetchFailed(const std::string& kind, const std::string& url, const WebhookFault& fault) {
  Note(fault.code, kind + ": " + fault.text);
  const auto& fallback = record_->order.fallback;
  if (kind != "fallback" && !fallback.url.empty())
    return Fetch(
        "fallback", fallback,
        {{"ErrorCode", std::to_string(fault.code)}, {"ErrorUrl", url.substr(0, url.find('#'))}});
  Perform(Apology());
}

void Leg::Perform(TwimlDocument document) {
  if (record_->state == CallState::kRinging && record_->direction == Direction::kInbound) {
    const auto* reject =
        document.verbs.empty() ? nullptr : std::get_if<RejectVerb>(&document.verbs.front());
    if (reject != nullptr)
      return End(reject->busy ? CallState::kBusy : CallState::kNoAnswer, "rejected by the account");
    waiting_ = std::move(document);
    return Answer();
  }
  if (record_->state < CallState::kInProgress || detecting_) {
    waiting_ = std::move(document);
    return;
  }
  interpreter_.Run(std::move(document));
}

}  // namespace tocsin::phone
