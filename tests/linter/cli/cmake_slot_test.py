"""Builds a small CMake project with lockstep-lint as its clang-tidy
(CMAKE_CXX_CLANG_TIDY), as a user of CMake would.

    cmake_slot_test.py SOURCE_FOLDER LOCKSTEP_LINT CMAKE
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

LISTS = """cmake_minimum_required(VERSION 3.20)
project(shop CXX)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_library(shop STATIC checkout.cpp price.cpp)
target_include_directories(shop SYSTEM PRIVATE system)
"""
HEADER = ("#pragma once\n#include <clock.h>\n"
          "inline long Half() { return time(nullptr) / 2; }\n")


class Project:
    def __init__(self, folder, lint, cmake):
        self.folder, self.lint, self.cmake = folder, lint, cmake
        self.env = dict(os.environ, XDG_CACHE_HOME=str(folder / "cache"))

    def build(self, name, options):
        """Exit code and output of building it anew with these options."""
        tidy = ";".join([self.lint] + options)
        build = str(self.folder / name)
        subprocess.run([self.cmake, "-S", self.folder, "-B", build,
                        f"-DCMAKE_CXX_CLANG_TIDY={tidy}"], check=True,
                       env=self.env, stdout=subprocess.DEVNULL)
        run = subprocess.run([self.cmake, "--build", build], check=False,
                             env=self.env, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
        return run.returncode, run.stdout


def expect(holds, what, output):
    if not holds:
        sys.exit(f"not so: {what}\n{output}")


def main():
    source, lint, cmake = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        shop = pathlib.Path(folder) / "shop"
        shutil.copytree(source / "fixtures/lint_cli/shop", shop)
        (shop / "compile_commands.json.in").unlink()
        (shop / "CMakeLists.txt").write_text(LISTS)
        project = Project(shop, lint, cmake)

        # price.cpp alone: a value that goes into a result is a warning.
        code, text = project.build("alone", ["-q", "--checks=-unknown-callee"])
        expect("warning: 'time' reads" in text, "warnings are shown", text)
        expect(code != 0, "a warning stops the build", text)

        # A finding in a header, for the unit that reaches it.
        (shop / "half.h").write_text(HEADER)
        checkout = shop / "checkout.cpp"
        checkout.write_text(checkout.read_text().replace(
            '"shop.h"', '"shop.h"\n#include "half.h"').replace(
                "> 8", "> Half()"))
        code, text = project.build("header", ["-q"])
        expect("half.h:3:29: error: 'time' reads" in text,
               "findings in headers are shown", text)
        expect(code != 0, "errors stop the build", text)
        checkout.write_text(checkout.read_text().replace("Half()", "8"))

        # With the database: chains over units, once their facts are cached.
        subprocess.run([lint, "-p", shop / "header", "-q"], env=project.env,
                       cwd=shop, stdout=subprocess.DEVNULL, check=False)
        code, text = project.build("linked",
                                   ["-p", str(shop / "header"), "-q"])
        expect("note: calls 'Hours'" in text,
               "units of the database are linked", text)

        # Nothing to say, nothing in the way.
        price = shop / "price.cpp"
        price.write_text(price.read_text().replace("time(nullptr)", "7"))
        code, text = project.build("clean", ["--unknown=ignore", "-q"])
        expect(code == 0, "clean code builds", text)
        expect("note:" not in text, "clean code is silent", text)
    print("built 4 times")


main()
