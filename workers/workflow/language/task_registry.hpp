#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/language/keys.hpp"
#include "workers/workflow/language/model.hpp"

namespace tocsin::workflow {

class Execution;
class Parser;
struct Frame;
struct RunEnded;

/// A task type of the language: how its node is read and what it does. Stateless and shared between
/// threads; what a running task remembers is in its Frame.
///
/// A hook that ends its task calls Execution::Complete, Raise or Fail as its last act: the frame is
/// gone afterwards.
class TaskType {
 public:
  virtual ~TaskType() = default;
  /// The key that makes a map this task ("set", "for", ...).
  virtual std::string_view Key() const = 0;
  /// The words after the key that make it this task, where several types share a key: `call` has
  /// one type for each kind of callee. Nothing: whatever follows.
  virtual std::optional<std::vector<std::string_view>> Callees(const Parser&) const {
    return std::nullopt;
  }
  /// Heading of the reference page.
  virtual std::string_view Title() const { return Key(); }
  virtual std::string_view Description() const = 0;
  /// Its keys, Key() first (a KeyTable); those of every task are TaskKeys.
  virtual const FieldTable& Keys() const = 0;
  virtual const std::vector<Example>& Examples() const = 0;

  /// Reads the node: reports what is wrong to the parser, fills node.lists and own_flows, and
  /// returns what the task needs to run (may be null).
  virtual std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                          TaskNode& node) const = 0;

  /// The task begins: frame.input is its transformed input.
  virtual void Begin(Execution& run, Frame& frame) const = 0;
  /// The tasks of a list of its own are through, `output` is that of the last one.
  virtual void OnListDone(Execution&, Frame&, std::size_t /*list*/, json::value /*output*/) const {}
  /// A task of a list of its own raised `error`; true when it is handled here, false passes it on.
  virtual bool OnChildError(Execution&, Frame&, std::size_t /*list*/,
                            const json::object& /*error*/) const {
    return false;
  }
  /// An event for one of its waits (`wait` is set), or a reply to a request of its own.
  virtual void OnEvent(Execution&, Frame&, const Event&,
                       const std::optional<Uuid>& /*wait*/) const {}
  virtual void OnTimer(Execution&, Frame&, std::string_view /*name*/) const {}
  virtual void OnEffect(Execution&, Frame&, const json::value& /*result*/) const {}
  /// A run that the task started and waits for is over.
  virtual void OnRunEnded(Execution&, Frame&, const RunEnded&) const {}
  /// The task ends before its time. Waits, timers, effects and inner tasks are taken away by the
  /// engine.
  virtual void OnCancel(Execution&, Frame&) const {}

  /// What the task itself may send outside, as far as its definition says.
  struct Outgoing {
    bool http = false;                           ///< a request over HTTP
    bool any_event = false;                      ///< events of a type that is computed
    std::optional<std::string> event_type = {};  ///< events of this type
  };
  virtual Outgoing Sends(const TaskNode&) const { return {}; }

  // What a question that is asked within needs to know (engine/question.hpp).
  /// Whether the task asks a person itself.
  virtual bool AsksPerson(const TaskNode&) const { return false; }
  /// Whether all that is asked within is one question.
  virtual bool HoldsQuestion(const TaskNode&) const { return false; }
  /// The part of the task that `inner` runs in, where each part makes calls of its own: an
  /// iteration, a branch.
  virtual std::optional<std::size_t> PartOf(const Frame& /*frame*/, const Frame& /*inner*/) const {
    return std::nullopt;
  }
  /// Retries so far, of a task that tries again.
  virtual std::optional<int> Retries(const Frame&) const { return std::nullopt; }
};

/// Where the files of workers/workflow/tasks put themselves: void
/// RegisterTask_<stem>(TaskRegistry&).
class TaskRegistry {
 public:
  void Add(std::unique_ptr<TaskType> type);
  const std::vector<std::unique_ptr<TaskType>>& Types() const { return types_; }
  /// Their keys, each once, in the order that decides where a map has several: what is a key of
  /// another type too (`for` has a `do`) comes behind it.
  const std::vector<std::string_view>& Kinds() const { return kinds_; }
  /// The type with this key, the first when there are several; nullptr when there is none.
  const TaskType* Find(std::string_view key) const;

 private:
  std::vector<std::unique_ptr<TaskType>> types_;
  std::vector<std::string_view> kinds_;
};

/// Generated: every file of workers/workflow/tasks.
void RegisterTaskAll(TaskRegistry& registry);

/// All task types, made at first use.
const TaskRegistry& TaskTypes();

}  // namespace tocsin::workflow
