#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/websocket.hpp"
#include "fakes/http_probe.hpp"
#include "schemas/json.hpp"
#include "tools/phone/sim/front.hpp"
#include "tools/phone/sim/signature.hpp"
#include "tools/phone/sim/thread_loop.hpp"

namespace tocsin::phone {

/// The whole simulator on real HTTP, fifty times faster than life (but for sound), and a tiny
/// worker that answers its webhooks.
class PhoneTest : public testing::Test {
 protected:
  static constexpr const char* kSid = "AC0000000000000000000000000000aaaa";
  static constexpr const char* kToken = "12345";
  static constexpr const char* kPerson = "+15559876543";
  static constexpr const char* kOurs = "+15551234567";

  void SetUp() override {
    auto worker = StartHttpServer({}, worker_handler_);
    ASSERT_TRUE(worker) << worker.error().message;
    worker_ = std::move(*worker);
    auto server = StartHttpServer({}, front_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }
  void TearDown() override {
    server_->Stop(std::chrono::seconds(1));
    loop_.Stop();
    client_.reset();
    worker_->Stop(std::chrono::seconds(1));
  }

  std::string Worker(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(worker_->Port()) + path;
  }
  std::string Phone(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->Port()) + path;
  }
  static std::string Account(const std::string& rest) {
    return std::string("/2010-04-01/Accounts/") + kSid + rest;
  }

  /// TwiML of a webhook, by its path.
  void Twiml(const std::string& path, const std::string& body) {
    const std::lock_guard lock(mutex_);
    twiml_[path] = "<Response>" + body + "</Response>";
  }
  HttpOutcome Send(const std::string& method, const std::string& path, std::string body = {},
                   const std::string& token = kToken) {
    HttpCall call;
    call.method = method;
    call.url = Phone(path);
    call.headers = {{"Authorization", "Basic " + EncodeBase64(std::string(kSid) + ":" + token)},
                    {"Content-Type", "application/x-www-form-urlencoded"}};
    call.body = std::move(body);
    return fakes::SendAndWait(*prober_, std::move(call));
  }
  json::value SendJson(const std::string& method, const std::string& path, std::string body = {}) {
    const auto outcome = Send(method, path, std::move(body));
    if (!outcome) return nullptr;
    const auto value = ParseJson(outcome->body);
    return value ? *value : json::value(nullptr);
  }
  Params OrderForm() const {
    return {{"To", kPerson},
            {"From", kOurs},
            {"Url", Worker("/answer?token=a%20b")},
            {"StatusCallback", Worker("/status?token=a%20b")},
            {"StatusCallbackEvent", "initiated"},
            {"StatusCallbackEvent", "ringing"},
            {"StatusCallbackEvent", "answered"},
            {"StatusCallbackEvent", "completed"}};
  }
  HttpOutcome Place(const Params& form) {
    return Send("POST", Account("/Calls.json"), EncodeForm(form));
  }
  void UseScript(const std::string& script) {
    const auto outcome = Send("PUT", "/sim/script", script);
    ASSERT_TRUE(outcome && outcome->status == 200)
        << (outcome ? outcome->body : outcome.error().error.message);
  }
  void UsePerson(const std::string& behaviours, const std::string& faults = "{}") {
    UseScript("people: {'" + std::string(kPerson) + "': [" + behaviours + "]}\nfaults: " + faults);
  }

  json::array Calls() { return SendJson("GET", "/sim/calls").as_object().at("items").as_array(); }
  /// All calls, once there are `count` and all have ended.
  json::array EndedCalls(std::size_t count) {
    json::array calls;
    Await([&] {
      calls = Calls();
      if (calls.size() != count) return false;
      for (const auto& call : calls)
        if (!call.at("ended_at").is_string()) return false;
      return true;
    });
    return calls;
  }
  void Await(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "waited in vain";
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  /// What came to a path of the worker.
  std::vector<HttpRequest> Came(const std::string& path) const {
    std::vector<HttpRequest> found;
    for (auto& request : worker_handler_.Seen())
      if (request.path == path) found.push_back(std::move(request));
    return found;
  }
  /// CallStatus of the status callbacks in the order they came, once there are `count`.
  std::string Statuses(std::size_t count) {
    Await([&] { return Came("/status").size() >= count; });
    std::string all;
    for (const auto& request : Came("/status")) {
      const Params params = ParseForm(request.body);
      all += (all.empty() ? "" : " ") + std::string(FirstOf(params, "CallStatus"));
    }
    return all;
  }

  std::mutex mutex_;
  std::map<std::string, std::string> twiml_;
  std::function<HttpResponse(const HttpRequest&)> upgrade_;  ///< of media sockets; set at the start
  std::function<std::string()> metrics_;                     ///< what /metrics answers
  fakes::FunctionHandler worker_handler_{[this](HttpRequest request, HttpRespond respond) {
    if (upgrade_ && AsksForWebSocket(request)) return respond(upgrade_(request));
    const std::lock_guard lock(mutex_);
    if (metrics_ && request.path == "/metrics") return respond({200, {}, metrics_()});
    const auto twiml = twiml_.find(request.path);
    respond(twiml == twiml_.end()
                ? HttpResponse{204, {}, {}}
                : HttpResponse{200, {{"Content-Type", "text/xml"}}, twiml->second});
  }};
  std::unique_ptr<HttpServer> worker_;
  std::unique_ptr<HttpClient> prober_ = MakeHttpClient();
  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
  ThreadLoop loop_{0.02};
  LiveRoom room_{{}};
  Exchange exchange_{loop_, *client_, {kSid, kToken}, {0, 10'000, {}, &room_}};
  Front front_{loop_, exchange_};
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tocsin::phone
