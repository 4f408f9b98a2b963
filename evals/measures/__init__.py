"""What an evaluation computes from what was told, one file for each family; `table.py` lists them all."""
