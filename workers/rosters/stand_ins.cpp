#include "workers/rosters/stand_ins.hpp"

#include <algorithm>
#include <set>

namespace tocsin::rosters {
namespace {

const std::vector<std::string>* PeopleAt(const std::vector<workflow::DutySpan>& spans,
                                         TimePoint at) {
  for (const auto& span : spans)
    if (span.from <= at && at < span.to) return &span.people;
  return nullptr;
}

/// Who is on duty after the change.
std::vector<std::string> Changed(const StandIn& change, const std::vector<std::string>& people) {
  std::vector<std::string> left;
  for (const auto& one : people)
    if (one != change.instead_of) left.push_back(one);
  for (const auto& one : change.people)
    if (std::ranges::find(left, one) == left.end()) left.push_back(one);
  return left;
}

}  // namespace

void StandInPlan::Put(TimePoint from, TimePoint to, std::vector<std::string> people) {
  if (from >= to) return;
  std::vector<workflow::DutySpan> rest;
  for (const auto& span : all_) {
    if (span.from < from)
      rest.push_back({.from = span.from, .to = std::min(span.to, from), .people = span.people});
    if (span.to > to)
      rest.push_back({.from = std::max(span.from, to), .to = span.to, .people = span.people});
  }
  rest.push_back({.from = from, .to = to, .people = std::move(people)});
  std::ranges::sort(rest, {}, &workflow::DutySpan::from);
  all_.clear();
  for (auto& span : rest)
    if (!all_.empty() && all_.back().to == span.from && all_.back().people == span.people)
      all_.back().to = span.to;
    else
      all_.push_back(std::move(span));
}

bool StandInPlan::Change(const StandIn& change, const std::vector<workflow::DutySpan>& turns) {
  std::set<TimePoint> edges = {change.from, change.to};
  for (const auto* spans : {&turns, static_cast<const std::vector<workflow::DutySpan>*>(&all_)})
    for (const auto& span : *spans)
      for (const TimePoint edge : {span.from, span.to})
        if (edge > change.from && edge < change.to) edges.insert(edge);
  bool whole = true;
  const auto planned = all_;
  for (auto edge = edges.begin(); std::next(edge) != edges.end(); ++edge) {
    const auto* people = PeopleAt(planned, *edge);
    if (people == nullptr) people = PeopleAt(turns, *edge);
    static const std::vector<std::string> kNobody;
    if (people == nullptr) people = &kNobody;
    const bool on_duty = std::ranges::find(*people, change.instead_of) != people->end();
    if (!change.beside && !on_duty) continue;
    auto changed = Changed(change, *people);
    if (changed.empty())
      whole = false;
    else
      Put(*edge, *std::next(edge), std::move(changed));
  }
  return whole;
}

}  // namespace tocsin::rosters
