#include "adapters/speech/onnx_runtime.hpp"

#include <dlfcn.h>

#include <map>
#include <mutex>
#include <utility>

namespace tocsin::speech {
namespace onnx {

// The C interface is one table of functions to which later versions only append
// (onnxruntime_c_api.h, "OrtApi"). These places are all of its first version, which had 102.
enum Place : std::size_t {
  kGetErrorMessage = 2,
  kCreateEnv = 3,
  kCreateSessionFromArray = 8,
  kRun = 9,
  kCreateSessionOptions = 10,
  kSetIntraOpNumThreads = 24,
  kSetInterOpNumThreads = 25,
  kCreateTensorWithDataAsOrtValue = 49,
  kGetTensorMutableData = 51,
  kGetTensorElementType = 60,
  kGetDimensionsCount = 61,
  kGetDimensions = 62,
  kGetTensorShapeElementCount = 64,
  kGetTensorTypeAndShape = 65,
  kCreateCpuMemoryInfo = 69,
  kReleaseStatus = 93,
  kReleaseSession = 95,
  kReleaseValue = 96,
  kReleaseTensorTypeAndShapeInfo = 99,
  kReleaseSessionOptions = 100,
};
constexpr std::uint32_t kInterfaceVersion = 1;

// Numbers of its enumerations.
constexpr int kLogFatal = 4;  // what fails is told by the status
constexpr int kArenaAllocator = 1, kDefaultMemory = 0;
enum ElementType : int { kFloat = 1, kInt64 = 7, kBool = 9 };

struct Base {  // OrtApiBase
  const void* const* (*table)(std::uint32_t version);
  const char* (*version)();
};

using Handle = void*;  // every object of it is opaque; a status is null when all went well

struct Library {
  const void* const* table = nullptr;
  std::string version;
  Handle environment = nullptr;
  Handle memory = nullptr;  // "the processor's"

  template <class Result = Handle, class... Arguments>
  Result Call(Place place, Arguments... arguments) const {
    using Function = Result (*)(Arguments...);
    return reinterpret_cast<Function>(const_cast<void*>(table[place]))(arguments...);
  }
  /// A call that gives a status.
  template <class... Arguments>
  Status Try(Place place, Arguments... arguments) const {
    const Handle status = Call(place, arguments...);
    if (status == nullptr) return {};
    std::string text = Call<const char*>(kGetErrorMessage, static_cast<const void*>(status));
    Call<void>(kReleaseStatus, status);
    return Fail(ErrorKind::kInternal, std::move(text), "speech.onnx");
  }
};

namespace {

Result<const Library*> OpenLibrary(const std::string& path) {
  void* opened = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (opened == nullptr)
    return Fail(ErrorKind::kNotFound, std::string("opening the library: ") + dlerror(),
                "speech.onnx");
  void* entry = dlsym(opened, "OrtGetApiBase");
  if (entry == nullptr)
    return Fail(ErrorKind::kInvalid, path + " is no ONNX Runtime: it has no OrtGetApiBase",
                "speech.onnx");
  const auto* base = reinterpret_cast<const Base* (*)()>(entry)();
  auto library = std::make_unique<Library>();
  library->version = base->version();
  library->table = base->table(kInterfaceVersion);
  if (!library->version.starts_with("1.") || library->table == nullptr)
    return Fail(ErrorKind::kInvalid,
                path + " is ONNX Runtime " + library->version + "; version 1 is needed",
                "speech.onnx");
  TRY(library->Try(kCreateEnv, kLogFatal, "tocsin", &library->environment));
  TRY(library->Try(kCreateCpuMemoryInfo, kArenaAllocator, kDefaultMemory, &library->memory));
  return library.release();
}

Result<Handle> MakeTensor(const Library& library, void* data, std::size_t bytes,
                          const std::vector<std::int64_t>& shape, std::size_t count,
                          ElementType type) {
  std::size_t product = 1;
  for (const auto length : shape) product *= static_cast<std::size_t>(length);
  if (product != count)
    return Fail(ErrorKind::kInternal, "making a tensor: its shape is not that of its values",
                "speech.onnx");
  Handle value = nullptr;
  TRY(library.Try(kCreateTensorWithDataAsOrtValue, static_cast<const void*>(library.memory), data,
                  bytes, shape.data(), shape.size(), static_cast<int>(type), &value));
  return value;
}

/// One handle for all of a tensor's type and shape, or null.
Handle ShapeOf(const Library& library, Handle value) {
  Handle info = nullptr;
  if (!library.Try(kGetTensorTypeAndShape, static_cast<const void*>(value), &info)) return nullptr;
  return info;
}

}  // namespace
}  // namespace onnx

OnnxTensor::OnnxTensor(OnnxTensor&& other) noexcept
    : library_(other.library_), value_(std::exchange(other.value_, nullptr)) {}
OnnxTensor& OnnxTensor::operator=(OnnxTensor&& other) noexcept {
  std::swap(library_, other.library_);
  std::swap(value_, other.value_);
  return *this;
}
OnnxTensor::~OnnxTensor() {
  if (value_ != nullptr) library_->Call<void>(onnx::kReleaseValue, value_);
}

std::span<float> OnnxTensor::Floats() const {
  if (value_ == nullptr) return {};
  const onnx::Handle info = onnx::ShapeOf(*library_, value_);
  if (info == nullptr) return {};
  int type = 0;
  std::size_t count = 0;
  float* data = nullptr;
  const bool known = library_->Try(onnx::kGetTensorElementType, info, &type) &&
                     library_->Try(onnx::kGetTensorShapeElementCount, info, &count) &&
                     library_->Try(onnx::kGetTensorMutableData, value_, &data);
  library_->Call<void>(onnx::kReleaseTensorTypeAndShapeInfo, info);
  if (!known || type != onnx::kFloat) return {};
  return {data, count};
}

std::vector<std::int64_t> OnnxTensor::Shape() const {
  std::vector<std::int64_t> shape;
  if (value_ == nullptr) return shape;
  const onnx::Handle info = onnx::ShapeOf(*library_, value_);
  if (info == nullptr) return shape;
  std::size_t count = 0;
  if (library_->Try(onnx::kGetDimensionsCount, info, &count)) {
    shape.resize(count);
    if (!library_->Try(onnx::kGetDimensions, info, shape.data(), count)) shape.clear();
  }
  library_->Call<void>(onnx::kReleaseTensorTypeAndShapeInfo, info);
  return shape;
}

OnnxModel::OnnxModel(OnnxModel&& other) noexcept
    : library_(other.library_), session_(std::exchange(other.session_, nullptr)) {}
OnnxModel& OnnxModel::operator=(OnnxModel&& other) noexcept {
  std::swap(library_, other.library_);
  std::swap(session_, other.session_);
  return *this;
}
OnnxModel::~OnnxModel() {
  if (session_ != nullptr) library_->Call<void>(onnx::kReleaseSession, session_);
}

Status OnnxModel::Run(std::span<const char* const> input_names,
                      std::span<const OnnxTensor* const> inputs,
                      std::span<const char* const> output_names,
                      std::span<OnnxTensor> outputs) const {
  constexpr std::size_t kMost = 64;
  if (inputs.size() != input_names.size() || outputs.size() != output_names.size() ||
      inputs.size() > kMost || outputs.size() > kMost)
    return Fail(ErrorKind::kInternal, "running a model: tensors and names differ in number",
                "speech.onnx");
  const void* given[kMost];
  onnx::Handle made[kMost];
  for (std::size_t at = 0; at < inputs.size(); ++at) given[at] = inputs[at]->value_;
  for (std::size_t at = 0; at < outputs.size(); ++at) made[at] = outputs[at].value_;
  TRY(library_->Try(onnx::kRun, session_, static_cast<const void*>(nullptr), input_names.data(),
                    static_cast<const void* const*>(given), inputs.size(), output_names.data(),
                    output_names.size(), static_cast<onnx::Handle*>(made)));
  for (std::size_t at = 0; at < outputs.size(); ++at)
    if (outputs[at].value_ == nullptr) outputs[at] = OnnxTensor(library_, made[at]);
  return {};
}

Result<OnnxRuntime> OnnxRuntime::Open(const std::string& path) {
  // Once a path: an environment belongs to the process.
  static std::mutex mutex;
  static auto& opened = *new std::map<std::string, const onnx::Library*, std::less<>>;
  const std::lock_guard lock(mutex);
  const auto known = opened.find(path);
  if (known != opened.end()) return OnnxRuntime(known->second);
  TRY_ASSIGN(const auto* library, onnx::OpenLibrary(path));
  opened.emplace(path, library);
  return OnnxRuntime(library);
}

std::string OnnxRuntime::version() const { return library_->version; }

Result<OnnxModel> OnnxRuntime::Load(std::string_view bytes) const {
  onnx::Handle options = nullptr;
  TRY(library_->Try(onnx::kCreateSessionOptions, &options));
  // One thread a run: calls share the processor by the pool of the engine, not by each model.
  onnx::Handle session = nullptr;
  auto done = library_->Try(onnx::kSetIntraOpNumThreads, options, 1);
  if (done) done = library_->Try(onnx::kSetInterOpNumThreads, options, 1);
  if (done)
    done = library_->Try(onnx::kCreateSessionFromArray,
                         static_cast<const void*>(library_->environment),
                         static_cast<const void*>(bytes.data()), bytes.size(),
                         static_cast<const void*>(options), &session);
  library_->Call<void>(onnx::kReleaseSessionOptions, options);
  if (!done) return Fail(Wrap(std::move(done).error(), "reading a model"));
  return OnnxModel(library_, session);
}

Result<OnnxTensor> OnnxRuntime::Over(std::span<float> values,
                                     std::vector<std::int64_t> shape) const {
  TRY_ASSIGN(const auto value, onnx::MakeTensor(*library_, values.data(), values.size_bytes(),
                                                shape, values.size(), onnx::kFloat));
  return OnnxTensor(library_, value);
}
Result<OnnxTensor> OnnxRuntime::Over(std::span<std::int64_t> values,
                                     std::vector<std::int64_t> shape) const {
  TRY_ASSIGN(const auto value, onnx::MakeTensor(*library_, values.data(), values.size_bytes(),
                                                shape, values.size(), onnx::kInt64));
  return OnnxTensor(library_, value);
}
Result<OnnxTensor> OnnxRuntime::Over(std::span<bool> values,
                                     std::vector<std::int64_t> shape) const {
  TRY_ASSIGN(const auto value, onnx::MakeTensor(*library_, values.data(), values.size_bytes(),
                                                shape, values.size(), onnx::kBool));
  return OnnxTensor(library_, value);
}

}  // namespace tocsin::speech
