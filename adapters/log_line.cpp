#include "adapters/log_line.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace tocsin {
namespace {

/// spdlog hands a sink text only; its sinks run on the thread that writes.
thread_local const json::object* fields_of_line = nullptr;

}  // namespace

void WriteLog(const LogLine& line, std::string_view more) {
  const auto* former = std::exchange(fields_of_line, &line.fields);
  spdlog::log(line.level, "{}{}", line.text, more);
  fields_of_line = former;
}

void WriteLog(const LogLine& line, LogQuota& quota) {
  if (line.level == spdlog::level::debug) return WriteLog(line);
  if (const auto more = quota.Admit()) WriteLog(line, *more);
}

const json::object* FieldsOfLine() { return fields_of_line; }

void PutField(json::object& fields, std::string_view name, std::string_view text) {
  if (!text.empty()) fields[name] = text;
}

}  // namespace tocsin
