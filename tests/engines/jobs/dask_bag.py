"""Pipes the lines of a file through `route`, a process a block, on two workers of Dask; prints the answers' checksum.

    dask_bag.py FILE BLOCK_BYTES COMMAND...
"""

import hashlib
import subprocess
import sys

import dask.bag
from distributed import Client, LocalCluster


def pipe(lines, command):
    done = subprocess.run(command, input="".join(lines).encode(), stdout=subprocess.PIPE, check=True)
    return [done.stdout]


def main():
    file, block, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        blocks = dask.bag.read_text(file, blocksize=block).map_partitions(pipe, command)
        print("workers", len(client.scheduler_info()["workers"]))
        print("partitions", blocks.npartitions)
        # In the order of the file: block behind block.
        print("checksum", hashlib.sha256(b"".join(blocks.compute())).hexdigest())


# Workers import this file.
if __name__ == "__main__":
    main()
