#include "workers/voice/worker/carriers.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace tocsin::voice {
namespace {

bool IsOf(const CarrierLine& line, const CarrierAccount& account) {
  return line.Can().name == account.carrier && line.Can().account == account.account;
}

}  // namespace

void Carriers::Use(std::vector<std::shared_ptr<TelephonyProvider>> providers,
                   std::vector<CarrierRoute> routes) {
  const std::lock_guard lock(mutex_);
  in_force_.clear();
  routes_ = std::move(routes);
  for (auto& provider : providers) {
    const auto& can = provider->Capabilities();
    // A reload is no way around an account's pace.
    std::shared_ptr<Pacer> pacer;
    for (const auto& former : lines_)
      if (IsOf(*former, {can.name, can.account})) pacer = former->pacer;
    if (!pacer) pacer = std::make_shared<Pacer>(can.calls_per_second);
    lines_.push_back(
        std::make_unique<const CarrierLine>(CarrierLine{std::move(provider), std::move(pacer)}));
    in_force_.push_back(lines_.back().get());
  }
}

bool Carriers::Any() const {
  const std::lock_guard lock(mutex_);
  return !in_force_.empty();
}

const CarrierLine* Carriers::InForceNamed(std::string_view carrier) const {
  for (const auto* line : in_force_)
    if (line->Can().name == carrier) return line;
  return nullptr;
}

const CarrierRoute* Carriers::RouteOf(std::string_view phone) const {
  const CarrierRoute* best = nullptr;
  for (const auto& route : routes_) {
    const bool longer = best == nullptr || route.prefix.size() > best->prefix.size();
    // A route to what is not set up is none.
    if (longer && phone.starts_with(route.prefix) && InForceNamed(route.carrier) != nullptr)
      best = &route;
  }
  return best;
}

const CarrierLine* Carriers::ForNumber(std::string_view phone) const {
  const std::lock_guard lock(mutex_);
  if (const auto* route = RouteOf(phone)) return InForceNamed(route->carrier);
  return in_force_.empty() ? nullptr : in_force_.front();
}

const CarrierLine* Carriers::Named(std::string_view carrier) const {
  const std::lock_guard lock(mutex_);
  return InForceNamed(carrier);
}

std::string Carriers::After(std::string_view carrier, std::string_view phone) const {
  const std::lock_guard lock(mutex_);
  const auto* route = RouteOf(phone);
  const bool other = route != nullptr && route->carrier == carrier && route->then != carrier;
  return other && InForceNamed(route->then) != nullptr ? route->then : std::string();
}

std::string Carriers::Shortfalls() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto* line : in_force_)
    if (const auto lacks = line->provider->Shortfall(); !lacks.empty())
      text += (text.empty() ? "" : "; ") + line->Can().name + ": " + lacks;
  return text;
}

std::vector<const CarrierLine*> Carriers::AllInForce() const {
  const std::lock_guard lock(mutex_);
  return in_force_;
}

const CarrierLine* Carriers::InForce(const CarrierAccount& account) const {
  const std::lock_guard lock(mutex_);
  for (const auto* line : in_force_)
    if (IsOf(*line, account)) return line;
  return nullptr;
}

const CarrierLine* Carriers::Find(const CarrierAccount& account) const {
  const std::lock_guard lock(mutex_);
  for (const auto& line : lines_ | std::views::reverse)
    if (IsOf(*line, account)) return line.get();
  return nullptr;
}

std::vector<const CarrierLine*> Carriers::SendersOf(std::string_view carrier) const {
  const std::lock_guard lock(mutex_);
  std::vector<const CarrierLine*> senders;
  for (const auto& line : lines_ | std::views::reverse) {
    // Of an account only its newest secrets count.
    const bool newer = std::ranges::any_of(senders, [&](const CarrierLine* other) {
      return other->Can().account == line->Can().account;
    });
    if (line->Can().name == carrier && !newer) senders.push_back(line.get());
  }
  return senders;
}

}  // namespace tocsin::voice
