#include "workers/voice/humanizer/spoken_forms.hpp"

#include "schemas/language_tag.hpp"

namespace tocsin::voice {
namespace {

constexpr SpokenForm kGermanAbbreviations[] = {{"z. B.", "zum Beispiel"},
                                               {"z.B.", "zum Beispiel"},
                                               {"d. h.", "das heißt"},
                                               {"d.h.", "das heißt"},
                                               {"u. a.", "unter anderem"},
                                               {"usw.", "und so weiter"},
                                               {"bzw.", "beziehungsweise"},
                                               {"ca.", "circa"},
                                               {"evtl.", "eventuell"},
                                               {"ggf.", "gegebenenfalls"},
                                               {"inkl.", "inklusive"},
                                               {"Dr.", "Doktor"},
                                               {"Hr.", "Herr"},
                                               {"Nr.", "Nummer"},
                                               {"Tel.", "Telefon"},
                                               {"Str.", "Straße"}};
constexpr SpokenForm kSpanishAbbreviations[] = {
    {"p. ej.", "por ejemplo"}, {"p.ej.", "por ejemplo"},
    {"etc.", "etcétera"},      {"aprox.", "aproximadamente"},
    {"Dr.", "doctor"},         {"Dra.", "doctora"},
    {"Sr.", "señor"},          {"Sra.", "señora"},
    {"Ud.", "usted"},          {"Uds.", "ustedes"},
    {"tel.", "teléfono"},      {"núm.", "número"},
    {"n.º", "número"}};
constexpr SpokenForm kHindiAbbreviations[] = {{"डॉ.", "डॉक्टर"}, {"आदि.", "आदि"}};

// What has no word in a sentence becomes a pause.
#define PAUSES                                                                                  \
  {"|", ","}, {"[", ","}, {"]", ","}, {"{", ","}, {"}", ","}, {"\u2013", ","}, {"\u2014", ","}, \
      {"\u2026", "..."}, {"^", ""}, {"\u00a9", ""}, {"\u00ae", ""}, {                           \
    "\u2122", ""                                                                                \
  }
constexpr SpokenForm kGermanSymbols[] = {PAUSES,
                                         {"&", "und"},
                                         {"+", "plus"},
                                         {"=", "gleich"},
                                         {"@", "at"},
                                         {"%", "Prozent"},
                                         {"#", "Nummer"},
                                         {"~", "etwa"},
                                         {"\\", "Backslash"},
                                         {"<", "kleiner als"},
                                         {">", "größer als"},
                                         {"\u00b0", "Grad"},
                                         {"\u00d7", "mal"},
                                         {"\u2192", "nach"},
                                         {"$", "Dollar"},
                                         {"\u20ac", "Euro"},
                                         {"\u00a3", "Pfund"},
                                         {"\u20b9", "Rupien"},
                                         {"/", "oder"}};
constexpr SpokenForm kSpanishSymbols[] = {PAUSES,
                                          {"&", "y"},
                                          {"+", "más"},
                                          {"=", "igual a"},
                                          {"@", "arroba"},
                                          {"%", "por ciento"},
                                          {"#", "número"},
                                          {"~", "unos"},
                                          {"\\", "barra invertida"},
                                          {"<", "menor que"},
                                          {">", "mayor que"},
                                          {"\u00b0", "grados"},
                                          {"\u00d7", "por"},
                                          {"\u2192", "a"},
                                          {"$", "dólares"},
                                          {"\u20ac", "euros"},
                                          {"\u00a3", "libras"},
                                          {"\u20b9", "rupias"},
                                          {"/", "o"}};
constexpr SpokenForm kHindiSymbols[] = {PAUSES,
                                        {"&", "और"},
                                        {"+", "जमा"},
                                        {"=", "बराबर"},
                                        {"@", "ऐट"},
                                        {"%", "प्रतिशत"},
                                        {"#", "नंबर"},
                                        {"~", "लगभग"},
                                        {"\\", "बैकस्लैश"},
                                        {"<", "से कम"},
                                        {">", "से ज़्यादा"},
                                        {"\u00b0", "डिग्री"},
                                        {"\u00d7", "गुणा"},
                                        {"\u2192", "से"},
                                        {"$", "डॉलर"},
                                        {"\u20ac", "यूरो"},
                                        {"\u00a3", "पाउंड"},
                                        {"\u20b9", "रुपये"},
                                        {"/", "या"}};
#undef PAUSES

constexpr SpokenForms kGermanForms = {"de", kGermanAbbreviations, kGermanSymbols};
constexpr SpokenForms kSpanishForms = {"es", kSpanishAbbreviations, kSpanishSymbols};
constexpr SpokenForms kHindiForms = {"hi", kHindiAbbreviations, kHindiSymbols};

}  // namespace

const SpokenForms* SpokenFormsOf(std::string_view tag) {
  const auto code = MainTag(tag);
  for (const auto* one : {&EnglishForms(), &GermanForms(), &SpanishForms(), &HindiForms()})
    if (one->code == code) return one;
  return nullptr;
}

const SpokenForms& GermanForms() { return kGermanForms; }
const SpokenForms& SpanishForms() { return kSpanishForms; }
const SpokenForms& HindiForms() { return kHindiForms; }

}  // namespace tocsin::voice
