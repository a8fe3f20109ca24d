#include "schemas/pattern.hpp"

#include <oniguruma.h>

#include <array>
#include <mutex>

namespace tocsin {
namespace {

constexpr char kIn[] = "pattern";

const OnigUChar* Bytes(std::string_view text) {
  return reinterpret_cast<const OnigUChar*>(text.data());
}

void Initialise() {
  static std::once_flag once;
  std::call_once(once, [] {
    std::array<OnigEncoding, 1> encodings = {ONIG_ENCODING_UTF8};
    onig_initialize(encodings.data(), static_cast<int>(encodings.size()));
    onig_set_parse_depth_limit(200);
  });
}

}  // namespace

struct Pattern::Compiled {
  regex_t* regex = nullptr;
  Compiled() = default;
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() {
    if (regex != nullptr) onig_free(regex);
  }
};

Result<Pattern> Pattern::Compile(std::string_view text) {
  if (text.size() > kMaxBytes)
    return Fail(ErrorKind::kInvalid, "is longer than " + std::to_string(kMaxBytes) + " bytes", kIn);
  Initialise();
  auto compiled = std::make_shared<Compiled>();
  OnigErrorInfo info{};
  const auto* begin = Bytes(text);
  const int status = onig_new(&compiled->regex, begin, begin + text.size(),
                              ONIG_OPTION_DIGIT_IS_ASCII | ONIG_OPTION_WORD_IS_ASCII,
                              ONIG_ENCODING_UTF8, ONIG_SYNTAX_PERL_NG, &info);
  if (status != ONIG_NORMAL) {
    std::array<OnigUChar, ONIG_MAX_ERROR_MESSAGE_LEN> message{};
    const int size = onig_error_code_to_str(message.data(), status, &info);
    return Fail(ErrorKind::kInvalid,
                std::string(reinterpret_cast<const char*>(message.data()),
                            static_cast<std::size_t>(std::max(size, 0))),
                kIn);
  }
  Pattern pattern;
  pattern.compiled_ = std::move(compiled);
  pattern.text_ = text;
  return pattern;
}

Pattern::Outcome Pattern::Search(std::string_view text) const {
  std::unique_ptr<OnigMatchParam, decltype(&onig_free_match_param)> bounds(onig_new_match_param(),
                                                                           onig_free_match_param);
  onig_initialize_match_param(bounds.get());
  onig_set_retry_limit_in_match_of_match_param(bounds.get(), kMaxSteps);
  onig_set_retry_limit_in_search_of_match_param(bounds.get(), kMaxSteps);
  onig_set_match_stack_limit_size_of_match_param(bounds.get(), kMaxStack);
  const auto* begin = Bytes(text);
  const auto* end = begin + text.size();
  const int at = onig_search_with_param(compiled_->regex, begin, end, begin, end, nullptr,
                                        ONIG_OPTION_NONE, bounds.get());
  if (at >= 0) return Outcome::kFound;
  return at == ONIG_MISMATCH ? Outcome::kNotFound : Outcome::kTooCostly;
}

}  // namespace tocsin
