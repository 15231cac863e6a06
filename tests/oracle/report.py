"""Counts of pairs as Markdown and as tab separated values."""
import collections

import agreement

COLUMNS = ("ok", "nondeterminism", "strict: lists", "strict: identity", "other", "explained", "disagreements")


class Tally:
    """Pairs by one of their properties (folder, kind of edit), and by how they were judged."""

    def __init__(self, title):
        self.title = title
        self.rows = collections.defaultdict(collections.Counter)

    def add(self, key, pair, differs, explained):
        self.rows[key][agreement.column(pair, differs, explained)] += 1

    def total(self):
        return sum(self.rows.values(), collections.Counter())

    def markdown(self):
        lines = [f"| {self.title} | Pairs | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 2) + "|"]
        lines += [self._line(key, row) for key, row in sorted(self.rows.items())]
        lines.append(self._line("**all**", self.total()))
        return "\n".join(lines)

    def tsv(self):
        lines = ["\t".join((self.title, "pairs", *COLUMNS))]
        for key, row in sorted(self.rows.items()):
            lines.append("\t".join(map(str, (key, row.total(), *(row[column] for column in COLUMNS)))))
        return "\n".join(lines) + "\n"

    def _line(self, key, row):
        return f"| {key} | {row.total()} | " + " | ".join(str(row[column]) for column in COLUMNS) + " |"
