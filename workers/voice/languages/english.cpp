#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kEnglishMonths[] = {"January",   "February", "March",    "April",
                                               "May",       "June",     "July",     "August",
                                               "September", "October",  "November", "December"};

constexpr Sentences kEnglishSentences = {
    .greeting = "Hello. {say}",
    .goodbye = "Goodbye.",
    .not_known = "Sorry, this call is not known here. Goodbye.",
    .inbound = "Hello. This number makes automatic calls and does not take calls. Goodbye.",
    .one_moment = "One moment, please.",
    .give_up =
        "Sorry, I cannot go on now, and I cannot tell whether your answer was recorded. Goodbye.",
    .time_is_up = "The time of this call is over, so nothing has been decided. Goodbye.",
    .ends_within_a_minute = "This call will end in less than a minute.",
    .ends_in_one_minute = "This call will end in about 1 minute.",
    .ends_in_minutes = "This call will end in about {minutes} minutes.",
    .cut = " ... The rest is too long to be read out.",

    .option = "To {choice}, press {keys} or say {choice}.",
    .option_spoken = "To {choice}, say {choice}.",
    .means = "{choice} means: {effect}.",
    .help =
        "For details, say what happened, or tell me more. To hear the message again, say "
        "repeat.",
    .key_repeat = "To hear this again, press star.",
    .key_details = "For details, press 0.",

    .read_back_said = "You said {choice}. Press 1 to confirm, or say yes. Press 2 to choose again.",
    .read_back_pressed =
        "You chose {choice}. Press 1 to confirm, or say yes. Press 2 to choose again.",
    .naming_effect = "{choice}: {effect}",
    .approved = "Approved. Thank you. Goodbye.",
    .approved_effect = "Approved: {effect}. Thank you. Goodbye.",
    .dismissed = "Dismissed. Thank you. Goodbye.",
    .decided = "{choice}: recorded. Thank you. Goodbye.",
    .silence = "I did not hear an answer.",
    .nothing_heard = "I did not hear an answer, so nothing has been decided. Goodbye.",
    .not_understood = "Sorry, I did not understand that.",
    .unclear = "Sorry, I am not sure what you said.",
    .ambiguous = "Sorry, I need one clear answer.",
    .negated = "All right, I have not taken that as an answer.",
    .rejected = "All right, nothing has been decided.",
    .still_not_understood = "Sorry, I did not understand, so nothing has been decided. Goodbye.",

    .all_i_know = "That is all I know.",
    .effect = "If you {choice}, this will be done: {effect}.",
    .no_effect = "I know of no action for this; your answer is only recorded.",
    .recommended = "The recommended action is: {effect}.",
    .no_recommendation = "No action is recommended for this.",
    .reason = "The reason is: {reason}",
    .no_reason = "I was given no reason.",

    .handled_by = "This has already been handled by {by}. Nothing more is needed. Goodbye.",
    .somebody_else = "somebody else",
    .decided_before =
        "This was already decided by {by}: {choice}. Nothing more is needed. "
        "Goodbye.",
    .resolved_meanwhile =
        "This alert has been resolved in the meantime. Nothing more is needed. Goodbye.",
    .closed_meanwhile =
        "This question has been closed in the meantime. Nothing more is needed. Goodbye.",

    .screening = "This is tocsin, an automatic alert service, calling because: {why}",
    .screening_for = "This is tocsin, an automatic alert service, calling {contact} because: {why}",
    .voicemail =
        "This is tocsin, an automatic alert service. {why} Please look at your alerts. "
        "Goodbye.",

    .severity = "Severity {severity}",
    .status = "Status {status}",
    .raised_at = "Raised at {time}",
    .recommended_action = "The recommended action is {action}",
    .on_node = "{what} on node {node}",
    .only_node = "Node {node}",
    .effect_on_node = "{what} on {node}",
    .time = "{hour12}:{minute} {half} on {month} {day}",
};

constexpr Language kEnglish = {.code = "en",
                               .sentences = kEnglishSentences,
                               .terms = {},
                               .months = kEnglishMonths,
                               .halves = {"a.m.", "p.m."}};

}  // namespace

const Language& English() { return kEnglish; }

}  // namespace tocsin::voice
