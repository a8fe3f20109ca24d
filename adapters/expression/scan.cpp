#include "adapters/expression/scan.hpp"

#include <cctype>

namespace tocsin {
namespace {

constexpr char kInterpolation = 'i';
constexpr std::string_view kForbiddenVariables[] = {"ENV", "__prog_args"};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Result<ExpressionScan> Run() {
    while (at_ < text_.size()) {
      if (!open_.empty() && open_.back() == '"') {
        StepInString();
      } else {
        TRY(StepInCode());
      }
    }
    if (!open_.empty()) {
      const char last = open_.back();
      if (last == '"') return Fail(ErrorKind::kInvalid, "string does not end", "expression");
      return Fail(ErrorKind::kInvalid,
                  std::string("'") + (last == kInterpolation ? '(' : last) + "' is not closed",
                  "expression");
    }
    for (const auto name : kForbiddenVariables)
      if (found_.variables.contains(name))
        return Fail(ErrorKind::kInvalid, "not available: $" + std::string(name), "expression");
    return std::move(found_);
  }

 private:
  void StepInString() {
    const char c = text_[at_++];
    if (c == '"') {
      open_.pop_back();
    } else if (c == '\\' && at_ < text_.size()) {
      if (text_[at_++] == '(') open_.push_back(kInterpolation);
    }
  }

  Status StepInCode() {
    const char c = text_[at_++];
    if (c == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    } else if (c == '$') {
      ReadVariable();
    } else if (c == '"' || c == '(' || c == '[' || c == '{') {
      open_.push_back(c);
    } else if (c == ')' || c == ']' || c == '}') {
      return Close(c);
    }
    return {};
  }

  Status Close(char c) {
    const char top = open_.empty() ? '\0' : open_.back();
    const bool fits = (c == ')' && (top == '(' || top == kInterpolation)) ||
                      (c == ']' && top == '[') || (c == '}' && top == '{');
    if (!fits)
      return Fail(ErrorKind::kInvalid, std::string("'") + c + "' closes nothing", "expression");
    open_.pop_back();
    return {};
  }

  void ReadVariable() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsNameCharacter(text_[at_])) ++at_;
    if (at_ > begin) found_.variables.emplace(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_;
  ExpressionScan found_;
};

}  // namespace

Result<ExpressionScan> ScanExpression(std::string_view text) {
  if (text.size() > kMaxExpressionBytes)
    return Fail(ErrorKind::kInvalid,
                "longer than " + std::to_string(kMaxExpressionBytes / 1024) + " KiB", "expression");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Fail(ErrorKind::kInvalid, "empty expression", "expression");
  if (text.find('\0') != std::string_view::npos)
    return Fail(ErrorKind::kInvalid, "NUL byte in expression", "expression");
  return Scanner(text).Run();
}

bool IsNameCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

}  // namespace tocsin
