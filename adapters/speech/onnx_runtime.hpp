#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.hpp"

/// ONNX Runtime, opened when the process runs, so that tocsin is built and starts without it
/// (docs/adr/0022-onnx-runtime.md). onnx_runtime.cpp alone knows its C interface.
namespace tocsin::speech {

namespace onnx {
struct Library;  // the table of functions, and the environment
}

/// Numbers with a shape: of the caller's memory, or made by a run. Move only.
class OnnxTensor {
 public:
  OnnxTensor() = default;  ///< empty: a run makes it
  OnnxTensor(OnnxTensor&& other) noexcept;
  OnnxTensor& operator=(OnnxTensor&& other) noexcept;
  ~OnnxTensor();

  explicit operator bool() const { return value_ != nullptr; }
  /// Valid as long as the tensor. Empty for a tensor that is empty or holds no floats.
  std::span<float> Floats() const;
  std::vector<std::int64_t> Shape() const;

 private:
  friend class OnnxRuntime;
  friend class OnnxModel;
  OnnxTensor(const onnx::Library* library, void* value) : library_(library), value_(value) {}

  const onnx::Library* library_ = nullptr;
  void* value_ = nullptr;
};

/// A model that was read. Thread-safe: many threads may run it at once, each run uses one thread.
class OnnxModel {
 public:
  OnnxModel() = default;
  OnnxModel(OnnxModel&& other) noexcept;
  OnnxModel& operator=(OnnxModel&& other) noexcept;
  ~OnnxModel();

  /// `inputs` and `outputs` stand beside their names. An output that is a tensor is written into,
  /// an empty one is made.
  Status Run(std::span<const char* const> input_names, std::span<const OnnxTensor* const> inputs,
             std::span<const char* const> output_names, std::span<OnnxTensor> outputs) const;

 private:
  friend class OnnxRuntime;
  OnnxModel(const onnx::Library* library, void* session) : library_(library), session_(session) {}

  const onnx::Library* library_ = nullptr;
  void* session_ = nullptr;
};

/// The library. Thread-safe; copies are the same library, which stays loaded until the process
/// ends, for there is no safe moment to unload it.
class OnnxRuntime {
 public:
  /// `path`: of libonnxruntime.so. kNotFound: it cannot be opened; kInvalid: it is no ONNX Runtime,
  /// or one of another major version.
  static Result<OnnxRuntime> Open(const std::string& path);

  std::string version() const;
  /// `bytes`: an .onnx or .ort file; not needed afterwards.
  Result<OnnxModel> Load(std::string_view bytes) const;

  /// Tensors over memory that must outlive them; the product of `shape` is the number of values.
  Result<OnnxTensor> Over(std::span<float> values, std::vector<std::int64_t> shape) const;
  Result<OnnxTensor> Over(std::span<std::int64_t> values, std::vector<std::int64_t> shape) const;
  Result<OnnxTensor> Over(std::span<bool> values, std::vector<std::int64_t> shape) const;

 private:
  explicit OnnxRuntime(const onnx::Library* library) : library_(library) {}

  const onnx::Library* library_;
};

}  // namespace tocsin::speech
