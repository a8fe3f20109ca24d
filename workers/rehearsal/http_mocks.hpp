#pragma once

#include <map>
#include <string>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/yaml.hpp"

namespace tocsin::rehearsal {

/// Answers for HTTP calls, by the name of the calling task: one for each call, the last one
/// repeats. Each has the form of an "http" effect's result.
class HttpMocks {
 public:
  /// Reads the `mocks` of a test: {TASK: {status, body, headers} | {error: TEXT} | [those]}.
  static HttpMocks Read(const YamlNode& node, std::string_view file,
                        std::vector<Finding>& findings);

  /// The result for the next call of the task; without a mock an error result that says so.
  json::value Answer(std::string_view task);

 private:
  struct Series {
    std::vector<json::value> results;
    std::size_t used = 0;
  };
  std::map<std::string, Series, std::less<>> by_task_;
};

}  // namespace tocsin::rehearsal
