#include "adapters/expression/machine.hpp"

#include <algorithm>
#include <cmath>

#include "adapters/expression/order.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {

bool Machine::Raise(Value error, const Node* node) {
  error_ = std::move(error);
  ++errors_;
  stop_ = Stop::kError;
  error_node_ = node != nullptr && node->end != 0 ? node : here;
  return false;
}
bool Machine::Raise(std::string_view text, const Node* node) {
  Meter::Work(text.size() / 64);
  return Raise(Value::String(text), node);
}

bool Machine::Exceed(std::string what, const Node* node) {
  if (stop_ == Stop::kLimit) return false;
  Raise(std::move(what), node);
  stop_ = Stop::kLimit;
  return false;
}

bool Machine::MeterPassed() {
  return Exceed(meter_.Steps() > kMaxSteps
                    ? "the expression takes more than " + std::to_string(kMaxSteps) + " steps"
                    : "the values of the expression take more than " +
                          std::to_string(kMaxBytes / 1024 / 1024) + " MiB");
}

bool Machine::Cut(const void* mark) {
  cut_ = mark;
  stop_ = Stop::kCut;
  return false;
}
bool Machine::WasCut(const void* mark) {
  if (stop_ != Stop::kCut || cut_ != mark) return false;
  ClearStop();
  return true;
}

bool Machine::Break(std::int64_t label) {
  break_ = label;
  stop_ = Stop::kBreak;
  return false;
}
bool Machine::WasBroken(std::int64_t label) {
  if (stop_ != Stop::kBreak || break_ != label) return false;
  ClearStop();
  return true;
}

bool Machine::AsksFirst(std::size_t regex_hash) {
  if (std::ranges::find(asked_, regex_hash) != asked_.end()) return false;
  if (asked_.size() >= kMaxKeptRegexes) asked_.erase(asked_.begin());
  asked_.push_back(regex_hash);
  return true;
}

bool Machine::Text(std::string text, Value& out) {
  if (text.size() > kMaxTextBytes)
    return Exceed("a text is longer than " + std::to_string(kMaxTextBytes / 1024 / 1024) + " MiB");
  out = Value::String(text);
  return Step(1 + static_cast<std::int64_t>(text.size() / 64));
}

bool Machine::ToText(const Value& value, std::string& out) {
  if (value.IsString()) {
    out = value.Text();
    return Step(static_cast<std::int64_t>(out.size() / 128));
  }
  if (WriteJson(value, meter_, kMaxTextBytes, out))
    return Step(static_cast<std::int64_t>(out.size() / 64));
  if (!meter_.Fine()) return MeterPassed();
  return Exceed("a text is longer than " + std::to_string(kMaxTextBytes / 1024 / 1024) + " MiB");
}

bool Machine::Followable(const Node* node, const Item& from, const Value* key) {
  if (!IsOffPath(from.path)) return true;
  std::string text = "Invalid path expression near attempt to ";
  if (key == nullptr) {
    text += "iterate through ";
  } else {
    text.append("access element ").append(Glimpse(*key)).append(" of ");
  }
  return Raise(text + Glimpse(from.value), node);
}

bool Machine::Index(const Node* node, const Item& from, const Value& key, Item& out) {
  if (from.path && !Followable(node, from, &key)) return false;
  Value part;
  if (auto wrong = StepInto(from.value, key, part); !wrong.empty()) return Raise(wrong, node);
  out.path = from.path.Then(key);
  out.value = std::move(part);
  return true;
}

bool Machine::Iterate(const Node* node, const Item& from, const Sink& sink) {
  if (from.path && !Followable(node, from, nullptr)) return false;
  const Value value = from.value;  // what comes behind may let go of the item
  const PathRef path = from.path;
  if (value.IsArray()) {
    for (std::size_t i = 0; i < value.Size(); ++i) {
      Item part{value.At(i), path ? path.Then(Value::Int(static_cast<std::int64_t>(i))) : path};
      if (!Step() || !sink(std::move(part))) return false;
    }
    return true;
  }
  if (value.IsObject())
    return value.Each([&](const Value& key, const Value& member) {
      return Step() && sink({member, path.Then(key)});
    });
  return Raise("Cannot iterate over " + Described(value), node);
}

bool Machine::Order(const Value& left, const Value& right, int& out) {
  jq::Order order(meter_);
  out = order.Compare(left, right);
  if (!meter_.Fine()) return MeterPassed();
  return !order.TooDeep() || Raise("Comparison too deep");
}

bool Machine::Compare(Op op, const Value& left, const Value& right, bool& out) {
  if (op == Op::kEqual || op == Op::kUnequal) {
    jq::Order order(meter_);
    out = order.Equal(left, right) == (op == Op::kEqual);
    if (!meter_.Fine()) return MeterPassed();
    return !order.TooDeep() || Raise("Equality check too deep");
  }
  int order = 0;
  if (!Order(left, right, order)) return false;
  out = op == Op::kLess        ? order < 0
        : op == Op::kLessEqual ? order <= 0
        : op == Op::kGreater   ? order > 0
                               : order >= 0;
  return true;
}

}  // namespace tocsin::jq
