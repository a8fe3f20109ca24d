#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/choice.hpp"
#include "schemas/events/people.hpp"

namespace tocsin::type {
inline constexpr std::string_view kPageRequested = "tocsin.page.requested";
inline constexpr std::string_view kPageSettled = "tocsin.page.settled";
}  // namespace tocsin::type

namespace tocsin::events {

/// `bundle` of a policy.
struct BundleLimit {
  int after = 0;
  int seconds = 0;
  static const FieldTable& Spec();
};

/// Data of tocsin.page.requested: a page of a policy that bundles its calls.
struct PageRequested {
  std::string page;
  std::string policy;
  std::optional<bool> withdrawn;
  std::optional<std::string> alert_id;
  std::optional<std::string> severity;
  std::optional<std::string> say;
  std::optional<std::vector<Choice>> choices;
  std::optional<BundleLimit> bundle;
  std::optional<json::object> like;
  static const FieldTable& Spec();
};

/// Data of tocsin.page.settled: it is to ring by itself, or what a call for many came to.
struct PageSettled {
  std::string page;
  std::optional<std::string> alert_id;
  std::string bundle;
  bool ring = false;
  std::optional<std::string> outcome;
  std::optional<std::string> reason;
  std::optional<std::string> choice;
  std::optional<By> by;
  std::optional<std::string> method;
  std::optional<Evidence> evidence;
  std::optional<int> rung;
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
