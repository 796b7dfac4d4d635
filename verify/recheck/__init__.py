"""What a report is vouched for: every row rebuilt from the paper's claims and the certificates, every page from the rows.

`files` reads what may be anything, `acceptance` asks the checker about the certificates, `replay` repeats what an entry says was found,
`rows` rebuilds one row and compares, `whole` does so for all rows and the pages.  Nothing here imports SymPy or searches for a proof.
"""
