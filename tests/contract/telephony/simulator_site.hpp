#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "fakes/http_probe.hpp"
#include "tests/contract/telephony/telephony_contract.hpp"
#include "tools/phone/sim/front.hpp"
#include "tools/phone/sim/thread_loop.hpp"

namespace tocsin::contract {

/// The phone simulator behind real HTTP, twenty times faster than life, and a service that answers
/// its webhooks with fixed TwiML and keeps them.
class SimulatorSite {
 public:
  static constexpr const char* kAccount = "AC0000000000000000000000000000aaaa";
  static constexpr const char* kToken = "12345";

  SimulatorSite() : front_(loop_, exchange_), server_(Listen(front_)), service_(Listen(hooks_)) {}
  ~SimulatorSite() {
    server_->Stop(std::chrono::seconds(1));
    loop_.Stop();
    client_.reset();
    service_->Stop(std::chrono::seconds(1));
  }

  std::string ApiUrl() const { return UrlOf(*server_); }
  std::string PublicBase() const { return UrlOf(*service_); }
  /// An address where nobody listens.
  static std::string DeadUrl() {
    fakes::FunctionHandler nobody{[](HttpRequest, HttpRespond) {}};
    const auto server = Listen(nobody);
    const std::string url = UrlOf(*server);
    server->Stop(std::chrono::seconds(1));
    return url;
  }
  /// Breaks the next dial so; false: the site cannot, as somebody answers here.
  bool Break(CarrierBench::Fault fault) {
    using Fault = CarrierBench::Fault;
    static const std::map<Fault, std::string> kFaults = {
        {Fault::kTooMany, "http_429"},
        {Fault::kUnavailable, "http_503"},
        {Fault::kErrorAfterPlacing, "http_500_after_placing"},
        {Fault::kNoAnswerAfterPlacing, "drop_response"}};
    const auto found = kFaults.find(fault);
    if (found == kFaults.end()) return false;
    Use("faults: {" + found->second + ": 1}");
    return true;
  }
  void Use(const std::string& script) {
    auto read = phone::ReadScript(script, "script");
    if (!read) throw std::runtime_error(FormatFinding(read.error().front()));
    std::promise<void> done;
    loop_.Post([&] {
      exchange_.Replace(*std::move(read));
      done.set_value();
    });
    done.get_future().wait();
  }
  void Twiml(const std::string& path, const std::string& body) {
    const std::lock_guard lock(mutex_);
    twiml_[path] = "<Response>" + body + "</Response>";
  }
  /// The webhooks that came to a path, once there are `count`.
  std::vector<HttpRequest> Came(const std::string& path, std::size_t count) {
    std::vector<HttpRequest> found;
    std::unique_lock lock(mutex_);
    const bool enough = came_.wait_for(lock, std::chrono::seconds(60), [&] {
      found.clear();
      for (const auto& request : requests_)
        if (request.path == path) found.push_back(request);
      return found.size() >= count;
    });
    if (!enough) throw std::runtime_error("waited in vain for webhooks to " + path);
    return found;
  }

 private:
  static std::unique_ptr<HttpServer> Listen(HttpHandler& handler) {
    auto server = StartHttpServer({}, handler);
    if (!server) throw std::runtime_error(server.error().message);
    return std::move(*server);
  }
  static std::string UrlOf(const HttpServer& server) {
    return "http://127.0.0.1:" + std::to_string(server.Port());
  }
  void Answer(HttpRequest request, const HttpRespond& respond) {
    const std::lock_guard lock(mutex_);
    const auto twiml = twiml_.find(request.path);
    respond(twiml == twiml_.end()
                ? HttpResponse{204, {}, {}}
                : HttpResponse{200, {{"Content-Type", "text/xml"}}, twiml->second});
    requests_.push_back(std::move(request));
    came_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::map<std::string, std::string> twiml_;
  std::vector<HttpRequest> requests_;
  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
  phone::ThreadLoop loop_{0.05};
  phone::Exchange exchange_{loop_, *client_, {kAccount, kToken}, {0, 10'000}};
  phone::Front front_;
  fakes::FunctionHandler hooks_{[this](HttpRequest request, const HttpRespond& respond) {
    Answer(std::move(request), respond);
  }};
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpServer> service_;
};

}  // namespace tocsin::contract
