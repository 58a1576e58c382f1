#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the engine beside its peers and prints the ratios.

    bench.py BUILD_FOLDER [--quick] [--rounds N] [NAME…]

Sides of a group are measured in turn, forward and back (ABC CBA …), in the same minutes; a ratio is taken within each
round and the median over the rounds is what counts: on a shared machine nothing else is worth quoting. Our side is
`interleave run`, as a user runs it; its figures are those of the trial's own window, as those of the peers leave out
the start of their pools.
"""
import argparse
import os
import statistics
import sys

sys.dont_write_bytecode = True  # nothing is left behind in the source tree
import rows  # noqa: E402
import sides  # noqa: E402


def measure(site, group, rounds):
    """Per side, a list of what each round said."""
    seen = {name: [] for name in group.sides}
    for number in range(rounds):
        names = list(group.sides)
        for name in names if number % 2 == 0 else reversed(names):
            seen[name].append(group.sides[name](site))
            print(f"  {group.name}: round {number + 1} of {rounds}, {name}: {show(seen[name][-1])}", file=sys.stderr)
    return seen


def show(value):
    if isinstance(value, list):
        return " ".join(show(one) for one in value)
    return "absent" if value is None else f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def series(seen, side):
    name, _, index = side.partition(".")
    return [value if value is None or not index else value[int(index)] for value in seen[name]]


def ratios(seen, row):
    above = series(seen, row.above)
    below = series(seen, row.below) if row.below else [1.0] * len(above)
    if None in above or None in below:
        return None
    return [a / b for a, b in zip(above, below)]


def verdict(row, value):
    reached = (lambda limit: value <= limit) if row.less else (lambda limit: value >= limit)
    return "met" if reached(row.goal) else "floor" if reached(row.floor) else "MISSED"


def line(group, row, seen):
    all_of = ratios(seen, row)
    sign = "≤" if row.less else "≥"
    limits = f"{sign} {row.goal:g} ({row.floor:g})"
    sides_said = f"{show(statistics.median(series(seen, row.above)))}" if all_of else ""
    if all_of and row.below:
        sides_said += f" : {show(statistics.median(series(seen, row.below)))}"
    if all_of is None:
        return f"| {group.name} | {row.what} | – | | {limits} | peer absent | |"
    middle = statistics.median(all_of)
    return (f"| {group.name} | {row.what} | **{middle:.3g}** | {min(all_of):.3g} … {max(all_of):.3g} | {limits} "
            f"| {verdict(row, middle)} | {sides_said} |")


def main():
    known = {group().name: group for group in rows.GROUPS}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", help="a build folder with the programs and benchmarks in it")
    parser.add_argument("--quick", action="store_true", help="one round: a look, no evidence")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    wanted = parser.parse_intermixed_args()
    unknown = [name for name in wanted.names if name not in known]
    if unknown:
        parser.error(f"no group is called {', '.join(unknown)}; there are {', '.join(known)}")
    try:
        os.nice(-10)
    except OSError:
        pass  # not root: the table is a little noisier
    site = sides.Site(os.path.abspath(wanted.build))
    table = []
    try:
        for name in wanted.names or known:
            group = known[name]()
            try:
                seen = measure(site, group, 1 if wanted.quick else wanted.rounds)
                table += [line(group, row, seen) for row in group.rows]
            except SystemExit as problem:  # the other groups are still worth their rows
                print(problem, file=sys.stderr)
                table += [f"| {group.name} | {row.what} | – | | | MISSED (not measured) | |" for row in group.rows]
    finally:
        site.close()
    print("| group | compared | ratio | rounds | goal (floor) | | sides |\n|---|---|---|---|---|---|---|")
    print("\n".join(table))
    return 1 if any("MISSED" in row for row in table) else 0


if __name__ == "__main__":
    sys.exit(main())
