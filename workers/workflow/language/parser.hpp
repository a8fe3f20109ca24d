#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/yaml_place.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/keys.hpp"
#include "workers/workflow/language/lint_expressions.hpp"

namespace tocsin::workflow {

/// Reads one workflow file into a model and collects what is wrong with it. Used by the parse of
/// the document and by the task types; each reading function reports its faults itself and returns
/// something harmless.
class Parser {
 public:
  /// `model` has its text already, and outlives the parser.
  Parser(std::string_view file, const Functions& catalog, const Resources* resources,
         Definition& model, LintRules rules)
      : file_(file),
        catalog_(catalog),
        resources_(resources),
        model_(model),
        source_(model.text),
        rules_(rules) {}

  // Findings.
  void Error(Mark mark, std::string text);
  void Warn(Mark mark, std::string text);
  /// An error of a rule that came later than the first version: stored definitions go on without
  /// it.
  void Refuse(Mark mark, std::string text);
  /// An error "WHAT is not supported yet".
  void NotSupported(Mark mark, std::string_view what);
  std::vector<Finding> TakeFindings();

  // Structure.
  /// Reports when the node is not of the kind; `what` begins the message ("'switch'").
  bool Expect(const YamlNode& node, YamlNode::Kind kind, std::string_view what);
  void CheckKeys(const YamlNode& map, std::span<const std::string_view> known,
                 std::string_view where);
  void CheckKeys(const YamlNode& map, const FieldTable& table, std::string_view where) {
    CheckKeys(map, NamesOf(table), where);
  }
  /// The value at a key, reported when it is missing.
  const YamlNode* Required(const YamlNode& map, std::string_view key, std::string_view where);
  std::optional<std::string> Text(const YamlNode& node, std::string_view what);
  std::optional<bool> Boolean(const YamlNode& node, std::string_view what);
  /// One of the words, reported with a suggestion otherwise.
  std::optional<std::string> Word(const YamlNode& node, std::string_view what,
                                  std::span<const std::string_view> words);
  std::optional<std::string> Word(const YamlNode& node, const Key& key) {
    return Word(node, key.Quoted(), key.Words());
  }
  /// A name of `use.SECTION`, reported when it is not defined there.
  template <class Map>
  const typename Map::mapped_type* Reusable(const YamlNode& node, const Map& map,
                                            std::string_view section) {
    const auto found = map.find(node.text);
    if (found != map.end()) return &found->second;
    std::vector<std::string_view> names;
    for (const auto& entry : map) names.push_back(entry.first);
    UnknownName(node.mark, node.text, section, names);
    return nullptr;
  }
  void UnknownName(Mark mark, std::string_view name, std::string_view section,
                   const std::vector<std::string_view>& known);

  // Expressions and values.
  /// A property that is an expression with or without "${ }": when, if, while, in, from, as.
  std::optional<ExpressionId> Expression(const YamlNode& node, std::string_view what);
  /// The expression that a scalar is, with or without "${ }".
  ExpressionId AddExpression(const YamlNode& node);
  /// An expression that is made of a scalar and reported at it.
  ExpressionId AddExpression(std::string text, const YamlNode& node);
  /// A value in strict mode: strings are literal unless they are wholly "${ ... }".
  Template Value(const YamlNode& node);
  /// Reports a literal (not an expression) that is no URI-reference.
  void CheckUri(const YamlNode& node, std::string_view what);
  /// `from` and `as`: a string is an expression in any case, a map is a value.
  std::optional<Template> Transformation(const YamlNode& node, std::string_view what);
  std::optional<DurationValue> Length(const YamlNode& node, std::string_view what);
  const ExpressionNeeds& NeedsOf(ExpressionId id) const { return model_.needs[id]; }

  // Tasks and flow.
  TaskList Tasks(const YamlNode& node, const std::string& reference);
  std::unique_ptr<TaskNode> Task(std::string name, const YamlNode& node, std::string reference);
  /// A flow directive, its target looked up in the list that is being read.
  Flow FlowTo(const YamlNode& node);
  /// Tasks of one branch have no sibling to go to.
  TaskList Branch(const std::string& name, const YamlNode& node, const std::string& reference);

  /// While it lives, expressions may use these variables too.
  class Variables {
   public:
    Variables(Parser& parser, const std::vector<std::string>& names);
    ~Variables() { parser_.variables_.resize(size_); }
    Variables(const Variables&) = delete;
    Variables& operator=(const Variables&) = delete;

   private:
    Parser& parser_;
    std::size_t size_;
  };
  /// While it lives, `.` of expressions is this.
  class Seeing {
   public:
    Seeing(Parser& parser, EventSight sight)
        : parser_(parser), before_(std::exchange(parser.sees_, std::move(sight))) {}
    ~Seeing() { parser_.sees_ = std::move(before_); }
    Seeing(const Seeing&) = delete;
    Seeing& operator=(const Seeing&) = delete;

   private:
    Parser& parser_;
    EventSight before_;
  };
  /// Reports a name that cannot be a variable or would hide a standard one.
  std::string VariableName(const YamlNode& node, std::string_view what);

  // The document's parts.
  void Document(const YamlNode& root);
  /// Compiles all expressions and reports those that do not.
  void CheckExpressions(ExpressionEngine& engine);
  /// Reports functions of `use` that call themselves.
  void CheckFunctionCycles();

  Definition& Model() { return model_; }
  const Definition& Model() const { return model_; }
  const Functions& Catalog() const { return catalog_; }
  const Resources* GetResources() const { return resources_; }
  void NoteFunctionCall(std::string_view callee, Mark mark);
  void NoteSubflow(Subflow subflow) { model_.subflows.push_back(std::move(subflow)); }
  void NoteListen(const EventFilter& filter) { listens_.push_back(&filter); }
  const std::vector<const EventFilter*>& Listens() const { return listens_; }

  // `use`, filled before the tasks are read.
  std::map<std::string, ErrorDefinition, std::less<>> errors;
  std::map<std::string, RetryPolicy, std::less<>> retries;
  std::map<std::string, DurationValue, std::less<>> timeouts;
  std::map<std::string, std::optional<Authentication>, std::less<>> authentications;
  std::set<std::string, std::less<>> secrets;

 private:
  void Header(const YamlNode& document);
  void Metadata(const YamlNode& metadata);
  void Tenants(const YamlNode& tenants);
  void Instance(const YamlNode& instance);
  void Evaluate(const YamlNode& evaluate);
  void Use(const YamlNode& use);
  void UseFunctions(const YamlNode& functions);
  void Schedule(const YamlNode& schedule);
  void StartFilters(const YamlNode& strategy);
  void CommonKeys(const YamlNode& node, TaskNode& task);
  void InputOf(const YamlNode& node, TaskNode& task);
  void OutputOf(const YamlNode& node, TaskNode& task);
  void ExportOf(const YamlNode& node, TaskNode& task);
  std::optional<JsonSchema> Schema(const YamlNode& node);
  std::optional<DurationValue> Timeout(const YamlNode& node);
  const TaskType* TypeOf(const YamlNode& node, std::string_view name);
  Template TextValue(const YamlNode& node);
  ExpressionId AddExpression(std::string text, ExpressionPlace place);
  /// Names after $secrets, those that are not in `use.secrets` reported.
  std::vector<std::string> SecretNames(std::string_view text, const ExpressionPlace& place);
  Mark MarkOf(const ExpressionPlace& place, std::size_t at) const;
  void Report(const ExpressionReport& report, const ExpressionPlace& place);
  std::string AdviceOn(std::string_view expression) const;
  /// The event that starts the workflow, as `read` gives it to the input, or whole.
  EventSight StartSight(bool whole) const;

  std::string file_;
  const Functions& catalog_;
  const Resources* resources_;
  Definition& model_;
  SourceText source_;
  LintRules rules_;
  std::vector<Finding> findings_;
  std::vector<std::vector<ExpressionPlace>> expression_places_;  ///< of each expression
  EventSight sees_;
  std::map<std::pair<std::string, std::vector<std::string>>, ExpressionId> known_expressions_;
  std::vector<std::string> variables_;
  std::vector<std::vector<std::string>>
      siblings_;  ///< names of the lists being read, innermost last
  std::string current_function_;
  std::map<std::string, std::vector<std::pair<std::string, Mark>>> function_calls_;
  std::vector<const EventFilter*> listens_;
};

/// Readers of parts that several task types and `use` share.
EventFilter ParseEventFilter(Parser& parser, const YamlNode& node, bool listening);
std::optional<ReadAs> ParseRead(Parser& parser, const YamlNode& node, std::string_view what,
                                const Key& key);
ErrorDefinition ParseErrorDefinition(Parser& parser, const YamlNode& node);
RetryPolicy ParseRetryPolicy(Parser& parser, const YamlNode& node);
/// An authentication policy; `use: NAME` is looked up when `named` may be used.
std::optional<Authentication> ParseAuthentication(Parser& parser, const YamlNode& node, bool named);

/// `$authorization`: of the language, not of ours yet.
inline constexpr std::string_view kAuthorizationVariable = "authorization";

/// Warns about tasks of a list that no flow reaches.
void LintReachability(Parser& parser, const TaskList& list);

/// Variables after "$" in an expression's text, those in strings included.
ExpressionNeeds NeedsOfText(std::string_view text);
/// The same expression whatever its white space outside of strings.
std::string NormaliseExpression(std::string_view text);

}  // namespace tocsin::workflow
