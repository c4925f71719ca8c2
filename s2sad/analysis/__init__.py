"""Facts about programs in SSA: kinds, activity, liveness, ownership.  Nothing here changes a program."""
