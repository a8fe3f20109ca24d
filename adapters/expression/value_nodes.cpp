// What values own: how it is counted, found and freed.
#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "adapters/expression/meter.hpp"
#include "adapters/expression/value.hpp"

namespace tocsin::jq {

thread_local Meter* Meter::current_ = nullptr;

namespace {

constexpr std::int64_t kNodeBytes = 64;

void CountNode(OwnedNode& node, std::int64_t bytes) {
  Meter::Take(bytes - node.bytes);
  node.bytes = bytes;
}

}  // namespace

void FreeNode(OwnedNode* node) {
  // A list through the nodes themselves: a container of the thread's would be gone before values
  // that live as long as the process.
  thread_local OwnedNode* pending = nullptr;
  thread_local bool busy = false;
  Meter::Give(node->bytes);
  node->next = std::exchange(pending, node);
  if (busy) return;
  busy = true;
  while (pending != nullptr) {
    OwnedNode* next = std::exchange(pending, pending->next);
    switch (next->kind) {
      case Kind::kString:
        delete static_cast<StringNode*>(next);
        break;
      case Kind::kArray:
        delete static_cast<ArrayNode*>(next);
        break;
      default:
        delete static_cast<ObjectNode*>(next);
    }
  }
  busy = false;
}

StringNode::StringNode(std::string_view t) : OwnedNode(Kind::kString), text(t) {
  CountNode(*this, kNodeBytes + static_cast<std::int64_t>(text.size()));
}
ArrayNode::ArrayNode(std::vector<Value> values)
    : OwnedNode(Kind::kArray), items(std::move(values)) {
  Count();
}
ArrayNode::~ArrayNode() = default;
void ArrayNode::Count() {
  CountNode(*this, kNodeBytes + static_cast<std::int64_t>(items.capacity() * sizeof(Value)));
}
ObjectNode::~ObjectNode() = default;
void ObjectNode::Count() {
  CountNode(*this, kNodeBytes + static_cast<std::int64_t>(members.capacity() * sizeof(Member) +
                                                          table.size() * sizeof(std::uint32_t)));
}

ObjectNode::Member* ObjectNode::Find(std::string_view key) {
  if (table.empty()) {
    for (auto& member : members)
      if (member.there && member.key.Text() == key) return &member;
    return nullptr;
  }
  const std::size_t mask = table.size() - 1;
  for (std::size_t at = std::hash<std::string_view>{}(key)&mask; table[at] != 0;
       at = (at + 1) & mask) {
    auto& member = members[table[at] - 1];
    if (member.there && member.key.Text() == key) return &member;
  }
  return nullptr;
}

void ObjectNode::Rehash() {
  std::erase_if(members, [](const Member& member) { return !member.there; });
  std::size_t bytes = 0;
  for (const auto& member : members) bytes += member.key.Text().size();
  Meter::Work(bytes / 128);
  gone = 0;
  table.clear();
  if (members.size() > 8) {
    std::size_t size = 32;
    while (size < members.size() * 3) size *= 2;
    table.assign(size, 0);
    for (std::size_t i = 0; i < members.size(); ++i) {
      std::size_t at = std::hash<std::string_view>{}(members[i].key.Text()) & (size - 1);
      while (table[at] != 0) at = (at + 1) & (size - 1);
      table[at] = static_cast<std::uint32_t>(i + 1);
    }
  }
  Count();
}

ObjectNode::Member& ObjectNode::Add(Value key) {
  const std::size_t capacity = members.capacity();
  members.push_back({std::move(key), {}, true});
  if (table.empty() ? members.size() > 8 : members.size() * 2 > table.size()) {
    Rehash();
  } else if (!table.empty()) {
    const std::size_t mask = table.size() - 1;
    std::size_t at = std::hash<std::string_view>{}(members.back().key.Text()) & mask;
    while (table[at] != 0) at = (at + 1) & mask;
    table[at] = static_cast<std::uint32_t>(members.size());
  }
  if (members.capacity() != capacity) Count();
  return members.back();
}

void ObjectNode::Remove(std::string_view key) {
  auto* member = Find(key);
  if (member == nullptr) return;
  member->there = false;
  member->value = Value();
  if (++gone > members.size() / 2) Rehash();
}

}  // namespace tocsin::jq
