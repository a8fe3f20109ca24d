#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/yaml_fields.hpp"

namespace tocsin::rehearsal {

/// An answer as it is written.
struct MockEntry {
  int status = 200;
  std::optional<Raw<RawKind::kAny>> body;
  NamedList<std::string> headers;
  std::string error;
  static const FieldTable& Spec();
};
using MockEntries = NamedList<OneOrMany<MockEntry>>;

/// Answers for HTTP calls, by the name of the calling task: one for each call, the last one
/// repeats.
class HttpMocks {
 public:
  /// Those of a test, by the name of the task.
  static HttpMocks Of(const MockEntries& entries);
  /// Reads the `mocks` of a test.
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
