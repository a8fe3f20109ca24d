#include "tests/harness/watcher.hpp"

namespace tocsin::harness {
namespace {

std::optional<std::string> TextOf(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data), size);
}

RawRecord Copy(const rd_kafka_message_t& message) {
  RawRecord record{.key = TextOf(message.key, message.key_len),
                   .value = TextOf(message.payload, message.len),
                   .headers = {},
                   .partition = message.partition,
                   .offset = message.offset,
                   .at = TimestampOf(message)};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    record.headers[name] = TextOf(value, size).value_or("");
  return record;
}

}  // namespace

Watcher::Watcher(const Site& site, const std::string& topic)
    : consumer_(KafkaClient::Kind::kConsumer, site.Kafka()) {
  consumer_.Assign(site.Prefix() + '.' + topic, 12, true);
}

std::optional<RawRecord> Watcher::WaitFor(const std::function<bool(const RawRecord&)>& fits,
                                          std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::size_t looked = 0;
  for (;;) {
    for (; looked < seen_.size(); ++looked)
      if (fits(seen_[looked])) return seen_[looked];
    if (std::chrono::steady_clock::now() > deadline) return std::nullopt;
    Seen(std::chrono::milliseconds(20));
  }
}

const std::vector<RawRecord>& Watcher::Seen(std::chrono::milliseconds wait) {
  consumer_.Consume(1000, static_cast<int>(wait.count()),
                    [this](const rd_kafka_message_t& message) { seen_.push_back(Copy(message)); });
  return seen_;
}

}  // namespace tocsin::harness
