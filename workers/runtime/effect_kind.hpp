#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "adapters/effects.hpp"
#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::runtime {

/// What came of asking the outside: JSON of the kind's own.
struct EffectAnswer {
  json::value result;
  /// The destination is there and well, whatever it said; nothing: it was not asked.
  std::optional<bool> reached = true;
};
/// Any thread; once.
using EffectDone = std::function<void(EffectAnswer)>;

/// What an answer means for its effect.
enum class EffectEnd { kDone, kAgain, kGivenUp };

/// How often an effect is tried.
struct EffectAttempts {
  int most = 1;
  Duration backoff{0};                       ///< before the second attempt; doubles
  Duration longest = std::chrono::hours(1);  ///< of these pauses; at most a day
  std::optional<TimePoint> until = {};       ///< no attempt begins later
};
/// Wait before the attempt after `attempt`: exponential, at most `longest`, between 3/4 and 5/4 of
/// that by a hash of the id and the attempt.
Duration BackoffAfter(const EffectAttempts& attempts, const EffectId& id, int attempt);

/// How a destination is treated.
struct LaneRules {
  std::size_t at_once = 16;  ///< how many effects are under way
  bool paused = false;       ///< nothing new is begun
  int failures = 5;          ///< in a row, until it is asked one thing at a time
  Duration rest{0};          ///< and is then left alone so long before each
};

/// Where an effect stands among those that must follow each other.
struct EffectTurn {
  std::string key;  ///< those of one lane and key are begun one after another
  /// In this order: when it was asked for, then where its event lies.
  std::tuple<TimePoint, std::string, std::int64_t> place;
};

/// One effect, read from its row. Lives on its shard's thread.
class EffectWork {
 public:
  virtual ~EffectWork() = default;
  /// Its destination: effects to one wait for each other, and never for those to another.
  virtual std::string Lane() const = 0;
  /// As they are now.
  virtual LaneRules Rules() const { return {}; }
  /// Nothing: it waits for no other. The same at every attempt; others of its key wait until it is
  /// over.
  virtual std::optional<EffectTurn> Turn() const { return std::nullopt; }
  /// How long it may take from when it is taken up, its turn included, before it has failed;
  /// nothing: as long as it takes.
  virtual std::optional<Duration> Patience() const { return std::nullopt; }
  virtual EffectAttempts Attempts() const { return {}; }
  /// Asks. Credentials are references until now. `row` is only for the call.
  virtual void Begin(const EffectRow& row, EffectDone done) = 0;
  /// What the answer means; kAgain becomes kGivenUp after the last attempt.
  virtual EffectEnd Judge(const json::value& /*result*/) const { return EffectEnd::kDone; }
  /// The least wait before the next attempt that the answer asks for.
  virtual Duration WaitAfter(const json::value& /*result*/) const { return Duration(0); }
};

/// One way of asking the outside: the code for EffectRow::kind. On its shard's thread.
class EffectKind {
 public:
  virtual ~EffectKind() = default;
  virtual std::string_view Name() const = 0;
  /// An error: nothing can be made of the row. An effect of a run fails with it; another stays.
  virtual Result<std::unique_ptr<EffectWork>> Read(const EffectRow& row) = 0;
  /// The result of an effect that could not be asked for, or got no answer in time.
  virtual json::value Failed(const Error& error) const = 0;
  /// It was answered (or not) after so long.
  virtual void Answered(const EffectWork& /*work*/, double /*seconds*/) {}
  /// A lane of it is left alone for LaneRules::rest, or answers again after it was.
  virtual void Rests(const std::string& /*lane*/, bool /*rests*/) {}
};

/// What kinds are made with; all of it outlives them.
struct EffectTools {
  HttpClient& http;
  /// The value of a secret, or nothing when there is none of that name.
  std::function<std::optional<std::string>(std::string_view name)> secrets = {};
};

/// Where the files of an effects folder put themselves: void
/// RegisterEffect_<stem>(EffectRegistry&).
class EffectRegistry {
 public:
  using Make = std::function<std::unique_ptr<EffectKind>(const EffectTools&)>;
  void Add(Make make) { makers_.push_back(std::move(make)); }
  std::vector<std::unique_ptr<EffectKind>> MakeAll(const EffectTools& tools) const {
    std::vector<std::unique_ptr<EffectKind>> kinds;
    for (const auto& make : makers_) kinds.push_back(make(tools));
    return kinds;
  }

 private:
  std::vector<Make> makers_;
};

}  // namespace tocsin::runtime
