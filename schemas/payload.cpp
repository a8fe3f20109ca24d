#include "schemas/payload.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

thread_local std::uint64_t payload_readings = 0;

const Result<json::value>& NoData() {
  static const Result<json::value> none = json::value(nullptr);
  return none;
}

}  // namespace

struct Payload::Block {
  /// Set once the part is there. No std::call_once: each first call of it wakes whoever may wait,
  /// by a call of the system.
  std::atomic<bool> written = false, read = false, quoted = false;
  std::mutex making;
  std::string text;
  std::optional<Result<json::value>> json;
  std::optional<Result<json::value>> string;

  template <class Make>
  void Once(std::atomic<bool>& done, Make make) {
    if (done.load(std::memory_order_acquire)) return;
    const std::lock_guard lock(making);
    if (done.load(std::memory_order_relaxed)) return;
    make();
    done.store(true, std::memory_order_release);
  }
};

Payload::Payload(std::string text) {
  if (text.empty()) return;
  block_ = std::make_shared<Block>();
  block_->text = std::move(text);
  block_->written = true;
}

Payload Payload::Of(json::value value) {
  Payload data;
  data.block_ = std::make_shared<Block>();
  data.block_->json = std::move(value);
  data.block_->read = true;
  return data;
}

const std::string& Payload::Text() const {
  static const std::string none;
  if (block_ == nullptr) return none;
  block_->Once(block_->written, [this] { block_->text = JsonText(**block_->json); });
  return block_->text;
}

const Result<json::value>& Payload::Json() const {
  if (block_ == nullptr) return NoData();
  block_->Once(block_->read, [this] {
    ++payload_readings;
    block_->json = ParseJson(block_->text);
  });
  return *block_->json;
}

const Result<json::value>& Payload::String() const {
  if (block_ == nullptr) return NoData();
  const std::string& text = Text();
  block_->Once(block_->quoted, [&] { block_->string = json::value(ToUtf8(text)); });
  return *block_->string;
}

std::uint64_t Payload::Readings() { return payload_readings; }

}  // namespace tocsin
