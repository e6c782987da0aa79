import os

# openpyxl writes different bytes if lxml is installed, which it checks on import.
os.environ["OPENPYXL_LXML"] = "False"
