#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tools/phone/sim/exchange.hpp"
#include "virtual_loop.hpp"

namespace tocsin::phone {

/// Answers webhooks by path, at once, and keeps what came.
class FakeWorker final : public HttpClient {
 public:
  struct Request {
    std::string path;
    HttpCall call;
    Params params;
  };
  using Answer = std::function<HttpOutcome(const Request&)>;

  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override {
    const auto start = call.url.find('/', call.url.find("://") + 3);
    Request request{call.url.substr(start, call.url.find('?') - start), call,
                    DecodeForm(call.body)};
    requests.push_back(request);
    const auto answer = answers.find(request.path);
    done(answer == answers.end() ? HttpOutcome(HttpResponse{204, {}, {}})
                                 : answer->second(request));
  }
  void Twiml(const std::string& path, const std::string& body) {
    answers[path] = [body](const Request&) {
      return HttpResponse{200, {{"Content-Type", "text/xml"}}, "<Response>" + body + "</Response>"};
    };
  }
  std::vector<Request> To(const std::string& path) const {
    std::vector<Request> found;
    for (const auto& request : requests)
      if (request.path == path) found.push_back(request);
    return found;
  }
  /// "initiated ringing in-progress completed": CallStatus of the status callbacks, as they came.
  std::string Statuses() const {
    std::string all;
    for (const auto& request : To("/status"))
      all += (all.empty() ? "" : " ") + std::string(FirstOf(request.params, "CallStatus"));
    return all;
  }

  std::map<std::string, Answer> answers;
  std::vector<Request> requests;
};

/// An exchange in virtual time with a fake worker behind http://w.
class ExchangeTest : public testing::Test {
 protected:
  static constexpr const char* kPerson = "+15559876543";

  void UseScript(const std::string& text) {
    auto script = ReadScript(text, "people.yaml");
    ASSERT_TRUE(script) << FormatFinding(script.error().front());
    exchange.Replace(std::move(*script));
  }
  void UsePerson(const std::string& behaviours) {
    UseScript("people: {'" + std::string(kPerson) + "': [" + behaviours + "]}");
  }
  static CallOrder Order() {
    CallOrder order;
    order.to = kPerson;
    order.from = "+15551234567";
    order.answer.url = "http://w/answer?token=t";
    order.status.url = "http://w/status?token=t";
    order.events = {StatusEvent::kInitiated, StatusEvent::kRinging, StatusEvent::kAnswered,
                    StatusEvent::kCompleted};
    return order;
  }
  std::shared_ptr<Leg> Call(CallOrder order = Order()) {
    return exchange.Place(std::move(order)).leg;
  }
  void Pass(int seconds) { loop.Advance(std::chrono::seconds(seconds)); }
  static std::string Line(const Leg& leg) {
    std::string all;
    for (const auto& [kind, text, at, confidence, interrupted] : leg.Record().line) {
      static constexpr const char* kSigns[] = {"<", "(", ">", "#"};
      all += std::string(all.empty() ? "" : " | ") + kSigns[static_cast<int>(kind)] + text +
             (interrupted ? "..." : "");
    }
    return all;
  }

  VirtualLoop loop;
  FakeWorker worker;
  Exchange exchange{loop, worker, {"AC0000000000000000000000000000aaaa", "12345"}, {0, 100}};
};

}  // namespace tocsin::phone
