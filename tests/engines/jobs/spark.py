"""Pipes the lines of a file through `route`, a process a partition, on two workers of Spark; prints the answers' checksum.

    spark.py FILE PARTITIONS COMMAND...
"""

import hashlib
import pathlib
import shlex
import sys

from pyspark.sql import SparkSession

file, partitions, command = sys.argv[1], int(sys.argv[2]), shlex.join(sys.argv[3:])
# Two workers of one core and a gigabyte each, every one a process of its own, as on two machines; the job waits for both.
spark = (
    SparkSession.builder.master("local-cluster[2,1,1024]")
    .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
answers = spark.sparkContext.textFile(file, partitions).pipe(command, checkCode=True)
answers.saveAsTextFile("answers")
# The driver is listed too.
print("workers", len(spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1)
spark.stop()

checksum = hashlib.sha256()
# In the order of the file: partition behind partition.
parts = sorted(pathlib.Path("answers").glob("part-*"))
for part in parts:
    with part.open("rb") as lines:
        while piece := lines.read(1 << 20):
            checksum.update(piece)
print("partitions", len(parts))
print("checksum", checksum.hexdigest())
