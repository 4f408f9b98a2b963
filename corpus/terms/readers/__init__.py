"""Files that hold terms, one reader a format: tables, TBX, TMX, dictd dictionaries."""
