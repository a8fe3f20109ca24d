#include "workers/rehearsal/receivers.hpp"

#include "workers/bridge/messages/channel.hpp"

namespace tocsin::rehearsal {
namespace {

bool Took(const HttpOutcome& answer) {
  return answer && answer->status >= 200 && answer->status < 300;
}

/// What a mock means that is no HTTP: 4xx refuses for good, all else may be tried again.
Error ErrorOf(const HttpOutcome& answer) {
  if (!answer) return answer.error().error;
  const bool refused = answer->status >= 400 && answer->status < 500;
  return {refused ? ErrorKind::kRejected : ErrorKind::kTransient,
          "status " + std::to_string(answer->status), "rehearsal"};
}

}  // namespace

Receivers::Receivers(HttpMocks channels, AnsweringHttp::Answer others, const Clock& clock)
    : channels_(std::move(channels)), others_(std::move(others)), clock_(clock) {
  for (const auto& [name, mark] : channels_.Tasks()) mocked_.insert(name);
}

void Receivers::Send(HttpCall call, std::function<void(HttpOutcome)> done) {
  const auto channel = bridge::Channels::ImaginedName(call.url);
  if (!channel) return done(others_(call));
  auto body = ParseJson(call.body, {.max_depth = kMaxWrappedDepth});
  done(Answer(*channel,
              {std::string(HeaderValue(call.headers, "webhook-id")),
               std::string(HeaderValue(call.headers, "webhook-timestamp"))},
              body ? *std::move(body) : json::value(call.body)));
}

void Receivers::Send(MailCall call, std::function<void(MailOutcome)> done) {
  const auto& mail = call.mail;
  const auto answer = Answer(bridge::Channels::ImaginedName(call.server).value_or(""),
                             {mail.id, FormatTime(mail.date)},
                             json::object{{"to", json::array(mail.to.begin(), mail.to.end())},
                                          {"subject", mail.subject},
                                          {"text", mail.text}});
  if (Took(answer)) return done({});
  const auto error = ErrorOf(answer);
  done(tl::unexpected(MailFailure{error, answer ? answer->status : 0}));
}

void Receivers::Send(TextMessage message, std::function<void(TextOutcome)> done) {
  // A carrier is not told ids: the same text to the same number at the same time is one attempt.
  const auto answer = Answer(bridge::Channels::ImaginedName(message.from).value_or(""),
                             {message.to + '\n' + message.text, FormatTime(clock_.Now())},
                             json::object{{"to", message.to}, {"text", message.text}});
  if (Took(answer)) return done(std::string("SM1"));
  const auto error = ErrorOf(answer);
  done(tl::unexpected(TextFailure{error, error.kind == ErrorKind::kRejected, answer.has_value()}));
}

HttpOutcome Receivers::Answer(const std::string& channel,
                              std::pair<std::string, std::string> attempt, json::value body) {
  asked_.insert(channel);
  const auto found = attempts_.find(attempt);
  if (found != attempts_.end()) return found->second;
  auto outcome = mocked_.contains(channel) ? channels_.Answer(channel) : HttpResponse{};
  if (Took(outcome)) messages_.push_back({clock_.Now(), channel, std::move(body)});
  attempts_.emplace(std::move(attempt), outcome);
  return outcome;
}

}  // namespace tocsin::rehearsal
