"""What a program is: values and their kinds, operations, blocks and functions."""
