"""The cases of each rule, in files that mirror ``s2sad/rules``: a table from functions to cases."""
