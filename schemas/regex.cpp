#include "schemas/regex.hpp"

#include <oniguruma.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "schemas/regex_counting.hpp"

namespace tocsin {
namespace {

constexpr std::int64_t kBytesReadInAStep = 16;

const OnigUChar* RegexBytes(std::string_view text) {
  return reinterpret_cast<const OnigUChar*>(text.data());
}

void PrepareOniguruma() {
  static std::once_flag once;
  std::call_once(once, [] {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    onig_initialize(encodings, 1);
  });
}

OnigOptionType OptionsOf(std::string_view flags) {
  OnigOptionType options = ONIG_OPTION_CAPTURE_GROUP;
  for (const char flag : flags) {
    if (flag == 'i') options |= ONIG_OPTION_IGNORECASE;
    if (flag == 'x') options |= ONIG_OPTION_EXTEND;
    if (flag == 's') options |= ONIG_OPTION_SINGLELINE;
    if (flag == 'p') options |= ONIG_OPTION_MULTILINE | ONIG_OPTION_SINGLELINE;
    if (flag == 'a') options |= ONIG_OPTION_DIGIT_IS_ASCII | ONIG_OPTION_WORD_IS_ASCII;
    if (flag == 'l') options |= ONIG_OPTION_FIND_LONGEST;
  }
  return options;
}

std::string OnigMessage(int code, OnigErrorInfo* info) {
  OnigUChar buffer[ONIG_MAX_ERROR_MESSAGE_LEN];
  const int size = onig_error_code_to_str(buffer, code, info);
  return {reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(std::max(size, 0))};
}

/// What one search may still take.
struct RegexBudget {
  std::int64_t steps = 0;
  int groups = 0;
};

std::int64_t LongestCapture(OnigCalloutArgs* arguments, int groups) {
  int longest = 0;
  for (int group = 1; group <= groups; ++group) {
    int begin = 0;
    int end = 0;
    if (onig_get_capture_range_in_callout(arguments, group, &begin, &end) == ONIG_NORMAL)
      longest = std::max(longest, end - begin);
  }
  return longest;
}

/// Called at each mark of a counted pattern.
int CountMark(OnigCalloutArgs* arguments, void* given) {
  auto& budget = *static_cast<RegexBudget*>(given);
  --budget.steps;
  const OnigUChar* contents = onig_get_contents_by_callout_args(arguments);
  switch (contents == nullptr ? RegexMark::kStep : static_cast<RegexMark>(*contents)) {
    case RegexMark::kBackReference:
      budget.steps -= budget.groups + LongestCapture(arguments, budget.groups) / 8;
      break;
    case RegexMark::kLookBehind:
      budget.steps -= (onig_get_current_by_callout_args(arguments) -
                       onig_get_string_by_callout_args(arguments)) /
                      2;
      break;
    case RegexMark::kFar:
      budget.steps -= (onig_get_current_by_callout_args(arguments) -
                       onig_get_start_by_callout_args(arguments)) /
                      24;
      break;
    case RegexMark::kText:
      budget.steps -= (onig_get_string_end_by_callout_args(arguments) -
                       onig_get_string_by_callout_args(arguments)) /
                      8;
      break;
    default:
      break;
  }
  return budget.steps >= 0 ? ONIG_CALLOUT_SUCCESS : ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER;
}

regex_t* CompilePattern(std::string_view pattern, std::string_view flags, std::string& message) {
  regex_t* compiled = nullptr;
  OnigErrorInfo info{};
  const int code = onig_new(&compiled, RegexBytes(pattern), RegexBytes(pattern) + pattern.size(),
                            OptionsOf(flags), ONIG_ENCODING_UTF8, ONIG_SYNTAX_PERL_NG, &info);
  if (code == ONIG_NORMAL) return compiled;
  message = OnigMessage(code, &info);
  return nullptr;
}

int KeepName(const OnigUChar* begin, const OnigUChar* end, int count, int* groups, regex_t*,
             void* names) {
  auto& list = *static_cast<std::vector<std::string>*>(names);
  for (int i = 0; i < count; ++i)
    if (groups[i] > 0 && static_cast<std::size_t>(groups[i]) <= list.size())
      list[static_cast<std::size_t>(groups[i]) - 1] =
          std::string(reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin));
  return 0;
}

}  // namespace

std::unique_ptr<Regex> Regex::Compile(std::string_view pattern, std::string_view flags,
                                      std::string& message) {
  PrepareOniguruma();
  if (pattern.size() > kMaxBytes) {
    message = "the regular expression is longer than " + std::to_string(kMaxBytes) + " bytes";
    return nullptr;
  }
  regex_t* compiled = CompilePattern(pattern, flags, message);
  if (compiled == nullptr) return nullptr;
  const int groups = onig_number_of_captures(compiled);
  onig_free(compiled);
  // As it is given it is only looked at; what searches counts.
  const bool extended = flags.find('x') != std::string_view::npos;
  for (const bool behind : {true, false}) {
    compiled = CompilePattern(CountedPattern(pattern, extended, behind), flags, message);
    if (compiled != nullptr && onig_number_of_captures(compiled) == groups) break;
    if (compiled != nullptr) onig_free(std::exchange(compiled, nullptr));
  }
  if (compiled == nullptr) {
    message = "the steps of this regular expression cannot be counted";
    return nullptr;
  }
  std::unique_ptr<Regex> regex(new Regex);
  regex->regex_ = compiled;
  regex->names_.resize(static_cast<std::size_t>(groups));
  onig_foreach_name(compiled, KeepName, &regex->names_);
  message.clear();
  return regex;
}

Regex::~Regex() {
  if (regex_ != nullptr) onig_free(static_cast<regex_t*>(regex_));
}

Regex::Outcome Regex::Search(std::string_view text, std::size_t from, std::int64_t& steps,
                             std::vector<RegexGroup>& groups, std::string& message) const {
  OnigRegion* region = onig_region_new();
  OnigMatchParam* bounds = onig_new_match_param();
  RegexBudget budget{steps, static_cast<int>(names_.size())};
  onig_initialize_match_param(bounds);
  onig_set_progress_callout_of_match_param(bounds, CountMark);
  onig_set_callout_user_data_of_match_param(bounds, &budget);
  const auto retries = static_cast<unsigned long>(std::max<std::int64_t>(steps, 1));
  onig_set_retry_limit_in_match_of_match_param(bounds, retries);
  onig_set_retry_limit_in_search_of_match_param(bounds, retries);
  onig_set_match_stack_limit_size_of_match_param(bounds, kMaxWaiting);
  const auto* begin = RegexBytes(text);
  const auto* end = begin + text.size();
  const int code = onig_search_with_param(static_cast<regex_t*>(regex_), begin, end, begin + from,
                                          end, region, ONIG_OPTION_NONE, bounds);
  Outcome outcome = Outcome::kFound;
  // What it passes over to find a place to begin it reads fast, but reads.
  const std::size_t reached = code >= 0 ? static_cast<std::size_t>(region->end[0]) : text.size();
  budget.steps -= static_cast<std::int64_t>(reached - std::min(from, reached)) / kBytesReadInAStep;
  steps = std::max<std::int64_t>(budget.steps, 0);
  if (code >= 0) {
    groups.clear();
    for (int i = 0; i < region->num_regs; ++i) groups.push_back({region->beg[i], region->end[i]});
  } else if (code == ONIG_MISMATCH) {
    outcome = Outcome::kNone;
  } else {
    const bool bound = code == ONIGERR_RETRY_LIMIT_IN_MATCH_OVER ||
                       code == ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER ||
                       code == ONIGERR_MATCH_STACK_LIMIT_OVER;
    outcome = bound ? Outcome::kBound : Outcome::kFailed;
    message = !bound ? OnigMessage(code, nullptr)
                     : "the regular expression takes too many steps on a text of " +
                           std::to_string(text.size()) + " bytes";
    if (code != ONIGERR_MATCH_STACK_LIMIT_OVER && bound) steps = 0;
  }
  onig_free_match_param(bounds);
  onig_region_free(region, 1);
  return outcome;
}

}  // namespace tocsin
