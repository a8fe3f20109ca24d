#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/http.hpp"

namespace tocsin::harness {

/// Takes webhooks and answers each with 200. Thread-safe.
class Receiver {
 public:
  Receiver();
  ~Receiver();

  std::string Url() const;
  std::vector<HttpRequest> Received() const;

 private:
  class Inbox final : public HttpHandler {
   public:
    void Handle(HttpRequest request, HttpRespond respond) override;
    mutable std::mutex mutex;
    std::vector<HttpRequest> requests;
  };
  Inbox inbox_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tocsin::harness
