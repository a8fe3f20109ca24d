#include "adapters/expression/inspect.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include "adapters/expression/kinds.hpp"
#include "adapters/expression/message.hpp"
#include "adapters/expression/regex_flags.hpp"
#include "adapters/expression/stack.hpp"
#include "adapters/expression/text.hpp"
#include "schemas/regex.hpp"

namespace tocsin::jq {
namespace {

constexpr std::size_t kShownLiteral = 40;
/// Steps of a path; nothing that lint knows is deeper, and each path is held whole.
constexpr std::size_t kMaxFollowed = 16;
constexpr std::array<std::string_view, 6> kTypeNames = {"null",   "boolean", "number",
                                                        "string", "array",   "object"};

/// What is known of a value.
struct Known {
  KindSet kinds = 0;
  const Value* literal = nullptr;
  bool type_name = false;  ///< it is what `type` gives
  std::optional<ExpressionPath> path = {};
};

/// Where a builtin takes a regular expression, and its flags (or nowhere).
struct RegexArguments {
  std::string_view name;
  std::size_t arity;
  std::size_t flags;
};
constexpr std::size_t kNoFlags = 9;
constexpr RegexArguments kRegexCalls[] = {
    {"test", 1, kNoFlags},   {"test", 2, 1},           {"match", 1, kNoFlags},
    {"match", 2, 1},         {"capture", 1, kNoFlags}, {"capture", 2, 1},
    {"scan", 1, kNoFlags},   {"scan", 2, 1},           {"split", 2, 1},
    {"splits", 1, kNoFlags}, {"splits", 2, 1},         {"sub", 2, kNoFlags},
    {"sub", 3, 2},           {"gsub", 2, kNoFlags},    {"gsub", 3, 2},
};

/// Builtins that evaluate their arguments on their own input, or on its elements.
constexpr std::string_view kOnInput[] = {"select",  "first", "last",  "limit",
                                         "isempty", "error", "range", "match"};
constexpr std::string_view kOnElements[] = {"map",      "any",    "all",    "sort_by",
                                            "group_by", "min_by", "max_by", "unique_by"};

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

const Value* LiteralText(const Node* node) {
  return node->kind == NodeKind::kLiteral && node->value.IsString() ? &node->value : nullptr;
}

/// Follows what is known of the values through an expression. Visits every node once.
class Inspector {
 public:
  explicit Inspector(std::string_view text) : text_(text) {}

  ExpressionReport Of(const Node* root) {
    Visit(root, Known{.path = ExpressionPath{}});
    std::erase_if(report_.reads, [&](const ExpressionRead& read) {
      return asked_.contains(*read.path.steps.back());
    });
    return std::move(report_);
  }

 private:
  /// Forgets the variables that were bound since it was made.
  class Block {
   public:
    explicit Block(Inspector& inspector)
        : inspector_(inspector), size_(inspector.variables_.size()) {}
    ~Block() { inspector_.variables_.resize(size_); }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

   private:
    Inspector& inspector_;
    std::size_t size_;
  };

  Known Visit(const Node* node, Known dot) {
    if (StackIsLow()) return {};  // nothing more is sure
    const Block block(*this);
    // Pipes and definitions follow each other in a loop: they are as long as the text.
    while (true) {
      switch (node->kind) {
        case NodeKind::kPipe:
          dot = Visit(node->a, dot);
          node = node->b;
          continue;
        case NodeKind::kBind:
          Bind(node, Visit(node->a, dot));
          node = node->b;
          continue;
        case NodeKind::kDefine:
          own_.insert(node->definition);
          Visit(node->definition->body, {});
          [[fallthrough]];
        case NodeKind::kLabel:
          node = node->a;
          continue;
        default:
          return One(node, dot);
      }
    }
  }

  Known One(const Node* node, const Known& dot) {
    switch (node->kind) {
      case NodeKind::kIdentity:
        return dot;
      case NodeKind::kLiteral:
        return {.kinds = KindsOf(node->value), .literal = &node->value};
      case NodeKind::kField:
        return Member(node, Visit(node->a, dot));
      case NodeKind::kIterate:
        return Element(Visit(node->a, dot));
      case NodeKind::kIndex: {
        const Known of = Visit(node->a, dot);
        const Known at = Visit(node->b, dot);
        return at.literal != nullptr && at.literal->IsNumber() ? Element(of) : Known{};
      }
      case NodeKind::kVariable:
        return Variable(node->text);
      case NodeKind::kGlobal:
        return {.path = ExpressionPath{.variable = node->text}};
      case NodeKind::kReduce:
      case NodeKind::kForeach:
        return Loop(node, dot);
      case NodeKind::kCompare: {
        const Known left = Visit(node->a, dot);
        Compare(node, left, Visit(node->b, dot));
        return {.kinds = kBoolKind};
      }
      case NodeKind::kTry: {
        const Known tried = Visit(node->a, dot);
        if (node->b != nullptr) Visit(node->b, {});
        return node->b == nullptr ? tried : Known{};
      }
      case NodeKind::kAssign:  // what is assigned need not be there before
        Visit(node->a, {});
        Visit(node->b, node->op == Op::kModify ? Known{} : dot);
        return {};
      case NodeKind::kCallNative:
      case NodeKind::kCallSpecial:
      case NodeKind::kCallDefined:
        return Call(node, dot);
      default:
        return Parts(node, dot);
    }
  }

  Known Parts(const Node* node, const Known& dot) {
    for (const Node* part : {node->a, node->b, node->c, node->d})
      if (part != nullptr) Visit(part, dot);
    for (const Node* part : node->list) Visit(part, dot);
    switch (node->kind) {
      case NodeKind::kText:
      case NodeKind::kFormat:
        return {.kinds = kStringKind};
      case NodeKind::kNegate:
        return {.kinds = kNumberKind};
      case NodeKind::kAnd:
      case NodeKind::kOr:
        return {.kinds = kBoolKind};
      case NodeKind::kArray:
        return {.kinds = kArrayKind};
      case NodeKind::kObject:
        return {.kinds = kObjectKind};
      default:
        return {};
    }
  }

  Known Member(const Node* node, const Known& of) {
    if (!of.path || of.path->steps.size() >= kMaxFollowed) return {};
    Known out{.path = of.path};
    const auto name = node->value.Text();
    out.path->steps.emplace_back(std::string(name));
    const auto at = text_.substr(0, node->end).rfind(name);
    const std::size_t begin = at == std::string_view::npos ? node->begin : at;
    report_.reads.push_back({*out.path, begin, begin + name.size()});
    return out;
  }

  static Known Element(const Known& of) {
    if (!of.path || of.path->steps.size() >= kMaxFollowed) return {};
    Known out{.path = of.path};
    out.path->steps.emplace_back(std::nullopt);
    return out;
  }

  Known Variable(std::string_view name) const {
    for (auto it = variables_.rbegin(); it != variables_.rend(); ++it)
      if (it->first == name) return it->second;
    return {};
  }

  void Bind(const Node* node, const Known& value) {
    const bool plain =
        node->patterns.size() == 1 && node->patterns[0]->kind == Pattern::Kind::kVariable;
    for (const Pattern* pattern : node->patterns) BindPattern(*pattern, plain ? value : Known{});
  }

  void BindPattern(const Pattern& pattern, const Known& value) {
    if (pattern.kind == Pattern::Kind::kVariable) variables_.emplace_back(pattern.variable, value);
    for (const Pattern* item : pattern.items) BindPattern(*item, {});
    for (const auto& entry : pattern.entries) {
      if (entry.key != nullptr) Visit(entry.key, {});
      if (!entry.variable.empty()) variables_.emplace_back(entry.variable, Known{});
      if (entry.value != nullptr) BindPattern(*entry.value, {});
    }
  }

  Known Loop(const Node* node, const Known& dot) {
    const Known each = Visit(node->a, dot);
    Visit(node->b, dot);
    Bind(node, each);
    Visit(node->c, {});
    if (node->d != nullptr) Visit(node->d, {});
    return {};
  }

  Known Call(const Node* node, const Known& dot) {
    const bool of_theirs = node->kind == NodeKind::kCallDefined && own_.contains(node->definition);
    const bool on_input =
        !of_theirs && (node->kind == NodeKind::kCallNative || IsOneOf(node->text, kOnInput));
    const bool on_elements =
        !of_theirs && node->list.size() == 1 && IsOneOf(node->text, kOnElements);
    for (const Node* argument : node->list)
      Visit(argument, on_elements ? Element(dot) : on_input ? dot : Known{});
    if (of_theirs) return {};
    CheckRegex(node);
    if (node->text == "has" && node->list.size() == 1)
      if (const auto* name = LiteralText(node->list[0])) asked_.emplace(name->Text());
    if (node->text == "select" && node->list.size() == 1) return {.path = dot.path};
    return {.kinds = KindsOfBuiltin(node->text, node->list.size()),
            .type_name = node->text == "type" && node->list.empty()};
  }

  void CheckRegex(const Node* call) {
    const auto* found = std::ranges::find_if(kRegexCalls, [&](const RegexArguments& entry) {
      return entry.name == call->text && entry.arity == call->list.size();
    });
    if (found == std::end(kRegexCalls)) return;
    const Node* pattern = call->list[0];
    const Node* flags = found->flags == kNoFlags ? nullptr : call->list[found->flags];
    if (pattern->kind == NodeKind::kArray && pattern->a != nullptr) {  // ["pattern", "flags"]
      const auto& both = pattern->a->list;
      if (pattern->a->kind != NodeKind::kComma || both.size() != 2) return;
      flags = both[1];
      pattern = both[0];
    }
    std::optional<RegexFlags> read = RegexFlags{};
    if (flags != nullptr && !(flags->kind == NodeKind::kLiteral && flags->value.IsNull())) {
      const auto* given = LiteralText(flags);
      if (given == nullptr) return;
      read = ReadRegexFlags(given->Text());
      if (!read)
        report_.failures.push_back({"the flags of a regular expression are letters of " +
                                        std::string(kRegexFlags) + ", not " + Quoted(*given),
                                    flags->begin, flags->end});
    }
    const auto* written = LiteralText(pattern);
    std::string message;
    if (!read || written == nullptr || Regex::Compile(written->Text(), read->options, message))
      return;
    report_.failures.push_back(
        {"the regular expression " + Quoted(*written) + " does not compile: " + message,
         pattern->begin, pattern->end});
  }

  void Compare(const Node* node, const Known& left, const Known& right) {
    const bool equality = node->op == Op::kEqual || node->op == Op::kUnequal;
    if (const auto always = OutcomeOfKinds(node->op, left.kinds, right.kinds)) {
      return Doubt(node, *always,
                   NamesOfKinds(left.kinds) +
                       (equality                   ? " never equals "
                        : left.kinds < right.kinds ? " comes before "
                                                   : " comes behind ") +
                       NamesOfKinds(right.kinds));
    }
    if (!equality) return;
    CompareWith(node, left, right, node->b);
    CompareWith(node, right, left, node->a);
  }

  void CompareWith(const Node* node, const Known& value, const Known& other, const Node* literal) {
    if (other.literal == nullptr) return;
    const bool wants_equal = node->op == Op::kEqual;
    if (value.type_name && other.literal->IsString() && !IsOneOf(other.literal->Text(), kTypeNames))
      Doubt(node, !wants_equal,
            "type never gives " + Quoted(*other.literal) +
                ", but null, boolean, number, string, array or object");
    if (value.path)
      if (auto scalar = ScalarOf(*other.literal))
        report_.comparisons.push_back(
            {*value.path, *std::move(scalar), wants_equal, literal->begin, literal->end});
  }

  void Doubt(const Node* node, bool always, const std::string& why) {
    report_.doubts.push_back(
        {std::string("this is always ") + (always ? "true" : "false") + ": " + why, node->begin,
         node->end});
  }

  static std::optional<json::value> ScalarOf(const Value& value) {
    if (value.IsNull()) return json::value(nullptr);
    if (value.IsBool()) return json::value(value.IsTruthy());
    if (value.IsString()) return json::value(value.Text());
    if (value.IsNumber()) return json::value(value.AsDouble());
    return std::nullopt;
  }

  static std::string Quoted(const Value& text) {
    std::string out;
    WriteQuoted(OneLineOf(text.Text(), kShownLiteral), out);
    return out;
  }

  std::string_view text_;
  ExpressionReport report_;
  std::vector<std::pair<std::string, Known>> variables_;
  std::set<const Definition*> own_;           ///< those of the expression, not builtins
  std::set<std::string, std::less<>> asked_;  ///< with `has`
};

}  // namespace

ExpressionReport Inspect(const Node* root, std::string_view text) {
  return Inspector(text).Of(root);
}

}  // namespace tocsin::jq
