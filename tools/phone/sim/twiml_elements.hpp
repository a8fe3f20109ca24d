#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "schemas/time.hpp"
#include "tools/phone/sim/xml.hpp"

namespace tocsin::phone {

std::size_t CharactersOf(std::string_view text);

/// Reads what an element of TwiML holds, and keeps what is wrong with it in words.
class TwimlElements {
 protected:
  void Refuse(const XmlElement& at, const std::string& text);
  void RefuseText(const XmlElement& parent, const XmlElement& text);
  void Allow(const XmlElement& element, std::initializer_list<std::string_view> known);
  static std::string TextOf(const XmlElement& element);
  int Number(const XmlElement& element, std::string_view name, int low, int high, int otherwise);
  Duration Seconds(const XmlElement& element, std::string_view name, int otherwise);
  bool Flag(const XmlElement& element, std::string_view name, bool otherwise);
  std::string Word(const XmlElement& element, std::string_view name, std::string otherwise);
  std::string Method(const XmlElement& element);
  void CheckLanguage(const XmlElement& element);
  void CheckHints(const XmlElement& element);
  std::string OneOf(const XmlElement& element, std::string_view name,
                    std::initializer_list<std::string_view> words, std::string otherwise);
  /// Empty: nothing was refused.
  const std::string& Faults() const { return faults_; }

 private:
  std::string faults_;
};

}  // namespace tocsin::phone
