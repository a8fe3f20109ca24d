#include "workers/runtime/suspicion.hpp"

#include <algorithm>
#include <iterator>

namespace tocsin::runtime {
namespace {

/// How long a shard notes what it has in hand after an unclean end: longer than an effect's result
/// takes to come again.
constexpr Duration kWatchAfterUncleanEnd = std::chrono::minutes(10);
constexpr int kEndsWhileDecided = 2;
/// What kills at random strikes more often while a commit is waited for than in the moment of a
/// decision.
constexpr int kEndsWhileStored = 5;

std::string RecordName(const TopicPartition& at, std::int64_t offset) {
  return "record " + at.topic + '/' + std::to_string(at.partition) + '@' + std::to_string(offset);
}

/// Mail does not tell its partition: nothing.
std::optional<int> PartitionOfInput(const ShardInput& input) {
  if (const auto* arrival = std::get_if<Arrival>(&input)) return arrival->at.partition;
  if (const auto* timer = std::get_if<TimerDue>(&input)) return timer->partition;
  if (const auto* signal = std::get_if<Signal>(&input)) return signal->partition;
  return std::nullopt;
}

}  // namespace

std::string NameOf(const Record& record) { return RecordName(record.at, record.offset); }

std::string NameOf(const ShardInput& input) {
  if (const auto* arrival = std::get_if<Arrival>(&input))
    return RecordName(arrival->at, arrival->offset);
  if (const auto* match = std::get_if<MailMatch>(&input))
    return "mail " + std::to_string(match->mail) + " for " + match->run.ToString();
  if (const auto* timer = std::get_if<TimerDue>(&input)) return "timer " + timer->owner.ToString();
  const auto& signal = std::get<Signal>(input);
  return signal.kind + " of " + signal.owner.ToString();
}

void Suspicion::Taken(const std::vector<int>& partitions, const Tenure& tenure, TimePoint now) {
  Lost({partitions.begin(), partitions.end()});
  for (const auto& suspect : tenure.suspects) {
    auto& known = suspects_[suspect.input];
    known.partitions.insert(suspect.partition);
    known.decided = std::max(known.decided, suspect.decided);
    known.stored = std::max(known.stored, suspect.stored);
  }
  if (!tenure.unclean && tenure.suspects.empty()) return;
  watching_ = true;
  until_ = now + kWatchAfterUncleanEnd;
}

void Suspicion::Lost(const std::set<int>& partitions) {
  for (auto& [name, suspect] : suspects_)
    std::erase_if(suspect.partitions, [&](int one) { return partitions.contains(one); });
  std::erase_if(suspects_, [](const auto& entry) { return entry.second.partitions.empty(); });
}

Suspicion::Treatment Suspicion::TreatmentOf(const std::string& name) const {
  const auto found = suspects_.find(name);
  if (found == suspects_.end()) return Treatment::kTogether;
  const auto [partitions, decided, stored] = found->second;
  if (decided > kEndsWhileDecided || stored > kEndsWhileStored) return Treatment::kDropped;
  return decided == kEndsWhileDecided || stored == kEndsWhileStored ? Treatment::kSetAside
                                                                    : Treatment::kAlone;
}

std::vector<Suspicion::Portion> Suspicion::Divide(Haul haul, const std::set<int>& owned) const {
  std::vector<Portion> portions;
  const auto portion_for = [&](const std::string& name) -> Portion& {
    const Treatment treatment = TreatmentOf(name);
    if (portions.empty() || treatment != Treatment::kTogether ||
        portions.back().treatment != Treatment::kTogether)
      portions.push_back({treatment, {}});
    return portions.back();
  };
  for (auto& input : haul.inputs) {
    const auto name = NameOf(input);
    auto& portion = portion_for(name);
    if (const auto partition = PartitionOfInput(input)) {
      portion.inputs.emplace_back(*partition, name);
    } else {
      for (const int each : owned) portion.inputs.emplace_back(each, name);
    }
    portion.haul.inputs.push_back(std::move(input));
  }
  for (auto& record : haul.records) {
    const auto name = NameOf(record);
    auto& portion = portion_for(name);
    if (owned.contains(record.at.partition)) {
      portion.inputs.emplace_back(record.at.partition, name);
    } else {  // of a topic whose partitions lie otherwise
      for (const int each : owned) portion.inputs.emplace_back(each, name);
    }
    portion.haul.records.push_back(std::move(record));
    portion.from_bus = true;
  }
  return portions;
}

InHand Suspicion::NoteOf(const Portion& portion) {
  noted_ = true;
  in_hand_ = {portion.inputs,
              portion.treatment == Treatment::kTogether ? InHand::Stage::kTogether
                                                        : InHand::Stage::kDecidedAlone,
              {}};
  InHand note = in_hand_;
  note.cleared = std::exchange(cleared_, {});
  return note;
}

std::optional<InHand> Suspicion::NoteOfStoring() const {
  if (in_hand_.stage != InHand::Stage::kDecidedAlone) return std::nullopt;
  InHand note = in_hand_;
  note.stage = InHand::Stage::kStoredAlone;
  return note;
}

void Suspicion::Survived(const Portion& portion) {
  // What is not read from the bus comes again, as long as it is stored: it stays out.
  if (portion.treatment == Treatment::kDropped && !portion.from_bus) return;
  for (const auto& [partition, name] : portion.inputs)
    if (suspects_.erase(name) != 0) cleared_.push_back(name);
}

InHand Suspicion::NothingInHand() {
  noted_ = false;
  in_hand_ = {};
  return {{}, InHand::Stage::kTogether, std::exchange(cleared_, {})};
}

void Suspicion::Look(TimePoint now) {
  if (!watching_ || now < until_) return;
  std::erase_if(suspects_, [&](const auto& entry) {
    const bool innocent = TreatmentOf(entry.first) != Treatment::kDropped;
    if (innocent) cleared_.push_back(entry.first);
    return innocent;
  });
  watching_ = !suspects_.empty();
}

}  // namespace tocsin::runtime
