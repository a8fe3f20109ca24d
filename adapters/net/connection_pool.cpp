#include "adapters/net/connection_pool.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace tocsin::net {
namespace {

/// The other side has closed, or sent what nobody asked for: not fit for another request.
bool LooksDead(Wire& wire) {
  char byte = 0;
  const auto got = recv(wire.Socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace

bool ConnectionPool::TryEnter(const std::string& host) {
  Host& entry = hosts_[host];
  if (entry.taken >= max_per_host_) return false;
  ++entry.taken;
  return true;
}

std::unique_ptr<Wire> ConnectionPool::TakeIdle(const std::string& host, Instant now) {
  auto& idle = hosts_[host].idle;
  while (!idle.empty()) {
    Idle newest = std::move(idle.back());
    idle.pop_back();
    if (now - newest.since <= keep_idle_ && !LooksDead(*newest.wire)) return std::move(newest.wire);
  }
  return nullptr;
}

void ConnectionPool::Leave(const std::string& host, std::unique_ptr<Wire> reusable, Instant now) {
  const auto found = hosts_.find(host);
  if (found == hosts_.end()) return;
  --found->second.taken;
  if (reusable != nullptr) found->second.idle.push_back({std::move(reusable), now});
  if (found->second.taken == 0 && found->second.idle.empty()) hosts_.erase(found);
}

void ConnectionPool::Sweep(Instant now) {
  for (auto& [name, host] : hosts_) {
    std::erase_if(host.idle, [&](const Idle& idle) { return now - idle.since > keep_idle_; });
  }
  std::erase_if(hosts_, [](const auto& entry) {
    return entry.second.taken == 0 && entry.second.idle.empty();
  });
}

bool ConnectionPool::AnyIdle() const {
  return std::ranges::any_of(hosts_, [](const auto& entry) { return !entry.second.idle.empty(); });
}

}  // namespace tocsin::net
