// What counts as a call, shape by shape (clang-findings section 3).
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "collect_text.h"

namespace lockstep::lint {
namespace {

struct Shape {
  std::string name;
  std::string code;
  std::string calls;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.name; }

class Calls : public testing::TestWithParam<Shape> {};

TEST_P(Calls, AreTheseAndNoOthers) {
  EXPECT_EQ(CallsOf(CollectText(GetParam().code)), GetParam().calls);
}

const std::vector<Shape>& Shapes() {
  static const std::vector<Shape> kShapes = {
      {"Plain", "void Help(); void Run() { Help(); }", "Run -> Help\n"},
      {"NotSizeof", "int Help(); int Run() { return sizeof(Help()); }", ""},
      {"NotDecltype",
       "int Help(); void Run() { decltype(Help()) x{}; (void)x; }", ""},
      {"NotNoexcept", "int Help(); bool Run() { return noexcept(Help()); }",
       ""},
      {"NotIfFalse", "void Help(); void Run() { if (false) Help(); }", ""},
      {"NotIfConstexpr",
       "void Help(); template <bool B> void T() { if constexpr (B) Help(); }"
       "void Run() { T<false>(); }",
       "Run -> T<false>\n"},
      {"DefaultArgument",
       "int Help(); void Take(int x = Help()); void Run() { Take(); }",
       "Run -> Take\nRun -> Help (default argument)\n"},
      {"Constructor", "struct A { A(); }; void Run() { A a; }",
       "Run -> A::A (constructor of 'A')\n"},
      {"Destructor", "struct A { ~A(); }; void Run() { A a; }",
       "Run -> A::~A (destructor of 'a')\n"},
      {"DestructorOfAMember",
       "struct A { ~A(); }; struct B { A a; }; void Run() { B b; }",
       "Run -> B::~B (destructor of 'b')\n"
       "B::~B -> A::~A (destructor of 'a')\n"},
      {"NoDestructorOfAMemberOfAUnion",
       "struct A { ~A(); }; struct B { union { A a; }; ~B() {} };"
       "void Run() { B b; }",
       "Run -> B::~B (destructor of 'b')\n"},
      {"Delete", "struct A { virtual ~A(); }; void Run(A* a) { delete a; }",
       "Run ~> A::~A (destructor of the deleted object)\n"},
      {"Virtual", "struct A { virtual void Go(); }; void Run(A& a) { a.Go(); }",
       "Run ~> A::Go\n"},
      {"VirtualOfAKnownType",
       "struct A { virtual void Go(); }; void Run() { A a; a.Go(); }",
       "Run -> A::A (constructor of 'A')\nRun -> A::Go\n"},
      {"Operator",
       "struct A {}; A operator+(A, A); void Run(A a) { (void)(a + a); }",
       "Run -> operator+ (operator+)\n"},
      {"RewrittenOperator",
       "struct A {}; bool operator==(const A&, const A&);"
       "bool Run(A a) { return a != a; }",
       "Run -> operator== (operator==)\n"},
      {"Conversion",
       "struct A { operator bool() const; }; bool Run(A a) { return a; }",
       "Run -> A::operator bool (conversion 'operator bool')\n"},
      {"Lambda", "void Help(); void Run() { [] { Help(); }(); }",
       "Run -> lambda (operator())\nlambda -> Help\n"},
      {"LambdaThatIsNotCalled",
       "void Help(); void Run() { auto f = [] { Help(); }; (void)f; }",
       "lambda -> Help\n"},
      {"Pointer", "void Help(); void Run() { void (*f)() = &Help; f(); }",
       "Run => slot f\n"},
      {"Parameter", "void Run(void (*f)()) { f(); }", "Run => slot f\n"},
      {"RangeFor",
       "struct It { int operator*(); It& operator++(); };"
       "bool operator!=(It, It);"
       "struct A { It begin(); It end(); };"
       "void Run(A a) { for (int x : a) (void)x; }",
       "Run -> A::begin\nRun -> A::end\n"
       "Run -> operator!= (operator!=)\n"
       "Run -> It::operator++ (operator++)\n"
       "Run -> It::operator* (operator*)\n"},
      {"DynamicInitialiser",
       "int Help(); inline int g = Help(); int Run() { return g; }",
       "Run -> g (initialiser of 'g')\ninitialiser of 'g' -> Help\n"},
      {"ConstantInitialiser",
       "constexpr int Two() { return 2; } inline const int g = Two();"
       "int Run() { return g; }",
       "initialiser of 'g' -> Two\n"},
      {"StaticLocal",
       "int Help(); int Run() { static int x = Help(); return x; }",
       "Run -> x (initialiser of 'x')\ninitialiser of 'x' -> Help\n"},
      {"ComparatorByType",
       "#include <set>\n"
       "struct Less { bool operator()(int, int) const; };"
       "void Run(std::set<int, Less>& s) { s.insert(1); }",
       "Run -> Less::operator() ('std::set::insert' calls "
       "'Less::operator()')\n"},
  };
  return kShapes;
}

INSTANTIATE_TEST_SUITE_P(Shape, Calls, testing::ValuesIn(Shapes()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lockstep::lint
