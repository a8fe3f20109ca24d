#pragma once

#include <string_view>
#include <vector>

#include "workers/workflow/language/keys.hpp"

/// What the reference says of `voice.ask` beside its keys and errors.
namespace tocsin::workflow {

inline constexpr std::string_view kVoiceAskDescription =
    "Phones one person, says something, and returns the choice taken; without `to` it asks "
    "the "
    "caller of a call that came in, which then goes on. The question has one "
    "final decision, whoever gives it on whichever call: all calls of one outermost `for`, "
    "and "
    "all retries, ask the same question. Voicemail, silence and a machine never decide. Where "
    "`to` is a list all are rung at once: the first final answer is the output, the others "
    "are hung up, or told that it is decided; one that is not final (\"not me\") leaves the "
    "others asked. When all are over without one, the last answer is the output, else who was "
    "not reached is raised, `detail` names each. One go only: whom to ring again and whom "
    "next is the workflow's `try`, `retry` and `for`. "
    "Give it a `timeout` (a call lasts at most `telephony.max_call`, 10 min, plus the wait "
    "for "
    "a free line). If its branch ends early, the call is hung up and a live person is told. A "
    "contact that is in no resource file raises `configuration`, arguments that are wrong "
    "`validation`.";

inline const std::vector<Example>& VoiceAskExamples() {
  static const std::vector<Example> examples = {
      {.title = "Alice is asked, twice more if she is not reached.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - ask:
      try:
        - phone:
            call: voice.ask
            with:
              to: alice
              say: ${ "The disk of " + $workflow.input[0].host + " is full. May I delete old logs?" }
              choices:
                - {id: approve, digits: '1', phrases: [approve, go ahead]}
                - {id: dismiss, digits: '2', phrases: [dismiss, leave it]}
                - {id: snooze, digits: '3', phrases: [snooze], confirm: none, final: false, when: '${ false }'}
              context: ${ $workflow.input[0] }
              language: en-US
              alert_id: disk-full
              unknown: wait
              withdrawn_as: resolved
              voicemail: message
              listen: {end_after: 700ms, first_words: 8s, barge_in: true}
              quorum: 1
            timeout: {after: {minutes: 15}}
      catch:
        errors:
          with: {type: https://tocsin.dev/voice/errors/not-reached}
        retry: {delay: 45s, limit: {attempt: {count: 2}}}
        do:
          - nobody:
              set: {choice: nobody}
)",
       .test = R"(resources:
  contacts: {alice: {phone: '+15559876543'}}
given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
callees:
  alice:
    - {busy: true}
    - {turns: [{hear: pve1, say: go ahead}, {hear: confirm, press: '1'}]}
expect:
  output: {choice: approve, final: true, by: {contact: alice}, method: speech}
  calls: {alice: 2}
)"},
      {.title = "Who calls us is asked in that call, which then goes on.",
       .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - menu:
      call: voice.ask
      with:
        call: ${ $workflow.input[0].call_id }
        say: This is the help desk.
        choices: [{id: call_back, digits: '1'}, {id: status, digits: '2'}]
      timeout: {after: {minutes: 5}}
  - bye:
      call: voice.hangup
      with: {say: Goodbye.}
)",
       .test = R"(given:
  - call_in: {from: '+15559876543'}
callees:
  '+15559876543': [{turns: [{hear: help desk, press: '1'}, {hear: confirm, press: '1'}]}]
expect:
  events: [{type: tocsin.decision.made, data: {choice: call_back}}]
)"},
      {.title = "A number of no contact; nobody picks up.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - phone:
      call: voice.ask
      with:
        to: {contact: night desk, phone: '+15559876544', language: en-GB, calls_per_hour: 6}
        say: The disk is full.
        choices: [{id: seen, digits: '1'}]
)",
       .test = R"(given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
expect:
  error: {type: https://tocsin.dev/voice/errors/not-reached, status: 503, detail: no-answer}
)"},
  };
  return examples;
}

}  // namespace tocsin::workflow
