#include "workers/voice/humanizer/number_forms.hpp"
#include "workers/voice/humanizer/number_words.hpp"
#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr SpokenUnit kHindiUnits[] = {{"B", "बाइट", "बाइट"},
                                      {"KB", "किलोबाइट", "किलोबाइट"},
                                      {"kB", "किलोबाइट", "किलोबाइट"},
                                      {"MB", "मेगाबाइट", "मेगाबाइट"},
                                      {"GB", "गीगाबाइट", "गीगाबाइट"},
                                      {"TB", "टेराबाइट", "टेराबाइट"},
                                      {"MiB", "मेबीबाइट", "मेबीबाइट"},
                                      {"GiB", "गिबीबाइट", "गिबीबाइट"},
                                      {"ms", "मिलीसेकंड", "मिलीसेकंड"},
                                      {"s", "सेकंड", "सेकंड"},
                                      {"sec", "सेकंड", "सेकंड"},
                                      {"min", "मिनट", "मिनट"},
                                      {"h", "घंटा", "घंटे"},
                                      {"hrs", "घंटा", "घंटे"},
                                      {"d", "दिन", "दिन"},
                                      {"mm", "मिलीमीटर", "मिलीमीटर"},
                                      {"cm", "सेंटीमीटर", "सेंटीमीटर"},
                                      {"m", "मीटर", "मीटर"},
                                      {"km", "किलोमीटर", "किलोमीटर"},
                                      {"mg", "मिलीग्राम", "मिलीग्राम"},
                                      {"g", "ग्राम", "ग्राम"},
                                      {"kg", "किलोग्राम", "किलोग्राम"},
                                      {"ml", "मिलीलीटर", "मिलीलीटर"},
                                      {"l", "लीटर", "लीटर"},
                                      {"किमी", "किलोमीटर", "किलोमीटर"},
                                      {"मी", "मीटर", "मीटर"},
                                      {"किग्रा", "किलोग्राम", "किलोग्राम"},
                                      {"\u00b0C", "डिग्री सेल्सियस", "डिग्री सेल्सियस"},
                                      {"\u00b0F", "डिग्री फ़ारेनहाइट", "डिग्री फ़ारेनहाइट"},
                                      {"Hz", "हर्ट्ज़", "हर्ट्ज़"},
                                      {"MHz", "मेगाहर्ट्ज़", "मेगाहर्ट्ज़"},
                                      {"GHz", "गीगाहर्ट्ज़", "गीगाहर्ट्ज़"},
                                      {"W", "वॉट", "वॉट"},
                                      {"kW", "किलोवॉट", "किलोवॉट"},
                                      {"V", "वोल्ट", "वोल्ट"},
                                      {"Mbit", "मेगाबिट", "मेगाबिट"},
                                      {"Gbit", "गीगाबिट", "गीगाबिट"},
                                      {"km/h", "किलोमीटर प्रति घंटा", "किलोमीटर प्रति घंटा"},
                                      {"MB/s", "मेगाबाइट प्रति सेकंड", "मेगाबाइट प्रति सेकंड"},
                                      {"GB/s", "गीगाबाइट प्रति सेकंड", "गीगाबाइट प्रति सेकंड"},
                                      {"Mbit/s", "मेगाबिट प्रति सेकंड", "मेगाबिट प्रति सेकंड"},
                                      {"x", "गुना", "गुना"}};
constexpr SpokenUnit kHindiMagnitudes[] = {{" हज़ार", "हज़ार", "हज़ार"},
                                           {" लाख", "लाख", "लाख"},
                                           {" करोड़", "करोड़", "करोड़"},
                                           {" मिलियन", "मिलियन", "मिलियन"}};
constexpr std::string_view kHindiClock[] = {" बजे", "बजे"};
constexpr std::string_view kHindiParts[] = {"सुबह", "दोपहर", "शाम", "रात"};

std::string_view HindiPart(int hour) {
  if (hour < 4 || hour >= 19) return "रात ";
  if (hour < 12) return "सुबह ";
  return hour < 16 ? "दोपहर " : "शाम ";
}

/// "साढ़े तीन बजे": halves and quarters have words of their own.
std::string HindiClock(int hour, int minute) {
  const auto& words = HindiNumberWords();
  const auto counted = [&](int number) {
    return InWords(words, static_cast<std::uint64_t>(number));
  };
  if (minute == 0) return counted(hour) + " बजे";
  if (minute == 15) return (hour == 1 ? "सवा" : "सवा " + counted(hour)) + " बजे";
  if (minute == 30 && hour == 1) return "डेढ़ बजे";
  if (minute == 30 && hour == 2) return "ढाई बजे";
  if (minute == 30) return "साढ़े " + counted(hour) + " बजे";
  if (minute == 45) return "पौने " + counted(hour == 12 ? 1 : hour + 1) + " बजे";
  return counted(hour) + " बजकर " + counted(minute) + " मिनट";
}

std::string HindiTime(const WrittenTime& time) {
  int hour = time.hour % 24;
  if (time.half == DayHalf::kAfternoon && hour < 12) hour += 12;
  if (time.half == DayHalf::kMorning && hour == 12) hour = 0;
  const bool part = !time.part_given && (time.half != DayHalf::kNone || hour > 12 || hour == 0);
  const auto clock = HindiClock(hour % 12 == 0 ? 12 : hour % 12, time.minute);
  return part ? std::string(HindiPart(hour)) + clock : clock;
}

std::string HindiYear(int year) {
  return InWords(HindiNumberWords(), static_cast<std::uint64_t>(year));
}

std::string HindiDate(const WrittenDate& date) {
  return InWords(HindiNumberWords(), static_cast<std::uint64_t>(date.day)) + ' ' +
         std::string(Hindi().months[static_cast<std::size_t>(date.month - 1)]) + ' ' +
         HindiYear(date.year);
}

/// "5वें" is "पाँचवें".
SpokenOrdinal HindiOrdinal(int number, std::string_view behind, std::string_view) {
  if (number < 5) return {};
  for (const std::string_view end : {"वाँ", "वां", "वीं", "वें"})
    if (behind.starts_with(end))
      return {end.size(), std::string(HindiNumberWords().small[static_cast<std::size_t>(number)]) +
                              std::string(end)};
  return {};
}

constexpr NumberForms kHindiNumberForms = {
    .code = "hi",
    .decimal_comma = false,
    .date_mark = '/',
    .before_date = {},
    .units = kHindiUnits,
    .magnitudes = kHindiMagnitudes,
    .clock = kHindiClock,
    .parts_before = kHindiParts,
    .parts_behind = {},
    .time = HindiTime,
    .date = HindiDate,
    .year = HindiYear,
    .ordinal = HindiOrdinal,
    .dot = "डॉट",
    .plus = "प्लस",
};

}  // namespace

const NumberForms& HindiNumberForms() { return kHindiNumberForms; }

}  // namespace tocsin::voice
