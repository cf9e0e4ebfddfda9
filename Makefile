# Every target is one call of tools/start.py, which needs nothing but Python 3.11 or newer.
PYTHON ?= python3
ARGS ?=
export FRESH

.PHONY: run test check bench catalogue format

run:        ## the console on ./my-conference; FRESH=1 starts anew and keeps the old folder under a number
	@$(PYTHON) tools/start.py run $(ARGS)

test:       ## the everyday tests
	@$(PYTHON) tools/start.py test $(ARGS)

check:      ## format, lint, types, layers, catalogue, every test
	@$(PYTHON) tools/start.py check $(ARGS)

bench:      ## the measurements of benchmarks/
	@$(PYTHON) tools/start.py bench $(ARGS)

catalogue:  ## compile and check the words of the screens
	@$(PYTHON) tools/start.py catalogue

format:     ## bring the code into shape
	@$(PYTHON) tools/start.py format
