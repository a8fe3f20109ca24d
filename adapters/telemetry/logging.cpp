#include "adapters/telemetry/logging.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <string>

#include "schemas/json.hpp"
#include "schemas/phone_filter.hpp"
#include "schemas/time.hpp"

namespace tocsin {
namespace {

struct LevelName {
  std::string_view name;
  spdlog::level::level_enum level;
};
constexpr std::array<LevelName, 7> kLevels = {{{"trace", spdlog::level::trace},
                                               {"debug", spdlog::level::debug},
                                               {"info", spdlog::level::info},
                                               {"warn", spdlog::level::warn},
                                               {"error", spdlog::level::err},
                                               {"critical", spdlog::level::critical},
                                               {"off", spdlog::level::off}}};

std::string_view NameOf(spdlog::level::level_enum level) {
  for (const auto& entry : kLevels)
    if (entry.level == level) return entry.name;
  return "info";
}

std::string OneLine(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out.append("\\x") += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  return out;
}

class MaskingFormatter final : public spdlog::formatter {
 public:
  explicit MaskingFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const std::string text =
        FilterPhones(std::string_view(message.payload.data(), message.payload.size()));
    const std::string time =
        FormatTime(std::chrono::time_point_cast<std::chrono::milliseconds>(message.time));
    const std::string_view level = NameOf(message.level);
    std::string line;
    if (format_ == LogFormat::kJson) {
      line = JsonText(json::object{{"time", time}, {"level", level}, {"message", text}});
    } else {
      line = time + ' ' + std::string(level) +
             std::string(level.size() < 5 ? 6 - level.size() : 1, ' ') + OneLine(text);
    }
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<MaskingFormatter>(format_);
  }

 private:
  LogFormat format_;
};

}  // namespace

std::unique_ptr<spdlog::formatter> MakeLogFormatter(LogFormat format) {
  return std::make_unique<MaskingFormatter>(format);
}

Status SetUpLogging(std::string_view format, std::string_view level) {
  if (format != "text" && format != "json") {
    return Fail(ErrorKind::kInvalid,
                "setting up log: format '" + std::string(format) + "' is neither text nor json",
                "log");
  }
  for (const auto& entry : kLevels) {
    if (entry.name != level) continue;
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto logger = std::make_shared<spdlog::logger>("tocsin", std::move(sink));
    logger->set_formatter(MakeLogFormatter(format == "json" ? LogFormat::kJson : LogFormat::kText));
    logger->set_level(entry.level);
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
    return {};
  }
  return Fail(ErrorKind::kInvalid,
              "setting up log: level '" + std::string(level) +
                  "' is none of trace, debug, info, warn, error, critical, off",
              "log");
}

}  // namespace tocsin
