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
    .too_many_calls =
        "There were too many calls from this number. Please call again in a minute. Goodbye.",
    .all_lines_busy =
        "All lines are busy at the moment. Please call again in a few minutes. Goodbye.",
    .no_money = "Calls cannot be taken at the moment. Please try again later. Goodbye.",
    .inbound = "Hello. This number makes automatic calls and does not take calls. Goodbye.",
    .nothing_open = "Nothing is open at the moment. Goodbye.",
    .all_open = "That was all that is open. Goodbye.",
    .one_moment = "One moment, please.",
    .still_looking = "I am still looking.",
    .give_up =
        "Sorry, I cannot go on now, and I cannot tell whether your answer was recorded. Goodbye.",
    .time_is_up = "The time of this call is over, so nothing has been decided. Goodbye.",
    .ends_within_a_minute = "This call will end in less than a minute.",
    .ends_in_one_minute = "This call will end in about 1 minute.",
    .ends_in_minutes = "This call will end in about {minutes} minutes.",
    .cut = " ... The rest is too long to be read out.",

    .option = "To {choice}, press {keys} or say {choice}.",
    .option_key = "To {choice}, press {keys}.",
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
    .read_back_said_key = "You said {choice}. Press 1 to confirm. Press 2 to choose again.",
    .read_back_pressed_key = "You chose {choice}. Press 1 to confirm. Press 2 to choose again.",
    .read_back_pin =
        "You chose {choice}. To confirm, enter your PIN. To choose again, press 2 and then the "
        "hash key.",
    .key_needed = "I can take that only by key.",
    .wrong_pin = "That is not your PIN. Enter it again, or press 2 and then the hash key.",
    .pins_refused = "That was not your PIN, so nothing has been decided. Goodbye.",
    .no_pin = "That needs a PIN, and none is set up for you.",
    .naming_effect = "{choice}: {effect}",
    .approved = "Approved. Thank you. Goodbye.",
    .approved_effect = "Approved: {effect}. Thank you. Goodbye.",
    .not_permitted =
        "Your approval is noted, but this is not permitted: {effect}. It is held. Thank you. "
        "Goodbye.",
    .dismissed = "Dismissed. Thank you. Goodbye.",
    .decided = "{choice}: recorded. Thank you. Goodbye.",
    .thanks = "Thank you.",
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
    .model_answer = "Automatic answer: {answer}",
    .no_answer = "I cannot answer that now.",
    .name_right = "Did I get that right, {name}?",
    .name_thanks = "Thank you, {name}.",
    .only_this_language = "I'm sorry, on this line I can speak English only.",

    .handled_by = "This has already been handled by {by}. Nothing more is needed. Goodbye.",
    .somebody_else = "somebody else",
    .decided_before =
        "This was already decided by {by}: {choice}. Nothing more is needed. "
        "Goodbye.",
    .resolved_meanwhile =
        "This alert has been resolved in the meantime. Nothing more is needed. Goodbye.",
    .closed_meanwhile =
        "This question has been closed in the meantime. Nothing more is needed. Goodbye.",

    .opener = "Hello. This is an automatic call. To hear why, please say hello or press any key.",
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

constexpr std::string_view kEnglishHesitations[] = {"uh",  "um",  "er", "erm", "uhm",
                                                    "uhh", "umm", "ah", "eh"};
constexpr std::string_view kEnglishAnywhere[] = {
    "(yes|yeah|yep|yup|yea|ya|okay|ok|right|sure|fine|great|perfect|cool|good)",
    "please",
    "kindly",
    "(all right|alright|alrighty|righto|very well|sure thing|okey dokey|okie dokie)",
    "(thanks|thank you|cheers) [very much|so much|a lot|again|a bunch]",
    "many thanks",
    "much appreciated",
    "[i] appreciate it",
    "sir",
    "madam",
    "maam",
    "hm",
    "hmm",
    "mm",
    "mhm",
    "oh",
    "aha",
    "ugh",
    "well",
    "so",
    "just",
    "then",
    "definitely",
    "absolutely",
    "of course",
    "exactly",
    "certainly",
    "indeed",
    "by all means",
    "no problem",
    "no worries",
    "not a problem",
    "affirmative",
    "but (okay|yes|yeah|sure|fine)",
    "(thanks|thank you) for (calling|the call|letting me know|telling me|asking|the heads up)"};
constexpr std::string_view kEnglishOpeners[] = {
    "(hello|hi|hey|good evening|good morning|good afternoon) [there]",
    "[im|i am] [so|very] sorry",
    "you know what",
    "now",
    "i",
    "i (will|shall|do)",
    "ill",
    "i [do|really|just] (want|would like)",
    "id [really|just|definitely|also] (like|love) [to]",
    "i would love to",
    "i like to",
    "i wanna",
    "i (choose|decide|agree|intend) to",
    "i (want|need|would like|ask|request|instruct|authorize|authorise|allow|order) you to",
    "i would (ask|request) you to",
    "id like you to",
    "id rather you",
    "i would rather you",
    "(id|i would) prefer to",
    "i prefer [to]",
    "(im|i am) (going to|gonna|about to) [say]",
    "(im|i am) (choosing|picking|selecting|going with|going for|voting) [to]",
    "(im|i am) [very|quite|perfectly|more than] (happy|glad|ready|okay|fine) to",
    "(im|i am) (asking|requesting|telling|authorizing|authorising|allowing) you to",
    "(ive|i have|i) decided to",
    "i (choose|pick|select|say|said|have said|vote|go with|go for|prefer)",
    "(ill|i will) (choose|take|say|go with|go for|pick|vote)",
    "(id|i would) (say|go with|go for)",
    "(my|the) [final] (answer|choice|decision|vote|pick|selection) [to this|to that|here] is [to]",
    "(lets|let us) [go with|go for|do it|do that|say]",
    "do me a favor and",
    "do me a favour and",
    "be so kind and",
    "please do",
    "(hereby|gladly|happily|officially|safely|simply|quickly|immediately|finally|personally)",
    "(its|it is|thats|that is|im|were|we are) fine",
    "all good",
    "(it is|its)",
    "[that|this|it|all] (sounds|looks|seems) (good|fine|okay|right|great) [to me]",
    "(works|fine|okay|good) (for|with|by) me",
    "that works",
    "fair enough",
    "[that] makes sense",
    "(thats|that is|its|it is) (okay|all right|alright|good|great|perfect|correct)",
    "very good",
    "nice",
    "for (now|tonight)",
    "i [do|really|definitely|absolutely|certainly|just|really do|still|do still] (want|would "
    "like|wish) to",
    "let me [just|please]",
    "i (authorize|authorise|confirm|permit|allow|support) [the|a|that]",
    "my (response|reply|call) is [to]",
    "(that is|thats|its|it is) (okay|fine|good|all right) (with|for|by) me",
    "i would [really] (appreciate it|be happy|be glad|be grateful) if you [could|would]",
    "id appreciate it if you [could|would]",
    "lets have",
    "i am for",
    "id be (happy|glad) to"};
constexpr std::string_view kEnglishRequests[] = {"(can|could|would|will|may) (you|i|we)",
                                                 "if you (could|can|would)",
                                                 "would you mind to",
                                                 "(please|can you|could you) help me [to]",
                                                 "i was wondering if you could",
                                                 "you (should|had better|better)",
                                                 "be so kind [as] to",
                                                 "make sure to",
                                                 "be sure to",
                                                 "(would|will|is) it be possible to",
                                                 "is it possible to",
                                                 "you (need|have|ought) to",
                                                 "i need you to",
                                                 "could you possibly",
                                                 "any chance you could",
                                                 "(can|could) i (get|ask) you to",
                                                 "(id|i would) [rather]",
                                                 "[i think] you (should|could)"};
constexpr std::string_view kEnglishPleases[] = {"please", "kindly"};
constexpr std::string_view kEnglishLeads[] = {
    "(go ahead|go on) (and|an|to|then)", "(go ahead|go on) and (just|please)", "go on", "go ahead"};
constexpr std::string_view kEnglishObjects[] = {
    "it",
    "that",
    "this",
    "(this|that) one",
    "(the|this|that) [whole|damn|bloody|stupid|annoying] (alert|alarm|thing)",
    "(the|this|that) [recommended|suggested|proposed|same] (action|fix|step|thing)",
    "(the|this|that) "
    "(alert|alarm|notification|page|message|incident|warning|event|problem|error|recommendation|"
    "proposal|suggestion)",
    "this request"};
constexpr std::string_view kEnglishClosers[] = {
    "[right] now",
    "(right|straight) away",
    "immediately",
    "at once",
    "asap",
    "as soon as (possible|you can)",
    "for (me|us|now|tonight|today|the night|the moment|the time being|this time|sure|certain)",
    "this (time|once)",
    "just this once",
    "already",
    "and",
    "and do it",
    "with (it|that|this|the action)",
    "(my|is my) (choice|answer|decision)",
    "(bye|goodbye|bye bye|goodnight)",
    "[have a] (good|nice) (night|day|evening|one)",
    "see you [later|tomorrow]",
    "take care",
    "i said",
    "if [you] please",
    "if (possible|you dont mind|you would|you could)",
    "(thats|that is) (it|all|final|my answer|my decision|my choice)",
    "(thats|its|it is|that is) (fine|okay|all good)",
    "sounds good",
    "all good",
    "(im|i am) (sure|certain|positive)",
    "thats (right|correct)",
    "no doubt",
    "period",
    "full stop",
    "end of story",
    "over",
    "and (be done with it|get it over with|move on|let me sleep|let me go back to sleep|leave me "
    "alone|hang up)",
    "so [that] (i|we) can [all] (sleep|rest|go [back] to (sleep|bed)|get [back] to (sleep|bed)|get "
    "some (sleep|rest))",
    "(im|i am) (going|heading|off) [back] to (bed|sleep)",
    "i (want|need|have) to (sleep|go|go back to sleep)",
    "if thats (okay|all right|alright) [with you]",
    "if (thats|that is|its) possible",
    "quickly",
    "properly",
    "and [then] (hang up|end the call|end this call)",
    "what you (recommend|recommended|suggest|suggested|propose|proposed|said)",
    "as (you|we) (said|recommend|recommended|suggest|suggested|propose|proposed)",
    "as (suggested|recommended|proposed|planned|usual|always)",
    "(would|will|can|could) you please",
    "and (go|get) [back] to (bed|sleep)",
    "and (go|get) some (sleep|rest)",
    "and call it a night"};
constexpr std::string_view kEnglishNameLinks[] = {"with the", "with",    "the",     "on",
                                                  "of",       "for",     "at",      "on the",
                                                  "of the",   "on node", "for the", "in"};

constexpr std::string_view kEnglishConfirmations[] = {
    "yes", "yeah", "yep", "yup", "confirm", "confirmed", "correct", "affirmative", "i confirm"};
constexpr std::string_view kEnglishBesideConfirmations[] = {
    "i am sure", "im sure",    "it is",     "thats right", "that is right",
    "thats it",  "that is it", "thats",     "that is",     "thats what i said",
    "do it",     "i do",       "i am",      "it",          "that",
    "this",      "go ahead",   "my choice", "the choice",  "the action",
    "now"};
constexpr std::string_view kEnglishConfirmationVerbs[] = {"confirm", "confirmed", "correct"};
constexpr std::string_view kEnglishUnfinished[] = {"just", "so", "and", "but", "well", "then"};
constexpr std::string_view kEnglishDoubts[] = {
    "(yeah|yea|ya|oh) right", "just one", "(yes|yeah|yep) but", "correct (it|that|this|my|the)",
    "(go ahead|go on) and (hang up|end|leave|move|go|get|call|let|be)"};
constexpr std::string_view kEnglishRejections[] = {"wrong", "incorrect", "go back", "back",
                                                   "choose again"};
/// "dis" and "un": what recognisers make of "disapprove"; "t", "don", "wouldn": of apostrophes.
constexpr std::string_view kEnglishNegations[] = {
    "no",       "not",     "nope",     "nah",     "never",  "none",    "neither", "nor",
    "dont",     "doesnt",  "didnt",    "cant",    "cannot", "couldnt", "wont",    "wouldnt",
    "shouldnt", "isnt",    "arent",    "wasnt",   "aint",   "mustnt",  "neednt",  "havent",
    "hasnt",    "hadnt",   "wouldn",   "don",     "t",      "hardly",  "barely",  "without",
    "refuse",   "refused", "refusing", "decline", "deny",   "denied",  "reject",  "rejected",
    "forbid",   "prevent", "block",    "skip",    "forget", "against", "unable",  "stop",
    "wait",     "hold",    "cancel",   "except",  "undo",   "dis",     "un",      "non",
    "nothing",  "nobody",  "avoid"};

constexpr std::string_view kEnglishKeyWords[] = {
    "press",     "i press",   "i pressed",  "pressed", "option", "option number",
    "number",    "key",       "the key",    "button",  "digit",  "press number",
    "press the", "press key", "the number", "answer",  "choice"};
constexpr SpokenNumber kEnglishNumbers[] = {
    {"zero", "0"}, {"one", "1"}, {"two", "2"},   {"three", "3"}, {"four", "4"},
    {"five", "5"}, {"six", "6"}, {"seven", "7"}, {"eight", "8"}, {"nine", "9"}};
constexpr SpokenNumber kEnglishSoundAlikes[] = {{"won", "1"}, {"to", "2"},   {"too", "2"},
                                                {"for", "4"}, {"fore", "4"}, {"ate", "8"}};

constexpr std::string_view kEnglishRepeat[] = {
    "repeat", "again", "say that again", "pardon", "sorry what", "come again", "what did you say"};
constexpr std::string_view kEnglishWhatHappened[] = {
    "what happened",     "what has happened", "whats happened",      "what is happening",
    "whats happening",   "what is it",        "what is wrong",       "whats wrong",
    "what is going on",  "whats going on",    "what is the problem", "whats the problem",
    "what is the alert", "whats the alert",   "what is this about",  "whats this about"};
constexpr std::string_view kEnglishTellMore[] = {
    "tell me more",     "more details", "details", "more information", "more info",
    "tell me about it", "know more",    "more",    "explain"};
constexpr std::string_view kEnglishHelp[] = {"help",
                                             "options",
                                             "what can i say",
                                             "what can i do",
                                             "what are my options",
                                             "what are the options"};
constexpr std::string_view kEnglishWhatItDoes[] = {
    "what * you * do",    "what * you doing", "what * it * do",    "what does * do",
    "what * be done",     "what is done",     "what happens * if", "what happens when",
    "what happens then",  "what will happen", "what would happen", "what * the action",
    "what action",        "which action",     "what does * mean",  "what * i approving",
    "what am i * approve"};
constexpr std::string_view kEnglishRecommended[] = {
    "recommend",        "recommended",       "what * recommendation", "your recommendation",
    "what * suggest",   "your suggestion",   "what * advise",         "your advice",
    "what should i do", "what should i say", "what would you do",     "what do you think"};
constexpr std::string_view kEnglishWhy[] = {
    "why", "how come", "what for", "what is the reason", "whats the reason", "for what reason"};

constexpr std::string_view kEnglishMachineTalk[] = {"leave a message",
                                                    "leave the message",
                                                    "leave your message",
                                                    "leave me a message",
                                                    "after the tone",
                                                    "after the beep",
                                                    "at the tone",
                                                    "at the beep",
                                                    "voicemail",
                                                    "voice mail",
                                                    "mailbox",
                                                    "take your call",
                                                    "take my call",
                                                    "answer your call",
                                                    "come to the phone",
                                                    "record your message",
                                                    "person you are calling",
                                                    "person you are trying to reach",
                                                    "number you have dialed",
                                                    "number you have dialled",
                                                    "call cannot be completed",
                                                    "not in service",
                                                    "subscriber",
                                                    "answering machine",
                                                    "forwarded to"};
constexpr std::string_view kEnglishScreening[] = {"state your name",
                                                  "say your name",
                                                  "record your name",
                                                  "leave your name",
                                                  "your name and",
                                                  "reason for calling",
                                                  "reason for your call",
                                                  "purpose of your call",
                                                  "call screening",
                                                  "screening service",
                                                  "is being screened",
                                                  "this person is available",
                                                  "who is calling",
                                                  "whos calling",
                                                  "who is this",
                                                  "whos this",
                                                  "who are you",
                                                  "who is there",
                                                  "whos there",
                                                  "why you are calling",
                                                  "why youre calling",
                                                  "why are you calling",
                                                  "why you call",
                                                  "what youre calling about",
                                                  "what you are calling about",
                                                  "what are you calling about",
                                                  "stay on the line",
                                                  "try to connect you",
                                                  "i can connect you",
                                                  "accept the call",
                                                  "accept this call"};

constexpr std::string_view kEnglishApprove[] = {"approve", "approve it", "approve the action",
                                                "go ahead"};
constexpr std::string_view kEnglishDismiss[] = {"dismiss", "dismiss it", "ignore", "ignore it"};
constexpr std::string_view kEnglishEscalate[] = {"escalate", "escalate it", "not me",
                                                 "ask someone else"};
constexpr std::string_view kEnglishSnooze[] = {"snooze", "remind me later"};
constexpr KnownName kEnglishChoices[] = {{"approve", kEnglishApprove},
                                         {"dismiss", kEnglishDismiss},
                                         {"escalate", kEnglishEscalate},
                                         {"snooze", kEnglishSnooze}};
constexpr std::string_view kEnglishApproving[] = {"am approving", "im approving", "do approve",
                                                  "go right ahead", "go for it"};
constexpr std::string_view kEnglishDismissing[] = {"am dismissing", "im dismissing", "am ignoring",
                                                   "im ignoring",   "do dismiss",    "do ignore"};
constexpr std::string_view kEnglishEscalating[] = {
    "(am|im) escalating",
    "do escalate",
    "(ask|call|try|page|wake|get|find|contact|ring) (someone|somebody|anyone) else",
    "(ask|call|try|page|wake|get|contact) the next (person|one|engineer)",
    "(pass|hand) (it|this|that) (on|over)",
    "(pass|hand|send|forward) (it|this|that) [on] to (someone|somebody) else",
    "wake (someone|somebody) else up"};
constexpr KnownName kEnglishAlso[] = {{"approve", kEnglishApproving},
                                      {"dismiss", kEnglishDismissing},
                                      {"escalate", kEnglishEscalating}};
constexpr std::string_view kEnglishChoosingHints[] = {
    "what happened", "tell me more", "what will you do", "why", "repeat", "help"};
constexpr std::string_view kEnglishConfirmingHints[] = {"yes", "confirm", "no", "repeat"};

constexpr std::string_view kEnglishStatements[] = {"im",
                                                   "i am",
                                                   "i was",
                                                   "ive been",
                                                   "i have been",
                                                   "ive (just|already)",
                                                   "i have (just|already)",
                                                   "its",
                                                   "it is",
                                                   "it was",
                                                   "were",
                                                   "we are"};
constexpr std::string_view kEnglishStatementWords[] = {
    "a",           "an",          "the",         "my",          "just",        "only",
    "really",      "very",        "quite",       "pretty",      "so",          "too",
    "totally",     "completely",  "all",         "now",         "right",       "today",
    "tonight",     "here",        "still",       "already",     "again",       "also",
    "both",        "currently",   "always",      "asleep",      "sleeping",    "awake",
    "up",          "tired",       "exhausted",   "sick",        "ill",         "busy",
    "driving",     "off",         "away",        "home",        "out",         "in",
    "at",          "on",          "for",         "from",        "with",        "of",
    "bed",         "holiday",     "vacation",    "leave",       "duty",        "shift",
    "call",        "train",       "car",         "plane",       "road",        "meeting",
    "late",        "early",       "sorry",       "okay",        "fine",        "good",
    "great",       "safe",        "harmless",    "right",       "clear",       "old",
    "new",         "same",        "one",         "thing",       "false",       "alarm",
    "alert",       "known",       "issue",       "bug",         "glitch",      "blip",
    "noise",       "noisy",       "flaky",       "test",        "testing",     "duplicate",
    "expected",    "planned",     "scheduled",   "maintenance", "window",      "normal",
    "usual",       "routine",     "minor",       "small",       "little",      "legacy",
    "dev",         "development", "staging",     "sandbox",     "box",         "machine",
    "server",      "container",   "service",     "node",        "job",         "backup",
    "deployment",  "deploy",      "problem",     "error",       "warning",     "serious",
    "critical",    "important",   "urgent",      "down",        "broken",      "stopped",
    "dead",        "needed",      "necessary",   "correct",     "is",          "was",
    "has",         "been",        "being",       "it",          "but",         "and",
    "because",     "cause",       "yesterday",   "this",        "week",        "night",
    "morning",     "evening",     "day",         "hour",        "hours",       "minutes",
    "ago",         "during",      "course",      "obviously",   "half",        "fully",
    "listening",   "looking",     "working",     "walking",     "reading",     "fixed",
    "fixing",      "solved",      "resolved",    "handled",     "checked",     "checking",
    "seen",        "running",     "doing",       "rebooting",   "updating",    "upgrading",
    "deploying",   "migrating",   "happening",   "happens",     "recovering",  "recovered",
    "unreachable", "offline",     "online",      "slow",        "stuck",       "hanging",
    "crashed",     "crashing",    "failed",      "failing",     "full",        "overloaded",
    "unimportant", "irrelevant",  "unnecessary", "annoying",    "boring",      "spam",
    "useless",     "common",      "recurring",   "nightly",     "weekly",      "daily",
    "regular",     "cron",        "release",     "rollout",     "migration",   "update",
    "upgrade",     "monitoring",  "sensor",      "check",       "healthcheck", "network",
    "disk",        "memory",      "cpu",         "load",        "spike",       "timeout",
    "website",     "site",        "app",         "database",    "web",         "system",
    "systems",     "production",  "prod",        "lab",         "demo",        "traffic",
    "real",        "big",         "bit",         "lot",         "kind",        "sort",
    "work",        "desk",        "phone",       "laptop",      "computer",    "shower",
    "kitchen",     "sofa",        "couch",       "couple",      "second",      "third",
    "first",       "time",        "times",       "every",       "each",        "stuff",
    "there",       "back",        "fresh",       "alive",       "well"};
constexpr std::string_view kEnglishNameVerbs[] = {"is", "was", "has", "keeps"};
constexpr std::string_view kEnglishLeadStatements[] = {
    "thats",
    "that is",
    "that was",
    "this is",
    "this was",
    "i just",
    "i already",
    "we (need|want|have|had)",
    "i (had|got)",
    "there is",
    "theres",
    "there was",
    "(the|our) "
    "(site|website|server|service|system|application|container|database|machine|webserver|web "
    "server) (is|was|has|keeps)"};
constexpr std::string_view kEnglishAssents[] = {"sure", "of course", "absolutely", "definitely",
                                                "by all means"};
constexpr std::string_view kEnglishPrefaces[] = {
    "[i] got it",
    "gotcha",
    "understood",
    "copy [that]",
    "roger [that]",
    "actually",
    "honestly",
    "basically",
    "really",
    "seriously",
    "obviously",
    "clearly",
    "you know",
    "listen",
    "look",
    "huh",
    "good night",
    "let me see",
    "lets see",
    "[okay] here we go",
    "whatever",
    "i dont (care|mind|care any more|care anymore)",
    "i couldnt care less",
    "[oh] [my] (god|gosh|goodness|lord|dear|man|boy)",
    "oh no",
    "(jesus|christ|jesus christ|damn|damn it|dammit|shit|fuck|crap|argh|wow|yikes)",
    "for (gods|heavens|fucks|christs|petes) sake",
    "for the (last|second|third|hundredth|tenth) time",
    "[like|as] i [already|just] (said|told you)",
    "i (already|just) (said|told you)",
    "i (repeat|say again)",
    "once (more|again)",
    "one more time",
    "[oh] [its|thats|not|its just] (this|that|the same) [one|thing|alert|alarm|issue|problem|old "
    "thing] again",
    "[oh] not again",
    "(it|this|that) [always|just|only|usually|again] (happens|happened) [every "
    "(night|day|week|time|weekend|month)|all the time|a lot|again|sometimes|before]",
    "(it|this|that) (looks|seems) (harmless|fine|okay)",
    "(ive|i have) (seen|checked|looked at|looked into|read|heard) [it|this|that|the alert|this "
    "one|that one] [already|before]",
    "i (saw|checked|looked at|read|heard) (it|this|that|the alert|this one|that one) "
    "[already|before]",
    "i (know|understand) (about|what) (it|this|that|this one|it is|this is|that is)",
    "i (just|was just|only just) woke up",
    "you woke me up",
    "i am on it",
    "im on it",
    "[hey|hello|hi|okay] (tocsin|toxin)",
    "i (see|understand|know|agree|mean|hear you|get it)",
    "again",
    "(sure|yeah|okay|yes) why not",
    "i [just] (got|received|saw|read|have|see|heard) (the|your|this|that) "
    "(message|alert|alarm|notification|page|call)",
    "thanks for (calling|letting me know|telling me|the call|the heads up|the information|the "
    "info)",
    "thank you for (calling|letting me know|telling me|the call|the heads up|the information)",
    "i (saw|see) it",
    "i understand (it|that|this|the problem|the issue|the alert)",
    "(no|zero) (doubt|question|questions)",
    "what the (hell|heck)",
    "not again",
    "i (guess|think|suppose) (yes|so)",
    "[hey|okay|hello] (computer|robot)"};
constexpr std::string_view kEnglishNameNouns[] = {"alert",   "alarm",    "one",          "issue",
                                                  "problem", "incident", "notification", "thing"};
constexpr std::string_view kEnglishRefusals[] = {"no", "nope", "nah"};
constexpr std::string_view kEnglishRestarts[] = {
    "just",
    "go ahead and",
    "go on and",
    "(lets|let us)",
    "i [just] (want|need) (to|you to)",
    "i would like [you] to",
    "id [just] like [you] to",
    "ill just",
    "(its|it is|thats|that is) (fine|okay|all right|alright|good)",
    "(could|can|would) you please",
    "we are good",
    "were good",
    "all good",
    "(its|thats|this is|it is) (nothing|just|only|a|the|only a|just a)",
    "(ask|call|try|page|wake|get) (someone|somebody) else"};
constexpr Frame kEnglishPermissions[] = {
    {"you (can|may) [now|safely|simply|certainly|definitely]", ""},
    {"[please] feel free to", ""},
    {"you have my (permission|okay|approval|consent) to", ""},
    {"(you|youre|you are) (free|allowed|welcome|good|clear|cleared) to", ""},
    {"i (have|need) to", ""},
    {"you (may|might) [just] as well", ""}};
constexpr std::string_view kEnglishBesideApprove[] = {
    "(do|get) (it|that) [done|now]",
    "(do|perform|run|execute|start|trigger|try|carry out) (the|a|that|this)",
    "you have my (approval|permission|okay|consent|blessing)",
    "i give [you] my (approval|permission|okay|consent)",
    "you have (approval|permission)",
    "(thats|that is|its|it is) a yes [from me]",
    "(the|my) answer is yes",
    "i (agree|consent) [with (it|that)|to (it|that)]",
    "agreed",
    "(im|i am) (okay|fine|happy|good) with (it|that|this)",
    "good to go",
    "make it so",
    "permission granted",
    "granted",
    "green light",
    "[lets] get (it|this|that) (restarted|going|done)",
    "i (have|see|got) no (objection|objections|problem with (it|that)|issue with "
    "(it|that)|issues|concerns)",
    "no objections",
    "no objection",
    "i (dont see|see no reason) why not",
    "consider it (approved|done)",
    "do what you (recommend|recommended|suggest|suggested|propose|proposed|think is best)",
    "give it a",
    "i have nothing against (it|that)",
    "i (want|need|would like) (it|this|that) (approved|restarted)",
    "id like (it|this|that) (approved|restarted)"};
constexpr std::string_view kEnglishBesideDismiss[] = {
    "[and] (i will|ill) (look|check|have a look|take a look) [at it|into it|on it] "
    "[later|tomorrow|in the morning|tomorrow morning]",
    "[and] (i will|ill) (check|fix|handle|investigate) (it|this|that) [later|tomorrow|in the "
    "morning|myself]",
    "[and] ill deal with (it|this|that) [later|tomorrow|in the morning]",
    "[and] [please] (dont|do not|stop) (call|calling|wake|waking|bother|bothering|page|paging) me "
    "[up] [again|about it|about this|for this|for that]",
    "tonight",
    "(its|thats) (nothing|not important|not serious|not urgent|not critical|not a problem|nothing "
    "serious|no big deal|no problem|not an issue|not real)",
    "(it|that|this) (can|will) wait [until morning|until tomorrow|till morning]",
    "nothing to worry about",
    "no need to (act|do anything|worry)",
    "(im|were) [already] (on it|working on it|looking at it|looking into it|aware of it|handling "
    "it)",
    "(i|we) know about (it|this|that)",
    "false alarm",
    "known issue",
    "[just] (get rid of|drop|close|clear|silence|mute) (it|that|this|this one)",
    "consider it dismissed",
    "i (want|would like) (it|this|that) (dismissed|gone|ignored)",
    "id like (it|this|that) (dismissed|gone|ignored)",
    "no (action|restart) (needed|required|necessary)"};
constexpr std::string_view kEnglishBesideEscalate[] = {
    "[on] to (someone|somebody|anyone|anybody) else",
    "[on] to (another|a different|the other) (person|engineer|colleague|team|operator)",
    "[on] to the (next|secondary|backup|second) [person|one|level|tier|engineer|guy|in "
    "line|contact|operator] [on call|in line|on the list|on duty]",
    "[on] to (my|the) (colleague|colleagues|backup|team|rest of the team|secondary|replacement)",
    "up",
    "further",
    "up the chain",
    "[im|i am] [so|very|really] sorry [about that]",
    "(im|i am) not (on call|on duty|on shift|working|available|at work|at home|at my desk|at my "
    "laptop|the right person|in charge|responsible) [today|tonight|now|right now|this week|any "
    "more|anymore] [for this|for that]",
    "(its|it is|thats|this is) not my "
    "(shift|turn|problem|duty|job|area|system|night|week|department) [today|tonight]",
    "(its|thats|this is) not mine",
    "not my (shift|turn|problem|duty|job|area|night|week|department)",
    "i (cant|cannot) right now",
    "i (cant|cannot) (do (it|this|that)|take (it|this|that)|handle (it|this|that)|deal with "
    "(it|this|that)|help|look at (it|this)|get to my laptop|decide [this|that]|talk) [right "
    "now|now|today|tonight]",
    "i (dont|do not) (know|know this|know about this|know what to do|know this system|know this "
    "one|have access|have my laptop|have time|work today|work tonight) [here|now|right now]",
    "i have no (idea|access|clue|laptop|time|internet) [about this|what to do|here|right now]",
    "(let|have) (someone|somebody) else (handle|do|take|decide|deal with|look at|take care "
    "of|check) (it|this|that)",
    "(someone|somebody) else (should|can|has to) (handle|do|take|decide|deal with|look at|take "
    "care of|check) (it|this|that)",
    "(im|i am) (off|sick|ill|on vacation|on holiday|on leave|driving|busy|too tired|drunk|in a "
    "meeting|on a plane|out|away) [duty|today|tonight|this week|right now]",
    "wrong (person|guy|number|team|engineer)",
    "(this|that|it) isnt my (shift|turn|problem|duty|job|area|system|department|responsibility)",
    "(this|that|it) isnt mine",
    "i want (someone|somebody) else to (handle|do|decide|look at|take) (it|this|that)",
    "i (cant|cannot) get to (my laptop|my computer|a computer|it)",
    "(its|thats|this is) (somebody|someone) elses (shift|job|problem|area|system)",
    "(tonight|today|this time|right now)",
    "i (want|would like|need) (it|this|that) escalated",
    "id like (it|this|that) escalated",
    "(can|could) (someone|somebody) else (take|handle|do|look at|deal with|check) (it|this|that)"};
constexpr KnownName kEnglishBeside[] = {{"approve", kEnglishBesideApprove},
                                        {"dismiss", kEnglishBesideDismiss},
                                        {"escalate", kEnglishBesideEscalate}};

constexpr std::string_view kEnglishNameEscalate[] = {
    "(ask|call|try|page|wake|get|find|contact|ring) (someone|somebody|anyone|the)",
    "(pass|hand|send|forward) (it|this|that)"};
constexpr KnownName kEnglishOtherNames[] = {{"escalate", kEnglishNameEscalate}};

constexpr Vocabulary kEnglishWords = {.hesitations = kEnglishHesitations,
                                      .anywhere = kEnglishAnywhere,
                                      .openers = kEnglishOpeners,
                                      .requests = kEnglishRequests,
                                      .pleases = kEnglishPleases,
                                      .assents = kEnglishAssents,
                                      .prefaces = kEnglishPrefaces,
                                      .lead_statements = kEnglishLeadStatements,
                                      .statements = kEnglishStatements,
                                      .statement_words = kEnglishStatementWords,
                                      .leads = kEnglishLeads,
                                      .objects = kEnglishObjects,
                                      .closers = kEnglishClosers,
                                      .name_links = kEnglishNameLinks,
                                      .name_verbs = kEnglishNameVerbs,
                                      .name_nouns = kEnglishNameNouns,
                                      .frames = {},
                                      .permissions = kEnglishPermissions,
                                      .other_names = kEnglishOtherNames,
                                      .beside = kEnglishBeside,
                                      .objects_first = false,
                                      .confirmations = kEnglishConfirmations,
                                      .beside_confirmations = kEnglishBesideConfirmations,
                                      .rejections = kEnglishRejections,
                                      .negations = kEnglishNegations,
                                      .doubts = kEnglishDoubts,
                                      .confirmation_verbs = kEnglishConfirmationVerbs,
                                      .unfinished = kEnglishUnfinished,
                                      .refusals = kEnglishRefusals,
                                      .restarts = kEnglishRestarts,
                                      .key_words = kEnglishKeyWords,
                                      .numbers = kEnglishNumbers,
                                      .sound_alikes = kEnglishSoundAlikes,
                                      .repeat = kEnglishRepeat,
                                      .what_happened = kEnglishWhatHappened,
                                      .tell_more = kEnglishTellMore,
                                      .help = kEnglishHelp,
                                      .what_it_does = kEnglishWhatItDoes,
                                      .recommended = kEnglishRecommended,
                                      .why = kEnglishWhy,
                                      .machine_talk = kEnglishMachineTalk,
                                      .screening = kEnglishScreening,
                                      .choices = kEnglishChoices,
                                      .actions = {},
                                      .choosing_hints = kEnglishChoosingHints,
                                      .confirming_hints = kEnglishConfirmingHints,
                                      .also = kEnglishAlso};

constexpr Language kEnglish = {.code = "en",
                               .sentences = kEnglishSentences,
                               .words = kEnglishWords,
                               .terms = {},
                               .months = kEnglishMonths,
                               .halves = {"a.m.", "p.m."}};

}  // namespace

const Language& English() { return kEnglish; }

}  // namespace tocsin::voice
