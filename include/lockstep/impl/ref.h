// Joint ownership of what futures, coroutines and scopes share. A run and all
// its code are on one thread, so the count is a plain number.
#pragma once

#include <cstdint>
#include <utility>

namespace lockstep::internal {

class RefCounted {
 public:
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;

  void AddRef() { ++refs_; }
  void Release() {
    if (--refs_ == 0) delete this;
  }
  bool HasOneRef() const { return refs_ == 1; }

 protected:
  RefCounted() = default;
  virtual ~RefCounted() = default;

 private:
  uint32_t refs_ = 0;
};

// One of the owners of a T, or null.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) {
    if (object_ != nullptr) object_->AddRef();
  }
  Ref(const Ref& other) : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  Ref(const Ref<U>& other) : Ref(other.get()) {}  // to a base class
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr) object_->Release();
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

template <class T, class... A>
Ref<T> MakeRef(A&&... arguments) {
  return Ref<T>(new T(std::forward<A>(arguments)...));
}

}  // namespace lockstep::internal
