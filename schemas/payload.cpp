#include "schemas/payload.hpp"

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
  std::once_flag written, read, quoted;
  std::string text;
  std::optional<Result<json::value>> json;
  std::optional<Result<json::value>> string;
};

Payload::Payload(std::string text) {
  if (text.empty()) return;
  block_ = std::make_shared<Block>();
  block_->text = std::move(text);
  std::call_once(block_->written, [] {});
}

Payload Payload::Of(json::value value) {
  Payload data;
  data.block_ = std::make_shared<Block>();
  data.block_->json = std::move(value);
  std::call_once(data.block_->read, [] {});
  return data;
}

const std::string& Payload::Text() const {
  static const std::string none;
  if (block_ == nullptr) return none;
  std::call_once(block_->written, [this] { block_->text = JsonText(**block_->json); });
  return block_->text;
}

const Result<json::value>& Payload::Json() const {
  if (block_ == nullptr) return NoData();
  std::call_once(block_->read, [this] {
    ++payload_readings;
    block_->json = ParseJson(block_->text);
  });
  return *block_->json;
}

const Result<json::value>& Payload::String() const {
  if (block_ == nullptr) return NoData();
  std::call_once(block_->quoted, [this] { block_->string = json::value(ToUtf8(Text())); });
  return *block_->string;
}

std::uint64_t Payload::Readings() { return payload_readings; }

}  // namespace tocsin
