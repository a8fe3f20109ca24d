#include "workers/voice/humanizer/english_forms.hpp"

namespace tocsin::voice {
namespace {

constexpr SpokenForm kAbbreviations[] = {{"e.g.", "for example"},
                                         {"i.e.", "that is"},
                                         {"etc.", "and so on"},
                                         {"approx.", "about"},
                                         {"Dr.", "Doctor"},
                                         {"Mr.", "Mister"},
                                         {"Mrs.", "Missus"},
                                         {"vs.", "versus"},
                                         {"appt.", "appointment"},
                                         {"min.", "minutes"},
                                         {"asap", "as soon as possible"},
                                         {"ASAP", "as soon as possible"},
                                         {"FYI", "for your information"},
                                         {"w/o", "without"},
                                         {"DB", "database"},
                                         {"VM", "virtual machine"},
                                         {"VMs", "virtual machines"}};
constexpr SpokenForm kPronunciations[] = {{"nginx", "engine ex"},
                                          {"NGINX", "engine ex"},
                                          {"Nginx", "engine ex"},
                                          {"Proxmox", "Prox mox"},
                                          {"PostgreSQL", "post gress"},
                                          {"Postgres", "post gress"},
                                          {"MySQL", "my sequel"},
                                          {"SQL", "sequel"},
                                          {"SQLite", "sequel light"},
                                          {"Kubernetes", "koo ber net ease"},
                                          {"kubectl", "cube control"},
                                          {"etcd", "et see dee"},
                                          {"systemd", "system dee"},
                                          {"Ceph", "sef"},
                                          {"Redis", "red iss"},
                                          {"RabbitMQ", "rabbit M Q"},
                                          {"Grafana", "gra fah na"},
                                          {"Debian", "deb ian"},
                                          {"Ubuntu", "oo boon too"},
                                          {"HAProxy", "H A proxy"},
                                          {"GitHub", "git hub"},
                                          {"YAML", "yammel"},
                                          {"JSON", "jason"},
                                          {"API", "A P I"},
                                          {"CPU", "C P U"},
                                          {"SSH", "S S H"},
                                          {"DNS", "D N S"},
                                          {"TLS", "T L S"},
                                          {"HTTP", "H T T P"},
                                          {"HTTPS", "H T T P S"},
                                          {"URL", "U R L"}};
constexpr SpokenForm kContractions[] = {
    {"do not", "don't"},      {"does not", "doesn't"},   {"did not", "didn't"},
    {"cannot", "can't"},      {"can not", "can't"},      {"could not", "couldn't"},
    {"will not", "won't"},    {"would not", "wouldn't"}, {"should not", "shouldn't"},
    {"is not", "isn't"},      {"are not", "aren't"},     {"was not", "wasn't"},
    {"were not", "weren't"},  {"has not", "hasn't"},     {"have not", "haven't"},
    {"had not", "hadn't"},    {"i am", "I'm"},           {"i will", "I'll"},
    {"i would", "I'd"},       {"we are", "we're"},       {"we will", "we'll"},
    {"we would", "we'd"},     {"you are", "you're"},     {"you will", "you'll"},
    {"you would", "you'd"},   {"they are", "they're"},   {"they will", "they'll"},
    {"it is", "it's"},        {"it will", "it'll"},      {"that is", "that's"},
    {"that will", "that'll"}, {"there is", "there's"},   {"here is", "here's"},
    {"what is", "what's"},    {"let us", "let's"}};
constexpr SpokenForm kSymbols[] = {{"&", "and"},
                                   {"+", "plus"},
                                   {"=", "equals"},
                                   {"@", "at"},
                                   {"%", "percent"},
                                   {"#", "number"},
                                   {"~", "about"},
                                   {"|", ","},
                                   {"\\", "backslash"},
                                   {"^", ""},
                                   {"<", "less than"},
                                   {">", "more than"},
                                   {"[", ","},
                                   {"]", ","},
                                   {"{", ","},
                                   {"}", ","},
                                   {"\u00b0", "degrees"},
                                   {"\u00d7", "times"},
                                   {"\u2192", "to"},
                                   {"\u2026", "..."},
                                   {"\u2013", ","},
                                   {"\u2014", ","},
                                   {"$", "dollars"},
                                   {"\u20ac", "euros"},
                                   {"\u00a3", "pounds"},
                                   {"\u20b9", "rupees"},
                                   {"/", "or"},
                                   {"\u00a9", ""},
                                   {"\u00ae", ""},
                                   {"\u2122", ""}};
constexpr std::string_view kFillers[] = {"Sure", "Well", "Okay", "Of course", "So"};
constexpr std::string_view kGreetings[] = {"Hi",    "Hello", "Thanks", "Thank you",
                                           "Sorry", "Okay",  "Sure",   "Welcome"};

constexpr SpokenForms kEnglishForms = {"en", kAbbreviations, kSymbols};

}  // namespace

const SpokenForms& EnglishForms() { return kEnglishForms; }
std::span<const SpokenForm> EnglishPronunciations() { return kPronunciations; }
std::span<const SpokenForm> EnglishContractions() { return kContractions; }
std::span<const std::string_view> EnglishFillers() { return kFillers; }
std::span<const std::string_view> EnglishGreetings() { return kGreetings; }

}  // namespace tocsin::voice
