"""usage: what processes take: private memory, wake-ups, processor time."""
import glob
import os
import re


def number(path, key):
    with open(path) as file:
        return int(re.search(rf'^{key}:\s*(\d+)', file.read(), re.M)[1])


def dirty(pids):
    """Private_Dirty in MiB."""
    return sum(number(f'/proc/{pid}/smaps_rollup', 'Private_Dirty') for pid in pids) / 1024


def wakes(pids):
    return sum(number(path, 'voluntary_ctxt_switches') for pid in pids for path in glob.glob(f'/proc/{pid}/task/*/status'))


def work(pids):
    """Seconds."""
    total = 0
    for pid in pids:
        with open(f'/proc/{pid}/stat') as file:
            total += sum(map(int, file.read().rpartition(')')[2].split()[11:13]))
    return total / os.sysconf('SC_CLK_TCK')
