// Variables with static storage.
#include <map>
#include <memory>
#include <string>
#include <vector>

int counter = 0;
const int kLimit = 3;
const std::string kName = "x";
const std::map<std::string, int> kTable = {{"a", 1}};
std::map<std::string, int> cache;
std::vector<int> numbers;
thread_local int ambient = 0;
char buffer[64];
std::string scratch;
struct Config {
  int Get() const { return value; }
  void Set(int v) { value = v; }  //! changes value
  int value = 0;
};
Config config;
std::unique_ptr<Config> owner;
void Use(int);
void Fill(std::vector<int>& out);
void Look(const std::vector<int>& in);

int Reads() {
  if (counter > kLimit) return 1;  //! reads counter
  return config.Get();             //! reads config
}
int Constants() { return kLimit; }
bool Dynamic() { return kName.empty() || kTable.empty(); }  //! reads kName; reads kTable

void Writes() {
  ++counter;               //! writes counter
  counter += 2;            //! writes counter
  counter = 1;             //! writes counter
  config.Set(1);           //! writes config
  config.value = 2;        //! writes config
  owner->value = 3;        //! writes owner
  cache["a"] = 1;          //! writes cache
  numbers.push_back(1);    //! writes numbers
  numbers[0] = 2;          //! writes numbers
  for (int& n : numbers) n = 0;  //! writes numbers
  auto& alias = cache;     //! writes cache
  alias.clear();
}
int Next() { return ++counter; }  //! reads counter; writes counter

void Readers() {
  for (int n : numbers) Use(n);        //! reads numbers
  Use(numbers.begin() == numbers.end());  //! reads numbers; reads numbers
  const auto& alias = cache;           //! reads cache
  Look(numbers);                       //! reads numbers
  Use(cache.find("a") == cache.end());  //! reads cache; reads cache
}
void HandsOut() { Fill(numbers); }  //! hands out numbers
Config& Instance() {
  static Config instance;
  return instance;  //! hands out instance
}
const Config& Shared() {
  static const Config kShared;
  return kShared;
}
int Ambient() { return ambient; }  //! reads ambient

int Scratch() {
  scratch.clear();        //! writes scratch
  scratch += "a";         //! writes scratch
  return scratch.size();  //! reads own scratch
}
int Maybe(bool first) {
  if (first) scratch = "";  //! writes scratch
  return scratch.size();    //! reads scratch
}
