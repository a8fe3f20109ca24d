#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/yaml.hpp"

namespace tocsin::rehearsal {

/// Answers for HTTP calls, by the name of the calling task: one for each call, the last one
/// repeats.
class HttpMocks {
 public:
  /// Reads the `mocks` of a test: {TASK: {status, body, headers} | {error: TEXT} | [those]}.
  static HttpMocks Read(const YamlNode& node, std::string_view file,
                        std::vector<Finding>& findings);

  /// The tasks that have mocks, and where those stand.
  std::vector<std::pair<std::string, Mark>> Tasks() const;
  /// The outcome of the task's next call; without a mock a failure that says so.
  HttpOutcome Answer(std::string_view task);

 private:
  struct Series {
    Mark mark;
    std::vector<HttpOutcome> results;
    std::size_t used = 0;
  };
  std::map<std::string, Series, std::less<>> by_task_;
};

}  // namespace tocsin::rehearsal
