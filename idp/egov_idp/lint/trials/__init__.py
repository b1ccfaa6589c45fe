"""What is tried on a platform that runs, one in each file; a file that is added here is tried."""
