// A doubly linked list whose nodes are members of the items: an item leaves the
// list when it dies, in constant time, and the list owns nothing.
#pragma once

namespace lockstep::internal {

template <class T>
class List;

// The place of an item in at most one list.
template <class T>
class ListNode {
 public:
  explicit ListNode(T& item) : item_(&item) {}
  ListNode(const ListNode&) = delete;
  ListNode& operator=(const ListNode&) = delete;
  ~ListNode() { Unlink(); }

  bool Linked() const { return next_ != nullptr; }
  void Unlink() {
    if (!Linked()) return;
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = nullptr;
  }

 private:
  friend class List<T>;
  ListNode() = default;

  T* item_ = nullptr;
  ListNode* previous_ = nullptr;
  ListNode* next_ = nullptr;
};

template <class T>
class List {
 public:
  List() { ends_.previous_ = ends_.next_ = &ends_; }
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() {
    while (!Empty()) ends_.next_->Unlink();
    ends_.previous_ = ends_.next_ = nullptr;
  }

  bool Empty() const { return ends_.next_ == &ends_; }
  void PushBack(ListNode<T>& node) {
    node.Unlink();
    node.previous_ = ends_.previous_;
    node.next_ = &ends_;
    ends_.previous_->next_ = &node;
    ends_.previous_ = &node;
  }
  T* First() const { return ends_.next_->item_; }
  T* Last() const { return ends_.previous_->item_; }
  // Takes the first item out; null if there is none.
  T* PopFirst() {
    T* const item = First();
    if (item != nullptr) ends_.next_->Unlink();
    return item;
  }
  // Calls visit(item) until it returns false or the items end. The visit may
  // take its own item out.
  template <class Visit>
  void ForEach(Visit visit) const {
    for (ListNode<T>* node = ends_.next_; node != &ends_;) {
      ListNode<T>* const next = node->next_;
      if (!visit(*node->item_)) return;
      node = next;
    }
  }

 private:
  ListNode<T> ends_;  // its item is null
};

}  // namespace lockstep::internal
