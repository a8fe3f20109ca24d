#pragma once

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/log_line.hpp"

namespace tocsin::fakes {

/// Takes what is logged while it lives, "warning TEXT", with its fields; from info on, unless told
/// otherwise. Thread-safe.
class LogLines {
 public:
  explicit LogLines(spdlog::level::level_enum level = spdlog::level::info)
      : sink_(std::make_shared<Sink>()), former_(spdlog::default_logger()) {
    auto logger = std::make_shared<spdlog::logger>("test", sink_);
    logger->set_level(level);
    spdlog::set_default_logger(std::move(logger));
  }
  ~LogLines() { spdlog::set_default_logger(former_); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  std::vector<std::string> All() const { return sink_->Lines(); }
  /// Of each line; empty where it has none.
  std::vector<json::object> Fields() const { return sink_->Fields(); }
  /// The first line that holds all of these, or "".
  std::string With(std::initializer_list<std::string_view> parts) const {
    for (const auto& line : All()) {
      bool has_all = true;
      for (const auto part : parts) has_all &= line.find(part) != std::string::npos;
      if (has_all) return line;
    }
    return {};
  }

 private:
  class Sink final : public spdlog::sinks::base_sink<std::mutex> {
   public:
    std::vector<std::string> Lines() {
      const std::lock_guard lock(mutex_);
      return lines_;
    }

    std::vector<json::object> Fields() {
      const std::lock_guard lock(mutex_);
      return fields_;
    }

   private:
    void sink_it_(const spdlog::details::log_msg& message) override {
      const auto* fields = FieldsOfLine();
      fields_.push_back(fields == nullptr ? json::object() : *fields);
      const auto level = spdlog::level::to_string_view(message.level);
      lines_.push_back(std::string(level.data(), level.size()) + ' ' +
                       std::string(message.payload.data(), message.payload.size()));
    }
    void flush_() override {}
    std::vector<std::string> lines_;
    std::vector<json::object> fields_;
  };

  std::shared_ptr<Sink> sink_;
  std::shared_ptr<spdlog::logger> former_;
};

}  // namespace tocsin::fakes
