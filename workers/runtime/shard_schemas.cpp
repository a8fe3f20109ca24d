// What a shard does with records that cannot be read before their schema is there
// (docs/adr/0043).

#include <vector>

#include "workers/runtime/shard.hpp"

namespace tocsin::runtime {

/// Such a record and all behind it in its partition stay on the bus: what waits takes no memory and
/// holds up no other partition, and the order stays.
void Shard::HoldBack(std::vector<Record>& records) {
  codec_->ForgetSchemas();
  const std::function<void(std::int32_t)> resolved = [this](std::int32_t schema) {
    Post([this, schema] { ReadAgain(schema); });
  };
  std::erase_if(records, [&](const Record& record) {
    if (awaiting_.contains(record.at)) return true;
    const auto schema = codec_->AwaitedSchema(record, resolved);
    if (schema) awaiting_.emplace(record.at, *schema);
    return schema.has_value();
  });
}

/// From the first record that was held back on; where one of a batch in hand is read again with
/// them, Advance drops it.
void Shard::ReadAgain(std::int32_t schema) {
  for (auto at = awaiting_.begin(); at != awaiting_.end();) {
    if (at->second != schema) {
      ++at;
      continue;
    }
    if (const auto next = next_.find(at->first); next != next_.end())
      subscription_->Seek(at->first, next->second);
    at = awaiting_.erase(at);
  }
  records_waiting_ = true;
  Wake();
}

}  // namespace tocsin::runtime
