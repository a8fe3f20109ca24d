#include "workers/workflow/language/lint_choices.hpp"

#include <algorithm>

#include "workers/workflow/language/question_choices.hpp"
#include "workers/workflow/language/template.hpp"

namespace tocsin::workflow {
namespace {

bool Computed(const YamlNode& node) { return node.IsScalar() && IsExpression(node.text); }

/// False when something of the choice is found out at run time only.
bool LintChoice(const FunctionCheck& check, const YamlNode& item) {
  if (Computed(item)) return false;
  const auto known = NamesOf(KeysOf<ChoiceKeys>());
  YamlNode constant = item;
  for (const auto& member : item.members) {
    if (std::ranges::count(known, std::string_view(member.key)) == 0) {
      check.error(member.mark,
                  "unknown key '" + member.key + "' in a choice" + DidYouMean(member.key, known));
      return false;
    }
  }
  std::erase_if(constant.members, [](const YamlNode::Member& member) {
    return member.key == KeysOf<ChoiceKeys>().when.Name() && Computed(member.value);
  });
  if (std::ranges::any_of(constant.members,
                          [](const YamlNode::Member& member) { return Computed(member.value); }))
    return false;
  const auto fault = ChoiceFault(constant.ToJson());
  if (fault) check.error(item.mark, *fault);
  return !fault && constant.members.size() == item.members.size();
}

}  // namespace

void LintChoices(const FunctionCheck& check, const YamlNode& choices) {
  if (!choices.IsSequence()) return;
  bool constant = true;
  for (const auto& item : choices.items) constant = LintChoice(check, item) && constant;
  if (!constant) return;
  if (const auto normal = NormalizeChoices(choices.ToJson()); !normal)
    check.error(choices.mark, normal.error().message);
}

}  // namespace tocsin::workflow
