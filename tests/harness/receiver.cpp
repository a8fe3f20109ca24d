#include "tests/harness/receiver.hpp"

#include "adapters/net/http_server.hpp"

namespace tocsin::harness {

void Receiver::Inbox::Handle(HttpRequest request, HttpRespond respond) {
  {
    const std::lock_guard lock(mutex);
    requests.push_back(std::move(request));
  }
  respond({.status = 200, .headers = {}, .body = {}});
}

Receiver::Receiver() {
  if (auto server = StartHttpServer({}, inbox_)) server_ = std::move(*server);
}

Receiver::~Receiver() = default;

std::string Receiver::Url() const {
  return "http://127.0.0.1:" + std::to_string(server_ ? server_->Port() : 0);
}

std::vector<HttpRequest> Receiver::Received() const {
  const std::lock_guard lock(inbox_.mutex);
  return inbox_.requests;
}

}  // namespace tocsin::harness
