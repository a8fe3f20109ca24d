// links: workflow expression
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "fakes/memory_runner.hpp"
#include "workers/workflow/language/lint.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kHead =
    "document: {dsl: '1.0.3', namespace: t, name: t, version: '1.0.0'}\n";

/// "LINE:COL: error: TEXT" lines of a file that begins with kHead (line 1).
std::string Lint(std::string_view body, bool with_head = true) {
  static const Functions catalog = [] {
    FunctionRegistry registry;
    RegisterFunctionAll(registry);
    return Functions(std::move(registry));
  }();
  const auto text = (with_head ? std::string(kHead) : "") + std::string(body);
  auto parsed = ParseDefinition(text, "f", fakes::TestEngine(), catalog, nullptr);
  EXPECT_EQ(parsed.definition == nullptr, HasErrors(parsed.findings));
  std::string out;
  for (const auto& finding : parsed.findings) out += FormatFinding(finding).substr(2) + '\n';
  return out;
}

struct LintGiven {
  const char* name;
  const char* body;
  const char* finding;  ///< one of the lines begins so; empty: no findings at all
};

void PrintTo(const LintGiven& given, std::ostream* out) { *out << given.name; }

class LintCase : public testing::TestWithParam<LintGiven> {};

TEST_P(LintCase, IsReportedAtItsPlace) {
  const auto findings = Lint(GetParam().body);
  if (*GetParam().finding == '\0') {
    EXPECT_EQ(findings, "");
  } else {
    EXPECT_NE(('\n' + findings).find('\n' + std::string(GetParam().finding)), std::string::npos)
        << findings;
  }
}

const LintGiven kLintCases[] = {
    {"Clean", "do:\n  - a: {set: {x: 1}}\n", ""},
    {"NoDo", "input: {}\n", "1:1: error: 'do' is required in a workflow"},
    {"UnknownTopKey", "dos: []\ndo:\n  - a: {set: {x: 1}}\n",
     "2:1: error: unknown key 'dos' in a workflow; did you mean 'do'?"},
    {"UnknownTaskKey", "do:\n  - a:\n      set: {x: 1}\n      outptu: {}\n",
     "5:7: error: unknown key 'outptu' in a 'set' task; did you mean 'output'?"},
    {"FieldAsAttribute",
     "schedule: {on: {one: {with: {type: tocsin.alert.raised, severity: critical}}}}\ndo:\n  - a: "
     "{set: {x: 1}}\n",
     "2:57: warning: this never matches: 'severity' is a field of the data of tocsin.alert.raised, "
     "not an attribute of the event; write data: '${ .severity == \"critical\" }'"},
    {"FieldAsAttributeOfAListen",
     "do:\n  - a: {listen: {to: {one: {with: {type: tocsin.action.completed, action_id: '${ . "
     "}'}}}}}\n",
     "3:67: warning: this never matches: 'action_id' is a field of the data of "
     "tocsin.action.completed"},
    {"NoAttributeIsCalledSo",
     "schedule: {on: {one: {with: {type: com.example.a, alert_id: a}}}}\ndo:\n  - a: {set: {x: "
     "1}}\n",
     "2:51: warning: this never matches: an event has no attribute 'alert_id'"},
    {"ExtensionsAreAttributes",
     "schedule: {on: {one: {with: {type: com.example.a, severity: critical, tenant: x}}}}\ndo:\n  "
     "- a: "
     "{set: {x: 1}}\n",
     ""},
    {"UnknownTaskKind", "do:\n  - a: {sett: {x: 1}}\n",
     "3:9: error: unknown key 'sett'; did you mean 'set'?"},
    {"NoTaskKind", "do:\n  - a: {metadata: {x: 1}}\n", "3:8: error: task 'a' has no kind"},
    {"TaskNotNamed", "do:\n  - {a: {set: {x: 1}}, b: {set: {x: 1}}}\n",
     "3:5: error: a task is a map of one name"},
    {"EmptyTasks", "do: []\n", "2:5: error: a list of tasks must not be empty"},
    {"TasksAsMap", "do: {a: {set: {x: 1}}}\n", "2:5: error: a list of tasks is needed"},
    {"DuplicateName", "do:\n  - a: {set: {x: 1}}\n  - a: {set: {x: 2}}\n",
     "4:5: error: two tasks of this list are named 'a'"},
    {"ReservedName", "do:\n  - exit: {set: {x: 1}}\n", "3:5: error: 'exit' is a flow directive"},
    {"UnknownThen", "do:\n  - a: {set: {x: 1}, then: bee}\n  - bees: {set: {x: 1}}\n",
     "3:28: error: 'then: bee': no such task in this list; did you mean 'bees'?"},
    {"ThenLeavesItsScope",
     "do:\n  - a: {do: [{b: {set: {x: 1}, then: c}}]}\n  - c: {set: {x: 1}}\n",
     "3:38: error: 'then: c': no such task in this list"},
    {"Unreachable",
     "do:\n  - a: {set: {x: 1}, then: c}\n  - b: {set: {x: 1}}\n  - c: {set: {x: 1}}\n",
     "4:8: warning: task 'b' is never reached"},
    {"ReachedOverSkip",
     "do:\n  - a: {if: .x, set: {x: 1}, then: c}\n  - b: {set: {x: 1}}\n  - c: {set: {x: 1}}\n",
     ""},
    {"ReachedOverCatch",
     "do:\n  - a: {try: [{i: {set: {x: 1}}}], catch: {then: c}, then: end}\n  - c: {set: {x: 1}}\n",
     ""},
    {"UnreachableAfterRaise",
     "do:\n  - a: {raise: {error: {type: 'https://e', status: 400}}}\n  - b: {set: {x: 1}}\n",
     "4:8: warning: task 'b' is never"},
    {"CatchThatDropsErrors", "do:\n  - a: {try: [{i: {set: {x: 1}}}], catch: {}}\n",
     "3:43: warning: this 'catch' has neither 'do' nor 'retry': the errors it takes disappear"},
    {"CatchThatDropsSomeErrors",
     "do:\n  - a: {try: [{i: {set: {x: 1}}}], catch: {errors: {with: {status: 503}}}}\n",
     "3:43: warning: this 'catch' has neither"},
    {"CatchThatRetries",
     "do:\n  - a: {try: [{i: {set: {x: 1}}}], catch: {retry: {limit: {attempt: {count: 1}}}}}\n",
     ""},
    {"IfIsNoBoolean", "do:\n  - a: {if: true, set: {x: 1}}\n",
     "3:13: error: 'if' must be an expression such as '${ .ready }', not a boolean"},
    {"WhenIsNoBoolean", "do:\n  - s: {switch: [{a: {when: true, then: end}}]}\n",
     "3:29: error: 'when' must be an expression"},
    {"WhileIsNoBoolean", "do:\n  - f: {for: {in: .l}, while: true, do: [{a: {set: {x: 1}}}]}\n",
     "3:31: error: 'while' must be an expression"},
    {"ForInIsNoList", "do:\n  - f: {for: {in: [1, 2]}, do: [{a: {set: {x: 1}}}]}\n",
     "3:20: error: a list in place of 'for.in' holds maps, not an integer"},
    {"ForInIsNoMap", "do:\n  - f: {for: {in: {a: 1}}, do: [{a: {set: {x: 1}}}]}\n",
     "3:19: error: 'for.in' must be an expression that gives a list"},
    {"InputFromIsNoList", "do:\n  - a: {input: {from: [1]}, set: {x: 1}}\n",
     "3:23: error: 'input.from' must be an expression or a map, not a list"},
    {"OutputAsIsNoList", "do:\n  - a: {output: {as: ['${ .a }']}, set: {x: 1}}\n",
     "3:22: error: 'output.as' must be an expression or a map, not a list"},
    {"EventSourceIsAUri", "do:\n  - a: {emit: {event: {with: {type: x, source: not a uri}}}}\n",
     "3:48: error: an event's 'source' must be a URI"},
    {"EventSourceOfAFilterIsAUri",
     "do:\n  - a: {set: {x: 1}}\nschedule: {on: {one: {with: {type: x, source: not a uri}}}}\n",
     "4:47: error: an event's 'source' must be a URI"},
    {"EventSourceOfAFilterMayBeAPattern",
     "do:\n  - a: {set: {x: 1}}\nschedule: {on: {one: {with: {type: x, source: '/pve[0-9]+'}}}}\n",
     ""},
    {"ErrorTypeIsAUri", "do:\n  - a: {raise: {error: {type: not a uri, status: 400}}}\n",
     "3:31: error: an error's 'type' must be a URI"},
    {"ErrorTypeOfUseIsAUri",
     "use: {errors: {e: {type: not a uri, status: 400}}}\ndo:\n  - a: {raise: {error: e}}\n",
     "2:26: error: an error's 'type' must be a URI"},
    {"ErrorTypeIsAWholeUri", "do:\n  - a: {raise: {error: {type: too-hot, status: 400}}}\n",
     "3:31: warning: 'type' is a relative reference"},
    {"ErrorTypeOfAFilterIsAUri",
     "do:\n  - a: {try: [{i: {set: {x: 1}}}], catch: {errors: {with: {type: not a uri}}, do: [{b: "
     "{set: {x: 1}}}]}}\n",
     "3:66: warning: 'type' of an error is a URI"},
    {"AuthorizationIsToCome", "do:\n  - a: {set: {x: '${ $authorization.scheme }'}}\n",
     "3:22: error: '$authorization' is not supported yet"},
    {"CalendarDurations", "do:\n  - a: {wait: P1Y2M}\n", ""},
    {"TwoDefaults",
     "do:\n  - s:\n      switch:\n        - a: {then: end}\n        - b: {then: exit}\n",
     "6:11: error: a second case without 'when'"},
    {"CaseWithoutThen", "do:\n  - s: {switch: [{a: {when: .x}}]}\n",
     "3:22: error: 'then' is required in case 'a'"},
    {"BadJq", "do:\n  - a: {set: {x: '${ .a | }'}}\n",
     "3:26: error: expression does not compile: "},
    {"BadJqTwice", "do:\n  - a: {set: {x: '${ $no }', y: '${ $no }'}}\n",
     "3:37: error: expression does not compile: "},
    {"SeveralExpressionsInOneText", "do:\n  - a: {set: {x: '${ .a } and ${ .b }'}}\n",
     "3:25: error: expression does not compile: "},
    {"UnknownVariable", "do:\n  - a: {set: {x: '${ $rung.id }'}}\n",
     "3:22: error: expression does not compile: "},
    {"ForVariables",
     "do:\n  - f: {for: {each: r, at: i, in: .l}, while: '$r.ok', do: [{a: {set: {x: '${ [$r, $i] "
     "}'}}}]}\n",
     ""},
    {"ForVariableEnds",
     "do:\n  - f: {for: {each: r, in: .l}, do: [{a: {set: {x: 1}}}]}\n  - b: {set: {x: '${ $r "
     "}'}}\n",
     "4:22: error: expression does not compile: "},
    {"HiddenVariable", "do:\n  - f: {for: {each: input, in: .l}, do: [{a: {set: {x: 1}}}]}\n",
     "3:21: error: 'for.each' 'input' would hide $input"},
    {"ErrorVariable",
     "do:\n  - t: {try: [{a: {set: {x: 1}}}], catch: {when: '$error.status == 4', do: [{b: {set: "
     "{e: '${ $error }'}}}]}}\n",
     ""},
    {"ErrorVariableNamed",
     "do:\n  - t: {try: [{a: {set: {x: 1}}}], catch: {as: err, do: [{b: {set: {e: '${ $error "
     "}'}}}]}}\n",
     "3:76: error: expression does not compile"},
    {"UnquotedBraces", "do:\n  - a:\n      set: ${ {a: 1} }\n", "4:"},
    {"NotClosed", "do:\n  - a:\n      set:\n        x: ${ .a # comment }\n",
     "5:12: error: the expression is not closed"},
    {"Interpolation", "do:\n  - a: {set: {x: 'Hello ${ .name }'}}\n",
     "3:18: warning: '${' inside a longer text is literal"},
    {"LiteralPath", "do:\n  - a: {set: {x: .customer}}\n",
     "3:18: warning: '.customer' is literal text here"},
    {"BadDuration", "do:\n  - a: {wait: 5 parsecs}\n", "3:15: error: 'wait': not a duration"},
    {"BadDurationKey", "do:\n  - a: {wait: {second: 5}}\n",
     "3:16: error: unknown key 'second' in a duration; did you mean 'seconds'?"},
    {"DurationKind", "do:\n  - a: {wait: 5}\n", "3:15: error: 'wait' must be a duration"},
    {"UnknownRetry",
     "use: {retries: {redial: {limit: {attempt: {count: 1}}}}}\ndo:\n  - t: {try: [{a: {set: {x: "
     "1}}}], catch: {retry: reidal}}\n",
     "4:51: error: 'reidal' is not defined in use.retries; did you mean 'redial'?"},
    {"UnknownError", "do:\n  - a: {raise: {error: nope}}\n",
     "3:24: error: 'nope' is not defined in use.errors"},
    {"UnknownTimeout", "do:\n  - a: {set: {x: 1}, timeout: long}\n",
     "3:31: error: 'long' is not defined in use.timeouts"},
    {"UnknownSecret", "do:\n  - a: {set: {x: '${ $secrets.token }'}}\n",
     "3:31: error: 'token' is not defined in use.secrets"},
    {"UnknownAuthentication",
     "do:\n  - a: {call: http, with: {method: get, endpoint: {uri: 'https://x', authentication: "
     "{use: pms}}}}\n",
     "3:92: error: 'pms' is not defined in use.authentications"},
    {"UnknownFunction", "do:\n  - a: {call: voice.aks}\n",
     "3:15: error: there is no function 'voice.aks' in the catalog or in use.functions; did you "
     "mean 'voice.ask'?"},
    {"UnknownFunctionNearACall", "do:\n  - a: {call: htpp}\n",
     "3:15: error: there is no function 'htpp' in the catalog or in use.functions; did you mean "
     "'http'?"},
    {"UnknownFunctionNearOneOfUse",
     "use: {functions: {ring: {set: {x: 1}}}}\ndo:\n  - a: {call: rong}\n",
     "4:15: error: there is no function 'rong' in the catalog or in use.functions; did you mean "
     "'ring'?"},
    {"CalleeIsText", "do:\n  - a: {call: [http]}\n",
     "3:15: error: 'call' must be a string, not a list"},
    {"FunctionNamedAsACall", "use: {functions: {http: {set: {x: 1}}}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:19: error: 'call: http' is a call of the language already"},
    {"FunctionNamedAsOneOfTheCatalog",
     "use: {functions: {voice.ask: {set: {x: 1}}}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:19: error: 'voice.ask' is a function of the catalog already"},
    {"FunctionKey",
     "do:\n  - a: {call: voice.ask, with: {too: a, say: b, choices: [{id: ok, digits: '1'}]}}\n",
     "3:33: error: unknown key 'too' in 'with' of voice.ask; did you mean 'to'?"},
    {"ToolThatCannotBe",
     "do:\n  - a: {call: voice.converse, with: {instructions: x, tools: [{name: 'a b'}]}}\n",
     "3:62: error: 'name' of a tool must be a word of letters, digits, '_' and '-', at most 64"},
    {"ToolWhoseParametersCannotBe",
     "do:\n  - a: {call: voice.converse, with: {instructions: x, tools: [{name: a, parameters: "
     "{type: array}}]}}\n",
     "3:85: error: 'parameters' must have type object: arguments have names"},
    {"TurnsThatCannotBe", "do:\n  - a: {call: voice.converse, with: {instructions: x, turns: 0}}\n",
     "3:"},
    {"MessageWithoutChannel", "do:\n  - a: {call: notify.slack, with: {text: x}}\n",
     "3:35: error: 'channel' is required in 'with' of notify.slack"},
    {"MessageTitleTooLong",
     "do:\n  - a: {call: notify.teams, with: {channel: c, text: x, title: "
     "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}}\n",
     "3:64: error: 'title' is longer than 250 bytes"},
    {"MessageLinkIsNoAddress",
     "do:\n  - a: {call: notify.ntfy, with: {channel: c, text: x, url: 'javascript:x'}}\n",
     "3:61: error: 'url' must begin with http:// or https://"},
    {"MessagePriority",
     "do:\n  - a: {call: notify.ntfy, with: {channel: c, text: x, priority: loud}}\n",
     "3:66: error: 'priority' must be one of min, low, default, high, urgent"},
    {"FunctionRequired",
     "do:\n  - a: {call: voice.ask, with: {to: a, choices: [{id: ok, digits: '1'}]}}\n",
     "3:32: error: 'say' is required in 'with' of voice.ask"},
    {"UnspokenLanguage",
     "do:\n  - a: {call: voice.ask, with: {to: '+15559876543', say: b, language: fr-FR, choices: "
     "[{id: ok, digits: '1'}]}}\n",
     "3:71: error: 'language' must be the tag of a language"},
    {"UnspokenLanguageOfOpenQuestions",
     "do:\n  - a: {call: voice.ask_open, with: {contact: alice, language: fr-FR}}\n",
     "3:64: error: 'language' must be the tag of a language"},
    {"UnspokenLanguageOfAnAnswer", "do:\n  - a: {call: voice.answer, with: {language: fr-FR}}\n",
     "3:46: error: 'language' must be the tag of a language"},
    {"FunctionType",
     "do:\n  - a: {call: voice.ask, with: {to: a, say: 5, choices: [{id: ok, digits: '1'}]}}\n",
     "3:45: error: 'say' must be text, not 5"},
    {"FunctionRecursion", "use: {functions: {f: {call: g}, g: {call: f}}}\ndo:\n  - a: {call: f}\n",
     "2:43: error: function 'f' calls itself"},
    {"HttpMethodMissing", "do:\n  - a: {call: http, with: {endpoint: 'https://x'}}\n",
     "3:27: error: 'method' is required"},
    {"HttpUri", "do:\n  - a: {call: http, with: {method: get, endpoint: 'ftp://x'}}\n",
     "3:51: error: 'endpoint' must be a URL"},
    {"HttpUriTemplate",
     "do:\n  - a: {call: http, with: {method: get, endpoint: 'https://x/{?a,b}'}}\n",
     "3:51: error: in the endpoint: '{?a,b}': only simple expansion"},
    {"HttpOutput",
     "do:\n  - a: {call: http, with: {method: get, endpoint: 'https://x', output: respons}}\n",
     "3:72: error: 'output' must be one of content, response, raw, not 'respons'; did you mean "
     "'response'?"},
    {"EmitWithoutType", "do:\n  - a: {emit: {event: {with: {data: 1}}}}\n",
     "3:30: error: 'type' is required in 'emit.event.with'"},
    {"EmitAttribute", "do:\n  - a: {emit: {event: {with: {type: t, Data: 1}}}}\n",
     "3:40: error: an event attribute has up to 20"},
    {"FilterOfRun",
     "do:\n  - a: {listen: {to: {one: {with: {type: t, subject: '${ $context.id }'}}}}}\n",
     "3:54: error: a filter sees only the event; to compare with data of the run use 'correlate'"},
    {"ListenAll", "do:\n  - a: {listen: {to: {all: []}}}\n",
     "3:23: error: 'listen.to.all' is not supported yet"},
    {"ListenForeach", "do:\n  - a: {listen: {to: {one: {with: {type: t}}}}, foreach: {}}\n",
     "3:49: error: 'listen' with 'foreach' is not supported yet"},
    {"Run", "do:\n  - a: {run: {shell: {command: ls}}}\n",
     "3:15: error: 'run.shell' is not supported yet"},
    {"CallGrpc", "do:\n  - a: {call: grpc, with: {}}\n",
     "3:15: error: 'call: grpc' is not supported yet"},
    {"OtherCatalog", "do:\n  - a: {call: 'log:1.0.0@global'}\n",
     "3:15: error: a function of another catalog"},
    {"Cron", "schedule: {cron: '0 0 * * *'}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:12: error: 'schedule.cron' is not supported yet"},
    {"ScheduleAll", "schedule: {on: {all: []}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:22: error: 'schedule.on.all' is not supported yet"},
    {"ReadWithoutOn", "schedule: {read: data}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:18: error: 'schedule.read' needs 'schedule.on'"},
    {"ReadOfData",
     "schedule: {on: {one: {with: {type: t}}}}\ndo:\n  - a: {set: {x: '${ "
     "$workflow.input[0].data.id }'}}\n",
     "4:41: warning: $workflow.input[0] is the event's data already"},
    {"Extensions", "use: {extensions: []}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:7: error: 'use.extensions' is not supported yet"},
    {"Catalogs", "use: {catalogs: {}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:7: error: 'use.catalogs' is not supported yet"},
    {"Loose", "evaluate: {mode: loose}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:18: error: 'mode: loose' is not supported yet"},
    {"OAuth2",
     "use: {authentications: {a: {oauth2: {authority: x, grant: y}}}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:29: error: authentication 'oauth2' is not supported yet"},
    {"SchemaResource",
     "input: {schema: {resource: {endpoint: 'https://x'}}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:28: error: a schema from an external 'resource' is not supported yet"},
    {"SchemaKeyword", "input: {schema: {document: {oneOf: []}}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:36: error: must be a list of schemas, not an empty one"},
    {"SchemaTypo", "input: {schema: {document: {requird: [a]}}}\ndo:\n  - a: {set: {x: 1}}\n",
     "2:29: warning: JSON Schema keyword 'requird' is not known and has no effect"},
    {"BranchThen",
     "do:\n  - f: {fork: {branches: [{a: {set: {x: 1}, then: b}}, {b: {set: {x: 1}}}]}}\n",
     "3:51: error: 'then: b': there is no other task beside this one"},
    {"TryAsMap", "do:\n  - t: {try: {set: {x: 1}}, catch: {}}\n",
     "3:14: error: a list of tasks is needed"},
    {"TryWithoutCatch", "do:\n  - t: {try: [{a: {set: {x: 1}}}]}\n",
     "3:8: error: 'catch' is required in a 'try' task"},
    {"RetryWithoutLimit",
     "do:\n  - t: {try: [{a: {set: {x: 1}}}], catch: {retry: {delay: PT1S}}}\n",
     "3:51: warning: this retry has no limit"},
    {"WrongKind", "do:\n  - a: {set: [1]}\n", "3:14: error: 'set' must be a map or an expression"},
    {"ThenKind", "do:\n  - a: {set: {x: 1}, then: [b]}\n",
     "3:28: error: 'then' must be a string, not a list"},
    {"CorrelationFromRun",
     "do:\n  - a: {listen: {to: {one: {with: {type: t}, correlate: {a: {from: $context.x}}}}}}\n",
     "3:68: error: 'from' sees only the event"},
};

INSTANTIATE_TEST_SUITE_P(All, LintCase, testing::ValuesIn(kLintCases),
                         [](const auto& info) { return info.param.name; });

TEST(LintHead, ChecksTheDocument) {
  EXPECT_EQ(Lint("do:\n  - a: {set: {x: 1}}\n", false),
            "1:1: error: 'document' is required in a workflow\n");
  EXPECT_EQ(
      Lint("document: {dsl: 1.0, namespace: a_b, name: '', version: '1'}\ndo:\n  - a: {set: {x: "
           "1}}\n",
           false),
      "1:17: error: 'dsl' must be a version such as '1.0.3', not '1.0'\n"
      "1:33: error: 'namespace' must be 1 to 63 letters, digits and inner hyphens, not 'a_b'\n"
      "1:44: error: 'name' must be 1 to 63 letters, digits and inner hyphens, not ''\n"
      "1:57: error: 'version' must be a semantic version such as '1.0.0' (quoted), not '1'\n");
  EXPECT_EQ(Lint("document: {dsl: '2.0.0', namespace: a, name: b, version: '1.0.0'}\ndo:\n  - a: "
                 "{set: {x: 1}}\n",
                 false),
            "1:17: error: DSL version 2.0.0 (this is 1.0.3) is not supported yet\n");
}

TEST(LintHead, ChecksOurMetadata) {
  const auto lint = [](std::string_view metadata) {
    return Lint(
        "document:\n  dsl: '1.0.3'\n  namespace: a\n  name: b\n  version: '1.0.0'\n  metadata: " +
            std::string(metadata) + "\ndo:\n  - a: {set: {x: 1}}\n",
        false);
  };
  EXPECT_EQ(lint("{anything: 1, instance: {key: '${ .data.id }', onDuplicate: restart, maxAge: "
                 "10m}, lifecycle: all}"),
            "");
  EXPECT_EQ(lint("{instance: {keys: a}}"),
            "6:25: error: unknown key 'keys' in 'metadata.instance'; did you mean 'key'?\n");
  EXPECT_EQ(lint("{instance: {key: .id, onDuplicate: drop}}"),
            "6:48: error: 'onDuplicate' must be one of ignore, merge, collect, restart, not "
            "'drop'\n");
  EXPECT_EQ(lint("{lifecycle: some}"),
            "6:25: error: 'lifecycle' must be one of none, workflow, all, not 'some'; did you mean "
            "'none'?\n");
}

TEST(LintHint, SaysHowToQuote) {
  const auto findings =
      Lint("do:\n  - a:\n      output:\n        as: ${ {a: .b} }\n      set: {x: 1}\n");
  EXPECT_NE(findings.find("must be quoted: '${ {a: .b} }'"), std::string::npos) << findings;
}

TEST(LintFormats, CarryPlaceAndText) {
  const std::vector<Finding> findings = {{"a.yaml", {3, 7}, Finding::Level::kError, "say \"what\""},
                                         {"b.yaml", {}, Finding::Level::kWarning, "hm"}};
  EXPECT_EQ(FormatText(findings), "a.yaml:3:7: error: say \"what\"\nb.yaml: warning: hm\n");
  const auto list = ParseJson(FormatJson(findings));
  ASSERT_TRUE(list);
  EXPECT_EQ(json::serialize(*list),
            R"([{"file":"a.yaml","line":3,"column":7,"level":"error","text":"say \"what\""},)"
            R"({"file":"b.yaml","line":0,"column":0,"level":"warning","text":"hm"}])");
  const auto sarif = ParseJson(FormatSarif(findings));
  ASSERT_TRUE(sarif);
  const auto& result = sarif->at("runs").at(0).at("results").at(0);
  EXPECT_EQ(result.at("level").as_string(), "error");
  const auto& place = result.at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri").as_string(), "a.yaml");
  EXPECT_EQ(place.at("region").at("startLine").as_int64(), 3);
  EXPECT_EQ(sarif->at("runs").at(0).at("columnKind").as_string(), "unicodeCodePoints");
  const auto uri = [](std::string file) {
    const auto one =
        ParseJson(FormatSarif({{std::move(file), {1, 1}, Finding::Level::kError, ""}}));
    return std::string(one->at("runs")
                           .at(0)
                           .at("results")
                           .at(0)
                           .at("locations")
                           .at(0)
                           .at("physicalLocation")
                           .at("artifactLocation")
                           .at("uri")
                           .as_string());
  };
  EXPECT_EQ(uri("./ops/disk full.yaml"), "ops/disk%20full.yaml");
  EXPECT_EQ(uri("/etc/tocsin/a#b.yaml"), "file:///etc/tocsin/a%23b.yaml");
  EXPECT_EQ(FormatJson({}), "[]\n");
}

/// Files of the specification: each parses, or every error says "not supported yet".
TEST(LintExamples, KnowTheWholeLanguage) {
  const char* shared = std::getenv("TOCSIN_SHARED");
  const auto folder =
      (shared != nullptr ? std::filesystem::path(shared)
                         : std::filesystem::path(TOCSIN_SOURCE_DIR) / ".." / "shared") /
      "spec" / "examples";
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "no specification at " << folder << " (set TOCSIN_SHARED)";
  int clean = 0, unsupported = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path());
    std::stringstream text;
    text << in.rdbuf();
    const Functions none{FunctionRegistry{}};
    const auto parsed = ParseDefinition(text.str(), entry.path().filename().string(),
                                        fakes::TestEngine(), none, nullptr);
    (parsed.definition == nullptr ? unsupported : clean) += 1;
    for (const auto& finding : parsed.findings)
      if (finding.level == Finding::Level::kError)
        EXPECT_TRUE(finding.text.ends_with("is not supported yet")) << FormatFinding(finding);
  }
  EXPECT_GE(clean, 25);
  EXPECT_GE(unsupported, 20);
}

TEST(LintHint, SaysHowToNameASecretWithAHyphen) {
  EXPECT_NE(Lint("use: {secrets: [pms-token]}\ndo: [{a: {set: {x: '${ $secrets.pms-token }'}}}]")
                .find("write '$secrets[\"pms-token\"]'"),
            std::string::npos);
}

TEST(LintHint, KnowsSecretsInEverySpelling) {
  const auto lint = [](std::string_view expression) {
    return Lint("use: {secrets: [pms-token, key]}\ndo: [{a: {set: {x: '${ " +
                std::string(expression) + " }'}}}]");
  };
  for (const auto* good : {"$secrets.key", "$secrets[\"pms-token\"]", "$secrets.\"pms-token\"",
                           "$secrets | keys", "$secrets[\"\\(.name)\"]"})
    EXPECT_EQ(lint(good), "") << good;
  for (const auto* bad : {"$secrets.kay", "$secrets[\"pms\"]", "$secrets.\"kay\""})
    EXPECT_NE(lint(bad).find("is not defined in use.secrets"), std::string::npos) << bad;
}

TEST(LintHint, SaysWhereALengthOfTimeStands) {
  EXPECT_NE(Lint("do: [{a: {wait: PT1S, timeout: PT5S}}]").find("{ after: 'PT5S' }"),
            std::string::npos);
}

TEST(LintRules, AStoredVersionIsNotRefusedForWhatCameLater) {
  const Functions none(FunctionRegistry{});
  const auto text =
      std::string(kHead) +
      "do:\n  - a: {if: true, for: {in: [1, 2]}, do: [{b: {emit: {event: {with: {type: "
      "x, source: a b}}}}}]}\n";
  EXPECT_EQ(ParseDefinition(text, "f", fakes::TestEngine(), none, nullptr).definition, nullptr);
  EXPECT_NE(
      ParseDefinition(text, "f", fakes::TestEngine(), none, nullptr, LintRules::kStored).definition,
      nullptr);
}

}  // namespace
}  // namespace tocsin::workflow
