#pragma once

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace tocsin {

/// Where a kit of others' tests lies, if it is there: beside the checkout, or under TOCSIN_SHARED.
inline std::filesystem::path KitFolder(std::string_view kit) {
  const char* shared = std::getenv("TOCSIN_SHARED");
  const std::filesystem::path root =
      shared != nullptr ? std::filesystem::path(shared)
                        : std::filesystem::path(TOCSIN_SOURCE_DIR) / ".." / "shared";
  return root / "conformance" / kit;
}

}  // namespace tocsin
