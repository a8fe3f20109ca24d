#include "adapters/speech.hpp"

namespace tocsin {

std::string_view ToString(SpeechTrust trust) {
  switch (trust) {
    case SpeechTrust::kNone:
      return "none";
    case SpeechTrust::kText:
      return "text";
    case SpeechTrust::kCalibrated:
      return "calibrated";
  }
  return "none";
}

}  // namespace tocsin
