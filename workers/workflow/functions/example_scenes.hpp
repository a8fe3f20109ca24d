#pragma once

#include <string>
#include <string_view>

/// What examples of several functions begin with, or come to.
namespace tocsin::workflow {

/// Alice is asked on the phone; where she is not reached, `write` asks her too (a task at that
/// place) and its answer is waited for.
inline std::string WhenNobodyPicksUp(std::string_view write) {
  return std::string(R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - reach:
      for: {each: go, in: '${ [1] }'}
      do:
        - ring:
            try:
              - phone:
                  call: voice.ask
                  with:
                    to: alice
                    say: The disk is full. May I delete old logs?
                    choices: [{id: approve, digits: '1'}, {id: dismiss, digits: '2'}]
            catch:
              do:
)")
      .append(write)
      .append(R"(                - answer:
                    call: voice.await
                    with: {for: 15m}
)");
}

/// Whoever is on duty is paged; `more`: further arguments.
inline std::string PageOfFullDisk(std::string_view more) {
  return std::string(R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - page:
      call: oncall.page
      with:
        say: The disk is full. May I delete old logs?
        choices: [{id: approve, digits: '1'}, {id: dismiss, digits: '2'}]
)")
      .append(more);
}

/// A test: somebody calls, says nothing, and is led to the end of the call.
inline constexpr std::string_view kCallerIsLedToTheEnd = R"(given:
  - call_in: {from: '+15559876543'}
callees:
  '+15559876543': [{turns: []}]
expect:
  events: [{type: tocsin.call.ended, data: {reason: completed}}]
  output: {}
)";

}  // namespace tocsin::workflow
