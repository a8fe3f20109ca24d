#include "schemas/regex.hpp"

#include <oniguruma.h>

#include <algorithm>
#include <mutex>

namespace tocsin {
namespace {

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
  regex_t* compiled = nullptr;
  OnigErrorInfo info{};
  const int code = onig_new(&compiled, RegexBytes(pattern), RegexBytes(pattern) + pattern.size(),
                            OptionsOf(flags), ONIG_ENCODING_UTF8, ONIG_SYNTAX_PERL_NG, &info);
  if (code != ONIG_NORMAL) {
    message = OnigMessage(code, &info);
    return nullptr;
  }
  std::unique_ptr<Regex> regex(new Regex);
  regex->regex_ = compiled;
  regex->names_.resize(static_cast<std::size_t>(onig_number_of_captures(compiled)));
  onig_foreach_name(compiled, KeepName, &regex->names_);
  return regex;
}

Regex::~Regex() {
  if (regex_ != nullptr) onig_free(static_cast<regex_t*>(regex_));
}

Regex::Outcome Regex::Search(std::string_view text, std::size_t from,
                             std::vector<RegexGroup>& groups, std::string& message) const {
  OnigRegion* region = onig_region_new();
  OnigMatchParam* bounds = onig_new_match_param();
  onig_initialize_match_param(bounds);
  onig_set_retry_limit_in_match_of_match_param(bounds, kMaxSteps);
  onig_set_retry_limit_in_search_of_match_param(bounds, kMaxSteps);
  onig_set_match_stack_limit_size_of_match_param(bounds, kMaxSteps);
  const auto* begin = RegexBytes(text);
  const auto* end = begin + text.size();
  const int code = onig_search_with_param(static_cast<regex_t*>(regex_), begin, end, begin + from,
                                          end, region, ONIG_OPTION_NONE, bounds);
  Outcome outcome = Outcome::kFound;
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
    message = OnigMessage(code, nullptr);
  }
  onig_free_match_param(bounds);
  onig_region_free(region, 1);
  return outcome;
}

}  // namespace tocsin
