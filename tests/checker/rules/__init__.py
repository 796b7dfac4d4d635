"""Uses of every rule and theorem, a file for each file of `verify/checker/rules`."""
