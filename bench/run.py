"""Compare evalkit with the baseline and the lower bound: what ``make bench`` runs.

The variants run in turn, round after round, after one round that does not count. What is printed and saved are ratios
within a round, since machines are shared and seconds of one say nothing about another.
"""

import argparse
import tempfile
from contextlib import suppress
from pathlib import Path

from bench.lower_bound import processors
from bench.results import save_picture, shown, table
from bench.variants import CHANGED, LABELS, LOWER, NAIVE, PROJECT, STOCK, UNCHANGED, WARM, Bench, Timing, Variant
from evalkit.text import aligned

RESULTS = Path(__file__).parent / "results"
WARM_UP = 0
ENOUGH_ROUNDS = 5
ONCE = (NAIVE, STOCK)


def notebooks(years: int) -> int:
    """Return how many notebooks so many years have: each year its own, and one page across them."""
    return (len(list((PROJECT / "notebooks").glob("[0-9]*.ipynb"))) - 1) * years + 1


def schedule(years: list[int], rounds: int, kinds: list[str], *, thorough: bool) -> list[tuple[int, Variant]]:
    """Return what runs when: in every round each variant once, in turn.

    The baseline and the stock kernel run the fewest years only. A thorough comparison begins with a round that does
    not count, and runs the baseline of twice as many years once, to show that it grows in proportion.
    """
    fewest = min(years)
    each = [Variant(count, kind) for count in years for kind in kinds if count == fewest or kind not in ONCE]
    planned = [(number, variant) for number in range(WARM_UP if thorough else 1, rounds + 1) for variant in each]
    return [*planned, (rounds, Variant(2 * fewest, NAIVE))] if thorough and NAIVE in kinds else planned


def main() -> None:
    """Run the comparison, print its table, and save it with a picture; both are renewed with every round."""
    options = _options()
    years, rounds = ([1, 2], 1) if options.quick else (options.years, options.rounds)
    planned = schedule(years, rounds, options.variants, thorough=not options.quick)
    timings: list[Timing] = []
    shown_lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as work, suppress(KeyboardInterrupt):
        bench = Bench(Path(work), max(variant.years for _, variant in planned))
        for number, (round, variant) in enumerate(planned, start=1):
            print(f"{number}/{len(planned)}  第 {round} 轮  {variant.years} 个年度  {LABELS[variant.kind]}", flush=True)
            timings.append(bench.measure(variant, round))
            if number == len(planned) or planned[number][0] != round != WARM_UP:
                shown_lines = save([timing for timing in timings if timing.round != WARM_UP], round)
    print(*shown_lines, sep="\n")


def save(timings: list[Timing], rounds: int) -> list[str]:
    """Save table and picture of the rounds that are over, and return what to print."""
    frame = table(timings, notebooks)
    title = f"{processors()} 个处理器，{rounds} 轮的中位数{'，不足五轮，只供试运行' if rounds < ENOUGH_ROUNDS else ''}"
    RESULTS.mkdir(exist_ok=True)
    text = shown(frame)
    text.assign(处理器=processors()).to_csv(RESULTS / "bench.csv", index=False, encoding="utf-8-sig")
    save_picture(frame, RESULTS / "bench.png", title)
    lines = aligned([list(text.columns), *text.values.tolist()], right=range(1, len(text.columns)))
    return ["", title, "", *lines, "", f"{RESULTS / 'bench.csv'}", f"{RESULTS / 'bench.png'}"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="与基线和下限比较速度，只报告倍数。")
    kinds = [NAIVE, STOCK, WARM, LOWER, UNCHANGED, CHANGED]
    parser.add_argument("--rounds", type=int, default=ENOUGH_ROUNDS, help="几轮，默认 5")
    parser.add_argument("--years", type=_counts, default=[1, 5, 10, 20], help="各几个年度，默认 1,5,10,20")
    parser.add_argument("--variants", nargs="+", choices=kinds, default=kinds, metavar="KIND", help=f"方案：{' '.join(kinds)}")
    parser.add_argument("--quick", action="store_true", help="试运行：一轮，一个和两个年度，没有预跑")
    return parser.parse_args()


def _counts(text: str) -> list[int]:
    return sorted({int(count) for count in text.split(",")})


if __name__ == "__main__":
    main()
