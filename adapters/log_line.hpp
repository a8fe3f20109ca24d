#pragma once

#include <spdlog/common.h>

#include <string>
#include <string_view>

#include "adapters/log_quota.hpp"
#include "schemas/json.hpp"

namespace tocsin {

/// A line of the log with what a machine may look for: `event`, `call_sid`, `call_id`, `run_id`,
/// `alert_id`, `trace_id`, `tenant`, `provider`, `from`, `to` and others by name. JSON lines carry
/// the fields, lines for people the text alone. Phone numbers in either are masked where the line
/// is laid out; secrets and what people said do not belong here.
struct LogLine {
  spdlog::level::level_enum level = spdlog::level::info;
  std::string text;
  json::object fields = {};
};

/// Writes it, `more` behind its text. Thread-safe.
void WriteLog(const LogLine& line, std::string_view more = {});

/// The same within a quota, which only lines at debug do not count in: who asks for them wants all.
void WriteLog(const LogLine& line, LogQuota& quota);

/// The fields of the line that this thread is writing; null: it has none. For sinks and formatters.
const json::object* FieldsOfLine();

/// A field whose text is empty is left out.
void PutField(json::object& fields, std::string_view name, std::string_view text);

}  // namespace tocsin
