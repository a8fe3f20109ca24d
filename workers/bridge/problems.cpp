#include "workers/bridge/problems.hpp"

#include <algorithm>

#include "schemas/json.hpp"

namespace tocsin::bridge {

HttpResponse WithRetryAfter(HttpResponse response, Duration wait) {
  const auto seconds =
      std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count());
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

HttpResponse FieldProblem(std::string_view field, std::string_view why) {
  return Problem(422, "Unprocessable Content", std::string(field) + ": " + std::string(why),
                 {{"field", std::string(field)}});
}

std::string DetailOf(const HttpResponse& problem) {
  const auto body = ParseJson(problem.body);
  return body && body->is_object() ? std::string(StringAt(body->get_object(), "detail"))
                                   : std::string();
}

HttpResponse ErrorProblem(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kInvalid:
    case ErrorKind::kRejected:
      return Problem(422, "Unprocessable Content", error.message);
    case ErrorKind::kNotFound:
      return Problem(404, "Not Found", error.message);
    case ErrorKind::kTransient:
    case ErrorKind::kTimeout:
    case ErrorKind::kConflict:
    case ErrorKind::kCancelled:
      return WithRetryAfter(Problem(503, "Service Unavailable", error.message),
                            std::chrono::seconds(2));
    case ErrorKind::kInternal:
      return Problem(500, "Internal Server Error", "an error of ours; see the log");
  }
  return Problem(500, "Internal Server Error", "an error of ours; see the log");
}

}  // namespace tocsin::bridge
