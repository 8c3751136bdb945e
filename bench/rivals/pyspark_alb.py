#!/usr/bin/env python3
"""pyspark_alb.py INPUT OUTPUT: the logs become a table with Spark in one process: its CSV reader, partitioned Parquet files."""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import DoubleType, LongType, StringType, StructField, StructType

import alb

source, output = map(os.path.abspath, sys.argv[1:3])
cores = len(os.sched_getaffinity(0))
spark = (SparkSession.builder.master(f"local[{cores}]").appName("alb")
         .config("spark.driver.memory", "4g").config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
         .config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.session.timeZone", "UTC")
         .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
schema = StructType([StructField(field, alb.kind(field, LongType(), StringType(), DoubleType(), StringType())) for field in alb.FIELDS])
logs = spark.read.csv(source, schema=schema, sep=" ", quote='"', escape='"', nullValue="-", recursiveFileLookup=True)


def null_if(column, value):
    return f.when(column != value, column)


def made(field):
    """The columns of a field."""
    column = f.col(field)
    if field == "request":
        parts = [f.regexp_extract(column, "^([^ ]*) (.*) ([^ ]*)$", number) for number in (1, 2, 3)]
        return [null_if(part, "-").alias(name) for name, part in zip(alb.REQUEST, parts)]
    if field in alb.TIMES:
        return [column.cast("timestamp").alias(field)]
    return [null_if(column, -1).alias(field)] if field in alb.SECONDS else [column]


def address(field, ip, port):
    last = f.substring_index(field, ":", -1)
    return [f.expr(f"left({field}, length({field}) - length(substring_index({field}, ':', -1)) - 1)").alias(ip), last.cast("long").alias(port)]


columns = [column for field in alb.FIELDS for column in made(field)]
columns += [column for field, names in alb.ADDRESSES.items() for column in address(field, *names)]
region = f.element_at(f.split(f.input_file_name(), "/"), -5).alias("region")
rows = logs.select(*columns, region)
for name, format in (("year", "yyyy"), ("month", "MM"), ("day", "dd")):
    rows = rows.withColumn(name, f.date_format("time", format))
rows.write.partitionBy(*alb.PARTITIONS).option("compression", "snappy").parquet(output)
spark.stop()
