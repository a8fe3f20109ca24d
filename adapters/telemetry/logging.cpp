#include "adapters/telemetry/logging.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "adapters/log_line.hpp"
#include "adapters/telemetry/log_gate.hpp"
#include "schemas/json.hpp"
#include "schemas/phone_filter.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/time.hpp"

namespace tocsin {
namespace {

/// As syslog numbers them; https://www.freedesktop.org/software/systemd/man/sd-daemon.html
char PriorityOf(spdlog::level::level_enum level) {
  if (level >= spdlog::level::critical) return '2';
  if (level == spdlog::level::err) return '3';
  if (level == spdlog::level::warn) return '4';
  return level == spdlog::level::info ? '6' : '7';
}

std::string_view ColourOf(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return "\x1b[31m";
  return level == spdlog::level::warn ? "\x1b[33m" : "";
}

/// Texts among the fields are masked as the line's own is.
void PutFields(json::object& to, const json::object& fields) {
  for (const auto& [name, value] : fields) {
    if (to.contains(name)) continue;
    to[name] = value.is_string() ? json::value(FilterPhones(value.get_string())) : value;
  }
}

class MaskingFormatter final : public spdlog::formatter {
 public:
  explicit MaskingFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const std::string text =
        FilterPhones(std::string_view(message.payload.data(), message.payload.size()));
    const std::string line = LineOf(message, text) + '\n';
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<MaskingFormatter>(format_);
  }

 private:
  std::string LineOf(const spdlog::details::log_msg& message, const std::string& text) const {
    if (format_ == LogFormat::kJournal)
      return std::string("<") + PriorityOf(message.level) + '>' + OneLine(text);
    const std::string time =
        FormatTime(std::chrono::time_point_cast<std::chrono::milliseconds>(message.time));
    const std::string level(NameOf(message.level));
    if (format_ == LogFormat::kJson) {
      json::object line{{"time", time}, {"level", level}, {"message", text}};
      if (const auto* fields = FieldsOfLine()) PutFields(line, *fields);
      return JsonText(line);
    }
    const std::string_view colour =
        format_ == LogFormat::kTerminal ? ColourOf(message.level) : std::string_view();
    return time + ' ' + std::string(colour) + level +
           std::string(level.size() < 5 ? 6 - level.size() : 1, ' ') + OneLine(text) +
           (colour.empty() ? "" : "\x1b[0m");
  }

  LogFormat format_;
};

/// Whether stderr is what systemd made it: a connection to its journal, which it names.
bool GoesToJournal() {
  const char* named = std::getenv("JOURNAL_STREAM");
  struct stat target = {};
  return named != nullptr && fstat(STDERR_FILENO, &target) == 0 &&
         std::to_string(target.st_dev) + ':' + std::to_string(target.st_ino) == named;
}

LogFormat TextOfStderr() {
  if (GoesToJournal()) return LogFormat::kJournal;
  const bool coloured = isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return coloured ? LogFormat::kTerminal : LogFormat::kText;
}

Result<spdlog::sink_ptr> OpenFile(const LogFile& file, LogFormat format) {
  try {
    auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.path, file.most_bytes,
                                                                       file.keep);
    sink->set_formatter(MakeLogFormatter(format));
    return sink;
  } catch (const spdlog::spdlog_ex& fault) {
    return Fail(ErrorKind::kInvalid,
                std::string("setting up log: ") + fault.what() +
                    "; the folder must exist and be writable for the user that runs tocsin",
                "log.file");
  }
}

const std::shared_ptr<LogGate>& Gate() {
  static const auto gate = std::make_shared<LogGate>();
  return gate;
}

}  // namespace

std::unique_ptr<spdlog::formatter> MakeLogFormatter(LogFormat format) {
  return std::make_unique<MaskingFormatter>(format);
}

Status SetUpLogging(std::string_view format, std::string_view level, const LogFile& file) {
  if (format != "text" && format != "json") {
    return Fail(ErrorKind::kInvalid,
                "setting up log: format '" + std::string(format) + "' is neither text nor json",
                "log");
  }
  const auto named = LevelNamed(level);
  if (!named) {
    return Fail(ErrorKind::kInvalid,
                "setting up log: level '" + std::string(level) + "' is none of " + LevelNames(),
                "log");
  }
  const bool json = format == "json";
  LogGate::Sinks sinks;
  if (!file.path.empty()) {
    TRY_ASSIGN(auto opened, OpenFile(file, json ? LogFormat::kJson : LogFormat::kText));
    sinks.push_back(std::move(opened));
  }
  auto console = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  console->set_formatter(MakeLogFormatter(json ? LogFormat::kJson : TextOfStderr()));
  sinks.push_back(std::move(console));
  auto logger = std::make_shared<spdlog::logger>("tocsin", Gate());
  logger->flush_on(spdlog::level::trace);  // whoever follows a file sees lines at once
  spdlog::set_default_logger(std::move(logger));
  Gate()->Configure(*named, std::move(sinks));
  return {};
}

void ReachLog(std::shared_ptr<spdlog::sinks::sink> sink) { Gate()->Attach(std::move(sink)); }

LogControl& LogOfProcess() { return *Gate(); }

}  // namespace tocsin
