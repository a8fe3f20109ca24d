#pragma once

#include <string>

#include "adapters/http.hpp"

namespace tocsin::harness {

/// One HTTP request to its end. Status 0 with the reason as body when there was no answer.
struct HttpQuestion {
  std::string method = "GET";
  std::string url;
  HttpHeaders headers = {};
  std::string body = {};
  Duration timeout = std::chrono::seconds(60);
};
HttpResponse Ask(HttpQuestion question);

}  // namespace tocsin::harness
