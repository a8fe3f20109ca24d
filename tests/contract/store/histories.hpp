#pragma once

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/secret.hpp"
#include "schemas/time.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/http_mocks.hpp"
#include "workers/rehearsal/scripted_model.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin {

/// The workflows that histories are runs of.
std::vector<std::string_view> WorkflowsOfHistories();

/// The database compares the expiry of mail with its own clock, so it lies ahead.
inline const TimePoint kStartOfHistories = *ParseTime("2100-03-07T01:10:00Z");
inline constexpr int kAtOnce = 50;  ///< histories of one world: they meet each other's calls

/// Somebody calls a number of ours.
struct CallsIn {
  std::string from, to;
};

/// One of a world's given steps: time goes by, then something comes.
struct HistoryStep {
  Duration after;
  std::variant<Event, CallsIn> comes;
};

/// What is given to a world, and whom its calls meet: the same for the same seed.
class Histories {
 public:
  explicit Histories(unsigned seed);

  std::shared_ptr<const workflow::Resources> resources;
  rehearsal::Callees people;
  std::map<std::string, Secret, std::less<>> pins;
  rehearsal::HttpMocks mocks;
  std::optional<std::vector<rehearsal::ModelAnswer>> model;  ///< none in some worlds
  bool carrier_lists_calls = true;
  std::vector<HistoryStep> steps;

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  std::string AnyWay(int person);
  std::string AnyWayOfCaller(int person);
  void AddPeople();
  void AddModel();
  Duration AnyPause() { return std::chrono::milliseconds(Below(20'000)); }
  void Add(Event event) { steps.push_back({AnyPause(), std::move(event)}); }
  Event New(std::string type, const std::string& key) const;
  std::string AddStart(std::string type, const std::string& key);
  void AddHistory(const std::string& key);
  void AddControls(const std::string& workflow, const std::string& key, const std::string& event);
  void AddRequest(const std::string& key);
  void AddMistake(const std::string& key);

  std::mt19937 random_;
};

}  // namespace tocsin
