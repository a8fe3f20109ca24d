#include "adapters/bus.hpp"

namespace tocsin {
namespace {

template <class AnyRecord>
std::size_t BytesOf(const AnyRecord& record) {
  std::size_t size =
      (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
  for (const auto& [name, value] : record.headers) size += name.size() + value.size() + 8;
  return size;
}

}  // namespace

std::size_t SizeOf(const OutgoingRecord& record) { return BytesOf(record); }
std::size_t SizeOf(const Record& record) { return BytesOf(record); }

}  // namespace tocsin
