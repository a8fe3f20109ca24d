#include "workers/rehearsal/receivers.hpp"

#include "workers/bridge/messages/channel.hpp"

namespace tocsin::rehearsal {

Receivers::Receivers(HttpMocks channels, AnsweringHttp::Answer others, const Clock& clock)
    : channels_(std::move(channels)), others_(std::move(others)), clock_(clock) {
  for (const auto& [name, mark] : channels_.Tasks()) mocked_.insert(name);
}

void Receivers::Send(HttpCall call, std::function<void(HttpOutcome)> done) {
  const auto channel = bridge::Channels::ImaginedName(call.url);
  if (!channel) return done(others_(call));
  const std::pair attempt(std::string(HeaderValue(call.headers, "webhook-id")),
                          std::string(HeaderValue(call.headers, "webhook-timestamp")));
  auto found = attempts_.find(attempt);
  if (found == attempts_.end()) found = attempts_.emplace(attempt, Answer(*channel, call)).first;
  done(found->second);
}

HttpOutcome Receivers::Answer(const std::string& channel, const HttpCall& call) {
  asked_.insert(channel);
  auto outcome = mocked_.contains(channel) ? channels_.Answer(channel) : HttpResponse{};
  if (outcome && outcome->status >= 200 && outcome->status < 300) {
    auto body = ParseJson(call.body, {.max_depth = kMaxWrappedDepth});
    messages_.push_back({clock_.Now(), channel, body ? *std::move(body) : json::value(call.body)});
  }
  return outcome;
}

}  // namespace tocsin::rehearsal
