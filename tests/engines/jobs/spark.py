"""Pipes the lines of a file through `route`, a process a partition, on two workers of Spark; prints the answers' checksum.

    spark.py FILE PARTITIONS COMMAND...
"""

import hashlib
import shlex
import sys

from pyspark.sql import SparkSession

file, partitions, command = sys.argv[1], int(sys.argv[2]), shlex.join(sys.argv[3:])
# Two workers of one core and a gigabyte each, every one a process of its own, as on two machines.
spark = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false").getOrCreate()
answers = spark.sparkContext.textFile(file, partitions).pipe(command, checkCode=True)
workers = spark.sparkContext.range(0, 64, numSlices=64).mapPartitions(lambda _: [__import__("os").getppid()]).distinct()
print("workers", workers.count())
print("partitions", answers.getNumPartitions())
checksum = hashlib.sha256()
# In the order of the file: partition behind partition.
for answer in answers.toLocalIterator():
    checksum.update(answer.encode() + b"\n")
print("checksum", checksum.hexdigest())
spark.stop()
