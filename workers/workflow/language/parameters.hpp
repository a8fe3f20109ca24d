#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::workflow {

/// One key of a task, of a function's `with` or of a part of the document. Lint takes the names and
/// types it checks from here; the reference pages and the JSON Schemas are made from the same
/// table.
struct Parameter {
  std::string name;
  /// "string", "duration", "boolean", "integer", "object", "array", "time" or "any"; of the
  /// language itself also "expression" (jq, with or without "${ }"), "tasks" and "flow". "named X":
  /// a map from free names to X; "list of named X": a list of maps of one name each. "A or B" where
  /// either will do. Empty: a name kept for later, "not supported yet".
  std::string type;
  bool required = false;
  std::string description = {};
  std::vector<std::string> allowed = {};  ///< for strings: the only values, empty for any
  std::string fallback = {};              ///< the default, as it is written or in words
  bool open = false;                      ///< of an object: keys beside `fields` are taken too
  std::vector<Parameter> fields = {};     ///< of an object, or of each object of an array
};
using Parameters = std::vector<Parameter>;

/// A name kept for later.
Parameter ReservedParameter(std::string name);

/// Where a step of a path ("schedule.on") leads to; the path must exist.
const Parameters& FieldsAt(const Parameters& table, std::string_view path);
std::vector<std::string_view> NamesOf(const Parameters& table);

/// What can be tried: shown on the reference page and run by a test.
struct Example {
  std::string_view title;        ///< what it shows, as a sentence
  std::string_view document;     ///< the workflow without its `document`: "do:\n  - ...\n"
  std::string_view input = {};   ///< JSON for `tocsin exec`, with `output` what it gives
  std::string_view output = {};  ///< JSON; empty when `test` is given instead
  std::string_view test = {};    ///< the body of one test: given, callees, mocks, expect
};

/// An error that a workflow may catch.
struct ErrorMeaning {
  std::string_view type;  ///< URI
  int status = 500;
  std::string_view title;
  std::string_view raised_when;
  std::string_view may_retry;  ///< whether the same task may be tried again, and with what hope
};

}  // namespace tocsin::workflow
