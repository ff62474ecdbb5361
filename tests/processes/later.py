"""Runs the worker with its clock some minutes ahead: ``python -m tests.processes.later 11 app.worker.huey …``.
So a lease that a killed worker left behind has run out, and no test waits for it.
"""

import sys
from datetime import timedelta

import time_machine
from huey.bin.huey_consumer import consumer_main

if __name__ == "__main__":
    minutes = int(sys.argv.pop(1))
    with time_machine.travel(timedelta(minutes=minutes), tick=True):
        consumer_main()
