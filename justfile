# The daily habits: `just` lists them.

_list:
    @just --list --unsorted

# Check a bill of materials: just check sample_boms/nmc811_2025_pass.xlsx
check *arguments:
    uv run critmin check {{ arguments }}

# Run the tests, or those named: just test tests/test_samples.py
test *arguments:
    uv run --group dev pytest -n auto {{ arguments }}

# Style, and types of what ships
lint:
    uv run --group dev ruff check .
    uv run --group dev ruff format --check .
    uv run --isolated --no-editable --frozen --group dev mypy --strict -p critmin.engine -p critmin.cli -p critmin.data

# Fix style where that can be done automatically
format:
    uv run --group dev ruff check --fix .
    uv run --group dev ruff format .

# Renew what is generated in the documentation, and build it strictly into the folder site
docs:
    uv run --group dev pytest tests/test_docs.py tests/test_doc_commands.py --snapshot-update
    uv run --group dev mkdocs build --strict

# Read the documentation in a browser
serve:
    uv run --group dev mkdocs serve

# Everything that must hold before a change is accepted
ci:
    bash .ci/run
