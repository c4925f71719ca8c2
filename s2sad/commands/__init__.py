"""What the commands of ``python -m s2sad`` do, one file each."""
