#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::voice {

/// All that is spoken in one language. What stands in braces is filled in by Filled; every language
/// has the same slots in the same sentence (a test compares them).
struct Sentences {
  // Beginning and end of a talk.
  const char* greeting;  ///< {say}
  const char* goodbye;
  const char* not_known;       ///< a webhook of no call of ours
  const char* too_many_calls;  ///< to one who rings us again and again
  const char* all_lines_busy;  ///< to who calls when there are as many calls as may be
  const char* no_money;        ///< to who calls when the budget is used up
  const char* inbound;         ///< to who calls our number
  const char* nothing_open;    ///< to who rings back
  const char* all_open;        ///< after the last open question
  const char* one_moment;
  const char* still_looking;  ///< after a longer wait
  const char* give_up;        ///< without the database: whether it was stored is not known
  const char* time_is_up;
  const char* ends_within_a_minute;
  const char* ends_in_one_minute;
  const char* ends_in_minutes;  ///< {minutes}
  const char* cut;              ///< after a message that was cut

  // What may be answered.
  const char* option;         ///< {choice} {keys}
  const char* option_key;     ///< the same, where nothing that is said is heard
  const char* option_spoken;  ///< {choice}
  const char* means;          ///< {choice} {effect}: what an answer would do
  const char* help;
  const char* key_repeat;   ///< that star repeats
  const char* key_details;  ///< that 0 tells details

  // What was heard, and what becomes of it.
  const char* read_back_said;         ///< {choice}
  const char* read_back_pressed;      ///< {choice}
  const char* read_back_said_key;     ///< {choice}: where only a key confirms
  const char* read_back_pressed_key;  ///< {choice}
  const char* read_back_pin;          ///< {choice}: where a PIN confirms
  const char* key_needed;             ///< to who confirms by word where only keys count
  const char* wrong_pin;
  const char* pins_refused;   ///< after the last wrong one
  const char* no_pin;         ///< to who chose what takes a PIN and has none
  const char* naming_effect;  ///< {choice} {effect}: instead of {choice} in a read-back
  const char* approved;
  const char* approved_effect;  ///< {effect}
  const char* not_permitted;  ///< {effect}: instead of approved_effect, where a safeguard holds it
  const char* dismissed;
  const char* decided;  ///< {choice}
  const char* thanks;   ///< after an answer in a call that goes on
  const char* silence;
  const char* nothing_heard;
  const char* not_understood;
  const char* unclear;
  const char* ambiguous;
  const char* negated;
  const char* rejected;
  const char* still_not_understood;

  // Answers to questions.
  const char* all_i_know;
  const char* effect;       ///< {choice} {effect}: to "what will you do?"
  const char* no_effect;    ///< to the same, where no action is known
  const char* recommended;  ///< {effect}
  const char* no_recommendation;
  const char* reason;  ///< {reason}: to "why?"
  const char* no_reason;
  const char* model_answer;        ///< {answer}: of a language model
  const char* no_answer;           ///< to a question that it did not answer
  const char* name_right;          ///< {name}: whether it was heard right
  const char* name_thanks;         ///< {name}: it was
  const char* only_this_language;  ///< to who wants to go on in another one

  // Another was first.
  const char* handled_by;  ///< {by}
  const char* somebody_else;
  const char* decided_before;  ///< {by} {choice}: to who confirmed a moment later
  const char* resolved_meanwhile;
  const char* closed_meanwhile;

  // To machines, and to who may be one.
  const char* opener;         ///< before it is known that a person listens; nothing of the alert
  const char* screening;      ///< {why}: who calls and why, in one sentence
  const char* screening_for;  ///< {contact} {why}
  const char* voicemail;      ///< {why}

  // Facts of an alert.
  const char* severity;            ///< {severity}
  const char* status;              ///< {status}
  const char* raised_at;           ///< {time}
  const char* recommended_action;  ///< {action}
  const char* on_node;             ///< {what} {node}
  const char* only_node;           ///< {node}
  const char* effect_on_node;      ///< {what} {node}: inside of a sentence
  const char* time;                ///< {day} {month} {hour} {hour12} {minute} {half}; any of them
};

/// A sentence with its slots filled: Filled("Hello {name}.", {{"name", "Bob"}}).
std::string Filled(std::string_view sentence,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> slots);

}  // namespace tocsin::voice
