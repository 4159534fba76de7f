.PHONY: demo test lint bench messages score
demo test lint bench messages:
	@python3 go.py $@ -- $(ARGS)
score:
	@python3 go.py score -- $(CASES) $(ARGS)
