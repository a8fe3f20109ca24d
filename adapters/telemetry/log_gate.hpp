#pragma once

#include <spdlog/logger.h>
#include <spdlog/sinks/sink.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/log_control.hpp"

namespace tocsin {

/// The name of a level, as settings and lines write it; nothing of a word that is none.
std::optional<spdlog::level::level_enum> LevelNamed(std::string_view name);
std::string_view NameOf(spdlog::level::level_enum level);
/// "trace, debug, info, warn, error, critical, off".
std::string LevelNames();

/// Decides which lines are told and hands them to the places of the log. The logger before it is
/// open as far down as anything may be wanted, so that lines nobody wants cost a comparison.
/// Thread-safe.
class LogGate final : public LogControl, public spdlog::sinks::sink {
 public:
  using Sinks = std::vector<spdlog::sink_ptr>;

  /// By the settings; a level that was set for a time is over.
  void Configure(spdlog::level::level_enum level, Sinks sinks);
  /// One more place, kept by Configure; null takes it away.
  void Attach(spdlog::sink_ptr sink);

  LogState State() const override;
  Status SetLevel(std::string_view level, Duration length) override;
  Status SetFocus(const std::vector<std::string>& ids, Duration length) override;

  void log(const spdlog::details::log_msg& message) override;
  void flush() override;
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  bool Admits(spdlog::level::level_enum level);
  bool Focused();
  void EndWhatIsOver(TimePoint now);
  /// As low as the level and the focus ask for.
  void OpenLogger();

  mutable std::mutex mutex_;
  spdlog::level::level_enum configured_ = spdlog::level::info;
  std::atomic<spdlog::level::level_enum> level_ = spdlog::level::info;
  std::optional<TimePoint> level_until_;
  std::vector<LogFocus> focus_;
  std::atomic<bool> temporary_ = false;  ///< a level or a focus that ends by itself is in force
  Sinks sinks_;
  spdlog::sink_ptr attached_;
};

}  // namespace tocsin
