#include "adapters/telemetry/log_gate.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "adapters/log_line.hpp"

namespace tocsin {
namespace {

struct LevelName {
  std::string_view name;
  spdlog::level::level_enum level;
};
constexpr std::array<LevelName, 8> kLevels = {{{"trace", spdlog::level::trace},
                                               {"debug", spdlog::level::debug},
                                               {"info", spdlog::level::info},
                                               {"warn", spdlog::level::warn},
                                               {"error", spdlog::level::err},
                                               {"critical", spdlog::level::critical},
                                               {"off", spdlog::level::off},
                                               {"warning", spdlog::level::warn}}};
constexpr std::string_view kIds[] = {"call_sid", "call_id",     "run_id",
                                     "alert_id", "question_id", "trace_id"};

TimePoint Now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

}  // namespace

std::optional<spdlog::level::level_enum> LevelNamed(std::string_view name) {
  const auto* found = std::ranges::find(kLevels, name, &LevelName::name);
  if (found == kLevels.end()) return std::nullopt;
  return found->level;
}

std::string_view NameOf(spdlog::level::level_enum level) {
  return std::ranges::find(kLevels, level, &LevelName::level)->name;
}

std::string LevelNames() {
  std::string names;
  for (const auto& entry : kLevels)
    if (entry.name != "warning") names.append(names.empty() ? "" : ", ").append(entry.name);
  return names;
}

void LogGate::Configure(spdlog::level::level_enum level, Sinks sinks) {
  {
    const std::lock_guard lock(mutex_);
    configured_ = level;
    level_ = level;
    level_until_.reset();
    sinks_ = std::move(sinks);
  }
  OpenLogger();
}

void LogGate::Attach(spdlog::sink_ptr sink) {
  const std::lock_guard lock(mutex_);
  attached_ = std::move(sink);
}

LogState LogGate::State() const {
  const std::lock_guard lock(mutex_);
  LogState state{.level = std::string(NameOf(level_)),
                 .configured = std::string(NameOf(configured_)),
                 .until = level_until_,
                 .focus = {}};
  const TimePoint now = Now();
  if (level_until_ && *level_until_ <= now) {
    state.level = state.configured;
    state.until.reset();
  }
  std::ranges::copy_if(focus_, std::back_inserter(state.focus),
                       [&](const LogFocus& focus) { return focus.until > now; });
  return state;
}

Status LogGate::SetLevel(std::string_view level, Duration length) {
  const auto named = LevelNamed(level);
  if (!named)
    return Fail(ErrorKind::kInvalid, "'" + std::string(level) + "' is none of " + LevelNames(),
                "level");
  {
    const std::lock_guard lock(mutex_);
    level_ = *named;
    level_until_ = Now() + length;
  }
  OpenLogger();
  return {};
}

Status LogGate::SetFocus(const std::vector<std::string>& ids, Duration length) {
  if (ids.size() > kMostFocus)
    return Fail(ErrorKind::kInvalid, "at most " + std::to_string(kMostFocus) + " at a time",
                "focus");
  {
    const std::lock_guard lock(mutex_);
    focus_.clear();
    for (const auto& id : ids) focus_.push_back({id, Now() + length});
  }
  OpenLogger();
  return {};
}

void LogGate::OpenLogger() {
  const std::lock_guard lock(mutex_);
  temporary_ = level_until_.has_value() || !focus_.empty();
  const auto lowest =
      focus_.empty() ? level_.load() : std::min(level_.load(), spdlog::level::debug);
  spdlog::default_logger_raw()->set_level(lowest);
}

void LogGate::EndWhatIsOver(TimePoint now) {
  {
    const std::lock_guard lock(mutex_);
    const bool level_over = level_until_ && *level_until_ <= now;
    const auto gone = std::erase_if(focus_, [&](const LogFocus& one) { return one.until <= now; });
    if (!level_over && gone == 0) return;
    if (level_over) {
      level_ = configured_;
      level_until_.reset();
    }
  }
  OpenLogger();
}

bool LogGate::Focused() {
  const auto* fields = FieldsOfLine();
  if (fields == nullptr) return false;
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(kIds, [&](std::string_view name) {
    const auto* value = fields->if_contains(name);
    return value != nullptr && value->is_string() &&
           std::ranges::find(focus_, std::string_view(value->get_string()), &LogFocus::id) !=
               focus_.end();
  });
}

bool LogGate::Admits(spdlog::level::level_enum level) {
  if (temporary_) EndWhatIsOver(Now());
  return level >= level_ || (temporary_ && Focused());
}

void LogGate::log(const spdlog::details::log_msg& message) {
  if (!Admits(message.level)) return;
  Sinks sinks;
  {
    const std::lock_guard lock(mutex_);
    sinks = sinks_;
    if (attached_ != nullptr) sinks.push_back(attached_);
  }
  for (const auto& sink : sinks)
    if (sink->should_log(message.level)) sink->log(message);
}

void LogGate::flush() {
  const std::lock_guard lock(mutex_);
  for (const auto& sink : sinks_) sink->flush();
}

}  // namespace tocsin
