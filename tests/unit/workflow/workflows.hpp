#pragma once

#include <string>
#include <string_view>

#include "fakes/memory_runner.hpp"
#include "schemas/json.hpp"

namespace tocsin::workflow {

/// A document around `body`, which begins with a top-level key.
inline std::string Document(std::string_view body) {
  return "document: {dsl: '1.0.3', namespace: ops, name: test, version: '1.0.0', metadata: "
         "{lifecycle: all}}\n" +
         std::string(body);
}

inline json::value Json(std::string_view text) { return ParseJson(text).value(); }

/// Output of a workflow that runs to its end by itself.
inline std::string OutputOf(std::string_view body, std::string_view input = "{}") {
  fakes::MemoryRunner runner(Document(body));
  runner.Run(Json(input));
  if (!runner.Over()) return "waiting";
  return (runner.Status() == RunStatus::kFaulted ? "fault " : "") + CanonicalJson(runner.output);
}

inline Event EventOf(std::string_view type, std::string_view data,
                     std::string_view id = "event-1") {
  Event event;
  event.id = id;
  event.source = "/test";
  event.type = type;
  event.data = std::string(data);
  return event;
}

/// Answers of an "http" effect.
inline json::value HttpAnswer(int status, const json::value& body) {
  return json::object{{"status", status},
                      {"headers", {{"Content-Type", "application/json"}}},
                      {"content_type", "application/json"},
                      {"body", json::serialize(body)}};
}

}  // namespace tocsin::workflow
