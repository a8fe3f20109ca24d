#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/mail.hpp"
#include "adapters/text_messages.hpp"
#include "schemas/json.hpp"
#include "workers/rehearsal/answering_http.hpp"
#include "workers/rehearsal/http_mocks.hpp"

namespace tocsin::rehearsal {

/// Who gets what the bridge sends: messages over channels (bridge::Channels::Imagined) are answered
/// by the test's mocks of the channel, and taken where there is none; everything else is answered
/// by a function. One attempt that is made again after a crash gets the same answer and counts
/// once. Not thread-safe; answers before Send returns.
class Receivers final : public HttpClient, public MailClient, public TextMessages {
 public:
  /// A message that its channel took.
  struct Taken {
    TimePoint at;
    std::string channel;
    json::value body;
  };

  Receivers(HttpMocks channels, AnsweringHttp::Answer others, const Clock& clock);
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override;
  void Send(MailCall call, std::function<void(MailOutcome)> done) override;
  void Send(TextMessage message, std::function<void(TextOutcome)> done) override;
  Result<TextReport> ParseReport(const HttpRequest&, std::string_view) const override {
    return TextReport{};
  }

  const std::vector<Taken>& Messages() const { return messages_; }
  /// Names of the channels that something was sent over, taken or not.
  const std::set<std::string, std::less<>>& Asked() const { return asked_; }

 private:
  /// Of an attempt that may be made again: by its message and its time.
  HttpOutcome Answer(const std::string& channel, std::pair<std::string, std::string> attempt,
                     json::value body);

  HttpMocks channels_;
  std::set<std::string, std::less<>> mocked_;
  AnsweringHttp::Answer others_;
  const Clock& clock_;
  std::map<std::pair<std::string, std::string>, HttpOutcome> attempts_;  ///< by webhook-id and time
  std::vector<Taken> messages_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace tocsin::rehearsal
