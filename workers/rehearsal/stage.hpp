#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "workers/rehearsal/http_mocks.hpp"
#include "workers/rehearsal/rehearsed_phone.hpp"
#include "workers/rehearsal/run_driver.hpp"
#include "workers/workflow/definition.hpp"
#include "workers/workflow/oncall/remedy.hpp"

namespace tocsin::rehearsal {

/// One workflow in virtual time: what it starts on, correlation with a mailbox, timers, replies,
/// the phone with scripted people, and mocked HTTP calls, all in memory and deterministic. Nothing
/// happens but by Publish, AdvanceTo and Settle.
class Stage {
 public:
  struct Parts {
    const workflow::Definition& definition;
    ExpressionEngine& engine;
    const workflow::Resources& resources;
    const workflow::Functions& functions;
    Callees callees;
    HttpMocks mocks;
  };
  enum class Origin { kGiven, kWorkflow, kPhone };
  struct Occurrence {
    TimePoint at;
    Origin origin = Origin::kGiven;
    Event event;
  };

  /// Something said on a call, after so many occurrences.
  struct Spoken {
    std::size_t after = 0;
    SpokenLine line;
  };

  /// `parts` are borrowed for the life of the stage.
  Stage(Parts parts, TimePoint start, Crashes crashes);

  /// An event from outside, now.
  Status Publish(Event event);
  Status AdvanceTo(TimePoint time);
  /// Goes on until nothing is due any more, at most for `most`.
  Status Settle(Duration most);

  TimePoint Now() const { return now_; }
  const std::vector<Occurrence>& Occurrences() const { return occurrences_; }
  const std::vector<Spoken>& Conversations() const { return spoken_; }
  const std::map<std::string, int, std::less<>>& Calls() const { return phone_.Calls(); }
  /// Runs in the order of their starts.
  const std::vector<std::unique_ptr<RunDriver>>& Runs() const { return runs_; }

 private:
  struct Mail {
    std::string signature;
    std::string value;
    std::size_t order = 0;  ///< of the event among all that were dispatched
    TimePoint expires;
    Event event;
  };

  std::optional<TimePoint> NextAt() const;
  Status Step(TimePoint at);
  Status Drain();
  Status Dispatch(const Event& event);
  Status DeliverReply(const Event& event);
  Status DeliverToWaits(const Event& event);
  Status StartRun(const Event& event);
  Status Begin(const Event& event, const workflow::StartPlan& plan);
  RunDriver* LiveRun(std::string_view key);
  Status Apply(RunDriver& run, const workflow::Input& input);
  Status CollectMail(RunDriver& run);
  void Enqueue(Origin origin, Event event);
  void HearPhone();

  Parts parts_;
  std::unique_ptr<ExpressionProgram> program_;
  workflow::Remedies remedies_;
  TimePoint now_;
  Crashes crashes_;
  RehearsedPhone phone_;
  std::vector<std::unique_ptr<RunDriver>> runs_;
  std::size_t dispatched_ = 0;
  std::map<const RunDriver*, std::size_t> started_;  ///< which dispatched event started a run
  std::deque<Event> queue_;
  std::vector<Mail> mailbox_;
  std::set<std::string> inbox_;
  std::vector<Occurrence> occurrences_;
  std::vector<Spoken> spoken_;
};

}  // namespace tocsin::rehearsal
