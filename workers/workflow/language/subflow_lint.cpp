#include "workers/workflow/language/subflow_lint.hpp"

#include <algorithm>

#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/template.hpp"

namespace tocsin::workflow {
namespace {

/// Whether an expression stands somewhere in it.
bool Computed(const YamlNode& node) {
  if (node.IsScalar()) return IsExpression(node.text);
  return std::ranges::any_of(node.items, Computed) ||
         std::ranges::any_of(node.members,
                             [](const auto& member) { return Computed(member.value); });
}

class SubflowCheck {
 public:
  SubflowCheck(std::string_view file, const FindDefinition& find) : file_(file), find_(find) {}

  void Check(const Subflow& subflow) {
    if (subflow.space.empty() || subflow.name.empty()) return;
    const auto name = subflow.space + '/' + subflow.name;
    const auto* target = find_(subflow.space, subflow.name);
    if (target == nullptr)
      return Add(subflow.mark, "there is no workflow " + name + " in these files");
    const auto& version = target->Version();
    if (!subflow.version.empty() && subflow.version != WorkflowName().version &&
        subflow.version != version)
      Add(subflow.mark, "workflow " + name + " has version " + version + ", not " +
                            subflow.version + "; 'latest' means whichever is in force");
    if (target->root.input_schema) CheckInput(subflow, name, *target->root.input_schema);
  }

  std::vector<Finding> Take() { return std::move(findings_); }

 private:
  void Add(Mark mark, std::string text) {
    findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
  }

  void CheckInput(const Subflow& subflow, const std::string& name, const JsonSchema& schema) {
    const YamlNode& input = subflow.input;
    if (input.IsScalar() && IsExpression(input.text)) return;
    if (input.kind != YamlNode::Kind::kNull && !input.IsMap()) {
      if (const auto fault = schema.Fault(input.ToJson(), "input")) Add(input.mark, *fault);
      return;
    }
    const auto known = schema.Members();
    for (const auto& member : input.members) {
      if (known && std::ranges::find(*known, member.key) == known->end())
        Add(member.mark, "unknown key '" + member.key + "' in the input of " + name +
                             DidYouMean(member.key, {known->begin(), known->end()}));
      else if (!Computed(member.value))
        if (const auto fault = schema.MemberFault(member.key, member.value.ToJson()))
          Add(member.value.mark, "in the input of " + name + ": " + *fault);
    }
    for (const auto& wanted : schema.Required())
      if (input.Find(wanted) == nullptr)
        Add(subflow.mark, "'" + wanted + "' is required in the input of " + name);
  }

  std::string file_;
  const FindDefinition& find_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CheckSubflows(const Definition& definition, std::string_view file,
                                   const FindDefinition& find) {
  SubflowCheck check(file, find);
  for (const auto& subflow : definition.Subflows()) check.Check(subflow);
  return check.Take();
}

}  // namespace tocsin::workflow
