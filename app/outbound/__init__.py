"""What leaves the process: the queue, files, mail."""
