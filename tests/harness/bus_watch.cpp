#include "tests/harness/bus_watch.hpp"

#include <algorithm>
#include <thread>

namespace tocsin::harness {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);

std::map<std::string, std::string> HeadersOf(const rd_kafka_message_t& message) {
  std::map<std::string, std::string> all;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return all;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    all[name].assign(static_cast<const char*>(value), size);
  return all;
}

Sighting SightingOf(const rd_kafka_message_t& message) {
  Sighting seen;
  seen.key.assign(static_cast<const char*>(message.key),
                  message.key == nullptr ? 0 : message.key_len);
  seen.text.assign(static_cast<const char*>(message.payload), message.len);
  seen.headers = HeadersOf(message);
  seen.type = seen.headers["ce_type"];
  if (auto parsed = ParseJson(seen.text)) seen.data = std::move(*parsed);
  return seen;
}

}  // namespace

std::string Sighting::TextAt(const json::value& value, std::string_view path) {
  const json::value* at = &value;
  while (at != nullptr && !path.empty()) {
    const auto word = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), word.size() + 1));
    at = at->is_object() ? at->get_object().if_contains(word) : nullptr;
  }
  if (at == nullptr || at->is_null()) return {};
  return at->is_string() ? std::string(at->get_string()) : json::serialize(*at);
}

BusWatch::BusWatch(std::string brokers, std::string prefix, int partitions)
    : brokers_(std::move(brokers)), prefix_(std::move(prefix)), partitions_(partitions) {}

BusWatch::Topic& BusWatch::Read(const std::string& name) {
  Topic& topic = topics_[name];
  if (!topic.client) {
    topic.client = std::make_unique<KafkaClient>(KafkaClient::Kind::kConsumer, brokers_);
    topic.client->Assign(prefix_ + '.' + name, partitions_, false);
  }
  const auto there = topic.client->RecordsIn(prefix_ + '.' + name, partitions_);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (static_cast<std::int64_t>(topic.all.size()) < there &&
         std::chrono::steady_clock::now() < deadline) {
    topic.client->Consume(1000, 50, [&](const rd_kafka_message_t& message) {
      topic.all.push_back(SightingOf(message));
    });
  }
  return topic;
}

std::vector<Sighting> BusWatch::Seen(const std::string& topic, const std::string& key,
                                     const std::string& type) {
  std::vector<Sighting> found;
  for (const auto& seen : Read(topic).all)
    if (seen.key == key && (type.empty() || seen.type == type)) found.push_back(seen);
  return found;
}

std::vector<Sighting> BusWatch::WaitFor(const std::string& topic, const std::string& key,
                                        const std::string& type, std::size_t count,
                                        std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  auto found = Seen(topic, key, type);
  while (found.size() < count && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    found = Seen(topic, key, type);
  }
  return found;
}

}  // namespace tocsin::harness
