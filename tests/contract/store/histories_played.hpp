#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/expression/jq.hpp"
#include "histories.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin {

/// Where and what the worker that stands in for a role forgets; empty: nothing.
struct PlantedFault {
  std::string role = {};
  std::string forgets = {};
  std::string header = "ce_type";  ///< of a record, that says so
};

/// What came of histories.
struct Story {
  std::vector<std::string> lines;  ///< everything that came out
  std::set<std::string> ends;      ///< of calls: "ended hung_up", "failed refused"
  std::set<std::string> talks;     ///< ends of conversations: "done tool", "call_over hung_up"
  std::set<std::string> tasks;     ///< titles of the task types that were begun
  std::set<std::string> letters;   ///< reasons of dead letters
};

class HistoriesTest : public testing::Test {
 protected:
  void SetUp() override;

  Story Play(const Histories& histories, const rehearsal::MakeStore& make_store,
             rehearsal::Crashes crashes = rehearsal::Crashes::kNever,
             const PlantedFault& fault = {});

 private:
  rehearsal::World::Parts PartsFor(const Histories& histories,
                                   const rehearsal::MakeStore& make_store,
                                   const PlantedFault& fault);
  std::string TaskOf(const Event& event) const;
  void Tell(const rehearsal::World& world, Story& story) const;
  static workflow::Functions Catalog();

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  workflow::Functions functions_ = Catalog();
  std::vector<std::shared_ptr<const workflow::Definition>> definitions_;
  std::shared_ptr<const bridge::Deliveries> deliveries_;
};

}  // namespace tocsin
