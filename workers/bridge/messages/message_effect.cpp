#include "workers/bridge/messages/message_effect.hpp"

#include <spdlog/spdlog.h>

#include "schemas/approval_link.hpp"
#include "schemas/events/data.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/messages/message_kind.hpp"
#include "workers/bridge/webhook_signature.hpp"

namespace tocsin::bridge {
namespace {

/// As a server of mail and a carrier of text messages say that they have taken it.
constexpr int kMailTaken = 250;
constexpr int kTextAccepted = 201;

bool Passes(std::int64_t status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

}  // namespace

EffectId MessageId(const Event& event, std::string_view replay) {
  return EventEffectId(event, replay, kMessageKind);
}

std::string MessageAddressee(const DeliveryTask& task) { return "channel " + task.delivery; }

DeliveryTask MakeMessageTask(const Event& event, const TopicPartition& at, std::int64_t offset,
                             TimePoint now) {
  return {.delivery = events::Read<events::MessageRequested>(event).channel,
          .message_id = event.id,
          .event = event,
          .at = at,
          .offset = offset,
          .since = now};
}

Event MessageFailedEvent(const DeliveryTask& task, const EffectId& id, int attempts,
                         const std::string& reason, TimePoint now) {
  const auto asked = events::Read<events::MessageRequested>(task.event);
  auto event = AnswerTo(task.event, id, type::kMessageFailed, now);
  event.data = events::Written(events::MessageFailed{.message_id = task.message_id,
                                                     .kind = asked.kind,
                                                     .channel = asked.channel,
                                                     .attempts = attempts,
                                                     .reason = reason,
                                                     .alert_id = asked.alert_id});
  return event;
}

events::MessageRequested MessageEffect::AskedOf(const DeliveryTask& task) {
  return events::Read<events::MessageRequested>(task.event);
}

runtime::EffectAttempts MessageEffect::Attempts() const {
  const auto channel = kind_.channels_->Find(asked_.channel, asked_.kind);
  if (!channel) return {};
  runtime::EffectAttempts attempts{
      .most = channel->attempts, .backoff = channel->backoff, .longest = channel->longest_backoff};
  if (Task().since) attempts.until = *Task().since + channel->max_age;
  return attempts;
}

void MessageEffect::Begin(const EffectRow& row, runtime::EffectDone done) {
  const auto refuse = [&](const Error& error) {
    done({AttemptResult{.error = error.message, .unsendable = true}.ToJson()});
  };
  const auto channel = kind_.channels_->Find(asked_.channel, asked_.kind);
  if (!channel) return refuse(channel.error());
  const auto asked = WithLink();
  auto handover = MessageKinds()
                      .Find(channel->kind)
                      ->Render(*channel, {.asked = asked,
                                          .id = Task().message_id,
                                          .now = kind_.clock_.Now(),
                                          .subject = Task().event.subject,
                                          .run = Task().event.Extension("runid"),
                                          .tenant = TenantOf(Task().event)});
  if (!handover) return refuse(handover.error());
  // Tried again it is the same message.
  if (const auto* text = std::get_if<TextMessage>(&*handover); text != nullptr && row.attempt <= 1)
    if (const auto taken =
            kind_.channels_->Senders().quota->Take(text->to, channel->texts, kind_.clock_.Now());
        !taken)
      return refuse(taken.error());
  if (auto* call = std::get_if<HttpCall>(&*handover)) PutTrace(Task(), row.attempt, call->headers);
  std::visit([&](auto& what) { Send(std::move(what), channel->timeout, std::move(done)); },
             *handover);
}

/// With the address of its link, the same at each attempt.
events::MessageRequested MessageEffect::WithLink() const {
  auto asked = asked_;
  const auto& terms = kind_.channels_->Senders().links;
  if (!asked.answer || !asked.answer->link) return asked;
  const auto question = QuestionId::Parse(asked.answer->question_id);
  if (!question) return asked;
  if (terms.public_url.empty()) {
    if (const auto more = kind_.linkless_->Admit())
      spdlog::warn("a message is sent without its link: http.public_url is not set{}", *more);
    return asked;
  }
  const auto since = Task().since.value_or(kind_.clock_.Now());
  asked.url = AddressBelow(
      terms.public_url, std::string(kApprovalPath) +
                            ApprovalToken(terms.secret.Reveal(), {.question = *question,
                                                                  .contact = asked.answer->contact,
                                                                  .channel = asked.channel,
                                                                  .until = since + terms.valid}));
  return asked;
}

void MessageEffect::Send(HttpCall call, Duration timeout, runtime::EffectDone done) const {
  call.timeout = timeout;
  call.max_response_bytes = 16 * 1024;
  call.cut_response = true;  // the status alone says whether it was taken
  call.headers.emplace_back("webhook-id", Task().message_id);
  call.headers.emplace_back("webhook-timestamp", WebhookTimestamp(kind_.clock_.Now()));
  kind_.channels_->Senders().http->Send(
      std::move(call), [done = std::move(done), &clock = kind_.clock_](const HttpOutcome& outcome) {
        done({DescribeOutcome(outcome, clock.Now()), Well(outcome)});
      });
}

void MessageEffect::Send(MailCall call, Duration timeout, runtime::EffectDone done) const {
  call.timeout = timeout;
  kind_.channels_->Senders().mail->Send(
      std::move(call), [done = std::move(done)](const MailOutcome& outcome) {
        if (outcome) return done({AttemptResult{.status = kMailTaken}.ToJson()});
        const auto& failure = outcome.error();
        AttemptResult result{.error = failure.error.message};
        if (failure.error.kind == ErrorKind::kRejected) result.unsendable = true;
        done({result.ToJson(), failure.code != 0});
      });
}

void MessageEffect::Send(TextMessage message, Duration timeout, runtime::EffectDone done) const {
  const auto& texts = kind_.channels_->Senders().texts;
  if (texts == nullptr)
    return done({AttemptResult{.error = kind_.channels_->Senders().text_accounts +
                                        " is not set up, over which text messages go",
                               .unsendable = true}
                     .ToJson()});
  message.timeout = timeout;
  texts->Send(std::move(message), [done = std::move(done)](const TextOutcome& outcome) {
    if (outcome) return done({AttemptResult{.status = kTextAccepted}.ToJson()});
    const auto& failure = outcome.error();
    AttemptResult result{.error = failure.error.message};
    if (failure.refused) result.unsendable = true;
    done({result.ToJson(), failure.reached});
  });
}

runtime::EffectEnd MessageEffect::Judge(const json::value& result) const {
  if (Delivered(result)) return runtime::EffectEnd::kDone;
  const auto status = StatusOf(result);
  if (Unsendable(result) || (status != 0 && !Passes(status))) return runtime::EffectEnd::kGivenUp;
  return runtime::EffectEnd::kAgain;
}

Duration MessageEffect::WaitAfter(const json::value& result) const { return RetryAfter(result); }

std::optional<Event> MessageEffect::Succeeded(const EffectRow& row, const json::value&,
                                              TimePoint now) const {
  auto event = AnswerTo(Task().event, row.id, type::kMessageSent, now);
  event.data = events::Written(events::MessageSent{.message_id = Task().message_id,
                                                   .kind = asked_.kind,
                                                   .channel = asked_.channel,
                                                   .attempts = row.attempt,
                                                   .alert_id = asked_.alert_id});
  return event;
}

std::optional<Event> MessageEffect::Failed(const EffectRow& row, const std::string& reason,
                                           TimePoint now) const {
  return MessageFailedEvent(Task(), row.id, row.attempt, reason, now);
}

Result<std::unique_ptr<runtime::EffectWork>> MessageEffectKind::Read(const EffectRow& row) {
  auto task = DecodeTask(row.request);
  if (!task) {
    metrics_.Add("tocsin_deliveries_unreadable_total");
    return Fail(task.error());
  }
  return std::unique_ptr<runtime::EffectWork>(
      std::make_unique<MessageEffect>(*std::move(task), *this));
}

void MessageEffectKind::Answered(const runtime::EffectWork& work, double seconds) {
  metrics_.Observe("tocsin_delivery_seconds", seconds,
                   {{"delivery", static_cast<const MessageEffect&>(work).Task().delivery}});
}

}  // namespace tocsin::bridge
