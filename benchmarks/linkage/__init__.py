"""How well and how fast rows become people and families, ours beside splink's own tutorial: `python -m benchmarks.linkage`.

    python -m benchmarks.linkage [--only NAME ...] [--json]        each file of shared/data/linkage
    python -m benchmarks.linkage --rows FILE --truth FILE          a file that it has never seen
    python -m benchmarks.linkage --agency FOLDER                   files of agencies, as shared/data/backlog_1100
    python -m benchmarks.linkage --million N [--runs N]            a national register, invented: `kith intake link-files`
      [--rows-a-person R] [--one-of N] [--keep FOLDER]             as one part of N of a larger one; kept for another time
    python -m benchmarks.linkage FOLDER | --seed N --families N    ours alone, by step and beside its budgets

Each model links in a process of its own (`one.py`), which is handed rows without the truth's columns; time and memory are that
whole process's. The truth is read afterwards, here, by `truth.py` for `scoring.py`, and by nothing else.
"""
