#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plants each of the twelve faults of core/base/plant.h in a build of its own and shows that the suite turns red.
# plants.sh BUILD-FOLDER [NUMBER…]. Ends with 0 when every planted fault is found, and the unplanted suite is green.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
build=$1
shift
jobs=${ILV_JOBS:-$(nproc)}

# number @ what is built @ which tests (ctest -R) @ what it is
plants=(
  '1@tst_peers@^peers:processes$@lose every 997th outcome'
  '2@tst_contract@^contract:processes$@record an outcome twice'
  '3@tst_poolorder tst_pooldeaths@^tst_pool(order|deaths)$@accept a late result'
  '4@tst_scheduler tst_invariants@^tst_(scheduler|invariants)$@retry after success'
  '5@tst_commands@^tst_commands$@reap nothing'
  '6@tst_poolfaults@^tst_poolfaults$@leak a descriptor for each worker'
  '7@tst_hostdeath@^tst_hostdeath$@workers outlive their parent'
  '8@tst_contract@^contract:processes$@skip the comparison with the right answer'
  '9@tst_files@^tst_files$@ignore a short write'
  '10@tst_cliparts@^tst_cliparts$@write result.json at the start'
  '11@tst_pooldeaths tst_poolstate@^tst_pool(deaths|state)$@no restart limit'
  '12@tst_pooldeaths@^tst_pooldeaths$@the clock of a time-out starts in the queue'
)

configure() { cmake -S "$root" -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release -D CMAKE_CXX_FLAGS_RELEASE=-O1 -D ILV_PLANT="$1" >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }; }

run() { # TARGETS TESTS
  # shellcheck disable=SC2086
  cmake --build "$build" -j "$jobs" --target $1 >"$build.log" 2>&1 || { tail -30 "$build.log" >&2; exit 1; }
  ctest --test-dir "$build" --no-tests=error -R "$2" --timeout 120 >"$build.log" 2>&1
}

wanted=()
all_targets=""
all_tests=""
for line in "${plants[@]}"; do
  IFS='@' read -r number targets tests _ <<<"$line"
  [[ $# == 0 || " $* " == *" $number "* ]] || continue
  wanted+=("$line")
  all_targets+=" $targets"
  all_tests+=" $tests"
done

configure 0
for tests in $all_tests; do
  run "$all_targets" "$tests" || { printf 'red without a planted fault: %s\n' "$tests" >&2; exit 1; }
done
printf 'without a planted fault: green\n'

missed=()
for line in "${wanted[@]}"; do
  IFS='@' read -r number targets tests what <<<"$line"
  configure "$number"
  if run "$targets" "$tests"; then
    printf 'plant %2d: NOT FOUND: %s (%s)\n' "$number" "$what" "$tests"
    missed+=("$number")
  else
    printf 'plant %2d: found: %s\n' "$number" "$what"
  fi
done
((${#missed[@]} == 0)) || { printf 'not found: %s\n' "${missed[*]}" >&2; exit 1; }
