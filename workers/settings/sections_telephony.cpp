#include "schemas/pin.hpp"
#include "schemas/text_checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {
namespace {

constexpr double kSecond = 1e3;

}  // namespace

const FieldTable& RouteSettings::Spec() {
  static const FieldTable table = TableOf<RouteSettings>(
      "route", "Numbers that are dialled over one carrier.",
      {FieldOf<&RouteSettings::prefix>(
           "prefix", "What the numbers begin with: a calling code or more.",
           {.required = true, .example = "+49", .check = CheckCallingCode}),
       FieldOf<&RouteSettings::provider>(
           "provider", "Name of the carrier.",
           {.required = true, .allowed = CarrierNames(), .example = CarrierNames().front()}),
       FieldOf<&RouteSettings::then>(
           "then",
           "Carrier that a call is tried over, once, when the first refuses "
           "it for what the account may, not for the number.",
           {.allowed = CarrierNames(), .example = CarrierNames().back()})});
  return table;
}

namespace {

FieldTable TelephonyTable() {
  return TableOf<TelephonySettings>(
      "telephony",
      "Carriers and calls. Without a carrier tocsin runs, and `/ready` says that nobody can be "
      "phoned.",
      {FieldOf<&TelephonySettings::carriers>("carriers", "Accounts."),
       FieldOf<&TelephonySettings::routes>(
           "routes",
           "Carriers by number; of several that fit, the longest prefix. Other numbers go to the "
           "first carrier that is set up."),
       FieldOf<&TelephonySettings::alert_number>(
           "alert_number", "Number of last resort, called where nobody else would be.",
           {.example = "+15559876543", .shown = Shown::kPhone, .check = CheckPhone}),
       FieldOf<&TelephonySettings::pins>(
           "pins",
           "By name of the contact: the PIN, 4 to 12 digits, that confirms choices of `confirm: "
           "pin`.",
           {.example = R"({"alice":"${ALICE_PIN}"})", .check = FaultOfPin}),
       FieldOf<&TelephonySettings::identify_by_pin>(
           "identify_by_pin",
           "Who rings from a number that is no contact's may key their PIN and is then taken for "
           "that contact (`voice.identify`). Each of `pins` must then be of six digits or more, "
           "and of one contact only."),
       FieldOf<&TelephonySettings::tenants>(
           "tenants",
           "By number of ours: the tenant whose calls come in there. Others are of the tenant "
           "`default`.",
           {.example = R"({"+15551234567":"acme"})", .check = CheckTenantName}),
       FieldOf<&TelephonySettings::language>(
           "language", "What is spoken to contacts without a language of their own.",
           {.check = CheckLanguage}),
       FieldOf<&TelephonySettings::ring_timeout>("ring_timeout", "How long it rings.",
                                                 {.min = 5 * kSecond, .max = 600 * kSecond}),
       FieldOf<&TelephonySettings::max_call>("max_call", "A call ends after this.",
                                             {.min = 30 * kSecond, .max = 14'400 * kSecond}),
       FieldOf<&TelephonySettings::warn_after>(
           "warn_after", "After this the person is told that the call will end soon.",
           {.min = 10 * kSecond, .max = 14'400 * kSecond}),
       FieldOf<&TelephonySettings::person_first>(
           "person_first",
           "On live sound nothing of an alert is told before a person was heard: a few words, a "
           "key, or the carrier's detection. False: it is told to whatever answers."),
       FieldOf<&TelephonySettings::screening_wait>(
           "screening_wait",
           "How long the person is waited for after a device has asked who calls and why.",
           {.min = kSecond, .max = 600 * kSecond}),
       FieldOf<&TelephonySettings::wait_for_line>(
           "wait_for_line",
           "Calls to one number are placed one after another; one that has waited so long for its "
           "turn ends as `busy`.",
           {.min = kSecond, .max = 14'400 * kSecond}),
       FieldOf<&TelephonySettings::wait_for_workflow>(
           "wait_for_workflow",
           "How long a call that comes in is kept for a workflow to take it; then the caller hears "
           "that this number takes no calls.",
           {.min = kSecond, .max = 600 * kSecond}),
       FieldOf<&TelephonySettings::wait_for_step>(
           "wait_for_step",
           "How long a call that a workflow leads is kept without a step; then the caller hears "
           "goodbye.",
           {.min = kSecond, .max = 14'400 * kSecond})});
}

}  // namespace

const FieldTable& TelephonySettings::Spec() {
  static const FieldTable table =
      WithCarriers(TelephonyTable(), std::make_shared<TelephonySettings>());
  return table;
}

const FieldTable& LimitSettings::Spec() {
  static const FieldTable table = TableOf<LimitSettings>(
      "limits", "Guards against calling too much, or the wrong people.",
      {FieldOf<&LimitSettings::countries>("countries", "Calling codes that may be dialled.",
                                          {.example = R"(["+49", "+1"])",
                                           .default_text = "the country of the carrier's `from`",
                                           .check = CheckCallingCode}),
       FieldOf<&LimitSettings::calls_per_number_hour>(
           "calls_per_number_hour", "Dials of one number in an hour.", {.min = 1, .max = 100'000}),
       FieldOf<&LimitSettings::calls_per_number_minute>(
           "calls_per_number_minute",
           "Dials of one number in a minute, and calls that come in from one.",
           {.min = 1, .max = 100'000}),
       FieldOf<&LimitSettings::calls_per_hour>("calls_per_hour", "Dials in all in an hour.",
                                               {.min = 1, .max = 1'000'000}),
       FieldOf<&LimitSettings::concurrent_calls>(
           "concurrent_calls",
           "Calls at a time, theirs and ours; 0: any number. Who calls when there are as many "
           "hears "
           "that all lines are busy; a dial waits for its turn, as for a number that is busy.",
           {.max = 100'000}),
       FieldOf<&LimitSettings::texts_per_number_hour>(
           "texts_per_number_hour", "Text messages to one number in an hour, of each process.",
           {.min = 1, .max = 100'000}),
       FieldOf<&LimitSettings::texts_per_hour>("texts_per_hour",
                                               "Text messages in all in an hour, of each process.",
                                               {.min = 1, .max = 1'000'000}),
       FieldOf<&LimitSettings::kill_switch>(
           "kill_switch", "True: nobody is dialled, and no text message is sent.")});
  return table;
}

}  // namespace tocsin::compose
