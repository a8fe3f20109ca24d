#include "workers/reference/workflow_pages.hpp"

#include <algorithm>

#include "workers/workflow/language/document_keys.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::compose {
namespace {

using workflow::ErrorMeaning;
using workflow::Example;

constexpr std::string_view kTableHead = "| Key | Type | Default | Meaning |\n|---|---|---|---|\n";

std::string Cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string DefaultCell(const Field& field) {
  if (field.rules.required) return "required";
  const std::string text(field.rules.default_text);
  const bool word = !text.empty() && text.find_first_of(" `") == std::string::npos;
  return word ? '`' + text + '`' : text;
}

std::string Meaning(const Field& field) {
  if (field.type == nullptr) return "Not supported yet.";
  std::string text(field.description);
  const auto& allowed = field.rules.allowed;
  if (!allowed.empty()) {
    text += " One of";
    for (std::size_t i = 0; i < allowed.size(); ++i)
      text.append(i > 0 ? ", `" : " `").append(allowed[i]).append("`");
    text += '.';
  }
  return text;
}

void AddRows(const FieldTable& table, const std::string& prefix, std::string& out) {
  for (const auto& field : table.Fields()) {
    const auto path = prefix + std::string(field.name);
    const bool known = field.type != nullptr;
    out += "| `" + path + "` | " + Cell(known ? field.type->Word() : "") + " | " +
           Cell(DefaultCell(field)) + " | " + Cell(Meaning(field)) + " |\n";
    if (known && field.type->Table() != nullptr)
      AddRows(*field.type->Table(), path + std::string(field.type->PathSuffix()) + '.', out);
  }
}

std::string Table(const FieldTable& table) {
  std::string out(kTableHead);
  AddRows(table, "", out);
  return out;
}

std::string Block(std::string_view language, std::string_view text) {
  return "```" + std::string(language) + '\n' + std::string(text) +
         (text.ends_with('\n') ? "" : "\n") + "```\n";
}

std::string Indented(std::string_view text, std::size_t depth) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1);
    out.append(depth, ' ').append(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string Examples(const std::vector<Example>& examples) {
  std::string out;
  for (const auto& example : examples) {
    out += '\n' + std::string(example.title) + "\n\n" + Block("yaml", example.document);
    if (!example.beside.empty())
      out += "\nThe workflow that it runs, a file of its own:\n\n" + Block("yaml", example.beside);
    if (example.test.empty())
      out += "\nOf `" + std::string(example.input) + "` this makes `" +
             std::string(example.output) + "`.\n";
    else
      out += "\nA test of it:\n\n" + Block("yaml", example.test);
  }
  return out;
}

std::string ErrorRows(const std::vector<ErrorMeaning>& errors) {
  std::string out = "| Type | Status | Raised when | May it be tried again? |\n|---|---|---|---|\n";
  for (const auto& error : errors)
    out += "| `" + std::string(error.type) + "` | " + std::to_string(error.status) + " | " +
           Cell(error.raised_when) + " | " + Cell(error.may_retry) + " |\n";
  return out;
}

std::string Anchor(std::string_view heading) {
  std::string out;
  for (const char c : heading) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
      out += c;
    else if (c == ' ')
      out += '-';
  }
  return out;
}

std::string LinkTo(std::string_view heading) {
  return "[" + std::string(heading) + "](#" + Anchor(heading) + ")";
}

}  // namespace

json::object MetadataSchema() {
  auto schema = workflow::SchemaOfKeys(
      "What tocsin reads of document.metadata; other names are the author's own.",
      workflow::KeysOf<workflow::MetadataKeys>());
  schema["additionalProperties"] = true;
  return schema;
}

std::string ExampleFile(const Example& example, std::string_view name) {
  return "document: {dsl: '1.0.3', namespace: example, name: " + std::string(name) +
         ", version: '1.0.0'}\n" + std::string(example.document);
}

std::string ExampleTestFile(const Example& example, std::string_view name) {
  return "tests:\n  - name: " + std::string(name) + "\n    workflow: " + std::string(name) +
         "\n    clock: 2026-03-07T02:10:00+01:00\n" + Indented(example.test, 4);
}

std::string TasksPage() {
  std::string page =
      "# Tasks\n\nA workflow file is a document of the CNCF Open Workflow Specification, DSL "
      "1.0.3. "
      "This page holds every key that this release reads; an unknown one is an error with line and "
      "column, and what the standard has beyond it is an error `not supported yet`. Editors "
      "complete "
      "from `schemas/json/workflow.schema.json`. A guide with a "
      "whole workflow is [write a workflow](../guides/write-a-workflow.md); what tasks call is "
      "under "
      "[functions](functions.md), what they raise under [errors](errors.md).\n\n"
      "Examples leave out `document`. They are run by the tests.\n\n";
  std::string tasks;
  for (const auto& type : workflow::TaskTypes().Types()) {
    page += "- " + LinkTo(type->Title()) + '\n';
    tasks += "\n## " + std::string(type->Title()) + "\n\n" + std::string(type->Description()) +
             "\n\n" + Table(type->Keys()) + Examples(type->Examples());
  }
  page +=
      "\n## The document\n\nDurations are `30s`, `1h30m`, ISO 8601 (`PT30S`) or a map such as "
      "`{minutes: 5}`. Expressions are jq: in `${ }`, where the type says \"expression\" also "
      "without. They see `.`, `$context`, `$input`, `$output`, `$workflow`, `$task`, `$runtime`, "
      "`$secrets` and the variables of `for` and `catch`.\n\n" +
      Table(workflow::KeysOf<workflow::DocumentKeys>()) +
      "\n## Every task\n\nA list of tasks is `- NAME: {...}`, names different within the list. In "
      "this order: `if`, `input`, the task itself, `output`, `export`, `then`. A run does at most "
      "1,000 steps at a time and goes on in the next batch; its data may have 1 MiB.\n\n" +
      Table(workflow::KeysOf<workflow::TaskKeys>());
  return page + tasks;
}

std::string FunctionsPage(const workflow::Functions& functions) {
  std::string page =
      "# Functions\n\nWhat `call: NAME` may name beside `http` and the functions of the file's own "
      "`use.functions`. Each argument may be an expression in `${ }`. Editors complete from "
      "`schemas/json/call.NAME.schema.json`.\n\nExamples leave out `document`. They are run by the "
      "tests.\n\n";
  std::string text;
  for (const auto name : functions.Names()) {
    const auto& function = *functions.Find(name);
    page += "- " + LinkTo(name) + '\n';
    text += "\n## " + std::string(name) + "\n\n" + std::string(function.Description()) +
            "\n\n### Arguments\n\n" + Table(function.Fields()) + "\n### Output\n\n" +
            Replaced(Table(function.Output()), "| required |", "| always there |");
    if (!function.Errors().empty())
      text += "\n### Errors\n\nBeside the [standard ones](errors.md#standard).\n\n" +
              ErrorRows(function.Errors());
    text += "\n### Examples\n" + Examples(function.Examples());
  }
  return page + text;
}

std::string ErrorsPage(const workflow::Functions& functions) {
  std::string page =
      "# Errors\n\nWhat `try` may catch. An error is `{type, status, title, detail, instance}`; "
      "`instance` is the place of the task that raised it, such as `/do/0/guarded/try/0/fetch`. "
      "Uncaught it ends the run: `tocsin exec` prints it, the run's history keeps it, `tocsin "
      "explain` shows it. Filters match the older spelling of the standard types "
      "(`https://serverlessworkflow.io/spec/1.0.0/errors/...`) too.\n\n## Standard\n\n" +
      ErrorRows(workflow::StandardErrors());
  for (const auto name : functions.Names()) {
    const auto& errors = functions.Find(name)->Errors();
    if (errors.empty()) continue;
    page += "\n## Of " + std::string(name) + "\n\nBeside the standard ones. [" + std::string(name) +
            "](functions.md#" + Anchor(name) + ")\n\n" + ErrorRows(errors);
  }
  return page +
         "\n## Catch, retry, go on\n\n"
         "- Everything, and climb on: `catch: {do: [...]}` without `errors`.\n"
         "- One type, twice more after 45 s: `errors: {with: {type: ...}}` with "
         "`retry: {delay: 45s, limit: {attempt: {count: 2}}}`; see [try](tasks.md#try).\n"
         "- Only some of a type: `when: .detail == \"voicemail\"`.\n"
         "- A dial whose outcome is not known is never repeated by a retry of tocsin's own: an "
         "attempt is reconciled with the carrier first.\n";
}

}  // namespace tocsin::compose
