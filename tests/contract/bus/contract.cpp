#include "contract.hpp"

#include <atomic>
#include <mutex>

namespace tocsin::test {

void BusContract::SetUp() {
  std::string missing;
  host_ = GetParam().make(missing);
  if (!host_) GTEST_SKIP() << missing;
}

std::string BusContract::MakeTopic(Bus& bus, int partitions) {
  const std::string name = host_->NewTopic(partitions);
  const auto made = bus.EnsureTopics({{name, partitions}}, Duration(15'000));
  EXPECT_TRUE(made) << made.error().message;
  return name;
}

std::vector<std::pair<TopicPartition, std::int64_t>> ProduceAll(
    Bus& bus, std::vector<OutgoingRecord> records) {
  struct Places {
    std::mutex mutex;
    std::vector<std::pair<TopicPartition, std::int64_t>> list;
  };
  const auto places =
      std::make_shared<Places>();  // shared with callbacks that may outlive a failed wait
  places->list.resize(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    bus.GetProducer().Produce(std::move(records[i]), [places, i](auto outcome) {
      if (!outcome) {
        ADD_FAILURE() << "producing: " << outcome.error().message;
        return;
      }
      const std::lock_guard lock(places->mutex);
      places->list[i] = std::move(*outcome);
    });
  }
  const auto flushed = bus.GetProducer().Flush(Duration(300'000));
  EXPECT_TRUE(flushed) << flushed.error().message;
  const std::lock_guard lock(places->mutex);
  return places->list;
}

std::int64_t EndOf(Bus& bus, const TopicPartition& partition) {
  const auto ends = bus.EndOffsets({partition}, Duration(10'000));
  if (ends) return ends->front();
  ADD_FAILURE() << ends.error().message;
  return -1;
}

std::vector<OutgoingRecord> Numbered(const std::string& topic, int from, int to,
                                     const std::function<std::string(int)>& key) {
  std::vector<OutgoingRecord> records;
  for (int i = from; i < to; ++i) records.push_back({topic, key(i), std::to_string(i), {}});
  return records;
}

}  // namespace tocsin::test
