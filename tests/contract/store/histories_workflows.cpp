// links: workflow
#include "histories.hpp"

namespace tocsin {
namespace {

/// Every task type, what asks people and tells their answers, actions that are delivered.
constexpr const char* kWorkflows[] = {
    R"(document: {dsl: '1.0.3', namespace: h, name: ask, version: '1.0.0', metadata: {lifecycle: workflow, instance: {key: .data.key, onDuplicate: merge}}}
schedule: {on: {one: {with: {type: h.ask}}}}
do:
  - guarded:
      try:
        - ask: {call: voice.ask, with: {to: '${ $workflow.input[0].first }', say: 'May I?', choices: [
            {id: approve, digits: '1', phrases: [approve]}, {id: dismiss, digits: '2', phrases: [dismiss]},
            {id: later, digits: '9', confirm: none, final: false}]}}
      catch: {retry: {delay: PT30S, limit: {attempt: {count: 1}}}, do: [{none: {set: {choice: nobody}}}]}
  - told: {emit: {event: {with: {type: h.asked, data: {key: '${ $workflow.input[0].key }', choice: '${ .choice }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: both, version: '1.0.0', metadata: {lifecycle: workflow, instance: {key: .data.key, onDuplicate: restart}}}
schedule: {on: {one: {with: {type: h.both}}}}
do:
  - both:
      fork:
        compete: true
        branches:
          - one: {call: voice.ask, with: {to: '${ $workflow.input[0].first }', say: 'May I?', choices: &choices [{id: approve, digits: '1'}, {id: dismiss, digits: '2'}]}}
          - two: {call: voice.ask, with: {to: '${ $workflow.input[0].second }', say: 'May I?', choices: *choices}}
      timeout: {after: PT3M}
  - told: {emit: {event: {with: {type: h.asked, data: {key: '${ $workflow.input[0].key }', choice: '${ .choice }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: steps, version: '1.0.0', metadata: {lifecycle: all}}
use: {functions: {double: {set: {n: '${ .n * 2 }'}}}}
schedule: {on: {one: {with: {type: h.steps}}}}
do:
  - seed: {set: {n: '${ $workflow.input[0].n }'}}
  - twice: {call: double}
  - each: {for: {each: x, in: '${ [range(3)] }'}, do: [{say: {emit: {event: {with: {type: h.counted, data: {x: '${ $x }'}}}}}}]}
  - halves: {fork: {branches: [{a: {wait: PT2S}}, {b: {do: [{c: {set: {b: 1}}}]}}]}}
  - which: {switch: [{some: {when: '$workflow.input[0].n > 5', then: fail}}, {else: {then: end}}]}
  - fail: {raise: {error: {type: 'https://h.example/e', status: 400}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: fetch, version: '1.0.0', metadata: {lifecycle: all}}
schedule: {on: {one: {with: {type: h.fetch}}}}
do:
  - guarded:
      try: [{fetch: {call: http, with: {method: post, endpoint: 'https://h.example/x', body: {a: 1}}}}]
      catch: {retry: {delay: PT2S, limit: {attempt: {count: 2}}}, do: [{none: {set: {n: none}}}]}
  - told: {emit: {event: {with: {type: h.fetched, data: {n: '${ .n }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: listen, version: '1.0.0', metadata: {lifecycle: all, instance: {key: .data.key, onDuplicate: ignore}}}
schedule: {on: {one: {with: {type: h.listen}}}}
do:
  - before: {wait: PT15S}
  - go:
      listen: {to: {one: {with: {type: h.go}, correlate: {key: {from: .data.key, expect: '${ $workflow.input[0].key }'}}}}}
      timeout: {after: PT1M}
  - told: {emit: {event: {with: {type: h.heard, data: {key: '${ $workflow.input[0].key }', go: '${ . }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: chain, version: '1.0.0'}
schedule: {on: {any: [{with: {type: h.heard}}, {with: {type: h.asked}}]}}
do: [{told: {emit: {event: {with: {type: h.chained, data: '${ $workflow.input[0] }'}}}}}]
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: outer, version: '1.0.0', metadata: {lifecycle: all, instance: {key: .data.key, onDuplicate: restart}}}
schedule: {on: {one: {with: {type: h.outer}}}}
do:
  - before: {if: '$workflow.input[0].n > 4', wait: PT4S}
  - aside: {run: {workflow: {namespace: h, name: leaf, version: '1.0.0', input: {key: '${ $workflow.input[0].key }'}}, await: false}}
  - guarded:
      try:
        - inner:
            run: {workflow: {namespace: h, name: inner, version: latest, input: '${ $workflow.input[0] }'}}
            timeout: {after: PT90S}
      catch: {do: [{failed: {set: {how: '${ $error.title }'}}}]}
  - told: {emit: {event: {with: {type: h.inner-ended, data: {key: '${ $workflow.input[0].key }', how: '${ .how }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: inner, version: '1.0.0', metadata: {lifecycle: all}}
do:
  - race:
      fork:
        compete: true
        branches:
          - ask: {call: voice.ask, with: {to: '${ $workflow.input.first }', say: 'May I?', choices: [{id: approve, digits: '1', phrases: [approve]}, {id: dismiss, digits: '2'}]}, output: {as: '${ {how: .choice} }'}}
          - go: {listen: {to: {one: {with: {type: h.go}, correlate: {key: {from: .data.key, expect: '${ $workflow.input.key }'}}}}}, output: {as: '${ {how: "gone"} }'}}
  - leaf: {run: {workflow: {namespace: h, name: leaf, version: latest, input: {key: '${ $workflow.input.key }', how: '${ .how }'}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: leaf, version: '1.0.0'}
input: {schema: {document: {type: object, required: [key]}}}
do:
  - told: {emit: {event: {with: {type: h.leaf, data: '${ $workflow.input }'}}}}
  - after: {wait: PT3S}
  - give: {set: {how: '${ $workflow.input.how }'}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: acts, version: '1.0.0'}
schedule: {on: {one: {with: {type: h.acts}}}}
do:
  - act: {emit: {event: {with: {type: tocsin.action.requested, data: {action_id: '${ "act-" + $workflow.input[0].key }', alert_id: '${ $workflow.input[0].key }', action: restart}}}}}
)"};

/// People who are asked where more hangs on it: with a PIN, and until it is known whether it rings.
constexpr const char* kCarefulWorkflows[] = {
    R"(document: {dsl: '1.0.3', namespace: h, name: careful, version: '1.0.0', metadata: {instance: {key: .data.key, onDuplicate: ignore}}}
schedule: {on: {one: {with: {type: h.careful}}}}
do:
  - guarded:
      try:
        - ask: {call: voice.ask, with: {to: '${ $workflow.input[0].first }', say: 'May I?', unknown: wait, voicemail: message, choices: [
            {id: approve, digits: '1', phrases: [approve], confirm: pin}, {id: dismiss, digits: '2'}]}}
      catch: {as: why, do: [{none: {set: {choice: '${ $why.detail }'}}}]}
  - told: {emit: {event: {with: {type: h.asked, data: {key: '${ $workflow.input[0].key }', choice: '${ .choice }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: all, version: '1.0.0'}
schedule: {on: {one: {with: {type: h.all}}}}
do:
  - reach:
      for: {each: go, in: '${ [1] }'}
      do:
        - ring:
            try:
              - ask: {call: voice.ask, with: {to: ['${ $workflow.input[0].first }', '${ $workflow.input[0].second }'], say: 'May I?', choices: [
                  {id: approve, digits: '1'}, {id: later, digits: '9', confirm: none, final: false}]}}
            catch: {do: [{answer: {call: voice.await, with: {for: PT2M}}}]}
)"};

/// Who calls in: one number is answered by a desk, one keeps its callers for as long as a call may
/// last, one hangs up; nobody answers the others.
constexpr const char* kInboundWorkflows[] = {
    R"(document: {dsl: '1.0.3', namespace: h, name: desk, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.call.inbound, data: '${ .to == "+15550000001" }'}}}}
do:
  - talk:
      try:
        - take: {call: voice.answer, with: {language: en-US}}
        - greet: {call: voice.say, with: {say: This is the help desk.}}
        - who: {call: voice.identify, with: {say: 'Who are you?'}}
        - open: {call: voice.ask_open, with: {contact: '${ .contact // "p0" }'}}
        - ask: {call: voice.ask, with: {say: 'May I?', choices: [{id: approve, digits: '1', phrases: [approve]}, {id: dismiss, digits: '2', phrases: [dismiss]}]}}
        - bye: {call: voice.hangup, with: {say: Goodbye.}}
      catch: {as: why, do: [{gone: {set: {choice: '${ $why.detail }'}}}]}
  - told: {emit: {event: {with: {type: h.desk, data: {from: '${ $workflow.input[0].from }', how: '${ . }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: kept, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.call.inbound, data: '${ .to == "+15550000002" }'}}}}
do:
  - take: {call: voice.answer}
  - keep: {for: {each: x, in: '${ [range(8)] }'}, do: [{say: {call: voice.say, with: {say: '${ [range(200)] | map("please wait") | join(" ") }'}}}]}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: closed, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.call.inbound, data: '${ .to == "+15550000003" }'}}}}
do: [{bye: {call: voice.hangup}}]
)"};

/// Who talks with a language model: to its end, with tools; and beside what the workflow says and
/// asks meanwhile, until it hangs up.
constexpr const char* kConversations[] = {
    R"(document: {dsl: '1.0.3', namespace: h, name: talk, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.call.inbound, data: '${ .to == "+15550000005" }'}}}}
do:
  - take: {call: voice.answer}
  - guarded:
      try:
        - talk:
            call: voice.converse
            with:
              say: Good day.
              instructions: You are a desk.
              turns: 4
              tools: [{name: find_times, description: Free times., parameters: {type: object, properties: {day: {type: string}}, required: [day]}}]
              result: '${ .result? // null }'
        - which: {switch: [{more: {when: '${ .ending == "tool" }', then: find}}, {over: {then: bye}}]}
        - find: {set: {result: '${ {free: ("nine on " + .tool.arguments.day)} }'}, then: talk}
        - bye: {call: voice.hangup, with: {say: Goodbye.}}
      catch: {as: why, do: [{gone: {set: {how: '${ $why.detail }'}}}]}
  - told: {emit: {event: {with: {type: h.talked, data: {from: '${ $workflow.input[0].from }', how: '${ . }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: beside, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.call.inbound, data: '${ .to == "+15550000006" }'}}}}
do:
  - guarded:
      try:
        - both:
            fork:
              compete: true
              branches:
                - talk: {call: voice.converse, with: {instructions: You are a desk.}}
                - aside:
                    do:
                      - first: {wait: PT12S}
                      - say: {call: voice.say, with: {say: Somebody is on the way.}}
                      - then: {wait: PT5S}
                      - asked:
                          try: [{ask: {call: voice.ask, with: {say: 'May I?', choices: [{id: approve, digits: '1', phrases: [approve], confirm: none}, {id: dismiss, digits: '2'}]}, timeout: {after: PT8S}}}]
                          catch: {errors: {with: {status: 408}}, do: [{on: {set: {unanswered: true}}}]}
                      - last: {wait: PT3S}
                      - bye: {call: voice.hangup, with: {say: Goodbye.}}
                      - never: {wait: PT1H}
      catch: {as: why, do: [{gone: {set: {how: '${ $why.detail }'}}}]}
  - told: {emit: {event: {with: {type: h.talked, data: {from: '${ $workflow.input[0].from }', how: '${ . }'}}}}}
)"};

}  // namespace

std::vector<std::string_view> WorkflowsOfHistories() {
  std::vector<std::string_view> all(std::begin(kWorkflows), std::end(kWorkflows));
  all.insert(all.end(), std::begin(kCarefulWorkflows), std::end(kCarefulWorkflows));
  all.insert(all.end(), std::begin(kInboundWorkflows), std::end(kInboundWorkflows));
  all.insert(all.end(), std::begin(kConversations), std::end(kConversations));
  return all;
}

}  // namespace tocsin
