// What a case is for. Cases are never compiled: check_run.cpp parses them.
#pragma once

#define REPORTS(rules) [[clang::annotate("reports:" rules)]]
#define SILENT [[clang::annotate("reports:")]]
// Where the value of Source() goes.
#define FLOWS(sinks) [[clang::annotate("flows:" sinks)]]
// In which regions the calls of Probe() stand, in order.
#define REGIONS(regions) [[clang::annotate("regions:" regions)]]
// What the function says about replays.
#define SAYS(region) [[clang::annotate("says:" region)]]
