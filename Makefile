# The two commands of the README are `make demo` and `make test`; the others are for those who build Kith.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export KITH_VAR ?= $(CURDIR)/var
unexport PYTHONDONTWRITEBYTECODE # a dozen processes would each compile the same modules again

.PHONY: demo test test-deep check check-form check-types check-parts check-step bench docs screenshots setup spark learning system-packages

demo: $(VENV)/run.done ## Invented families through the real intake, then the pages: kith serves until you stop it
	@$(BIN)/kith demo $(if $(ONCE),--once)

test: system-packages check ## Everything: format, lint, types, imports, every test, how much of rules and actions they reach
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report
	@$(BIN)/kith check-versions

test-deep: system-packages check ## What takes longer: every look of every page, every language, random histories, hostile values, kills
	@KITH_LOOKS=9 KITH_EXAMPLES=400 $(BIN)/python -m pytest -q -n 2 --dist loadfile -m "" \
		tests/test_hostile.py tests/test_unsent.py tests/test_wall_lengths.py tests/test_tables.py tests/journeys src/kith/ui/tests/test_gallery.py \
		src/kith/review/tests/test_histories.py src/kith/intake/tests/test_killed.py src/kith/intake/tests/test_undoing.py tests/test_killed.py src/kith/demo/tests/test_load.py

check: $(VENV)/dev.done ## Form, types, import directions, migrations, documents in step
	@$(BIN)/kith assets
	@$(MAKE) --no-print-directory -j2 -O check-types check-form check-parts check-step

check-form:
	@$(BIN)/ruff format --check -q src tests conftest.py benchmarks
	@$(BIN)/ruff check -q src tests conftest.py benchmarks

check-types:
	@$(BIN)/mypy

check-parts:
	@PYTHONPATH=src $(BIN)/lint-imports --no-cache

check-step:
	@$(BIN)/kith check

bench: $(VENV)/dev.done ## Figures, whole process, beside their budgets
	@$(BIN)/kith assets
	@$(BIN)/python -m benchmarks

docs: $(VENV)/dev.done ## Write the generated documents again
	@$(BIN)/kith docs

screenshots: $(VENV)/dev.done system-packages ## Every page of every role at 360 and 1440 px, and sheets of twelve, into var/screenshots
	@$(BIN)/kith assets
	@KITH_DEMO=1 DJANGO_SETTINGS_MODULE=kith.site.settings $(BIN)/python -m tests.screenshots

setup: $(VENV)/dev.done

spark: $(VENV)/dev.done ## Spark and Java for `kith intake link-files --on spark`, and the test of it: 456 MB to fetch
	@sh .ci/system-packages java
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/spark.txt

learning: $(VENV)/dev.done ## What `python -m benchmarks.learning people` needs, and nothing else does: scikit-learn, 60 MB to fetch
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/learning.txt

system-packages:
	@sh .ci/system-packages

$(VENV)/run.done: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Kith runs on (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/dev.done: requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Kith is built and tested with (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ $(VENV)/run.done
